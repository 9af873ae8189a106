"""KMS keys and secrets."""

from costing.bill import Bill
from costing.estimators import estimates, free

free("part of the key", "aws:kms/alias:Alias", "aws:kms/keyPolicy:KeyPolicy")
free("part of the secret", "aws:secretsmanager/secretVersion:SecretVersion", "aws:secretsmanager/secretPolicy:SecretPolicy")
free("the function that rotates is paid", "aws:secretsmanager/secretRotation:SecretRotation")


@estimates("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey")
def key(bill: Bill) -> None:
    bill.add("key", 1, "kms", "key_month")
    bill.add("requests", bill.usage("requests") / 10_000, "kms", "requests_symmetric", by_usage=True)


@estimates("aws:secretsmanager/secret:Secret")
def secret(bill: Bill) -> None:
    copies = 1 + len(bill.values.items("replicas"))
    bill.add("secret and its copies", copies, "secrets_manager", "secret_month")
    bill.add("requests", bill.usage("requests") / 10_000, "secrets_manager", "api", by_usage=True)
