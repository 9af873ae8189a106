"""The lakehouse's buckets: none is open, unencrypted or without its companions."""

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from settings.naming import bucket_name
from tests.support import inventory_of
from tests.unit.lakehouse_facts import (
    BUCKET,
    BUCKET_POLICY,
    ENCRYPTION,
    LIFECYCLE,
    OWNERSHIP,
    PUBLIC_ACCESS,
    REGIONS,
    TIERS,
    VERSIONING,
    by_bucket,
    name_of,
)

COMPANIONS = (VERSIONING, ENCRYPTION, PUBLIC_ACCESS, LIFECYCLE, BUCKET_POLICY, OWNERSHIP)


def test_every_bucket_has_all_its_companions() -> None:
    buckets = {bucket.inputs["bucket"] for bucket in inventory_of("prod").of_type(BUCKET)}
    for type_ in COMPANIONS:
        assert by_bucket(type_).keys() == buckets, type_


def test_every_bucket_is_versioned_closed_and_owned() -> None:
    for resource in by_bucket(VERSIONING).values():
        assert resource.inputs["versioningConfiguration"] == {"status": "Enabled"}
    for resource in by_bucket(PUBLIC_ACCESS).values():
        flags = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
        assert all(resource.inputs[flag] is True for flag in flags)
    for resource in by_bucket(OWNERSHIP).values():
        assert resource.inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_no_bucket_lets_anyone_in_without_tls_or_delete_a_version() -> None:
    for bucket, resource in by_bucket(BUCKET_POLICY).items():
        statements = {statement["Sid"]: statement for statement in json.loads(resource.inputs["policy"])["Statement"]}
        for sid in ("TlsOnly", "VersionsOnlyExpire"):
            assert (statements[sid]["Effect"], statements[sid]["Principal"]) == ("Deny", "*"), bucket
        assert statements["TlsOnly"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert statements["VersionsOnlyExpire"]["Action"] == "s3:DeleteObjectVersion"


def test_no_bucket_of_data_takes_an_upload_under_another_encryption() -> None:
    policies = by_bucket(BUCKET_POLICY)
    for region in REGIONS:
        for purpose in (*TIERS, "artifacts", "backups", "query-results"):
            assert "EncryptedByKey" in policies[name_of(purpose, region)].inputs["policy"]


def test_every_bucket_blocks_keys_that_the_uploader_brings() -> None:
    for resource in by_bucket(ENCRYPTION).values():
        assert resource.inputs["rules"][0]["blockedEncryptionTypes"] == ["SSE-C"]


def test_every_bucket_but_the_log_bucket_itself_is_logged_to_its_own_region() -> None:
    logged = by_bucket("aws:s3/bucketLogging:BucketLogging")
    for bucket in inventory_of("prod").of_type(BUCKET):
        name, log_bucket = bucket.inputs["bucket"], name_of("access-logs", bucket.region)
        assert name == log_bucket or logged[name].inputs["targetBucket"] == log_bucket


def test_bucket_names_are_unique_and_fit() -> None:
    for stack in ("dev", "staging", "prod", "lakehouse"):
        names = [bucket.inputs["bucket"] for bucket in inventory_of(stack).of_type(BUCKET)]
        assert len(set(names)) == len(names)
        assert max(len(name) for name in names) <= 63


def test_only_a_stack_that_may_be_taken_down_deletes_objects_with_their_bucket() -> None:
    for stack, whole in (("prod", False), ("dev", True)):
        assert {bucket.inputs["forceDestroy"] for bucket in inventory_of(stack).of_type(BUCKET)} == {whole}


def test_inventories_are_encrypted_and_go_to_the_log_bucket_of_their_region() -> None:
    found = inventory_of("prod").of_type("aws:s3/inventory:Inventory")
    assert len(found) == 8 * len(REGIONS)
    for resource in found:
        destination = resource.inputs["destination"]["bucket"]
        assert destination["bucketArn"] == f"arn:aws:s3:::{name_of('logs', resource.region)}"
        assert destination["encryption"]["sseKms"]["keyId"].startswith(f"arn:aws:kms:{resource.region}:")
        assert (resource.inputs["schedule"], destination["format"]) == ({"frequency": "Weekly"}, "Parquet")
    assert not inventory_of("lakehouse").of_type("aws:s3/inventory:Inventory")


@given(
    account=st.from_regex(r"\A\d{12}\Z"),
    stack=st.from_regex(r"\A[a-z]{1,7}\Z"),
    region=st.sampled_from(["us-east-1", "ap-southeast-1", "ap-northeast-3", "eu-central-1"]),
    purpose=st.sampled_from(["raw-events", "query-results", "access-logs", "silver-apne1"]),
)
def test_bucket_names_follow_the_rules_of_s3(account: str, stack: str, region: str, purpose: str) -> None:
    name = bucket_name(account, stack, region, purpose)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", name)
    assert purpose in name and region in name
    assert bucket_name(account, f"{stack}x", region, purpose) != name
