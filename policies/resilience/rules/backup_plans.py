"""AWS Backup takes what matters, keeps it long enough, in another region, too, and lets nobody delete it."""

from collections.abc import Iterator

from inventory.values import Values
from policies.resilience.replicas import is_replica
from policies.resilience.selections import is_selected
from policies.resilience.tiers import SETTINGS, needs_second_region
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_PLAN = "aws:backup/plan:Plan"
_VAULT = "aws:backup/vault:Vault"


@resource_rule(
    "backup-plan-retention",
    topic=Topic.BACKUP,
    severity=Severity.MEDIUM,
    description="Backup plans keep recovery points, and their copies, long enough.",
    remedy='Set lifecycle={"delete_after": 7} or more on each rule and copy action, or leave it out to keep them for ever.',
    controls=("platform",),
    types=(_PLAN,),
    config={"days": {"type": "integer", "minimum": 1, "default": 7, "description": "How many days a recovery point is kept at least."}},
)
def backup_plan_retention(plan: Subject) -> Iterator[str]:
    def kept(values: Values) -> Iterator[str]:
        days = values.number("lifecycle.deleteAfter")
        if days is not None and days < plan.settings["days"]:
            yield f"{values.path}.lifecycle.deleteAfter is {days:g}, less than {plan.settings['days']:g} days"

    def copies(rule: Values) -> Iterator[str]:
        yield from plan.each(rule.items("copyActions"), kept)

    yield from plan.each(plan.values.items("rules"), kept, copies)


@resource_rule(
    "backup-plan-cold-storage",
    topic=Topic.BACKUP,
    severity=Severity.MEDIUM,
    description="What a backup plan moves to cold storage stays there for the 90 days that AWS demands.",
    remedy="Set delete_after at least 90 days after cold_storage_after; AWS refuses the plan otherwise.",
    controls=("platform",),
    types=(_PLAN,),
)
def backup_plan_cold_storage(plan: Subject) -> Iterator[str]:
    def cold(rule: Values) -> Iterator[str]:
        moved, deleted = rule.number("lifecycle.coldStorageAfter"), rule.number("lifecycle.deleteAfter")
        if moved is not None and deleted is not None and deleted < moved + 90:
            yield f"{rule.path}.lifecycle deletes {deleted - moved:g} days after the move to cold storage, less than 90"

    yield from plan.each(plan.values.items("rules"), cold)


@stack_rule(
    "backup-plan-copies-to-another-region",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="Backup plans copy what they take to another region.",
    remedy="Give a rule copy_actions with the ARN of a vault in another region.",
    controls=("platform",),
    types=(_PLAN,),
)
def backup_plan_copies_to_another_region(plan: Subject, stack: Stack) -> Iterator[str]:
    actions = [action for rule in plan.values.items("rules") for action in rule.items("copyActions")]
    if not actions:
        yield "no rule has copyActions"
    elif not any_of(
        lambda: any(vault.region != plan.region for vault in stack.targets(plan, "rules", _VAULT)),
        lambda: any(_region(action) not in ("", plan.region) for action in actions),
    ):
        yield f"every copy stays in {plan.region}"


def _region(action: Values) -> str:
    return f"{action.text('destinationVaultArn')}:::".split(":")[3]


@stack_rule(
    "backup-plan-has-selection",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="A backup plan has a selection; without one it backs up nothing.",
    remedy="Add an aws.backup.Selection with the id of the plan.",
    controls=("platform",),
    types=(_PLAN,),
)
def backup_plan_has_selection(plan: Subject, stack: Stack) -> Iterator[str]:
    if not stack.companions(plan, "aws:backup/selection:Selection", "planId"):
        yield "no Selection refers to it"


@stack_rule(
    "backup-vault-locked",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="Backup vaults are locked: nobody can delete a recovery point before its time.",
    remedy="Add an aws.backup.VaultLockConfiguration for the vault with min_retention_days.",
    controls=("platform",),
    types=(_VAULT,),
)
def backup_vault_locked(vault: Subject, stack: Stack) -> Iterator[str]:
    locks = stack.companions(vault, "aws:backup/vaultLockConfiguration:VaultLockConfiguration", "backupVaultName")
    if not any(lock.region == vault.region and lock.values.has("minRetentionDays") for lock in locks):
        yield "no VaultLockConfiguration gives it minRetentionDays"


@stack_rule(
    "rds-in-backup-plan",
    topic=Topic.BACKUP,
    severity=Severity.MEDIUM,
    description="AWS Backup takes RDS and Aurora, so that a copy stands outside of the service.",
    remedy="Add an aws.backup.Selection that takes the database by its ARN or tags.",
    controls=("FSBP RDS.26", "CKV2_AWS_8"),
    types=("aws:rds/instance:Instance", "aws:rds/cluster:Cluster"),
)
def rds_in_backup_plan(database: Subject, stack: Stack) -> Iterator[str]:
    if not is_replica(database) and not is_selected(database, stack):
        yield "no backup selection takes it"


@stack_rule(
    "ebs-in-backup-plan",
    topic=Topic.BACKUP,
    severity=Severity.MEDIUM,
    description="AWS Backup takes EBS volumes that stand by themselves.",
    remedy="Add an aws.backup.Selection that takes the volume by its ARN or tags.",
    controls=("CKV2_AWS_9",),
    types=("aws:ebs/volume:Volume",),
)
def ebs_in_backup_plan(volume: Subject, stack: Stack) -> Iterator[str]:
    if not is_selected(volume, stack):
        yield "no backup selection takes it"


@stack_rule(
    "dynamodb-in-backup-plan",
    topic=Topic.BACKUP,
    severity=Severity.MEDIUM,
    description="AWS Backup takes the DynamoDB tables that matter most: point-in-time recovery ends with the table.",
    remedy="Add an aws.backup.Selection that takes the table by its ARN or tags.",
    controls=("platform",),
    types=("aws:dynamodb/table:Table",),
    config=SETTINGS,
)
def dynamodb_in_backup_plan(table: Subject, stack: Stack) -> Iterator[str]:
    if needs_second_region(table) and not is_selected(table, stack):
        yield "no backup selection takes it"
