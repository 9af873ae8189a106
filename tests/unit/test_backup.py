"""AWS Backup, as each stack's program registers it."""

import json

import pytest

from components.recovery.backup import FAILURES
from tests.support import ALL_STACKS, inventory_of, settings_of
from tests.unit.database_facts import dependencies, only

VAULT = "aws:backup/vault:Vault"
PLAN = "aws:backup/plan:Plan"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
SELECTION = "aws:backup/selection:Selection"
TEST = "aws:backup/restoreTestingSelection:RestoreTestingSelection"

every_stack = pytest.mark.parametrize("stack", ALL_STACKS)


@every_stack
def test_every_region_has_a_vault_under_its_own_key(stack: str) -> None:
    vaults = inventory_of(stack).of_type(VAULT)
    assert {one.region for one in vaults} == {region.name for region in settings_of(stack).regions}
    for vault in vaults:
        assert vault.inputs["kmsKeyArn"].startswith(f"arn:aws:kms:{vault.region}:")
        assert vault.protect is settings_of(stack).protect


@every_stack
def test_vaults_are_locked_as_the_settings_say(stack: str) -> None:
    inventory, settings = inventory_of(stack), settings_of(stack).backup
    locks = inventory.of_type(LOCK)
    assert len(locks) == (0 if settings.lock == "none" else len(inventory.of_type(VAULT)))
    for lock in locks:
        assert lock.inputs["minRetentionDays"] == settings.hourly_days
        assert lock.inputs["maxRetentionDays"] == settings.daily_days
        assert lock.inputs.get("changeableForDays") == (3 if settings.lock == "compliance" else None)
    for vault in inventory.of_type(VAULT):
        assert vault.inputs.get("forceDestroy", False) is (settings.lock == "none")


@every_stack
def test_no_other_account_and_where_protected_nobody_takes_a_backup_away(stack: str) -> None:
    for policy in inventory_of(stack).of_type("aws:backup/vaultPolicy:VaultPolicy"):
        sids = {one["Sid"]: one for one in json.loads(policy.inputs["policy"])["Statement"]}
        assert all(one["Effect"] == "Deny" for one in sids.values())
        assert ("BackupsOnlyExpire" in sids) is settings_of(stack).protect
        assert sids["OwnAccountOnly"]["Condition"]["StringNotEquals"] == {"aws:PrincipalAccount": settings_of(stack).account_id}


@every_stack
def test_plans_copy_every_backup_to_another_regions_vault_which_is_made_before(stack: str) -> None:
    inventory, settings = inventory_of(stack), settings_of(stack)
    kept = {"daily": settings.backup.daily_days, "hourly": settings.backup.hourly_days}
    for plan in inventory.of_type(PLAN):
        (rule,) = plan.inputs["rules"]
        assert rule["lifecycle"] == {"deleteAfter": kept[rule["ruleName"]]}
        own = only(inventory, VAULT, plan.region)
        needed = dependencies(inventory, plan)
        assert own.urn in needed
        if settings.dr is None:
            assert "copyActions" not in rule
            continue
        home = settings.primary.name if plan.region == settings.dr.name else settings.dr.name
        there = only(inventory, VAULT, home)
        (copy,) = rule["copyActions"]
        arn = f"arn:aws:backup:{home}:{settings.account_id}:backup-vault:{there.inputs['name']}"
        assert copy == {"destinationVaultArn": arn, "lifecycle": rule["lifecycle"]}
        assert there.urn in needed


@every_stack
def test_a_copied_vaults_lock_and_policy_are_there_before_a_plan_fills_it(stack: str) -> None:
    inventory = inventory_of(stack)
    closing = inventory.of_type(LOCK, "aws:backup/vaultPolicy:VaultPolicy")
    for plan in inventory.of_type(PLAN):
        assert {one.urn for one in closing if one.region == plan.region} <= set(plan.depends_on)


@every_stack
def test_plans_take_what_is_tagged_for_them_in_this_stack(stack: str) -> None:
    inventory = inventory_of(stack)
    regions = {region.name for region in settings_of(stack).regions}
    assert {(one.region, one.inputs["name"]) for one in inventory.of_type(SELECTION)} == {
        (region, often) for region in regions for often in ("daily", "hourly")
    }
    for selection in inventory.of_type(SELECTION):
        (conditions,) = selection.inputs["conditions"]
        assert conditions["stringEquals"] == [
            {"key": "aws:ResourceTag/backup", "value": selection.inputs["name"]},
            {"key": "aws:ResourceTag/stack", "value": stack},
        ]


@every_stack
def test_what_holds_the_only_copy_of_data_is_tagged_and_replicas_are_not(stack: str) -> None:
    inventory = inventory_of(stack)
    for table in inventory.of_type("aws:dynamodb/table:Table"):
        if "platform:databases:" in table.qualified_type:
            assert table.inputs["tags"]["backup"] == "daily"
    for instance in inventory.of_type("aws:rds/instance:Instance"):
        assert instance.inputs["tags"].get("backup") == (None if "replicateSourceDb" in instance.inputs else "daily")
    for files in inventory.of_type("aws:efs/fileSystem:FileSystem"):
        assert files.inputs["tags"]["backup"] == "hourly"
    for replica in inventory.of_type("aws:dynamodb/tableReplica:TableReplica"):
        assert "backup" not in replica.inputs["tags"]


@every_stack
def test_restores_are_tested_where_the_settings_ask_for_it(stack: str) -> None:
    inventory = inventory_of(stack)
    tested = {(one.region, one.inputs["protectedResourceType"]) for one in inventory.of_type(TEST)}
    if not settings_of(stack).backup.restore_tests:
        assert not tested
        return
    primary = settings_of(stack).primary.name
    assert {kind for region, kind in tested if region == primary} >= {"DynamoDB", "EFS"}
    for test in inventory.of_type(TEST):
        if test.inputs["protectedResourceType"] == "RDS":
            overrides = test.inputs["restoreMetadataOverrides"]
            assert overrides["dbSubnetGroupName"] == only(inventory, "aws:rds/instance:Instance", primary).inputs["dbSubnetGroupName"]


@every_stack
def test_somebody_is_told_of_every_failure(stack: str) -> None:
    inventory = inventory_of(stack)
    topics = {one.region: one.id for one in inventory.of_type("aws:sns/topic:Topic") if one.name.endswith("-alerts")}
    rules = [
        one
        for one in inventory.of_type("aws:cloudwatch/eventRule:EventRule")
        if json.loads(one.inputs.get("eventPattern", "{}")).get("source") == ["aws.backup"]
    ]
    assert {one.region for one in rules} == {region.name for region in settings_of(stack).regions}
    for rule in rules:
        assert json.loads(rule.inputs["eventPattern"]) == FAILURES
        (target,) = [one for one in inventory.of_type("aws:cloudwatch/eventTarget:EventTarget") if one.name == rule.name]
        assert target.inputs["arn"] == topics[rule.region]
