"""Services that move files, mail, messages and data do so over TLS or SSH."""

import json

from tests.policies.case import Case, made

DMS = "aws:dms/endpoint:Endpoint"
EMR = "aws:emr/securityConfiguration:SecurityConfiguration"
GLUE = "aws:glue/connection:Connection"
TRANSFER = "aws:transfer/server:Server"
IOT = "aws:iot/domainConfiguration:DomainConfiguration"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
URL = "jdbc:postgresql://db.example.com/events"

CASES = [
    Case(
        "dms-endpoint-tls",
        passing=[
            made(DMS, engineName="postgres", sslMode="verify-full"),
            made(DMS, engineName="kinesis"),
            made(DMS, engineName="kafka", kafkaSettings={"securityProtocol": "ssl-encryption"}),
            made(DMS, engineName="redis", redisSettings={"authType": "none"}),
        ],
        failing=[
            made(DMS, engineName="aurora-postgresql"),
            made(DMS, engineName="oracle", sslMode="none"),
            made(DMS, engineName="kafka", kafkaSettings={"broker": "kafka:9092"}),
            made(DMS, engineName="redis", redisSettings={"sslSecurityProtocol": "plaintext"}),
        ],
    ),
    Case(
        "glue-connection-tls",
        passing=[
            made(GLUE, connectionProperties={"JDBC_CONNECTION_URL": URL, "JDBC_ENFORCE_SSL": "true"}),
            made(GLUE, connectionType="NETWORK"),
        ],
        failing=[made(GLUE, connectionProperties={"JDBC_CONNECTION_URL": URL})],
    ),
    Case(
        "emr-encrypted-in-transit",
        passing=[made(EMR, configuration=json.dumps({"EncryptionConfiguration": {"EnableInTransitEncryption": True}}))],
        failing=[made(EMR, configuration=json.dumps({"EncryptionConfiguration": {"EnableInTransitEncryption": False}})), made(EMR)],
    ),
    Case(
        "transfer-server-no-ftp",
        passing=[made(TRANSFER), made(TRANSFER, protocols=["SFTP", "FTPS"])],
        failing=[made(TRANSFER, protocols=["SFTP", "FTP"])],
    ),
    Case(
        "transfer-server-algorithms",
        passing=[
            made(TRANSFER, securityPolicyName="TransferSecurityPolicy-2024-01"),
            made(TRANSFER, securityPolicyName="TransferSecurityPolicy-FIPS-2025-03"),
        ],
        failing=[
            made(TRANSFER),
            made(TRANSFER, securityPolicyName="TransferSecurityPolicy-2023-05"),
        ],
    ),
    Case(
        "iot-domain-tls",
        passing=[made(IOT), made(IOT, tlsConfig={"securityPolicy": "IoTSecurityPolicy_TLS13_1_2_2022_10"})],
        failing=[made(IOT, tlsConfig={"securityPolicy": "IoTSecurityPolicy_TLS12_1_0_2016_01"})],
    ),
    Case(
        "sns-subscription-https",
        passing=[made(SUBSCRIPTION, protocol="https"), made(SUBSCRIPTION, protocol="sqs")],
        failing=[made(SUBSCRIPTION, protocol="http")],
    ),
    Case(
        "ses-requires-tls",
        passing=[
            made("aws:ses/configurationSet:ConfigurationSet", deliveryOptions={"tlsPolicy": "Require"}),
            made("aws:sesv2/configurationSet:ConfigurationSet", deliveryOptions={"tlsPolicy": "REQUIRE"}),
        ],
        failing=[made("aws:ses/configurationSet:ConfigurationSet")],
    ),
    Case(
        "vpclattice-listener-tls",
        passing=[made("aws:vpclattice/listener:Listener", protocol="HTTPS")],
        failing=[made("aws:vpclattice/listener:Listener", protocol="HTTP")],
    ),
]
