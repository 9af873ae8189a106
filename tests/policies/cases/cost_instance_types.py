"""Instances, nodes and brokers are of types that are worth their money."""

from collections.abc import Sequence

from tests.policies.case import Case, Made, made


def instance(type_: str) -> Made:
    """One of EC2."""
    return made("aws:ec2/instance:Instance", instanceType=type_)


def of(type_: str, database: str, search: str) -> Sequence[Made]:
    """Every resource that has instances, with these types: of EC2, of RDS and of OpenSearch."""
    configurations = [{"instanceType": type_}, {"instanceType": f"{type_}"}]
    return [
        instance(type_),
        made("aws:ec2/spotInstanceRequest:SpotInstanceRequest", instanceType=type_),
        made("aws:ec2/launchTemplate:LaunchTemplate", instanceType=type_),
        made("aws:ec2/launchConfiguration:LaunchConfiguration", instanceType=type_),
        made("aws:autoscaling/group:Group", mixedInstancesPolicy={"launchTemplate": {"overrides": configurations}}),
        made("aws:eks/nodeGroup:NodeGroup", instanceTypes=[type_, "m7g.large"]),
        made("eks:index:Cluster", instanceType=type_),
        made("eks:index:ManagedNodeGroup", instanceTypes=["m7g.large", type_]),
        made("eks:index:NodeGroup", instanceType=type_),
        made("eks:index:NodeGroupV2", instanceType=type_),
        made("aws:rds/instance:Instance", instanceClass=database),
        made("aws:rds/clusterInstance:ClusterInstance", instanceClass=database),
        made("aws:rds/cluster:Cluster", dbClusterInstanceClass=database),
        made("aws:docdb/clusterInstance:ClusterInstance", instanceClass=database),
        made("aws:neptune/clusterInstance:ClusterInstance", instanceClass=database),
        made("aws:elasticache/cluster:Cluster", nodeType=f"cache.{type_}"),
        made("aws:elasticache/replicationGroup:ReplicationGroup", nodeType=f"cache.{type_}"),
        made("aws:memorydb/cluster:Cluster", nodeType=database),
        made("aws:dax/cluster:Cluster", nodeType=f"dax.{type_}"),
        made("aws:opensearch/domain:Domain", clusterConfig={"instanceType": search}),
        made("aws:opensearch/domain:Domain", clusterConfig={"instanceType": "m7g.large.search", "dedicatedMasterType": search}),
        made("aws:elasticsearch/domain:Domain", clusterConfig={"warmType": search.replace("search", "elasticsearch")}),
        made("aws:redshift/cluster:Cluster", nodeType=type_),
        made("aws:emr/cluster:Cluster", masterInstanceGroup={"instanceType": type_}),
        made("aws:emr/cluster:Cluster", coreInstanceGroup={"instanceType": type_}),
        made("aws:emr/cluster:Cluster", masterInstanceFleet={"instanceTypeConfigs": configurations}),
        made("aws:emr/cluster:Cluster", coreInstanceFleet={"instanceTypeConfigs": configurations}),
        made("aws:emr/instanceGroup:InstanceGroup", instanceType=type_),
        made("aws:emr/instanceFleet:InstanceFleet", instanceTypeConfigs=configurations),
        made("aws:sagemaker/endpointConfiguration:EndpointConfiguration", productionVariants=[{"instanceType": f"ml.{type_}"}]),
        made("aws:sagemaker/notebookInstance:NotebookInstance", instanceType=f"ml.{type_}"),
        made("aws:msk/cluster:Cluster", brokerNodeGroupInfo={"instanceType": f"kafka.{type_}"}),
        made("aws:mq/broker:Broker", hostInstanceType=f"mq.{type_}"),
        made("aws:dms/replicationInstance:ReplicationInstance", replicationInstanceClass=f"dms.{type_}"),
    ]


CURRENT = of("m7g.large", "db.m7g.large", "m7g.large.search")

CASES = [
    Case(
        "instance-types-forbidden", passing=CURRENT, failing=[instance("p5.48xlarge"), instance("m7g.metal"), instance("u-6tb1.56xlarge")]
    ),
    Case(
        "instance-types-forbidden",
        config={"forbidden": ["x2*", "r5.8xlarge"]},
        passing=[instance("p5.48xlarge"), instance("r5.4xlarge")],
        failing=of("r5.8xlarge", "db.r5.8xlarge", "r5.8xlarge.search"),
    ),
    Case(
        "instance-size-limit",
        passing=[*CURRENT, instance("m5.24xlarge"), made("aws:redshift/cluster:Cluster", nodeType="ra3.xlplus")],
        failing=of("m6i.32xlarge", "db.m6i.32xlarge", "m6i.32xlarge.search"),
    ),
    Case(
        "instance-size-limit",
        config={"vcpus": 4},
        passing=[instance("m5.xlarge"), made("aws:rds/clusterInstance:ClusterInstance", instanceClass="db.serverless")],
        failing=[instance("m5.2xlarge")],
    ),
    Case("instance-previous-generation", passing=CURRENT, failing=of("m4.large", "db.m4.large", "m4.large.search")),
    Case(
        "instance-graviton",
        passing=[
            *CURRENT,
            made("aws:opensearch/domain:Domain", clusterConfig={"instanceType": "t3.small.search"}),
            instance("g5.xlarge"),
            made("aws:msk/cluster:Cluster", brokerNodeGroupInfo={"instanceType": "kafka.t3.small"}),
        ],
        failing=[*of("m5.large", "db.m5.large", "m5.large.search"), instance("t3.small")],
    ),
]
