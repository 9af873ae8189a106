"""KMS keys: their policies, aliases and replicas, as each stack's program registers them."""

from components.security.keys import REPLICATED, key_policy
from tests.support import inventory_of, settings_of
from tests.unit.placements import placement
from tests.unit.security_facts import by_arn, every_stack, statements


@every_stack
def test_every_key_rotates_and_can_be_brought_back(stack: str) -> None:
    days = settings_of(stack).security.key_deletion_days
    keys = inventory_of(stack).of_type("aws:kms/key:Key")
    assert len(keys) >= 7
    for key in keys:
        assert key.inputs["enableKeyRotation"] is True, key.urn
        assert key.inputs["deletionWindowInDays"] == days, key.urn


@every_stack
def test_every_key_has_an_alias_of_its_own(stack: str) -> None:
    inventory = inventory_of(stack)
    keys = inventory.of_type("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey")
    aliases = {(alias.region, alias.inputs["targetKeyId"]) for alias in inventory.of_type("aws:kms/alias:Alias")}
    assert {(key.region, key.id) for key in keys} == aliases


def test_replica_keys_point_at_multi_region_keys_of_the_primary_region() -> None:
    inventory = inventory_of("prod")
    originals = by_arn(inventory, "aws:kms/key:Key")
    replicas = inventory.of_type("aws:kms/replicaKey:ReplicaKey")
    assert len(replicas) == len(REPLICATED) * (len(settings_of("prod").regions) - 1)
    for replica in replicas:
        original = originals[replica.inputs["primaryKeyArn"]]
        assert original.inputs["multiRegion"] is True
        assert original.region == settings_of("prod").primary.name != replica.region


def test_a_key_policy_lets_no_service_in_without_a_condition() -> None:
    for region in settings_of("prod").regions:
        for purpose in ("s3", "eks", "rds", "streams", "logs", "secrets", "backup"):
            root, *others = statements(key_policy(placement(region=region.name), purpose))
            assert root["Principal"] == {"AWS": f"arn:aws:iam::{settings_of('prod').account_id}:root"}
            assert all(other["Condition"] for other in others)


def test_events_reach_encrypted_topics_by_the_topic_because_they_send_no_source() -> None:
    events = [s for s in statements(key_policy(placement(), "logs")) if s["Principal"].get("Service") == "events.amazonaws.com"]
    assert [list(s["Condition"]) for s in events] == [["ArnLike"]]
    assert events[0]["Condition"]["ArnLike"] == {"kms:EncryptionContext:aws:sns:topicArn": placement().arn("sns", "*")}


def test_node_volumes_can_be_encrypted_by_the_roles_that_start_instances() -> None:
    using, granting = statements(key_policy(placement(), "eks"))[1:3]
    assert any("AWSServiceRoleForAutoScaling" in arn for arn in using["Condition"]["ArnEquals"]["aws:PrincipalArn"])
    assert granting["Action"] == ["kms:CreateGrant"]
    assert granting["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


def test_only_the_primary_regions_key_serves_the_trail() -> None:
    with_trail = [r.role for r in settings_of("prod").regions if "cloudtrail" in key_policy(placement(region=r.name), "logs")]
    assert with_trail == ["primary"]
