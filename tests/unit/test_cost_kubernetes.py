"""What Kubernetes objects make AWS provide costs what the price list says."""

import pytest

from inventory.resource import Resource
from tests.costs import Case, cost, problem_of, resource

CLUSTER = resource("eks:index:Cluster", {"skipDefaultNodeGroup": True}, "cluster")
PROVIDER = resource("pulumi:providers:kubernetes", name="provider", region="", refers={"kubeconfig": CLUSTER})


def described(kind: str, spec: dict[str, object], region: str = "us-east-1", **metadata: object) -> Resource:
    return resource(f"kubernetes:{kind}", {"metadata": metadata, "spec": spec}, kind, region, provider=PROVIDER.urn)


def claim(size: str, name: str = "") -> dict[str, object]:
    return {"resources": {"requests": {"storage": size}}, **({"storageClassName": name} if name else {})}


def chart(values: dict[str, object]) -> Resource:
    return resource("kubernetes:helm.sh/v3:Release", {"chart": "it", "values": values}, provider=PROVIDER.urn)


def storage_class(name: str, kind: str, provisioner: str = "ebs.csi.aws.com", default: bool = False) -> Resource:
    inputs = {
        "metadata": {"name": name, "annotations": {"storageclass.kubernetes.io/is-default-class": str(default).lower()}},
        "provisioner": provisioner,
        "parameters": {"type": kind} if kind else {},
    }
    return resource("kubernetes:storage.k8s.io/v1:StorageClass", inputs, name, provider=PROVIDER.urn)


_SIZE = {"volumeClaimTemplate": {"spec": claim("100Gi")}, "nodeConfVolumeClaimTemplate": {"spec": claim("1Gi")}}
_NLB = {"service.beta.kubernetes.io/aws-load-balancer-type": "external"}
_ALB = {"alb.ingress.kubernetes.io/group.name": "shop"}

