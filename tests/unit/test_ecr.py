"""Image repositories: closed, scanned, and copied from the primary region."""

from tests.support import settings_of
from tests.unit.compute_facts import every_stack, of


@every_stack
def test_each_service_has_a_closed_repository_in_every_region(stack: str) -> None:
    names = settings_of(stack).compute.ecr.repositories
    for region in settings_of(stack).regions:
        repositories = of(stack, "aws:ecr/repository:Repository", region.name)
        assert sorted(one.inputs["name"].rpartition("/")[2] for one in repositories) == sorted(names)
        for one in repositories:
            assert one.inputs["imageTagMutability"] == "IMMUTABLE"
            assert one.inputs["imageScanningConfiguration"] == {"scanOnPush": True}
            (encryption,) = one.inputs["encryptionConfigurations"]
            assert encryption["encryptionType"] == "KMS"
            assert encryption["kmsKey"].startswith(f"arn:aws:kms:{region.name}:")
            assert one.protect is settings_of(stack).protect


def test_images_go_from_the_primary_region_to_all_others_and_nowhere_else() -> None:
    (replication,) = of("prod", "aws:ecr/replicationConfiguration:ReplicationConfiguration")
    assert replication.region == "us-east-1"
    (rule,) = replication.inputs["replicationConfiguration"]["rules"]
    assert [one["region"] for one in rule["destinations"]] == ["eu-west-1", "ap-south-1", "us-west-2"]
    prefix = rule["repositoryFilters"][0]["filter"]
    assert all(one.inputs["name"].startswith(prefix) for one in of("prod", "aws:ecr/repository:Repository"))
    assert not of("dev", "aws:ecr/replicationConfiguration:ReplicationConfiguration")


def test_images_are_scanned_again_and_again_where_inspector_is_on() -> None:
    for stack, kind, often in (("prod", "ENHANCED", "CONTINUOUS_SCAN"), ("dev", "BASIC", "SCAN_ON_PUSH")):
        for one in of(stack, "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"):
            assert (one.inputs["scanType"], one.inputs["rules"][0]["scanFrequency"]) == (kind, often)
