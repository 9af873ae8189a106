"""Keys: they rotate, cannot vanish at once, and stand where what they encrypt stands."""

from tests.policies.case import Case, made, ref

KEY = "aws:kms/key:Key"
REPLICA = "aws:kms/replicaKey:ReplicaKey"
POLICY = "aws:kms/keyPolicy:KeyPolicy"
QUEUE = "aws:sqs/queue:Queue"
TRAIL = "aws:cloudtrail/trail:Trail"
WEST = {"region": "us-west-2"}
DOCUMENT = '{"Statement": []}'

CASES = [
    Case(
        "kms-key-rotates",
        passing=[
            made(KEY, enableKeyRotation=True),
            made(KEY, enableKeyRotation=True, rotationPeriodInDays=365, customerMasterKeySpec="SYMMETRIC_DEFAULT"),
            made(KEY, customerMasterKeySpec="RSA_4096"),
            made(KEY, customKeyStoreId="cks-1234567890abcdef0"),
        ],
        failing=[
            made(KEY),
            made(KEY, customerMasterKeySpec="SYMMETRIC_DEFAULT", enableKeyRotation=False),
            made(KEY, enableKeyRotation=True, rotationPeriodInDays=366),
        ],
    ),
    Case(
        "kms-key-rotates",
        config={"days": 90},
        passing=[made(KEY, enableKeyRotation=True, rotationPeriodInDays=90)],
        failing=[made(KEY, enableKeyRotation=True, rotationPeriodInDays=180)],
    ),
    Case(
        "kms-key-deletion-window",
        passing=[made(KEY), made(REPLICA, deletionWindowInDays=30)],
        failing=[made(KEY, deletionWindowInDays=29), made(REPLICA, deletionWindowInDays=7)],
    ),
    Case(
        "kms-key-deletion-window",
        config={"days": 7},
        passing=[made(KEY, deletionWindowInDays=7)],
        failing=[made(KEY, deletionWindowInDays=6)],
    ),
    Case(
        "kms-key-enabled",
        passing=[made(KEY), made(REPLICA, enabled=True)],
        failing=[made(KEY, isEnabled=False), made(REPLICA, enabled=False)],
    ),
    Case(
        "kms-key-policy-lockout",
        passing=[made(KEY), made(POLICY, bypassPolicyLockoutSafetyCheck=False)],
        failing=[made(KEY, bypassPolicyLockoutSafetyCheck=True)],
    ),
    Case(
        "kms-key-policy-set",
        passing=[
            made(KEY, policy=DOCUMENT),
            made(KEY, policy=ref("role")),
            [made(KEY, "key"), made(POLICY, "policy", keyId=ref("key"), policy=DOCUMENT)],
        ],
        failing=[
            made(KEY),
            [made(KEY, "key", policy=DOCUMENT), made(KEY, "other"), made(POLICY, "policy", keyId=ref("key"), policy=DOCUMENT)],
        ],
    ),
    Case(
        "kms-key-same-region",
        passing=[
            [made(KEY, "key"), made(QUEUE, kmsMasterKeyId=ref("key"))],
            [made(KEY, "key"), made(TRAIL, provider=WEST, kmsKeyId=ref("key"))],
            [made(KEY, "key"), made(QUEUE, provider={}, kmsMasterKeyId=ref("key"))],
            [made("aws:kms/alias:Alias", "alias"), made(QUEUE, provider=WEST, kmsMasterKeyId=ref("alias"))],
            made(QUEUE, provider=WEST, kmsMasterKeyId="alias/events"),
            made(QUEUE, provider=WEST, kmsMasterKeyId="arn:aws:kms:us-west-2:111111111111:key/8a4c5d1e"),
        ],
        failing=[
            [made(KEY, "key"), made(QUEUE, provider=WEST, kmsMasterKeyId=ref("key"))],
            made(QUEUE, provider=WEST, kmsMasterKeyId="arn:aws:kms:us-east-1:111111111111:key/8a4c5d1e"),
        ],
    ),
]
