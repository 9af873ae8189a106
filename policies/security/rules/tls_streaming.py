"""MSK, OpenSearch and what feeds them speak TLS, with clients and among nodes."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule
from policies.subject import Subject

_DOMAINS = ("aws:opensearch/domain:Domain", "aws:elasticsearch/domain:Domain")


@resource_rule(
    "msk-tls-only",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="MSK brokers take TLS only, from clients and among themselves, as they do by default.",
    remedy='Set encryption_info.encryption_in_transit to client_broker="TLS" and in_cluster=True.',
    controls=("FSBP MSK.1", "CKV_AWS_81"),
    types=("aws:msk/cluster:Cluster",),
)
def msk_tls_only(cluster: Subject) -> Iterator[str]:
    yield from cluster.separately(_client_broker, _in_cluster)


def _client_broker(cluster: Values) -> Iterator[str]:
    if cluster.text("encryptionInfo.encryptionInTransit.clientBroker") not in ("", "TLS"):
        yield "encryptionInfo.encryptionInTransit.clientBroker is not TLS"


def _in_cluster(cluster: Values) -> Iterator[str]:
    if not cluster.flag("encryptionInfo.encryptionInTransit.inCluster", default=True):
        yield "encryptionInfo.encryptionInTransit.inCluster is false"


@resource_rule(
    "mskconnect-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="MSK Connect reaches its brokers over TLS, which it does not by default.",
    remedy='Set kafka_cluster_encryption_in_transit.encryption_type="TLS".',
    controls=("FSBP MSK.3",),
    types=("aws:mskconnect/connector:Connector",),
)
def mskconnect_tls(connector: Subject) -> Iterator[str]:
    if connector.values.text("kafkaClusterEncryptionInTransit.encryptionType") != "TLS":
        yield "kafkaClusterEncryptionInTransit.encryptionType is not TLS"


@resource_rule(
    "opensearch-https",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="OpenSearch takes HTTPS only, with TLS 1.2 and later.",
    remedy='Set domain_endpoint_options to enforce_https=True and tls_security_policy="Policy-Min-TLS-1-2-PFS-2023-10".',
    controls=("FSBP OpenSearch.8", "FSBP ES.8", "CKV_AWS_83", "CKV_AWS_228"),
    types=_DOMAINS,
)
def opensearch_https(domain: Subject) -> Iterator[str]:
    yield from domain.separately(_enforces_https, _tls_policy)


def _enforces_https(domain: Values) -> Iterator[str]:
    if not domain.has("domainEndpointOptions") or not domain.flag("domainEndpointOptions.enforceHttps", default=True):
        yield "domainEndpointOptions.enforceHttps is not true"


def _tls_policy(domain: Values) -> Iterator[str]:
    if not domain.text("domainEndpointOptions.tlsSecurityPolicy").startswith(("Policy-Min-TLS-1-2", "Policy-Min-TLS-1-3")):
        yield "domainEndpointOptions.tlsSecurityPolicy lets in TLS before 1.2"


@resource_rule(
    "opensearch-node-to-node-encrypted",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="OpenSearch encrypts what its nodes tell each other, which it does not by default.",
    remedy="Set node_to_node_encryption.enabled=True.",
    controls=("FSBP OpenSearch.3", "FSBP ES.3", "CKV_AWS_6"),
    types=_DOMAINS,
)
def opensearch_node_to_node(domain: Subject) -> Iterator[str]:
    if not domain.values.flag("nodeToNodeEncryption.enabled"):
        yield "nodeToNodeEncryption.enabled is not true"


@resource_rule(
    "firehose-endpoint-https",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Firehose delivers to HTTPS endpoints only.",
    remedy="Use an https:// URL in http_endpoint_configuration.",
    controls=("platform",),
    types=("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",),
)
def firehose_endpoint_https(stream: Subject) -> Iterator[str]:
    if stream.values.text("httpEndpointConfiguration.url").lower().startswith("http://"):
        yield "httpEndpointConfiguration.url begins with http://"
