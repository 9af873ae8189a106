"""The lakehouse's Iceberg tables: their schemas, optimizers, crawlers and rulesets."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.lakehouse.data_quality import ruleset
from components.lakehouse.iceberg import iceberg_partitions, iceberg_schema
from inventory.resource import Resource
from settings.lakehouse import TABLES, IcebergTable
from tests.support import inventory_of
from tests.unit.lakehouse_facts import GRANT, REGIONS, name_of, of_region, policy_lines

TABLE = "aws:glue/catalogTable:CatalogTable"
OPTIMIZER = "aws:glue/catalogTableOptimizer:CatalogTableOptimizer"


def iceberg_tables() -> list[Resource]:
    """The tables of the settings; other parts of the platform keep tables of their own in the databases."""
    return [resource for resource in inventory_of("prod").of_type(TABLE) if "openTableFormatInput" in resource.inputs]


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


def test_rulesets_exist_only_where_the_settings_ask_for_them() -> None:
    type_ = "aws:glue/dataQualityRuleset:DataQualityRuleset"
    assert not inventory_of("prod").of_type(type_)
    rulesets = inventory_of("lakehouse").of_type(type_)
    assert [resource.inputs["targetTable"]["tableName"] for resource in rulesets] == ["measurements", "measurements"]


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
