"""Passwords of the databases: made up, kept as secrets, and changed."""

import json

from components.databases.rotation import _SPECIAL
from functions.secret_rotation.rotation import LEFT_OUT
from inventory.resource import SECRET
from tests.support import inventory_of, settings_of
from tests.unit.database_facts import CLUSTER, DOMAIN, INSTANCE, NAMESPACE, every_stack


@every_stack
def test_passwords_are_generated_secret_and_rotated(stack: str) -> None:
    inventory, settings = inventory_of(stack), settings_of(stack).databases
    rotated = {one.inputs["secretId"] for one in inventory.of_type("aws:secretsmanager/secretRotation:SecretRotation")}
    secrets = [one for one in inventory.of_type("aws:secretsmanager/secret:Secret") if "platform:databases:" in one.qualified_type]
    assert {one.id for one in secrets} == rotated
    for rotation in inventory.of_type("aws:secretsmanager/secretRotation:SecretRotation"):
        assert rotation.inputs["rotationRules"]["automaticallyAfterDays"] == settings.rotation_days
    for instance in inventory.of_type(INSTANCE):
        assert instance.inputs.get("password", SECRET) == SECRET
    for domain in inventory.of_type(DOMAIN):
        assert domain.inputs["advancedSecurityOptions"]["masterUserOptions"]["masterUserPassword"] == SECRET
    for cluster in inventory.of_type(CLUSTER):
        assert cluster.inputs["manageMasterPassword"] is True
    for namespace in inventory.of_type(NAMESPACE):
        assert namespace.inputs["manageAdminPassword"] is True


def test_the_first_password_has_only_characters_that_a_rotated_one_can_have() -> None:
    assert not set(_SPECIAL) & set(LEFT_OUT)


@every_stack
def test_rotation_reaches_this_stacks_stores_and_nothing_else(stack: str) -> None:
    for policy in inventory_of(stack).of_type("aws:iam/rolePolicy:RolePolicy"):
        if not policy.name.endswith("-rotation"):
            continue
        for statement in json.loads(policy.inputs["policy"])["Statement"]:
            if statement["Resource"] == ["*"]:
                assert all(action.startswith(("secretsmanager:GetRandomPassword", "xray:Put")) for action in statement["Action"])
            elif any(action.startswith(("rds:", "elasticache:", "es:", "secretsmanager:")) for action in statement["Action"]):
                assert all(stack in resource and policy.region in resource for resource in statement["Resource"])
