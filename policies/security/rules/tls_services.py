"""Services that move files, mail, messages and data do so over TLS or SSH."""

import json
from collections.abc import Iterator
from pathlib import Path

from policies.rule import Severity, Topic, resource_rule
from policies.subject import Subject

_OLDEST_POLICY: str = json.loads((Path(__file__).parents[3] / "data" / "transfer-policies.json").read_text())["oldest"]
"""Year and month that a policy's name ends in."""
_WITH_SSL_MODE = (
    "aurora",
    "azuredb",
    "azure-sql-managed-instance",
    "babelfish",
    "db2",
    "docdb",
    "mariadb",
    "mongodb",
    "mysql",
    "oracle",
    "postgres",
    "sqlserver",
    "sybase",
)
"""Engines whose DMS endpoints take an SSL mode; the others are AWS services that are reached over TLS."""


@resource_rule(
    "dms-endpoint-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="DMS reaches its sources and targets over TLS.",
    remedy='Set ssl_mode="require", "verify-ca" or "verify-full"; kafka_settings.security_protocol; redis_settings.ssl_security_protocol.',
    controls=("FSBP DMS.9", "FSBP DMS.12", "CKV2_AWS_49"),
    types=("aws:dms/endpoint:Endpoint",),
)
def dms_endpoint_tls(endpoint: Subject) -> Iterator[str]:
    values, engine = endpoint.values, endpoint.values.text("engineName")
    if engine.startswith(_WITH_SSL_MODE) and values.text("sslMode") in ("", "none"):
        yield "sslMode is none"
    if engine == "kafka" and not values.has("kafkaSettings.securityProtocol"):
        yield "kafkaSettings.securityProtocol is not set"
    if values.text("redisSettings.sslSecurityProtocol") == "plaintext":
        yield "redisSettings.sslSecurityProtocol is plaintext"


@resource_rule(
    "glue-connection-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Glue reaches databases over TLS only.",
    remedy='Set connection_properties["JDBC_ENFORCE_SSL"]="true".',
    controls=("platform",),
    types=("aws:glue/connection:Connection",),
)
def glue_connection_tls(connection: Subject) -> Iterator[str]:
    if connection.values.has("connectionProperties.JDBC_CONNECTION_URL") and not connection.values.flag(
        "connectionProperties.JDBC_ENFORCE_SSL"
    ):
        yield "connectionProperties.JDBC_ENFORCE_SSL is not true"


@resource_rule(
    "emr-encrypted-in-transit",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="EMR encrypts what its nodes send each other.",
    remedy="Set EnableInTransitEncryption to true in the security configuration, with InTransitEncryptionConfiguration.",
    controls=("FSBP EMR.4", "CKV_AWS_351"),
    types=("aws:emr/securityConfiguration:SecurityConfiguration",),
)
def emr_encrypted_in_transit(security: Subject) -> Iterator[str]:
    if not security.values.document("configuration").flag("EncryptionConfiguration.EnableInTransitEncryption"):
        yield "configuration: EncryptionConfiguration.EnableInTransitEncryption is not true"


@resource_rule(
    "transfer-server-no-ftp",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Transfer Family servers offer SFTP, FTPS or AS2, but no plain FTP.",
    remedy='Take "FTP" out of protocols.',
    controls=("FSBP Transfer.2",),
    types=("aws:transfer/server:Server",),
)
def transfer_server_no_ftp(server: Subject) -> Iterator[str]:
    if "FTP" in server.values.each_text("protocols"):
        yield "protocols has FTP"


@resource_rule(
    "transfer-server-algorithms",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Transfer Family servers use a current security policy; the default one of 2018 has weak algorithms.",
    remedy='Set security_policy_name="TransferSecurityPolicy-2025-03" or later.',
    controls=("CKV_AWS_380",),
    types=("aws:transfer/server:Server",),
)
def transfer_server_algorithms(server: Subject) -> Iterator[str]:
    policy = server.values.text("securityPolicyName") or "TransferSecurityPolicy-2018-11"
    if policy[-len(_OLDEST_POLICY) :] < _OLDEST_POLICY:
        yield f"securityPolicyName is {policy}"


@resource_rule(
    "iot-domain-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Devices reach IoT Core with TLS 1.2 and later only.",
    remedy='Set tls_config.security_policy="IoTSecurityPolicy_TLS13_1_2_2022_10" or a stricter one.',
    controls=("platform",),
    types=("aws:iot/domainConfiguration:DomainConfiguration",),
)
def iot_domain_tls(domain: Subject) -> Iterator[str]:
    if "_1_0_" in domain.values.text("tlsConfig.securityPolicy"):
        yield "tlsConfig.securityPolicy lets in TLS before 1.2"


@resource_rule(
    "sns-subscription-https",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="SNS delivers to HTTPS endpoints, not to HTTP.",
    remedy='Set protocol="https".',
    controls=("platform",),
    types=("aws:sns/topicSubscription:TopicSubscription",),
)
def sns_subscription_https(subscription: Subject) -> Iterator[str]:
    if subscription.values.text("protocol") == "http":
        yield "protocol is http"


@resource_rule(
    "ses-requires-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Mail leaves SES over TLS only; by default it falls back to plain text.",
    remedy='Set delivery_options.tls_policy="Require" ("REQUIRE" in sesv2).',
    controls=("CKV_AWS_365",),
    types=("aws:ses/configurationSet:ConfigurationSet", "aws:sesv2/configurationSet:ConfigurationSet"),
)
def ses_requires_tls(configuration: Subject) -> Iterator[str]:
    if configuration.values.text("deliveryOptions.tlsPolicy").lower() != "require":
        yield "deliveryOptions.tlsPolicy is not Require"


@resource_rule(
    "vpclattice-listener-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Services in VPC Lattice listen for HTTPS or TLS.",
    remedy='Set protocol="HTTPS" or "TLS_PASSTHROUGH".',
    controls=("platform",),
    types=("aws:vpclattice/listener:Listener",),
)
def lattice_listener_tls(listener: Subject) -> Iterator[str]:
    if listener.values.text("protocol") == "HTTP":
        yield "protocol is HTTP"
