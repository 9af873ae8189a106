"""The lakehouse: nothing stored is open, lost or kept too dear, and its tables stay small."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.lakehouse.bucket import SecureBucketArgs, lifecycle_rules
from components.lakehouse.buckets import tier_above
from components.lakehouse.data_quality import ruleset
from components.lakehouse.iceberg import iceberg_partitions, iceberg_schema
from components.lakehouse.questions import QUESTIONS, answerable
from components.lakehouse.replication import replica_purpose
from components.placement import Placement
from inventory.resource import Resource
from settings.lakehouse import TABLES, DataBucket, IcebergTable, Lakehouse, Layer, Tiering
from settings.naming import bucket_name
from tests.support import inventory_of, settings_of

BUCKET = "aws:s3/bucket:Bucket"
COMPANIONS = (
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
)
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
TABLE = "aws:glue/catalogTable:CatalogTable"
OPTIMIZER = "aws:glue/catalogTableOptimizer:CatalogTableOptimizer"
WORKGROUP = "aws:athena/workgroup:Workgroup"
GRANT = "aws:lakeformation/permissions:Permissions"

# The days of the platform's specification.
TIERS = {
    "raw-events": [("STANDARD_IA", 30), ("GLACIER", 90), ("DEEP_ARCHIVE", 365)],
    "bronze": [("STANDARD_IA", 30), ("GLACIER", 90), ("DEEP_ARCHIVE", 365)],
    "processed": [("STANDARD_IA", 60), ("GLACIER", 180)],
    "silver": [("STANDARD_IA", 60), ("GLACIER", 180)],
    "gold": [("INTELLIGENT_TIERING", 0)],
}
REGIONS = [region.name for region in settings_of("prod").regions]


def of_region(type_: str, region: str, stack: str = "prod") -> list[Resource]:
    """The resources of a type in one region."""
    return [resource for resource in inventory_of(stack).of_type(type_) if resource.region == region]


def iceberg_tables() -> list[Resource]:
    """The tables of the settings; other parts of the platform keep tables of their own in the databases."""
    return [resource for resource in inventory_of("prod").of_type(TABLE) if "openTableFormatInput" in resource.inputs]


def by_bucket(type_: str, stack: str = "prod") -> dict[str, Resource]:
    """The one resource of a type that each bucket has."""
    found = inventory_of(stack).of_type(type_)
    counts = Counter(resource.inputs["bucket"] for resource in found)
    assert not [bucket for bucket, count in counts.items() if count > 1]
    return {resource.inputs["bucket"]: resource for resource in found}


def name_of(purpose: str, region: str, stack: str = "prod") -> str:
    """A bucket's name."""
    return bucket_name(settings_of(stack).account_id, stack, region, purpose)


def policy_lines(name: str) -> list[str]:
    """What the inline policy of that logical name allows and forbids, as lines such as `Deny s3:PutObject arn:aws:s3:::…`."""
    (policy,) = [resource for resource in inventory_of("prod").of_type("aws:iam/rolePolicy:RolePolicy") if resource.name == name]
    return [
        f"{statement['Effect']} {action} {target}"
        for statement in json.loads(policy.inputs["policy"])["Statement"]
        for action in statement["Action"]
        for target in statement["Resource"]
    ]


def test_every_bucket_has_all_its_companions() -> None:
    buckets = {bucket.inputs["bucket"] for bucket in inventory_of("prod").of_type(BUCKET)}
    for type_ in COMPANIONS:
        assert by_bucket(type_).keys() == buckets, type_


