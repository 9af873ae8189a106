"""Secrets: their keys, values, copies and policies, as each stack's program registers them."""

from components.security.secrets import resource_policy
from inventory.resource import SECRET
from tests.support import inventory_of, settings_of
from tests.unit.placements import placement
from tests.unit.security_facts import by_arn, every_stack, statements


@every_stack
def test_every_secret_has_the_customers_key_and_can_be_brought_back(stack: str) -> None:
    inventory = inventory_of(stack)
    keys = {**by_arn(inventory, "aws:kms/key:Key"), **by_arn(inventory, "aws:kms/replicaKey:ReplicaKey")}
    for secret in inventory.of_type("aws:secretsmanager/secret:Secret"):
        key = keys[secret.inputs["kmsKeyId"]]
        assert key.name.endswith("-secrets")
        assert key.region == secret.region
        assert secret.inputs["recoveryWindowInDays"] == settings_of(stack).security.secret_recovery_days
        policy = statements(secret.inputs["policy"])
        assert "Deny" in {s["Effect"] for s in policy}, secret.urn
        assert all(list(s["Principal"]) == ["Service"] for s in policy if s["Effect"] == "Allow"), secret.urn


@every_stack
def test_secret_values_are_masked_in_the_inventory(stack: str) -> None:
    versions = inventory_of(stack).of_type("aws:secretsmanager/secretVersion:SecretVersion")
    assert versions
    assert {version.inputs["secretString"] for version in versions} == {SECRET}


def test_shared_secrets_are_copied_to_every_other_region_under_its_own_key() -> None:
    inventory = inventory_of("prod")
    replicas = by_arn(inventory, "aws:kms/replicaKey:ReplicaKey")
    others = {r.name for r in settings_of("prod").regions} - {settings_of("prod").primary.name}
    shared = [s for s in inventory.of_type("aws:secretsmanager/secret:Secret") if s.inputs.get("replicas")]
    # PostgreSQL's password stays the same when the dr region's replica is promoted; nobody needs it elsewhere.
    of_postgres = [secret for secret in shared if "postgres" in secret.name]
    assert len(of_postgres) == 1 and len(shared) == 3 + len(settings_of("prod").security.external_secrets)
    for secret in shared:
        wanted = {"us-west-2"} if secret in of_postgres else others
        assert {copy["region"] for copy in secret.inputs["replicas"]} == wanted
        assert all(replicas[copy["kmsKeyId"]].region == copy["region"] for copy in secret.inputs["replicas"])


def test_every_region_exports_the_arns_of_its_own_copies() -> None:
    for region, exported in inventory_of("prod").outputs["regions"].items():
        arns = exported["secret_arns"]
        assert {"api-signing-key", "data-encryption-key", "slack", "grafana"} <= set(arns)
        assert all(arn.startswith(f"arn:aws:secretsmanager:{region}:") for arn in arns.values())


def test_other_accounts_and_open_connections_get_no_secret() -> None:
    tls, account = statements(resource_policy(placement()))
    assert tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert account["Condition"]["StringNotEquals"] == {"aws:PrincipalAccount": settings_of("prod").account_id}
