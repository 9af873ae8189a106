"""Copies of the lakehouse in the dr region."""

from typing import Any

from components.lakehouse.buckets import COPIED
from components.lakehouse.copies import replica_purpose
from tests.support import inventory_of
from tests.unit.lakehouse_facts import BUCKET, ENCRYPTION, REGIONS, by_bucket, name_of, policy_lines
from tests.unit.placements import placement

REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"


def test_every_source_bucket_is_copied_to_a_bucket_of_its_own_in_dr_in_time_and_under_its_key() -> None:
    inventory = inventory_of("prod")
    region_of = {bucket.inputs["bucket"]: bucket.region for bucket in inventory.of_type(BUCKET)}
    targets = []
    for name, resource in _of_the_lakehouse().items():
        (rule,) = resource.inputs["rules"]
        destination = rule["destination"]
        target = destination["bucket"].removeprefix("arn:aws:s3:::")
        targets.append(target)
        assert region_of[target] == _home_of(region_of[name])
        assert resource.region == region_of[name]
        assert rule["status"] == "Enabled" and rule["filter"] == {"prefix": ""}
        assert destination["replicationTime"] == {"status": "Enabled", "time": {"minutes": 15}}
        assert destination["metrics"] == {"status": "Enabled", "eventThreshold": {"minutes": 15}}
        assert rule["deleteMarkerReplication"] == {"status": "Enabled"}
        assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
        assert destination["encryptionConfiguration"]["replicaKmsKeyId"] == _key_of(target)
    sources = {name_of(purpose, region) for region in REGIONS for purpose in ("raw-events", "bronze", "silver", "gold", "backups")}
    assert _of_the_lakehouse().keys() == sources
    assert len(set(targets)) == len(targets) == 20


def _home_of(region: str) -> str:
    """Where a region's data has its second home."""
    return "us-east-1" if region == "us-west-2" else "us-west-2"


def _of_the_lakehouse() -> dict[str, Any]:
    """The files of the web application have copies, too, which the edge makes."""
    web = {name_of("web", region) for region in REGIONS}
    return {name: resource for name, resource in by_bucket(REPLICATION).items() if name not in web}


def _key_of(bucket: str) -> Any:
    rule = by_bucket(ENCRYPTION)[bucket].inputs["rules"][0]
    return rule["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"]


def test_replication_waits_for_versions_on_both_sides_and_for_its_rights() -> None:
    for resource in inventory_of("prod").of_type(REPLICATION):
        needed = [urn.split("::")[2].rpartition("$")[2] for urn in resource.depends_on]
        assert needed.count("aws:s3/bucketVersioning:BucketVersioning") == 2
        assert "aws:iam/rolePolicy:RolePolicy" in needed


def test_the_copying_role_reads_sources_and_writes_copies_only() -> None:
    for region in REGIONS:
        lines = policy_lines(f"{region}-replication")
        assert not [line for line in lines if "Put" in line or line.endswith(" *")]
        assert all(_home_of(region) in line for line in lines if "s3:Replicate" in line or "kms:Encrypt" in line)
        assert all(region in line for line in lines if "s3:Get" in line or "kms:Decrypt" in line)


def test_nothing_is_copied_where_the_settings_say_so() -> None:
    assert not inventory_of("lakehouse").of_type(REPLICATION, "platform:lakehouse:Replicas")


def test_copies_of_two_regions_never_share_a_name() -> None:
    names = [replica_purpose(placement(region=REGIONS[region]), purpose) for region in range(3) for purpose in COPIED]
    assert len(set(names)) == 3 * len(COPIED)
    assert max(len(name) for name in names) <= 13