def test_every_bucket_is_versioned_closed_and_owned() -> None:
    for resource in by_bucket(COMPANIONS[0]).values():
        assert resource.inputs["versioningConfiguration"] == {"status": "Enabled"}
    for resource in by_bucket(COMPANIONS[2]).values():
        flags = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
        assert all(resource.inputs[flag] is True for flag in flags)
    for resource in by_bucket(COMPANIONS[5]).values():
        assert resource.inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_no_bucket_lets_anyone_in_without_tls_or_delete_a_version() -> None:
    for bucket, resource in by_bucket("aws:s3/bucketPolicy:BucketPolicy").items():
        statements = {statement["Sid"]: statement for statement in json.loads(resource.inputs["policy"])["Statement"]}
        for sid in ("TlsOnly", "VersionsOnlyExpire"):
            assert (statements[sid]["Effect"], statements[sid]["Principal"]) == ("Deny", "*"), bucket
        assert statements["TlsOnly"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert statements["VersionsOnlyExpire"]["Action"] == "s3:DeleteObjectVersion"


def test_no_bucket_of_data_takes_an_upload_under_another_encryption() -> None:
    policies = by_bucket("aws:s3/bucketPolicy:BucketPolicy")
    for region in REGIONS:
        for purpose in (*TIERS, "artifacts", "backups", "query-results"):
            assert "EncryptedByKey" in policies[name_of(purpose, region)].inputs["policy"]


def test_every_bucket_blocks_keys_that_the_uploader_brings() -> None:
    for resource in by_bucket(COMPANIONS[1]).values():
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


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("purpose", TIERS)
def test_data_moves_to_cheaper_classes_on_the_days_of_the_specification(region: str, purpose: str) -> None:
    rules = {rule["id"]: rule for rule in by_bucket(LIFECYCLE)[name_of(purpose, region)].inputs["rules"]}
    assert [(step["storageClass"], step["days"]) for step in rules["tiering"]["transitions"]] == TIERS[purpose]
    assert rules["clean-up"]["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert rules["clean-up"]["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    assert "expire" not in rules


def test_query_results_expire_and_backups_are_locked() -> None:
    for region in REGIONS:
        rules = {rule["id"]: rule for rule in by_bucket(LIFECYCLE)[name_of("query-results", region)].inputs["rules"]}
        assert rules["expire"]["expiration"] == {"days": 14}
        locks = by_bucket("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
        assert locks[name_of("backups", region)].inputs["rule"] == {"defaultRetention": {"mode": "COMPLIANCE", "days": 30}}


def test_only_a_stack_that_may_be_taken_down_deletes_objects_with_their_bucket() -> None:
    for stack, whole in (("prod", False), ("dev", True)):
        assert {bucket.inputs["forceDestroy"] for bucket in inventory_of(stack).of_type(BUCKET)} == {whole}


def test_every_source_bucket_is_copied_to_a_bucket_of_its_own_in_dr_in_time_and_under_its_key() -> None:
    inventory = inventory_of("prod")
    region_of = {bucket.inputs["bucket"]: bucket.region for bucket in inventory.of_type(BUCKET)}
    targets = []
    for name, resource in by_bucket(REPLICATION).items():
        (rule,) = resource.inputs["rules"]
        destination = rule["destination"]
        target = destination["bucket"].removeprefix("arn:aws:s3:::")
        targets.append(target)
        assert region_of[name] != region_of[target] == "us-west-2"
        assert resource.region == region_of[name]
        assert rule["status"] == "Enabled" and rule["filter"] == {"prefix": ""}
        assert destination["replicationTime"] == {"status": "Enabled", "time": {"minutes": 15}}
        assert destination["metrics"] == {"status": "Enabled", "eventThreshold": {"minutes": 15}}
        assert rule["deleteMarkerReplication"] == {"status": "Enabled"}
        assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
        assert destination["encryptionConfiguration"]["replicaKmsKeyId"] == _key_of(target)
    sources = {name_of(purpose, region) for region in REGIONS[:-1] for purpose in ("raw-events", "bronze", "silver", "gold")}
    assert by_bucket(REPLICATION).keys() == sources
    assert len(set(targets)) == len(targets) == 12


def _key_of(bucket: str) -> Any:
    rule = by_bucket(COMPANIONS[1])[bucket].inputs["rules"][0]
    return rule["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"]


def test_replication_waits_for_versions_on_both_sides_and_for_its_rights() -> None:
    for resource in inventory_of("prod").of_type(REPLICATION):
        needed = [urn.split("::")[2].rpartition("$")[2] for urn in resource.depends_on]
        assert needed.count("aws:s3/bucketVersioning:BucketVersioning") == 2
        assert "aws:iam/rolePolicy:RolePolicy" in needed


def test_the_copying_role_reads_sources_and_writes_copies_only() -> None:
    for region in REGIONS[:-1]:
        lines = policy_lines(f"{region}-replication")
        assert not [line for line in lines if "Put" in line or line.endswith(" *")]
        assert all("us-west-2" in line for line in lines if "s3:Replicate" in line or "kms:Encrypt" in line)
        assert all(region in line for line in lines if "s3:Get" in line or "kms:Decrypt" in line)


def test_nothing_is_copied_where_the_settings_say_so() -> None:
    assert not inventory_of("lakehouse").of_type(REPLICATION, "platform:lakehouse:Replicas")


def test_inventories_are_encrypted_and_go_to_the_log_bucket_of_their_region() -> None:
    found = inventory_of("prod").of_type("aws:s3/inventory:Inventory")
    assert len(found) == 8 * len(REGIONS)
    for resource in found:
        destination = resource.inputs["destination"]["bucket"]
        assert destination["bucketArn"] == f"arn:aws:s3:::{name_of('logs', resource.region)}"
        assert destination["encryption"]["sseKms"]["keyId"].startswith(f"arn:aws:kms:{resource.region}:")
        assert (resource.inputs["schedule"], destination["format"]) == ({"frequency": "Weekly"}, "Parquet")
    assert not inventory_of("lakehouse").of_type("aws:s3/inventory:Inventory")


@pytest.mark.parametrize("region", REGIONS)
def test_every_table_has_its_three_optimizers(region: str) -> None:
    optimizers = Counter(resource.inputs["tableName"] for resource in of_region(OPTIMIZER, region))
    assert optimizers == dict.fromkeys(TABLES, 3)
    assert {resource.inputs["name"] for resource in iceberg_tables() if resource.region == region} == set(TABLES)
    for resource in of_region(OPTIMIZER, region):
        assert resource.inputs["configuration"]["enabled"] is True


def test_an_optimizer_waits_for_its_grants_and_rights() -> None:
    for resource in inventory_of("prod").of_type(OPTIMIZER):
        needed = Counter(urn.split("::")[2].rpartition("$")[2] for urn in resource.depends_on)
        assert needed[GRANT] == 3 and needed["aws:iam/rolePolicy:RolePolicy"] == 1


def test_tables_are_iceberg_with_their_partitions_in_their_layers_bucket() -> None:
    for resource in iceberg_tables():
        table = TABLES[resource.inputs["name"]]
        made = resource.inputs["openTableFormatInput"]["icebergInput"]
        assert made["metadataOperation"] == "CREATE"
        assert made["icebergTableInput"]["location"] == f"s3://{name_of(table.layer, resource.region)}/tables/{resource.inputs['name']}"
        assert [field["name"] for field in made["icebergTableInput"]["partitionSpec"]["fields"]] == list(table.partition_by)
        assert [field["name"] for field in made["icebergTableInput"]["schema"]["fields"]] == list(table.columns)


@pytest.mark.parametrize("region", REGIONS)
def test_crawlers_run_at_night_and_update_and_delete(region: str) -> None:
    schedules = {}
    for resource in of_region("aws:glue/crawler:Crawler", region):
        schedules[resource.inputs["databaseName"]] = resource.inputs["schedule"]
        assert resource.inputs["schemaChangePolicy"] == {"updateBehavior": "UPDATE_IN_DATABASE", "deleteBehavior": "DELETE_FROM_DATABASE"}
        assert resource.inputs["s3Targets"][0]["exclusions"] == ["tables/**", "errors/**"]
    assert schedules == {"event_platform_prod_bronze": "cron(0 2 * * ? *)", "event_platform_prod_silver": "cron(0 3 * * ? *)"}


def test_a_crawler_cannot_touch_iceberg_tables() -> None:
    denied = [line for line in policy_lines("us-east-1-crawler-silver") if line.startswith("Deny")]
    for table in ("events", "sessions"):
        for action in ("DeleteTable", "UpdateTable", "BatchDeleteTable"):
            assert f"Deny glue:{action} arn:aws:glue:us-east-1:333333333333:table/event_platform_prod_silver/{table}" in denied


@pytest.mark.parametrize("region", REGIONS)
def test_athena_cancels_what_scans_too_much_and_encrypts_results(region: str) -> None:
    (workgroup,) = of_region(WORKGROUP, region)
    configuration = workgroup.inputs["configuration"]
    assert configuration["bytesScannedCutoffPerQuery"] == 1024 * 1024**3
    assert configuration["enforceWorkgroupConfiguration"] is True
    assert configuration["publishCloudwatchMetricsEnabled"] is True
    encryption = configuration["resultConfiguration"]["encryptionConfiguration"]
    assert encryption["encryptionOption"] == "SSE_KMS" and encryption["kmsKeyArn"].startswith(f"arn:aws:kms:{region}:")


def test_nothing_in_the_catalogue_is_open_to_everyone_whom_iam_lets_in() -> None:
    inventory = inventory_of("prod")
    settings = {resource.region: resource for resource in inventory.of_type("aws:lakeformation/dataLakeSettings:DataLakeSettings")}
    assert set(settings) == set(REGIONS)
    for resource in settings.values():
        assert not resource.inputs.get("createDatabaseDefaultPermissions") and not resource.inputs.get("createTableDefaultPermissions")
        assert resource.inputs["admins"] == [
            "arn:aws:iam::333333333333:role/event-platform-prod-deploy",
            "arn:aws:iam::333333333333:role/platform-administrators",
        ]
    for resource in inventory.of_type("aws:glue/catalogDatabase:CatalogDatabase", GRANT, "aws:lakeformation/resource:Resource"):
        assert settings[resource.region].urn in resource.depends_on, resource.urn


def test_analysts_see_gold_and_change_nothing() -> None:
    granted = [r for r in inventory_of("prod").of_type(GRANT) if r.inputs["principal"].endswith("role/data-analysts")]
    assert len(granted) == 2 * len(REGIONS)
    for resource in granted:
        scope = resource.inputs.get("database", {}).get("name") or resource.inputs["table"]["databaseName"]
        assert scope == "event_platform_prod_gold"
        assert set(resource.inputs["permissions"]) <= {"DESCRIBE", "SELECT"}


def test_rulesets_exist_only_where_the_settings_ask_for_them() -> None:
    type_ = "aws:glue/dataQualityRuleset:DataQualityRuleset"
    assert not inventory_of("prod").of_type(type_)
    rulesets = inventory_of("lakehouse").of_type(type_)
    assert [resource.inputs["targetTable"]["tableName"] for resource in rulesets] == ["measurements", "measurements"]


# --- the pure parts

tierings = st.builds(
    Tiering,
    infrequent_access=st.none() | st.integers(30, 60),
    glacier=st.none() | st.integers(61, 180),
    deep_archive=st.none() | st.integers(181, 365),
    intelligent=st.booleans(),
    expire=st.none() | st.integers(366, 3653),
)
SIMPLE = ["string", "boolean", "int", "bigint", "float", "double", "date", "timestamp", "binary", "decimal(18,4)", "decimal(38,0)"]
types = st.sampled_from(SIMPLE) | st.builds("array<{}>".format, st.sampled_from(SIMPLE))
types |= st.builds("map<{},{}>".format, st.sampled_from(SIMPLE), st.sampled_from(SIMPLE))
tables = st.dictionaries(st.from_regex(r"\A[a-z][a-z0-9_]{0,10}\Z"), types, min_size=1, max_size=8).flatmap(
    lambda columns: st.builds(
        IcebergTable,
        layer=st.sampled_from(["bronze", "silver", "gold"]),
        columns=st.just(columns),
        partition_by=st.lists(st.sampled_from(sorted(columns)), unique=True).map(tuple),
    )
)


def placement_in(region: int, stack: str = "prod") -> Placement:
    """A placement in the nth region of prod."""
    return Placement(stack, settings_of("prod"), settings_of("prod").regions[region], "")


@given(tiering=tierings, noncurrent=st.integers(1, 3653), above=st.none() | st.integers(1, 10**9))
def test_lifecycle_rules_do_what_the_settings_say_and_no_more(tiering: Tiering, noncurrent: int, above: int | None) -> None:
    args = SecureBucketArgs(placement_in(0), "silver", None, None, noncurrent, tiering, above)
    rules = {rule["id"]: rule for rule in lifecycle_rules(args)}
    days = [step["days"] for step in rules.get("tiering", {}).get("transitions", [])]
    assert days == sorted(days)
    wanted = [tiering.infrequent_access, tiering.glacier, tiering.deep_archive, 0 if tiering.intelligent else None]
    assert sorted(days) == sorted(day for day in wanted if day is not None)
    assert rules.get("expire", {}).get("expiration", {}).get("days") == tiering.expire
    # Expiry is for all objects, large and small; so is cleaning up.
    assert all(rule["filter"] == {"prefix": ""} for key, rule in rules.items() if key != "tiering" or above is None)
    assert rules["clean-up"]["noncurrent_version_expiration"] == {"noncurrent_days": noncurrent}
    # S3 refuses two kinds of expiry for one object.
    assert ("expiration" in rules["clean-up"]) != ("expire" in rules)


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


def test_copies_of_two_regions_never_share_a_name() -> None:
    purposes: list[DataBucket] = ["raw-events", "bronze", "silver", "gold"]
    names = [replica_purpose(placement_in(region), purpose) for region in range(3) for purpose in purposes]
    assert len(set(names)) == 12
    assert max(len(name) for name in names) <= 13


def test_manifests_stay_readable_where_tables_are_archived() -> None:
    settings = settings_of("prod").lakehouse
    assert tier_above(settings, "silver") == 16 * 1024**2
    assert tier_above(settings, "gold") is None, "Intelligent-Tiering needs no restore"
    assert tier_above(settings, "raw-events") is None, "no tables"


@given(tables)
def test_iceberg_ids_are_unique_and_partitions_refer_to_columns(table: IcebergTable) -> None:
    schema = iceberg_schema(table)
    assert [field["id"] for field in schema["fields"]] == list(range(1, len(table.columns) + 1))
    ids = [field["id"] for field in schema["fields"]]
    for field in schema["fields"]:
        ids += list(_inner_ids(json.loads(field["type"])))
    assert len(set(ids)) == len(ids)
    named = {field["id"]: field["name"] for field in schema["fields"]}
    assert [named[field["source_id"]] for field in iceberg_partitions(table)["fields"]] == list(table.partition_by)


def _inner_ids(type_: Any) -> Iterator[int]:
    if isinstance(type_, dict):
        yield from (value for key, value in type_.items() if key.endswith("-id"))


@pytest.mark.parametrize(
    ("athena", "iceberg"),
    [
        ("bigint", "long"),
        ("decimal(18,4)", "decimal(18,4)"),
        ("array<bigint>", {"type": "list", "element-id": 2, "element": "long", "element-required": False}),
        (
            "map<string,decimal(18,4)>",
            {"type": "map", "key-id": 2, "key": "string", "value-id": 3, "value": "decimal(18,4)", "value-required": False},
        ),
    ],
)
def test_athena_types_become_iceberg_types(athena: str, iceberg: Any) -> None:
    (field,) = iceberg_schema(IcebergTable(layer="gold", columns={"x": athena}))["fields"]
    assert json.loads(field["type"]) == iceberg


@given(tables)
def test_rulesets_name_every_column_and_never_leave_partitions_empty(table: IcebergTable) -> None:
    rules = ruleset(table)
    assert all(f'ColumnExists "{column}"' in rules for column in table.columns)
    assert all(f'IsComplete "{column}"' in rules for column in table.partition_by)


def test_questions_are_asked_only_of_tables_that_have_the_columns() -> None:
    databases: dict[Layer, str] = {"bronze": "b", "silver": "s", "gold": "g"}
    everything = list(answerable(TABLES, databases))
    assert len(everything) == len(QUESTIONS) + len(TABLES)
    assert all("{" not in sql for _, _, sql in everything)
    bare = {"events": IcebergTable(layer="gold", columns={"id": "string"})}
    assert [title for _, title, _ in answerable(bare, databases)] == ["files-of-events"]


def test_questions_name_the_columns_they_use() -> None:
    for question in QUESTIONS:
        used = set(re.findall(r"[a-z_]+", question.sql)) & TABLES[question.table].columns.keys()
        assert used == question.columns, question.title


def test_defaults_are_the_specification() -> None:
    defaults = Lakehouse(noncurrent_days=1, backup_lock_days=1, query_scan_limit_gib=1)
    assert set(defaults.tiering) == set(TIERS)
    assert defaults.replicate and defaults.inventory and not defaults.data_quality
