"""DynamoDB's tables and their replicas, as each stack's program registers them."""

from tests.support import inventory_of, settings_of
from tests.unit.database_facts import REPLICA, TABLE, dependencies, every_stack, only_named, stores


@every_stack
def test_tables_are_in_every_region_with_point_in_time_recovery(stack: str) -> None:
    inventory, settings = inventory_of(stack), settings_of(stack)
    tables = stores(stack, TABLE)
    assert {one.inputs["name"].removeprefix(f"event-platform-{stack}-") for one in tables} == {"real-time-events", "user-sessions"}
    assert {one.region for one in tables} == {settings.primary.name}
    for table in tables:
        recovery = table.inputs["pointInTimeRecovery"]
        assert (recovery["enabled"], recovery["recoveryPeriodInDays"]) == (True, settings.databases.dynamodb.recovery_days)
        assert table.inputs["streamViewType"] == "NEW_AND_OLD_IMAGES"
        arn = f"arn:aws:dynamodb:{table.region}:{settings.account_id}:table/{table.inputs['name']}"
        replicas = [one for one in inventory.of_type(REPLICA) if one.inputs["globalTableArn"] == arn]
        assert {one.region for one in replicas} == {one.name for one in settings.regions} - {table.region}
        for replica in replicas:
            assert replica.inputs["pointInTimeRecovery"] is True
            assert table.urn in dependencies(inventory, replica)


@every_stack
def test_a_provisioned_table_gets_replicas_only_once_it_scales(stack: str) -> None:
    inventory = inventory_of(stack)
    scaling = {one.urn for one in inventory.of_type("aws:appautoscaling/policy:Policy") if "-user-sessions-" in one.name}
    assert len(scaling) == 2
    for replica in inventory.of_type(REPLICA):
        if replica.name.endswith("user-sessions"):
            assert scaling <= set(replica.depends_on)


def test_prod_has_the_keys_and_capacities_of_the_plan() -> None:
    inventory = inventory_of("prod")
    events = only_named(inventory, TABLE, "us-east-1-real-time-events").inputs
    assert (events["hashKey"], events["rangeKey"], events["billingMode"]) == ("user_id", "timestamp", "PAY_PER_REQUEST")
    assert events["ttl"] == {"attributeName": "expires_at", "enabled": True}
    sessions = only_named(inventory, TABLE, "us-east-1-user-sessions").inputs
    assert (sessions["hashKey"], sessions["readCapacity"], sessions["writeCapacity"]) == ("session_id", 500, 1000)