CASES = (
    Case("a claim", [described("core/v1:PersistentVolumeClaim", claim("50Gi"))], "50 GB × $0.08"),
    Case("a claim of a class", [described("core/v1:PersistentVolumeClaim", claim("50Gi", "gp2-encrypted"))], "50 GB × $0.10"),
    Case(
        "a class says which volumes it makes",
        [storage_class("fast", "io2"), described("core/v1:PersistentVolumeClaim", claim("50Gi", "fast"))],
        "50 GB × $0.125",
    ),
    Case(
        "the default class",
        [storage_class("cold", "sc1", default=True), described("core/v1:PersistentVolumeClaim", claim("500Gi"))],
        "500 GB × $0.015",
    ),
    Case(
        "EFS is paid by itself",
        [storage_class("shared", "", "efs.csi.aws.com"), described("core/v1:PersistentVolumeClaim", claim("50Gi", "shared"))],
        "$0",
    ),
    Case(
        "each pod of a stateful set has its own",
        [described("apps/v1:StatefulSet", {"replicas": 3, "volumeClaimTemplates": [{"spec": claim("30Gi")}]})],
        "3 × 30 GB × $0.08",
    ),
    Case(
        "PostgreSQL with its log",
        [described("postgresql.cnpg.io/v1:Cluster", {"instances": 3, "storage": {"size": "500Gi"}, "walStorage": {"size": "50Gi"}})],
        "3 × 550 GB × $0.08",
    ),
    Case(
        "Kafka's brokers",
        [described("kafka.strimzi.io/v1:KafkaNodePool", {"replicas": 3, "storage": {"type": "jbod", "volumes": [{"size": "50Gi"}]}})],
        "3 × 50 GB × $0.08",
    ),
    Case(
        "ClickHouse's shards and replicas",
        [
            described(
                "clickhouse.altinity.com/v1:ClickHouseInstallation",
                {
                    "configuration": {"clusters": [{"layout": {"shardsCount": 3, "replicasCount": 2}}]},
                    "templates": {"volumeClaimTemplates": [{"spec": claim("2Ti")}]},
                },
            )
        ],
        "6 × 2048 GB × $0.08",
    ),
    Case(
        "Redis's leaders and followers",
        [described("redis.redis.opstreelabs.in/v1beta2:RedisCluster", {"clusterSize": 3, "storage": _SIZE})],
        "6 × 101 GB × $0.08",
    ),
    Case(
        "a chart's volumes",
        [
            chart(
                {
                    "server": {"replicas": 2, "persistence": {"size": "100Gi", "storageClass": "gp2"}},
                    "cache": {"persistence": {"enabled": False, "size": "10Gi"}},
                    "operator": {"resources": {"requests": {"cpu": "1"}}},
                }
            )
        ],
        "2 × 100 GB × $0.10",
    ),
    Case(
        "a chart with one stateful set",
        [chart({"statefulset": {"replicas": 3}, "storage": {"persistentVolume": {"size": "500Gi"}}})],
        "3 × 500 GB × $0.08",
    ),
    Case(
        "a chart's load balancer",
        [chart({"gateway": {"service": {"type": "LoadBalancer"}}})],
        "730 h × $0.0225 + 730 × 2 × $0.006",
        {"lcus": 2},
    ),
    Case("a load balancer", [described("core/v1:Service", {"type": "LoadBalancer"}, annotations=_NLB)], "730 h × $0.0225"),
    Case("no load balancer", [described("core/v1:Service", {"type": "ClusterIP"})], "$0"),
    Case("a cluster that is not on AWS", [described("core/v1:PersistentVolumeClaim", claim("5Gi"), region="")], "$0"),
    Case("an ingress", [described("networking.k8s.io/v1:Ingress", {"ingressClassName": "alb"})], "730 h × $0.0225"),
    Case("an ingress of the mesh", [described("networking.k8s.io/v1:Ingress", {"ingressClassName": "kong"})], "$0"),
    Case(
        "ingresses of one group share a load balancer",
        [
            described("networking.k8s.io/v1:Ingress", {"ingressClassName": "alb"}, annotations=_ALB),
            resource(
                "kubernetes:networking.k8s.io/v1:Ingress",
                {"metadata": {"annotations": _ALB}, "spec": {"ingressClassName": "alb"}},
                "other",
                provider=PROVIDER.urn,
            ),
        ],
        "730 h × $0.0225",
    ),
    Case(
        "Karpenter's nodes",
        [
            described(
                "karpenter.sh/v1:NodePool",
                {
                    "template": {
                        "spec": {"requirements": [{"key": "node.kubernetes.io/instance-type", "operator": "In", "values": ["m6i.2xlarge"]}]}
                    }
                },
            )
        ],
        "3 × (730 h × $0.384 + 20 GB × $0.08)",
        {"vcpus": 24},
    ),
    Case(
        "an object is in its cluster's region",
        [
            resource("eks:index:Cluster", {"skipDefaultNodeGroup": True}, "cluster"),
            PROVIDER,
            described("core/v1:PersistentVolumeClaim", claim("50Gi"), region=""),
        ],
        "730 h × $0.10 + 50 GB × $0.08",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_estimate_is_what_one_works_out_by_hand(case: Case) -> None:
    case.check()


def test_karpenter_carries_what_the_node_groups_have_no_room_for() -> None:
    requirements = [{"key": "node.kubernetes.io/instance-type", "operator": "In", "values": ["m6i.xlarge"]}]
    pool = described("karpenter.sh/v1:NodePool", {"template": {"spec": {"requirements": requirements}}})
    containers = [{"resources": {"requests": {"cpu": "2", "memory": "4Gi"}}}]
    pods = described("apps/v1:Deployment", {"replicas": 10, "template": {"spec": {"containers": containers}}})
    group = resource("aws:eks/nodeGroup:NodeGroup", {"instanceTypes": ["m6i.large"], "scalingConfig": {"desiredSize": 2}})
    nodes = [line for line in cost(pool, pods, group).lines if line.item == "instances m6i.xlarge"]
    assert [float(line.quantity) for line in nodes] == [730 * (10 * 2 - 2 * 2) / 4]


def test_karpenter_takes_spot_where_it_may() -> None:
    requirements = [
        {"key": "karpenter.sh/capacity-type", "operator": "In", "values": ["on-demand", "spot"]},
        {"key": "karpenter.k8s.aws/instance-category", "operator": "In", "values": ["c", "m"]},
        {"key": "kubernetes.io/arch", "operator": "In", "values": ["arm64"]},
    ]
    pool = described("karpenter.sh/v1:NodePool", {"template": {"spec": {"requirements": requirements}}})
    assert [line.item for line in cost(pool, usage={"vcpus": 8}).lines if line.service == "ec2"] == ["spot instances c7g.xlarge"]


def test_more_volumes_cost_more() -> None:
    totals = [
        cost(described("apps/v1:StatefulSet", {"replicas": count, "volumeClaimTemplates": [{"spec": claim("30Gi")}]})).total
        for count in range(5)
    ]
    assert totals == sorted(totals)
    assert totals[0] == 0


@pytest.mark.parametrize(
    ("stack", "says"),
    [
        ([described("core/v1:Service", {"type": "LoadBalancer"})], "Classic Load Balancer"),
        (
            [
                described("core/v1:PersistentVolumeClaim", claim("5Gi"), region=""),
                resource("aws:kms/alias:Alias", region="us-east-1"),
                resource("aws:kms/alias:Alias", name="other", region="eu-west-1"),
            ],
            "the region of its cluster is not known",
        ),
        ([described("core/v1:PersistentVolumeClaim", claim("5Gi"), region="xx-nowhere-9")], "no prices for the region xx-nowhere-9"),
    ],
)
def test_what_has_no_price_is_named(stack: list[Resource], says: str) -> None:
    problem = problem_of(*stack)
    assert stack[0].name in problem
    assert says in problem
