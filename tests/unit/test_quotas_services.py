"""Streams, functions, databases, access, load balancers: what each takes, below its quota and above."""

from typing import Any

import pytest

from inventory.resource import Resource
from quotas import Verdict
from tests.quotas import needs, report_of, resource, row, several

STREAM = "aws:kinesis/stream:Stream"
MSK = "aws:msk/cluster:Cluster"
TABLE = "aws:dynamodb/table:Table"
FUNCTION = "aws:lambda/function:Function"
ROLE = "aws:iam/role:Role"
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
DOMAIN = "aws:opensearch/domain:Domain"
ALB = resource("aws:lb/loadBalancer:LoadBalancer", {"subnets": ["a", "b"]}, name="alb")
NLB = resource("aws:lb/loadBalancer:LoadBalancer", {"loadBalancerType": "network"}, name="nlb")


def _msk(brokers: int, gib: int = 100, version: str = "3.6.0") -> dict[str, Any]:
    storage = {"storageInfo": {"ebsStorageInfo": {"volumeSize": gib}}}
    return {"numberOfBrokerNodes": brokers, "kafkaVersion": version, "brokerNodeGroupInfo": storage}


def _domain(**config: Any) -> dict[str, Any]:
    return {"clusterConfig": config}


def _indexes(key: str, count: int) -> dict[str, Any]:
    return {"billingMode": "PAY_PER_REQUEST", key: [{"name": str(number)} for number in range(count)]}


CASES: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("Brokers per account", MSK, _msk(90), _msk(93)),
    ("Brokers per cluster (ZooKeeper mode)", MSK, _msk(30), _msk(33)),
    ("Brokers per cluster (KRaft mode)", MSK, _msk(60, version="3.7.x.kraft"), _msk(63, version="4.0.x.kraft")),
    ("Storage per broker, GiB (maximum)", MSK, _msk(3, 16384), _msk(3, 16385)),
    ("Shards per Region (us-east-1, us-west-2, eu-west-1)", STREAM, {"shardCount": 20000}, {"shardCount": 20001}),
    (
        "MSK Connect workers per account",
        "aws:mskconnect/connector:Connector",
        {"capacity": {"provisionedCapacity": {"workerCount": 60}}},
        {"capacity": {"autoscaling": {"minWorkerCount": 61, "maxWorkerCount": 80}}},
    ),
    ("Concurrent executions", FUNCTION, {"reservedConcurrentExecutions": 900}, {"reservedConcurrentExecutions": 901}),
    ("Layers per function", FUNCTION, {"layers": ["a"] * 5}, {"layers": ["a"] * 6}),
    ("Function timeout, seconds", FUNCTION, {"timeout": 900}, {"timeout": 901}),
    ("Function memory, MB", FUNCTION, {"memorySize": 10240}, {"memorySize": 10241}),
    ("Elastic network interfaces per VPC", FUNCTION, {"vpcConfig": {"subnetIds": ["a"] * 3}}, {"vpcConfig": {"subnetIds": ["a"] * 251}}),
    ("Table-level read throughput, RCU/RRU", TABLE, {"readCapacity": 40000}, {"readCapacity": 40001}),
    ("Table-level write throughput, WCU/WRU", TABLE, {"writeCapacity": 40000}, {"writeCapacity": 40001}),
    ("Account-level read throughput, provisioned", TABLE, {"readCapacity": 80000}, {"readCapacity": 80001}),
    ("Account-level write throughput, provisioned", TABLE, {"writeCapacity": 80000}, {"writeCapacity": 80001}),
    ("Global secondary indexes per table", TABLE, _indexes("globalSecondaryIndexes", 20), _indexes("globalSecondaryIndexes", 21)),
    ("Local secondary indexes per table", TABLE, _indexes("localSecondaryIndexes", 5), _indexes("localSecondaryIndexes", 6)),
    (
        "Total storage for all DB instances, GiB",
        "aws:rds/instance:Instance",
        {"allocatedStorage": 100_000},
        {"allocatedStorage": 100_001},
    ),
    ("Nodes per Region", GROUP, {"numNodeGroups": 100, "replicasPerNodeGroup": 2}, {"numNodeGroups": 101, "replicasPerNodeGroup": 2}),
    (
        "Nodes per cluster (cluster mode enabled)",
        GROUP,
        {"numNodeGroups": 30, "replicasPerNodeGroup": 2},
        {"numNodeGroups": 31, "replicasPerNodeGroup": 2},
    ),
    ("Nodes per shard", GROUP, {"numCacheClusters": 6}, {"numNodeGroups": 2, "replicasPerNodeGroup": 6}),
    ("Nodes", "aws:redshift/cluster:Cluster", {"numberOfNodes": 200}, {"numberOfNodes": 201}),
    (
        "RA3 nodes in a cluster",
        "aws:redshift/cluster:Cluster",
        {"nodeType": "ra3.4xlarge", "numberOfNodes": 128},
        {"nodeType": "ra3.4xlarge", "numberOfNodes": 129},
    ),
    ("Instances per domain", DOMAIN, _domain(instanceCount=80), _domain(instanceCount=81)),
    (
        "Dedicated master instances per domain",
        DOMAIN,
        _domain(dedicatedMasterEnabled=True, dedicatedMasterCount=5),
        _domain(dedicatedMasterEnabled=True, dedicatedMasterCount=7),
    ),
    ("Warm instances per domain", DOMAIN, _domain(warmEnabled=True, warmCount=150), _domain(warmEnabled=True, warmCount=151)),
    ("Managed policies per role", ROLE, {"managedPolicyArns": ["a"] * 10}, {"managedPolicyArns": ["a"] * 11}),
    ("Role trust policy length, characters", ROLE, {"assumeRolePolicy": '{"a": "x"}'}, {"assumeRolePolicy": f'{{"a": "{"x" * 2048}"}}'}),
    ("Key policy document size, bytes", "aws:kms/key:Key", {"policy": '{"a": "x"}'}, {"policy": f'{{"a": "{"x" * 32768}"}}'}),
]


