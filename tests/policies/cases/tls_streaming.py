"""MSK, OpenSearch and what feeds them speak TLS."""

from typing import Any

from tests.policies.case import Case, Made, made

MSK = "aws:msk/cluster:Cluster"
CONNECTOR = "aws:mskconnect/connector:Connector"
DOMAIN = "aws:opensearch/domain:Domain"
FIREHOSE = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"


def transit(**settings: Any) -> Made:
    """An MSK cluster."""
    return made(MSK, encryptionInfo={"encryptionInTransit": settings})


ENDPOINT = {"enforceHttps": True, "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"}

CASES = [
    Case(
        "msk-tls-only",
        passing=[made(MSK), transit(clientBroker="TLS", inCluster=True)],
        failing=[transit(clientBroker="TLS_PLAINTEXT"), transit(clientBroker="TLS", inCluster=False)],
    ),
    Case(
        "mskconnect-tls",
        passing=[made(CONNECTOR, kafkaClusterEncryptionInTransit={"encryptionType": "TLS"})],
        failing=[made(CONNECTOR), made(CONNECTOR, kafkaClusterEncryptionInTransit={"encryptionType": "PLAINTEXT"})],
    ),
    Case(
        "opensearch-https",
        passing=[
            made(DOMAIN, domainEndpointOptions=ENDPOINT),
            made(DOMAIN, domainEndpointOptions={"tlsSecurityPolicy": "Policy-Min-TLS-1-2-2019-07"}),
        ],
        failing=[
            made("aws:elasticsearch/domain:Domain"),
            made(DOMAIN, domainEndpointOptions=ENDPOINT | {"enforceHttps": False}),
            made(DOMAIN, domainEndpointOptions=ENDPOINT | {"tlsSecurityPolicy": "Policy-Min-TLS-1-0-2019-07"}),
            made(DOMAIN, domainEndpointOptions={"enforceHttps": True}),
        ],
    ),
    Case(
        "opensearch-node-to-node-encrypted",
        passing=[made(DOMAIN, nodeToNodeEncryption={"enabled": True})],
        failing=[made(DOMAIN), made("aws:elasticsearch/domain:Domain", nodeToNodeEncryption={"enabled": False})],
    ),
    Case(
        "firehose-endpoint-https",
        passing=[
            made(FIREHOSE, httpEndpointConfiguration={"url": "https://intake.example.com"}),
            made(FIREHOSE, destination="extended_s3"),
        ],
        failing=[made(FIREHOSE, httpEndpointConfiguration={"url": "http://intake.example.com"})],
    ),
]
