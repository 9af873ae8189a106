"""The databases, as each stack's program registers them."""

import json
from collections.abc import Iterator

import pytest

from components.databases.rotation import _SPECIAL
from functions.secret_rotation.rotation import LEFT_OUT
from inventory.resource import SECRET, Inventory, Resource
from tests.support import ALL_STACKS, inventory_of, settings_of

TABLE = "aws:dynamodb/table:Table"
REPLICA = "aws:dynamodb/tableReplica:TableReplica"
INSTANCE = "aws:rds/instance:Instance"
PROXY = "aws:rds/proxy:Proxy"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
GLOBAL_CACHE = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"
CLUSTER = "aws:redshift/cluster:Cluster"
NAMESPACE = "aws:redshiftserverless/namespace:Namespace"
WORKGROUP = "aws:redshiftserverless/workgroup:Workgroup"
DOMAIN = "aws:opensearch/domain:Domain"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
LOGS = "aws:cloudwatch/logGroup:LogGroup"

STORES = (TABLE, REPLICA, INSTANCE, CACHE, CLUSTER, NAMESPACE, DOMAIN)
DATA_KEY = {
    TABLE: lambda r: r.inputs["serverSideEncryption"]["kmsKeyArn"],
    REPLICA: lambda r: r.inputs["kmsKeyArn"],
    DOMAIN: lambda r: r.inputs["encryptAtRest"]["kmsKeyId"],
}

every_stack = pytest.mark.parametrize("stack", ALL_STACKS)


def stores(stack: str, *types: str) -> list[Resource]:
    """The platform's own of these types; a Lambda function has a table, too."""
    return [one for one in inventory_of(stack).of_type(*types) if "platform:databases:" in one.qualified_type]


def only(inventory: Inventory, type_: str, region: str | None = None) -> Resource:
    """The one resource of a type (in a region)."""
    (found,) = [resource for resource in inventory.of_type(type_) if region in (None, resource.region)]
    return found


def dependencies(inventory: Inventory, resource: Resource) -> set[str]:
    """Everything that must exist before a resource, however far back."""
    by_urn = {one.urn: one for one in inventory}
    known: set[str] = set()
    waiting = [resource.urn]
    while waiting:
        one = by_urn[waiting.pop()]
        needed = {*one.depends_on, *(urn for urns in one.property_dependencies.values() for urn in urns)} - known
        known |= needed
        waiting += [urn for urn in needed if urn in by_urn]
    return known


def in_data_subnets(inventory: Inventory, region: str) -> set[str]:
    return {one.id for one in inventory.of_type("aws:ec2/subnet:Subnet") if one.region == region and f"{region}-data-" in one.name}


def data_group(inventory: Inventory, region: str) -> str:
    return only_named(inventory, "aws:ec2/securityGroup:SecurityGroup", f"{region}-data").id


def only_named(inventory: Inventory, type_: str, name: str) -> Resource:
    (found,) = [resource for resource in inventory.of_type(type_) if resource.name == name]
    return found


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


# Every store


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
def test_the_warehouse_reaches_s3_by_the_vpcs_endpoints_only(stack: str) -> None:
    inventory = inventory_of(stack)
    for store in inventory.of_type(CLUSTER, WORKGROUP):
        assert store.inputs["enhancedVpcRouting"] is True
        assert store.inputs["publiclyAccessible"] is False
        groups = store.inputs.get("vpcSecurityGroupIds") or store.inputs["securityGroupIds"]
        assert data_group(inventory, store.region) in groups


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


# Passwords


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


# DynamoDB


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


# PostgreSQL


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
    assert [one.region for one in inventory.of_type(PROXY)] == ["us-east-1"]


def test_the_proxy_may_read_its_own_secret_and_no_other() -> None:
    inventory = inventory_of("prod")
    secret = only(inventory, PROXY).inputs["auths"][0]["secretArn"]
    policy = only_named(inventory, "aws:iam/rolePolicy:RolePolicy", "us-east-1-postgres-proxy")
    (reads,) = [s for s in json.loads(policy.inputs["policy"])["Statement"] if "secretsmanager:GetSecretValue" in s["Action"]]
    assert reads["Resource"] == [secret]


# Cache


@every_stack
def test_nobody_comes_into_a_cache_without_tls_and_password(stack: str) -> None:
    inventory = inventory_of(stack)
    users = {one.id: one for one in inventory.of_type("aws:elasticache/user:User")}
    for cache in inventory.of_type(CACHE):
        if "globalReplicationGroupId" not in cache.inputs:
            assert cache.inputs["transitEncryptionEnabled"] is True
            assert cache.inputs["transitEncryptionMode"] == "required"
            assert cache.inputs["atRestEncryptionEnabled"] in (True, "true")
        (group,) = [one for one in inventory.of_type("aws:elasticache/userGroup:UserGroup") if one.region == cache.region]
        assert cache.inputs["userGroupIds"] == [group.id]
        for user in group.inputs["userIds"]:
            assert users[user].inputs["authenticationMode"]["type"] == "password"


@every_stack
def test_a_cache_of_several_nodes_survives_the_loss_of_a_zone(stack: str) -> None:
    for cache in inventory_of(stack).of_type(CACHE):
        several = cache.inputs["numCacheClusters"] > 1
        assert cache.inputs["multiAzEnabled"] is several
        assert cache.inputs["automaticFailoverEnabled"] is several


