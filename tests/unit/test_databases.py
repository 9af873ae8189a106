"""What holds for every database on AWS: encrypted, closed, protected, watched, and left out where a stack has none."""

from collections.abc import Iterator

from inventory.resource import Inventory, Resource
from tests.support import inventory_of, settings_of
from tests.unit.database_facts import (
    CACHE,
    CLUSTER,
    DOMAIN,
    INSTANCE,
    NAMESPACE,
    PROXY,
    REPLICA,
    TABLE,
    WORKGROUP,
    data_group,
    dependencies,
    every_stack,
    only,
    stores,
)

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
LOGS = "aws:cloudwatch/logGroup:LogGroup"

STORES = (TABLE, REPLICA, INSTANCE, CACHE, CLUSTER, NAMESPACE, DOMAIN)
DATA_KEY = {
    TABLE: lambda r: r.inputs["serverSideEncryption"]["kmsKeyArn"],
    REPLICA: lambda r: r.inputs["kmsKeyArn"],
    DOMAIN: lambda r: r.inputs["encryptAtRest"]["kmsKeyId"],
}


def in_data_subnets(inventory: Inventory, region: str) -> set[str]:
    return {one.id for one in inventory.of_type("aws:ec2/subnet:Subnet") if one.region == region and f"{region}-data-" in one.name}


def placed(inventory: Inventory) -> Iterator[tuple[Resource, list[str], list[str]]]:
    """Each store of the data tier with its subnets and security groups."""
    groups = {
        (one.region, one.inputs.get("name", one.id)): one.inputs["subnetIds"]
        for type_ in ("aws:rds/subnetGroup:SubnetGroup", "aws:elasticache/subnetGroup:SubnetGroup")
        for one in inventory.of_type(type_)
    }
    for one in inventory.of_type(INSTANCE):
        (subnets,) = [ids for (region, name), ids in groups.items() if (region, name) == (one.region, one.inputs["dbSubnetGroupName"])]
        yield one, subnets, one.inputs["vpcSecurityGroupIds"]
    for one in inventory.of_type(PROXY):
        yield one, one.inputs["vpcSubnetIds"], one.inputs["vpcSecurityGroupIds"]
    for one in inventory.of_type(CACHE):
        yield one, groups[one.region, one.inputs["subnetGroupName"]], one.inputs["securityGroupIds"]
    for one in inventory.of_type(DOMAIN):
        yield one, one.inputs["vpcOptions"]["subnetIds"], one.inputs["vpcOptions"]["securityGroupIds"]


@every_stack
def test_every_store_is_encrypted_with_its_regions_key_for_data(stack: str) -> None:
    inventory = inventory_of(stack)
    keys = {
        one.region: one.id
        for one in inventory.of_type("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey")
        if one.name == f"{one.region}-key-rds"
    }
    for store in stores(stack, *STORES):
        key = DATA_KEY.get(store.type, lambda r: r.inputs["kmsKeyId"])(store)
        assert key == f"arn:aws:kms:{store.region}:{settings_of(stack).account_id}:key/{keys[store.region]}", store.urn


@every_stack
def test_every_store_is_in_the_data_tier_behind_its_security_group(stack: str) -> None:
    inventory = inventory_of(stack)
    for store, subnets, groups in placed(inventory):
        assert subnets, store.urn
        assert set(subnets) <= in_data_subnets(inventory, store.region), store.urn
        assert groups == [data_group(inventory, store.region)], store.urn


@every_stack
def test_every_store_is_protected_where_the_settings_ask_for_it(stack: str) -> None:
    protect = settings_of(stack).protect
    inventory = inventory_of(stack)
    for store in stores(stack, *STORES, WORKGROUP):
        assert (store.protect, store.retain_on_delete) == (protect, protect), store.urn
    for store in stores(stack, TABLE, REPLICA):
        assert store.inputs["deletionProtectionEnabled"] is protect
    for store in inventory.of_type(INSTANCE):
        assert store.inputs["deletionProtection"] is protect
    for store in inventory.of_type(INSTANCE, CLUSTER):
        assert store.inputs["skipFinalSnapshot"] is not protect
    for store in inventory.of_type(INSTANCE, CLUSTER, CACHE):
        assert ("finalSnapshotIdentifier" in store.inputs) is protect, store.urn