@pytest.mark.parametrize(("quota", "type_", "below", "above"), CASES, ids=[case[0] for case in CASES])
def test_what_is_within_a_quota_passes_and_what_is_above_exceeds_it(
    quota: str, type_: str, below: dict[str, Any], above: dict[str, Any]
) -> None:
    assert row(quota, resource(type_, below)).verdict is not Verdict.exceeded
    assert row(quota, resource(type_, above)).verdict is Verdict.exceeded


def test_shards_have_a_lower_quota_in_smaller_regions_and_on_demand_streams_one_of_their_own() -> None:
    far = resource(STREAM, {"shardCount": 1001}, region="ap-south-1")
    assert row("Shards per Region (other Regions, e.g. ap-south-1)", far).verdict is Verdict.exceeded
    on_demand = {"streamModeDetails": {"streamMode": "ON_DEMAND"}}
    assert row("On-demand data streams per account", *several(50, STREAM, on_demand)).verdict is Verdict.tight
    assert row("On-demand data streams per account", *several(51, STREAM, on_demand)).verdict is Verdict.exceeded


def test_a_hundred_executions_stay_unreserved_once_in_a_region() -> None:
    two = [resource(FUNCTION, {"reservedConcurrentExecutions": 30}, name=name) for name in "ab"]
    assert needs("Concurrent executions", *two) == {"": (160, 160)}


def test_functions_in_the_same_subnets_with_the_same_groups_share_interfaces() -> None:
    vpc = resource("aws:ec2/vpc:Vpc", name="vpc")
    subnet = resource("aws:ec2/subnet:Subnet", name="subnet", refers={"vpcId": vpc})
    config = {"vpcConfig": {"subnetIds": ["a", "b"], "securityGroupIds": ["x"]}}
    alike = [resource(FUNCTION, config, name=name, refers={"vpcConfig": subnet}) for name in "ab"]
    assert needs("Elastic network interfaces per VPC", vpc, subnet, *alike) == {"vpc": (2, 2)}