def test_the_dr_regions_cache_follows_the_primary_regions() -> None:
    inventory = inventory_of("prod")
    leader, follower = only(inventory, CACHE, "us-east-1"), only(inventory, CACHE, "us-west-2")
    datastore = only(inventory, GLOBAL_CACHE)
    assert leader.urn in dependencies(inventory, datastore)
    assert datastore.urn in dependencies(inventory, follower)
    assert follower.inputs["globalReplicationGroupId"]
    assert not {"engine", "engineVersion", "nodeType"} & set(follower.inputs)
    for region in ("eu-west-1", "ap-south-1"):
        assert only(inventory, CACHE, region).inputs["nodeType"] == "cache.r6g.large"
        assert "globalReplicationGroupId" not in only(inventory, CACHE, region).inputs


# Warehouse


def test_prods_warehouse_is_in_the_primary_region_and_its_snapshots_are_copied_to_dr() -> None:
    inventory = inventory_of("prod")
    cluster = only(inventory, CLUSTER)
    assert (cluster.region, cluster.inputs["nodeType"], cluster.inputs["numberOfNodes"]) == ("us-east-1", "ra3.4xlarge", 3)
    assert (cluster.inputs["encrypted"], cluster.inputs["automatedSnapshotRetentionPeriod"]) == (True, 7)
    grant = only(inventory, "aws:redshift/snapshotCopyGrant:SnapshotCopyGrant")
    copy = only(inventory, "aws:redshift/snapshotCopy:SnapshotCopy")
    assert (grant.region, copy.region, copy.inputs["destinationRegion"]) == ("us-west-2", "us-east-1", "us-west-2")
    assert grant.inputs["kmsKeyId"].startswith("arn:aws:kms:us-west-2:")
    assert {cluster.urn, grant.urn} <= dependencies(inventory, copy)
    assert (copy.inputs["retentionPeriod"], copy.inputs["manualSnapshotRetentionPeriod"]) == (7, 365)


@every_stack
def test_the_warehouse_takes_tls_only_and_logs_who_did_what(stack: str) -> None:
    inventory = inventory_of(stack)
    exports = {"connectionlog", "userlog", "useractivitylog"}
    for group in inventory.of_type("aws:redshift/parameterGroup:ParameterGroup"):
        assert {"name": "require_ssl", "value": "true"} in group.inputs["parameters"]
    for logging in inventory.of_type("aws:redshift/logging:Logging"):
        assert set(logging.inputs["logExports"]) == exports
    for workgroup in inventory.of_type(WORKGROUP):
        assert {"parameterKey": "require_ssl", "parameterValue": "true"} in workgroup.inputs["configParameters"]
    for namespace in inventory.of_type(NAMESPACE):
        assert set(namespace.inputs["logExports"]) == exports


@pytest.mark.parametrize(
    ("stack", "call", "key", "days"),
    [
        ("prod", "redshift:createClusterSnapshot", "ManualSnapshotRetentionPeriod", 365),
        ("databases", "redshiftserverless:createSnapshot", "retentionPeriod", 90),
    ],
)
def test_a_snapshot_of_each_month_is_kept(stack: str, call: str, key: str, days: int) -> None:
    schedule = only(inventory_of(stack), "aws:scheduler/schedule:Schedule")
    assert schedule.inputs["scheduleExpression"] == "cron(0 4 1 * ? *)"
    assert schedule.inputs["target"]["arn"].endswith(call)
    assert json.loads(schedule.inputs["target"]["input"])[key] == days
    policy = next(one for one in inventory_of(stack).of_type("aws:iam/rolePolicy:RolePolicy") if one.name == schedule.name)
    used = [one for one in json.loads(policy.inputs["policy"])["Statement"] if one["Action"] == ["kms:Decrypt"]]
    assert [one["Resource"] for one in used] == [[schedule.inputs["kmsKeyArn"]]], "the schedule is read by its role"


# OpenSearch


@every_stack
def test_search_is_encrypted_everywhere_and_knows_its_users(stack: str) -> None:
    for domain in inventory_of(stack).of_type(DOMAIN):
        assert domain.inputs["nodeToNodeEncryption"] == {"enabled": True}
        assert domain.inputs["domainEndpointOptions"] == {"enforceHttps": True, "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"}
        security = domain.inputs["advancedSecurityOptions"]
        assert (security["enabled"], security["internalUserDatabaseEnabled"], security["anonymousAuthEnabled"]) == (True, True, False)


@every_stack
def test_the_accounts_role_for_search_is_made_once_and_before_every_domain(stack: str) -> None:
    inventory = inventory_of(stack)
    domains = inventory.of_type(DOMAIN)
    if not domains:
        return
    roles = inventory.of_type("aws:iam/serviceLinkedRole:ServiceLinkedRole")
    (role,) = [one for one in roles if one.inputs["awsServiceName"] == "opensearchservice.amazonaws.com"]
    assert role.region == settings_of(stack).primary.name
    assert all(role.urn in domain.depends_on for domain in domains)


def test_prods_search_spans_three_zones_with_masters_of_its_own_and_dr_follows() -> None:
    inventory = inventory_of("prod")
    for domain in inventory.of_type(DOMAIN):
        config = domain.inputs["clusterConfig"]
        assert (config["instanceCount"], config["dedicatedMasterCount"]) == (3, 3)
        assert config["zoneAwarenessConfig"] == {"availabilityZoneCount": 3}
        assert len(domain.inputs["vpcOptions"]["subnetIds"]) == 3
    asked = inventory.of_type("aws:opensearch/outboundConnection:OutboundConnection")
    assert {one.region for one in asked} == {"us-west-2"}
    assert {one.inputs["remoteDomainInfo"]["region"] for one in asked} == {"us-east-1", "eu-west-1", "ap-south-1"}
    accepted = inventory.of_type("aws:opensearch/inboundConnectionAccepter:InboundConnectionAccepter")
    assert {one.region for one in accepted} == {"us-east-1", "eu-west-1", "ap-south-1"}


# What differs between stacks


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
