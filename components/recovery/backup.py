"""AWS Backup: a region's vault, and the plans that fill it."""

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.databases.databases import Databases
from components.observability.alerts import Alerts
from components.placement import Placement
from components.security.keys import Keys
from components.security.policies import Statement, deny, document, role, trust
from settings.backup import Backup

_GRACE_DAYS = 3  # AWS's least: so long a lock that is to hold for ever can still be taken back
_MANAGED = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor"
_SCHEDULES = {"daily": "cron(0 1 * * ? *)", "hourly": "cron(15 * * * ? *)"}
"""Tag `backup` → when."""

FAILURES = {
    "source": ["aws.backup"],
    "detail-type": ["Backup Job State Change", "Copy Job State Change", "Restore Job State Change"],
    "$or": [{"detail": {"state": ["ABORTED", "EXPIRED", "FAILED"]}}, {"detail": {"status": ["ABORTED", "FAILED"]}}],
}
"""Somebody is told of these. Restores say `status` where the others say `state`."""

_TYPES = ("DynamoDB", "EFS", "RDS")
"""What is backed up."""


@dataclass(frozen=True)
class BackupVaultArgs:
    """What a vault needs."""

    placement: Placement
    keys: Keys
    alerts: Alerts


class BackupVault(Component):
    """Where a region's backups are, and the copies from other regions: encrypted, locked, closed to other accounts."""

    vault: aws.backup.Vault
    ready: list[pulumi.Resource]
    """What must be there before a backup comes in."""

    def __init__(self, name: str, args: BackupVaultArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("recovery", name, opts)
        placement = args.placement
        settings = placement.settings.backup
        self.vault = aws.backup.Vault(
            name,
            name=placement.physical("backups"),
            kms_key_arn=args.keys.arns["backup"],
            force_destroy=settings.lock == "none",
            opts=self.options(**placement.stateful()),
        )
        self.ready = [
            aws.backup.VaultPolicy(
                name, backup_vault_name=self.vault.name, policy=document(*vault_statements(placement)), opts=self.options()
            )
        ]
        if settings.lock != "none":
            self.ready.append(self._lock(name, settings))
        # Without AWS Backup managing them, DynamoDB's backups could not be copied to another region.
        self.ready.append(
            aws.backup.RegionSettings(
                name,
                resource_type_opt_in_preference=dict.fromkeys(_TYPES, True),
                resource_type_management_preference={"DynamoDB": True, "EFS": True},
                # The setting is the account's: AWS answers with every type it knows, and the others are not this stack's business.
                opts=self.options(ignore_changes=["resource_type_opt_in_preference", "resource_type_management_preference"]),
            )
        )
        failures = aws.cloudwatch.EventRule(
            name,
            description="Backups, copies and restores that failed",
            event_pattern=json.dumps(FAILURES, sort_keys=True),
            opts=self.options(),
        )
        aws.cloudwatch.EventTarget(name, rule=failures.name, arn=args.alerts.topic_arn, opts=self.options())
        self.register_outputs({"arn": self.vault.arn})

    def _lock(self, name: str, settings: Backup) -> aws.backup.VaultLockConfiguration:
        return aws.backup.VaultLockConfiguration(
            name,
            backup_vault_name=self.vault.name,
            min_retention_days=settings.hourly_days,
            max_retention_days=settings.daily_days,
            changeable_for_days=_GRACE_DAYS if settings.lock == "compliance" else None,
            opts=self.options(),
        )


def vault_statements(placement: Placement) -> list[Statement]:
    """No other account, and where data is protected nobody deletes a backup: they end by themselves."""
    statements: list[Statement] = [
        deny(
            ["backup:*"],
            ["*"],
            "OwnAccountOnly",
            Principal="*",
            Condition={
                "StringNotEquals": {"aws:PrincipalAccount": placement.account_id},
                "Bool": {"aws:PrincipalIsAWSService": "false"},
            },
        )
    ]
    if placement.settings.protect:
        undo = ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"]
        statements.append(deny(undo, ["*"], "BackupsOnlyExpire", Principal="*"))
    return statements


@dataclass(frozen=True)
class BackupPlansArgs:
    """What is backed up where."""

    placement: Placement
    vault: BackupVault
    copies: BackupVault | None
    """Another region's vault: the dr region's, and in the dr region the primary's; None where there is no dr region. A copy stays where it
    came: plans copy what they have backed up themselves, and nothing back.
    """
    databases: Databases
    """Whose restores are tested."""


class BackupPlans(Component):
    """What is tagged `backup: daily` or `backup: hourly` goes to the vault, and from there to another region's."""

    def __init__(self, name: str, args: BackupPlansArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("recovery", name, opts)
        self._args = args
        placement = args.placement
        settings = placement.settings.backup
        self._role = role(
            placement,
            name,
            trust(placement, "backup.amazonaws.com"),
            self.options(),
            managed=[f"{_MANAGED}{what}" for what in ("Backup", "Restores")],
        )
        kept = {"daily": settings.daily_days, "hourly": settings.hourly_days}
        for often, schedule in _SCHEDULES.items():
            self._plan(often, schedule, kept[often])
        if settings.restore_tests:
            self._restore_tests()
        self.register_outputs({})

    def _plan(self, often: str, schedule: str, days: int) -> None:
        placement, copies = self._args.placement, self._args.copies
        label = placement.label("backup", often)
        lifecycle = {"delete_after": days}
        copied = {"copy_actions": [{"destination_vault_arn": copies.vault.arn, "lifecycle": lifecycle}]} if copies else {}
        plan = aws.backup.Plan(
            label,
            name=placement.physical(often),
            rules=[
                {
                    "rule_name": often,
                    "target_vault_name": self._args.vault.vault.name,
                    "schedule": schedule,
                    "start_window": 60,  # minutes, and AWS's least
                    "completion_window": 480,
                    "lifecycle": lifecycle,
                    **copied,
                }
            ],
            opts=self.options(depends_on=[*self._args.vault.ready, *(copies.ready if copies else ())]),
        )
        aws.backup.Selection(
            label,
            name=often,
            plan_id=plan.id,
            iam_role_arn=self._role.arn,
            resources=["*"],
            # All of them, so that another stack of the account backs up its own.
            conditions=[{"string_equals": [_tagged("backup", often), _tagged("stack", placement.stack)]}],
            opts=self.options(),
        )

    def _restore_tests(self) -> None:
        placement, databases = self._args.placement, self._args.databases
        name = _identifier(placement.physical("restores"))
        plan = aws.backup.RestoreTestingPlan(
            placement.label("restores"),
            name=name,
            schedule_expression="cron(0 9 ? * MON *)",  # when people are there to read the result
            start_window_hours=4,
            recovery_point_selection={
                "algorithm": "LATEST_WITHIN_WINDOW",
                "include_vaults": [self._args.vault.vault.arn],
                "recovery_point_types": ["SNAPSHOT"],
                "selection_window_days": 7,
            },
            opts=self.options(),
        )
        tested: dict[str, dict[str, pulumi.Input[str]]] = {"EFS": {}}
        if databases.tables:
            tested["DynamoDB"] = {}
        if databases.postgres:
            # AWS would take the default VPC, which may not exist.
            tested["RDS"] = {"dbSubnetGroupName": databases.postgres.instance.db_subnet_group_name}
        for kind, overrides in tested.items():
            aws.backup.RestoreTestingSelection(
                placement.label("restores", kind.lower()),
                name=_identifier(placement.physical(kind.lower())),
                restore_testing_plan_name=plan.name,
                protected_resource_type=kind,
                iam_role_arn=self._role.arn,
                protected_resource_conditions={"string_equals": [_tagged("stack", placement.stack)]},
                restore_metadata_overrides=overrides or None,
                validation_window_hours=1,
                opts=self.options(),
            )


def _tagged(key: str, value: str) -> dict[str, str]:
    return {"key": f"aws:ResourceTag/{key}", "value": value}


def _identifier(name: str) -> str:
    """Restore testing takes letters, digits and _ only."""
    return name.replace("-", "_")