def test_a_trust_policy_counts_without_white_space_and_attachments_by_role() -> None:
    role = resource(ROLE, {"assumeRolePolicy": '{ "a" :  [ 1, 2 ] }', "managedPolicyArns": ["x"]}, name="role")
    attached = several(10, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", refers={"role": role})
    assert needs("Role trust policy length, characters", role) == {"role": (len('{"a":[1,2]}'),) * 2}
    assert needs("Managed policies per role", role, *attached) == {"role": (11, 11)}


def test_tables_count_in_the_regions_of_their_replicas_too() -> None:
    table = resource(TABLE, {"billingMode": "PAY_PER_REQUEST", "replicas": [{"regionName": "eu-west-1"}]})
    rows = [(one.region, one.now) for one in report_of(table).rows if one.quota.name == "Tables per Region"]
    assert rows == [("eu-west-1", 1), ("us-east-1", 1)]
    provisioned = resource(TABLE, {"readCapacity": 5, "globalSecondaryIndexes": [{"readCapacity": 10}]})
    assert needs("Table-level read throughput, RCU/RRU", provisioned) == {"it": (15, 15)}
    assert not needs("Account-level read throughput, provisioned", table)


def test_database_instances_and_replicas_of_a_primary() -> None:
    instances = [*several(20, "aws:rds/instance:Instance"), *several(21, "aws:rds/clusterInstance:ClusterInstance")]
    assert row("DB instances", *instances).verdict is Verdict.exceeded
    primary = resource("aws:rds/instance:Instance", {"identifier": "main"}, name="main")
    replicas = several(16, "aws:rds/instance:Instance", {"replicateSourceDb": "main"})
    assert row("Read replicas per primary", primary, *replicas).verdict is Verdict.exceeded
    assert needs("Read replicas per primary", primary, *replicas[:15]) == {"main": (15, 15)}


def listener(balancer: Resource, number: int = 0, **inputs: Any) -> Resource:
    """One of a load balancer."""
    return resource("aws:lb/listener:Listener", inputs, name=f"{balancer.name}-{number}", refers={"loadBalancerArn": balancer})


def test_load_balancers_of_each_kind_have_quotas_of_their_own() -> None:
    both = [*several(50, "aws:lb/loadBalancer:LoadBalancer"), NLB]
    assert needs("Application Load Balancers per Region", *both) == {"": (50, 50)}
    assert needs("Network Load Balancers per Region", *both) == {"": (1, 1)}
    assert row("Application Load Balancers per Region", *both, ALB).verdict is Verdict.exceeded
    many = [resource("aws:lb/loadBalancer:LoadBalancer", {"loadBalancerType": "network"}, name=f"n{number}") for number in range(51)]
    assert row("Network Load Balancers per Region", *many).verdict is Verdict.exceeded


def test_listeners_rules_and_certificates_count_for_their_load_balancer() -> None:
    for balancer, kind in ((ALB, "Application"), (NLB, "Network")):
        listeners = [listener(balancer, number) for number in range(51)]
        assert row(f"Listeners per {kind} Load Balancer", balancer, *listeners).verdict is Verdict.exceeded
        assert needs(f"Listeners per {kind} Load Balancer", balancer, *listeners[:50]) == {balancer.name: (50, 50)}
    front = listener(ALB)
    rules = several(101, "aws:lb/listenerRule:ListenerRule", refers={"listenerArn": front})
    assert needs("Rules per Application Load Balancer", ALB, front, *rules[:100]) == {"alb": (100, 100)}
    assert row("Rules per Application Load Balancer", ALB, front, *rules).verdict is Verdict.exceeded
    certificates = several(26, "aws:lb/listenerCertificate:ListenerCertificate", refers={"listenerArn": front})
    assert row("Certificates per Application Load Balancer", ALB, front, *certificates).verdict is Verdict.exceeded


def test_targets_are_attached_or_tasks_of_a_service() -> None:
    group = resource("aws:lb/targetGroup:TargetGroup", {"name": "blue"}, name="blue")
    front = listener(ALB, defaultActions=[{"type": "forward", "targetGroupArn": "blue"}])
    attached = several(2, "aws:lb/targetGroupAttachment:TargetGroupAttachment", refers={"targetGroupArn": group})
    service = {"name": "api", "desiredCount": 6, "loadBalancers": [{"targetGroupArn": "blue"}]}
    tasks = resource("aws:ecs/service:Service", service, name="api")
    scaled = resource("aws:appautoscaling/target:Target", {"resourceId": "service/main/api", "maxCapacity": 20})
    stack = (ALB, group, front, *attached, tasks, scaled)
    assert needs("Targets per Target Group per Region", *stack) == {"blue": (8, 22)}
    assert needs("Targets per Application Load Balancer", *stack) == {"alb": (8, 22)}
    assert needs("Target Groups per Application Load Balancer", *stack) == {"alb": (1, 1)}
    wide = listener(NLB, defaultActions=[{"type": "forward", "targetGroupArn": "blue"}])
    many = resource("aws:ecs/service:Service", {**service, "desiredCount": 501}, name="api")
    assert row("Targets per Availability Zone per Network Load Balancer", NLB, group, wide, many).verdict is Verdict.exceeded
