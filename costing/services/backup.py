"""AWS Backup: what lies in a vault, and tests of restoring it."""

from costing.bill import Bill
from costing.estimators import estimates, free
from costing.schedules import runs_each_month
from costing.transfer import to_region
from inventory.values import Values

_PLAN = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
_STORED = {
    "efs_gb": "efs_warm",
    "efs_cold_gb": "efs_cold",
    "ebs_gb": "ebs_snapshot",
    "rds_gb": "rds_snapshot",
    "aurora_gb": "aurora_snapshot",
    "dynamodb_gb": "dynamodb_warm",
    "fsx_gb": "fsx_backup",
}
_RESTORED = {"restored_efs_gb": "efs_restore", "restored_dynamodb_gb": "dynamodb_restore"}

free(
    "what the vault holds is paid",
    "aws:backup/globalSettings:GlobalSettings",
    "aws:backup/plan:Plan",
    "aws:backup/regionSettings:RegionSettings",
    "aws:backup/selection:Selection",
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    "aws:backup/vaultNotifications:VaultNotifications",
    "aws:backup/vaultPolicy:VaultPolicy",
    _PLAN,
)


@estimates("aws:backup/vault:Vault")
def vault(bill: Bill) -> None:
    """Usage by what is backed up: `efs_gb`, `efs_cold_gb`, `ebs_gb`, `rds_gb`, `aurora_gb`, `dynamodb_gb`, `fsx_gb`; `restored_efs_gb`,
    `restored_dynamodb_gb`; `copied_gb` that the plans send to vaults of other regions.
    """
    for quantity, item in (_STORED | _RESTORED).items():
        bill.add(quantity.removesuffix("_gb").replace("_", " "), bill.usage(quantity), "backup", item, by_usage=True)
    to_region(bill, bill.usage("copied_gb"), text="copies to vaults in other regions")


@estimates("aws:backup/restoreTestingSelection:RestoreTestingSelection")
def restore_test(bill: Bill) -> None:
    """Besides what is restored. Usage: `recovery_points` tested in each run of the plan, by default one."""
    plan = bill.around.target(bill.resource, "restoreTestingPlanName", _PLAN)
    runs = runs_each_month(Values(dict(plan.inputs if plan else {})).text("scheduleExpression"))
    bill.add("recovery points tested", runs * bill.rate("recovery_points", 1), "backup", "restore_test")
