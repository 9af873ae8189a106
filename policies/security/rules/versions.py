"""Nothing runs on a version that its maker no longer repairs."""

from collections.abc import Callable, Iterator, Mapping

from inventory.values import Values
from policies.rule import Rule, Severity, Topic, resource_rule
from policies.subject import Subject
from policies.support import EKS, support_of

_Reader = Callable[[Values], tuple[str, str]]
"""Properties → product and version."""


def _database(values: Values) -> tuple[str, str]:
    engine, version = values.text("engine"), values.text("engineVersion")
    return engine, version.rpartition("mysql_aurora.")[2]  # 8.0.mysql_aurora.3.10.0


def _search(values: Values) -> tuple[str, str]:
    product, _, version = values.text("engineVersion").partition("_")  # OpenSearch_2.19
    return product.lower(), version


def _kafka(values: Values) -> tuple[str, str]:
    parts = values.text("kafkaVersion").split(".")  # 3.9.x.kraft
    return "msk", ".".join(part for part in parts if part.isdecimal())


def _cache(values: Values) -> tuple[str, str]:
    return values.text("engine") or "redis", values.text("engineVersion") or values.text("majorEngineVersion")


def _emr(values: Values) -> tuple[str, str]:
    return "emr", values.text("releaseLabel").removeprefix("emr-")


def _glue(values: Values) -> tuple[str, str]:
    shell = values.text("command.name") == "pythonshell"  # its versions are other ones
    return "glue", "" if shell else values.text("glueVersion")


_KUBERNETES: Mapping[str, _Reader] = {
    type_: lambda values: (EKS, values.text("version"))
    for type_ in ("aws:eks/cluster:Cluster", "eks:index:Cluster", "aws:eks/nodeGroup:NodeGroup", "eks:index:ManagedNodeGroup")
}
_NODE_IMAGES: Mapping[str, _Reader] = {
    type_: lambda values: ("eks-node-image", values.text("amiType"))
    for type_ in ("aws:eks/nodeGroup:NodeGroup", "eks:index:ManagedNodeGroup")
}
_FUNCTIONS: Mapping[str, _Reader] = {"aws:lambda/function:Function": lambda values: ("lambda", values.text("runtime"))}
_DATABASES: Mapping[str, _Reader] = {
    "aws:rds/instance:Instance": _database,
    "aws:rds/cluster:Cluster": _database,
    "aws:rds/globalCluster:GlobalCluster": _database,
    "aws:docdb/cluster:Cluster": lambda values: ("docdb", values.text("engineVersion")),
    "aws:neptune/cluster:Cluster": lambda values: ("neptune", values.text("engineVersion")),
}
_CACHES: Mapping[str, _Reader] = {
    "aws:elasticache/replicationGroup:ReplicationGroup": _cache,
    "aws:elasticache/cluster:Cluster": _cache,
    "aws:elasticache/serverlessCache:ServerlessCache": _cache,
}
_SEARCH: Mapping[str, _Reader] = {
    "aws:opensearch/domain:Domain": _search,
    "aws:elasticsearch/domain:Domain": lambda values: ("elasticsearch", values.text("elasticsearchVersion") or "1.5"),  # the default
}
_BROKERS: Mapping[str, _Reader] = {
    "aws:msk/cluster:Cluster": _kafka,
    "aws:mq/broker:Broker": lambda values: (values.text("engineType").lower(), values.text("engineVersion")),
}
_PROCESSING: Mapping[str, _Reader] = {
    "aws:emr/cluster:Cluster": _emr,
    "aws:emrserverless/application:Application": _emr,
    "aws:glue/job:Job": _glue,
    "aws:kinesisanalyticsv2/application:Application": lambda values: ("flink", values.text("runtimeEnvironment")),
    "aws:kinesis/analyticsApplication:AnalyticsApplication": lambda _: ("flink", "SQL-1_0"),  # it knows no other
}
_ALL = (_KUBERNETES, _NODE_IMAGES, _FUNCTIONS, _DATABASES, _CACHES, _SEARCH, _BROKERS, _PROCESSING)


