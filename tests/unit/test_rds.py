"""PostgreSQL on RDS, its replicas and its proxy, as each stack's program registers them."""

import json

import pytest

from tests.support import inventory_of, settings_of
from tests.unit.database_facts import INSTANCE, PROXY, dependencies, every_stack, only, only_named


@every_stack
def test_postgresql_takes_tls_only_and_users_by_iam(stack: str) -> None:
    inventory = inventory_of(stack)
    for group in inventory.of_type("aws:rds/parameterGroup:ParameterGroup"):
        assert {"name": "rds.force_ssl", "value": "1", "applyMethod": "immediate"} in group.inputs["parameters"]
    for instance in inventory.of_type(INSTANCE):
        assert instance.inputs["iamDatabaseAuthenticationEnabled"] is True
        assert instance.inputs["publiclyAccessible"] is False
        assert instance.inputs["performanceInsightsEnabled"] is True
        assert instance.inputs["monitoringInterval"] == 60
    for proxy in inventory.of_type(PROXY):
        assert proxy.inputs["requireTls"] is True
        assert [one["iamAuth"] for one in proxy.inputs["auths"]] == ["REQUIRED"]


def test_prod_has_one_database_that_survives_a_zone_and_a_replica_in_every_other_region() -> None:
    inventory, settings = inventory_of("prod"), settings_of("prod")
    primary = only(inventory, INSTANCE, settings.primary.name)
    assert (primary.inputs["instanceClass"], primary.inputs["multiAz"]) == ("db.r6g.2xlarge", True)
    assert primary.inputs["backupRetentionPeriod"] == 30
    replicas = [one for one in inventory.of_type(INSTANCE) if one is not primary]
    assert {one.region for one in replicas} == {"eu-west-1", "ap-south-1", "us-west-2"}
    for replica in replicas:
        assert replica.inputs["replicateSourceDb"] == f"arn:aws:rds:us-east-1:{settings.account_id}:db:event-platform-prod-postgres"
        assert primary.urn in dependencies(inventory, replica)
        assert not {"username", "password", "engine", "allocatedStorage"} & set(replica.inputs)


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_where_postgresql_may_be_written_to_it_has_a_proxy_which_leads_to_no_replica(stack: str) -> None:
    inventory, settings = inventory_of(stack), settings_of(stack)
    assert settings.dr
    assert {one.region for one in inventory.of_type(PROXY)} == {settings.primary.name, settings.dr.name}
    assert {one.region for one in inventory.of_type("aws:rds/proxyTarget:ProxyTarget")} == {settings.primary.name}
    for region in inventory.outputs["regions"].values():
        assert ("postgres_proxy_endpoint" in region) == (region["role"] != "secondary")


@pytest.mark.parametrize("region", ["us-east-1", "us-west-2"])
def test_the_proxy_may_read_its_own_secret_and_no_other(region: str) -> None:
    inventory = inventory_of("prod")
    secret = only(inventory, PROXY, region).inputs["auths"][0]["secretArn"]
    assert f":{region}:" in secret
    policy = only_named(inventory, "aws:iam/rolePolicy:RolePolicy", f"{region}-postgres-proxy")
    (reads,) = [s for s in json.loads(policy.inputs["policy"])["Statement"] if "secretsmanager:GetSecretValue" in s["Action"]]
    assert reads["Resource"] == [secret]
