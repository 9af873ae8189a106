"""Who may ask the lakehouse what: Athena, grants and the named questions."""

import re

import pytest

from components.lakehouse.questions import QUESTIONS, answerable
from settings.lakehouse import TABLES, IcebergTable, Layer
from tests.support import inventory_of
from tests.unit.lakehouse_facts import GRANT, REGIONS, of_region

WORKGROUP = "aws:athena/workgroup:Workgroup"


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