def _in_support(
    name: str,
    *,
    description: str,
    remedy: str,
    controls: tuple[str, ...],
    readers: Mapping[str, _Reader],
    topic: Topic = Topic.AVAILABILITY,
) -> Rule:
    """A rule that what the readers read is in standard support."""

    def check(subject: Subject) -> Iterator[str]:
        product, version = readers[subject.type](subject.values)
        support = support_of(product, version)
        if support.is_over:
            yield f"{product} {version} is out of support: {support}"

    made = resource_rule(
        name, topic=topic, severity=Severity.HIGH, description=description, remedy=remedy, controls=controls, types=tuple(readers)
    )
    return made(check)


eks_version_in_support = _in_support(
    "eks-version-in-support",
    topic=Topic.K8S,
    description="Control planes and nodes of EKS run a version of Kubernetes in standard support.",
    remedy="Raise version, one minor version at a time, the control plane first.",
    controls=("FSBP EKS.2", "CKV_AWS_339"),
    readers=_KUBERNETES,
)

eks_node_image_in_support = _in_support(
    "eks-node-image-in-support",
    topic=Topic.K8S,
    description="Node groups of EKS start from images that AWS still builds, so not from Amazon Linux 2.",
    remedy="Set ami_type to one of Amazon Linux 2023 or Bottlerocket.",
    controls=("platform",),
    readers=_NODE_IMAGES,
)


@resource_rule(
    "eks-standard-support-only",
    topic=Topic.K8S,
    severity=Severity.LOW,
    description="Clusters of EKS are upgraded at the end of standard support instead of slipping into the extended one.",
    remedy="Set upgrade_policy with support_type 'STANDARD'.",
    controls=("platform",),
    types=("aws:eks/cluster:Cluster", "eks:index:Cluster"),
)
def eks_standard_support_only(cluster: Subject) -> Iterator[str]:
    if cluster.values.text("upgradePolicy.supportType") != "STANDARD":
        yield "upgradePolicy.supportType is not STANDARD"


lambda_runtime_in_support = _in_support(
    "lambda-runtime-in-support",
    description="Functions use a runtime that AWS still patches.",
    remedy="Set runtime to a newer one.",
    controls=("FSBP Lambda.2", "CKV_AWS_363"),
    readers=_FUNCTIONS,
)

database_version_in_support = _in_support(
    "database-version-in-support",
    description="Databases of RDS, Aurora, DocumentDB and Neptune run a version in standard support.",
    remedy="Raise engine_version.",
    controls=("platform",),
    readers=_DATABASES,
)

elasticache_version_in_support = _in_support(
    "elasticache-version-in-support",
    description="Caches run Valkey, or a version of Redis in standard support.",
    remedy="Set engine to 'valkey', or raise engine_version.",
    controls=("platform",),
    readers=_CACHES,
)

opensearch_version_in_support = _in_support(
    "opensearch-version-in-support",
    description="Search domains run a version in standard support.",
    remedy="Raise engine_version; from Elasticsearch, move to OpenSearch.",
    controls=("platform",),
    readers=_SEARCH,
)

broker_version_in_support = _in_support(
    "broker-version-in-support",
    description="Brokers of MSK and Amazon MQ run a version in support.",
    remedy="Raise kafka_version or engine_version.",
    controls=("CKV_AWS_208",),
    readers=_BROKERS,
)

processing_version_in_support = _in_support(
    "processing-version-in-support",
    description="Clusters of EMR, jobs of Glue and stream applications run a release in support.",
    remedy="Raise release_label or glue_version; move SQL applications to Flink.",
    controls=("FSBP Glue.4",),
    readers=_PROCESSING,
)


@resource_rule(
    "support-ends-soon",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="No version leaves standard support within the next months unnoticed.",
    remedy="Plan the upgrade before the day that the message names.",
    controls=("platform",),
    types=tuple(dict.fromkeys(type_ for readers in _ALL for type_ in readers)),
    config={"days": {"type": "integer", "default": 90, "description": "How many days before the end it is reported."}},
)
def support_ends_soon(part: Subject) -> Iterator[str]:
    for readers in _ALL:
        if part.type in readers:
            product, version = readers[part.type](part.values)
            support = support_of(product, version)
            if support.ends_within(part.settings["days"]):
                yield f"{product} {version} has {support}"