@every_stack
def test_every_store_has_an_alarm_in_its_region(stack: str) -> None:
    inventory = inventory_of(stack)
    watched = {(one.region, value) for one in inventory.of_type(ALARM) for value in one.inputs.get("dimensions", {}).values()}
    for store in stores(stack, TABLE, INSTANCE, CACHE, CLUSTER, WORKGROUP, DOMAIN):
        keys = ("name", "identifier", "clusterIdentifier", "workgroupName", "domainName", "replicationGroupId")
        name = next(store.inputs[key] for key in keys if key in store.inputs)
        assert (store.region, name) in watched or (store.region, f"{name}-001") in watched, store.urn
    for replica in inventory.of_type(REPLICA):
        table = replica.inputs["globalTableArn"].rpartition("/")[2]
        assert (replica.region, table) in watched, replica.urn


@every_stack
def test_stores_write_their_logs_to_encrypted_groups_that_forget(stack: str) -> None:
    inventory = inventory_of(stack)
    groups = [one for one in inventory.of_type(LOGS) if "platform:databases:" in one.qualified_type]
    assert groups
    for group in groups:
        assert group.inputs["retentionInDays"] == settings_of(stack).databases.log_days
        assert group.inputs["kmsKeyId"].startswith(f"arn:aws:kms:{group.region}:")
    paths = {(one.region, one.inputs["name"]) for one in groups}
    for instance in inventory.of_type(INSTANCE):
        for log in instance.inputs["enabledCloudwatchLogsExports"]:
            assert (instance.region, f"/aws/rds/instance/{instance.inputs['identifier']}/{log}") in paths
    for domain in inventory.of_type(DOMAIN):
        kinds = {option["logType"] for option in domain.inputs["logPublishingOptions"]}
        assert kinds == {"INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS", "ES_APPLICATION_LOGS", "AUDIT_LOGS"}
    for cache in inventory.of_type(CACHE):
        assert {one["logType"] for one in cache.inputs["logDeliveryConfigurations"]} == {"slow-log", "engine-log"}


@every_stack
def test_a_store_starts_only_once_its_log_groups_are_there(stack: str) -> None:
    inventory = inventory_of(stack)
    for store in inventory.of_type(INSTANCE, CACHE, DOMAIN, NAMESPACE):
        needed = dependencies(inventory, store)
        component = store.qualified_type.rpartition("$")[0]
        groups = [one for one in inventory.of_type(LOGS) if one.region == store.region and "Proxy$" not in one.qualified_type]
        own = [one.urn for one in groups if one.qualified_type.startswith(component)]
        assert own, store.urn
        assert set(own) <= needed, store.urn


def test_dev_is_small_and_in_one_zone() -> None:
    inventory = inventory_of("dev")
    assert only(inventory, INSTANCE).inputs["multiAz"] is False
    assert only(inventory, CACHE).inputs["numCacheClusters"] == 1
    assert "zoneAwarenessEnabled" not in only(inventory, DOMAIN).inputs["clusterConfig"]
    assert not inventory.of_type(CLUSTER, NAMESPACE, PROXY, REPLICA)


def test_a_store_that_is_left_out_does_not_exist() -> None:
    assert not inventory_of("karpenter").of_type(INSTANCE, CACHE, CLUSTER, NAMESPACE, DOMAIN)


def test_each_region_exports_where_its_stores_are() -> None:
    exported = inventory_of("prod").outputs["regions"]
    stores = {"postgres_endpoint", "cache_endpoint", "cache_secret_arn", "search_endpoint", "search_secret_arn", "tables"}
    for region in exported.values():
        assert stores <= set(region)
        assert all(region[key] for key in stores)
    assert exported["us-east-1"]["warehouse_secret_arn"].startswith("arn:aws:secretsmanager:us-east-1:")
    assert exported["us-east-1"]["postgres_proxy_endpoint"]
    assert "warehouse_endpoint" not in exported["us-west-2"]
