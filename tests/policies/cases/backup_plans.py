"""AWS Backup takes what matters, keeps it long enough, in another region, too, and lets nobody delete it."""

from tests.policies.case import Case, made, ref

PLAN = "aws:backup/plan:Plan"
VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
SELECTION = "aws:backup/selection:Selection"
INSTANCE = "aws:rds/instance:Instance"
VOLUME = "aws:ebs/volume:Volume"
TABLE = "aws:dynamodb/table:Table"

ABROAD = {"region": "eu-west-1"}
DATABASE = made(INSTANCE, "events", identifier="platform-events", tags={"backup": "daily", "stack": "prod"})
PROD = {"key": "aws:ResourceTag/stack", "value": "prod"}
DAILY = {"key": "aws:ResourceTag/backup", "value": "daily"}


def kept(days: float, copies: float) -> dict[str, object]:
    """A rule of a plan, and how long what it takes and copies is kept."""
    copy = {"destinationVaultArn": "arn:aws:backup:eu-west-1:111111111111:backup-vault:copies", "lifecycle": {"deleteAfter": copies}}
    return {"ruleName": "daily", "lifecycle": {"deleteAfter": days}, "copyActions": [copy]}


def copied_to(vault: object) -> dict[str, object]:
    """A rule of a plan that copies to a vault."""
    return {"ruleName": "daily", "copyActions": [{"destinationVaultArn": vault}]}


CASES = [
    Case(
        "backup-plan-retention",
        passing=[made(PLAN, rules=[kept(7, 30)]), made(PLAN, rules=[{"ruleName": "for-ever"}])],
        failing=[made(PLAN, rules=[kept(6, 7)]), made(PLAN, rules=[kept(7, 6)])],
    ),
    Case(
        "backup-plan-cold-storage",
        passing=[
            made(PLAN, rules=[{"lifecycle": {"coldStorageAfter": 30, "deleteAfter": 120}}]),
            made(PLAN, rules=[{"lifecycle": {"coldStorageAfter": 30}}, {"lifecycle": {"deleteAfter": 30}}]),
        ],
        failing=[made(PLAN, rules=[{"lifecycle": {"coldStorageAfter": 30, "deleteAfter": 60}}])],
    ),
    Case(
        "backup-plan-copies-to-another-region",
        passing=[
            made(PLAN, rules=[kept(7, 7)]),
            [made(VAULT, "copies", provider=ABROAD), made(PLAN, rules=[copied_to(ref("copies"))])],
        ],
        failing=[
            made(PLAN),
            made(PLAN, rules=[{"ruleName": "daily"}]),
            made(PLAN, rules=[copied_to("arn:aws:backup:us-east-1:111111111111:backup-vault:copies")]),
            [made(VAULT, "copies"), made(PLAN, rules=[copied_to(ref("copies"))])],
        ],
    ),
    Case(
        "backup-plan-has-selection",
        passing=[[made(PLAN, "daily"), made(SELECTION, planId=ref("daily"), resources=["*"])]],
        failing=[made(PLAN), [made(PLAN, "daily"), made(PLAN, "other"), made(SELECTION, planId=ref("other"))]],
    ),
    Case(
        "backup-vault-locked",
        passing=[[made(VAULT, "backups"), made(LOCK, backupVaultName=ref("backups"), minRetentionDays=7)]],
        failing=[
            made(VAULT),
            [made(VAULT, "backups"), made(LOCK, backupVaultName=ref("backups"), maxRetentionDays=30)],
            [
                made(VAULT, "backups", _name="backups"),
                made(LOCK, backupVaultName="backups", minRetentionDays=7, provider=ABROAD),
            ],
        ],
    ),
    Case(
        "rds-in-backup-plan",
        passing=[
            made(INSTANCE, replicateSourceDb="arn:aws:rds:us-east-1:111111111111:db:events"),
            [DATABASE, made(SELECTION, resources=[ref("events")])],
            [DATABASE, made(SELECTION)],
            [DATABASE, made(SELECTION, resources=["*"])],
            [DATABASE, made(SELECTION, resources=["*"], notResources=["arn:aws:dynamodb:*:*:table/*"])],
            [DATABASE, made(SELECTION, resources=["arn:aws:rds:*:*:db:*"])],
            [DATABASE, made(SELECTION, resources=["arn:aws:rds:us-east-1:111111111111:db:platform-*"])],
            [DATABASE, made(SELECTION, selectionTags=[{"type": "STRINGEQUALS", "key": "backup", "value": "daily"}])],
            [DATABASE, made(SELECTION, resources=["*"], conditions=[{"stringEquals": [DAILY]}])],
            [DATABASE, made(SELECTION, resources=["*"], conditions=[{"stringLikes": [{**PROD, "value": "pr*"}]}])],
            [
                DATABASE,
                made(SELECTION, resources=["*"], conditions=[{"stringNotEquals": [{**PROD, "value": "dev"}]}]),
            ],
        ],
        failing=[
            DATABASE,
            [DATABASE, made(SELECTION, resources=["*"], provider=ABROAD)],
            [DATABASE, made(SELECTION, resources=["arn:aws:dynamodb:*:*:table/*"])],
            [DATABASE, made(SELECTION, resources=["arn:aws:rds:eu-west-1:*:db:*"])],
            [DATABASE, made(SELECTION, resources=["arn:aws:rds:*:*:db:other-*"])],
            [DATABASE, made(SELECTION, resources=["*"], notResources=["arn:aws:rds:*:*:db:*"])],
            [DATABASE, made(SELECTION, selectionTags=[{"key": "backup", "value": "hourly"}])],
            [DATABASE, made(SELECTION, resources=["*"], conditions=[{"stringEquals": [{**DAILY, "value": "hourly"}]}])],
            [DATABASE, made(SELECTION, resources=["*"], conditions=[{"stringLikes": [{**DAILY, "value": "h*"}]}])],
            [DATABASE, made(SELECTION, resources=["*"], conditions=[{"stringNotEquals": [DAILY]}])],
            [DATABASE, made(SELECTION, resources=["*"], conditions=[{"stringNotLikes": [{**DAILY, "value": "d*"}]}])],
        ],
    ),
    Case(
        "ebs-in-backup-plan",
        passing=[[made(VOLUME, "files", tags={"backup": "daily"}), made(SELECTION, selectionTags=[{"key": "backup", "value": "daily"}])]],
        failing=[made(VOLUME), [made(VOLUME, "files"), made(SELECTION, selectionTags=[{"key": "backup", "value": "daily"}])]],
    ),
    Case(
        "dynamodb-in-backup-plan",
        passing=[
            made(TABLE, tags={"tier": "3"}),
            [made(TABLE, "events", tags={"tier": "critical"}), made(SELECTION, resources=[ref("events")])],
        ],
        failing=[made(TABLE, tags={"tier": "critical"})],
    ),
]
