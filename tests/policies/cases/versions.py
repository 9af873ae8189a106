"""Nothing runs on a version that its maker no longer repairs.

What fails here ended long ago, and of what passes no end is announced or it is years away.
"""

from tests.policies.case import Case, made

EKS = "aws:eks/cluster:Cluster"
NODES = "aws:eks/nodeGroup:NodeGroup"
FUNCTION = "aws:lambda/function:Function"
INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
DOMAIN = "aws:opensearch/domain:Domain"
MSK = "aws:msk/cluster:Cluster"
BROKER = "aws:mq/broker:Broker"
EMR = "aws:emr/cluster:Cluster"
JOB = "aws:glue/job:Job"

CASES = [
    Case(
        "eks-version-in-support",
        passing=[made(EKS), made(EKS, version="1.37"), made("eks:index:Cluster", version="1.99")],
        failing=[made(EKS, version="1.33"), made("eks:index:Cluster", version="1.21"), made(NODES, version="1.30")],
    ),
    Case(
        "eks-node-image-in-support",
        passing=[made(NODES), made(NODES, amiType="AL2023_x86_64_STANDARD"), made(NODES, amiType="BOTTLEROCKET_ARM_64")],
        failing=[made(NODES, amiType="AL2_x86_64"), made("eks:index:ManagedNodeGroup", amiType="AL2_ARM_64")],
    ),
    Case(
        "eks-standard-support-only",
        passing=[made(EKS, upgradePolicy={"supportType": "STANDARD"})],
        failing=[made(EKS), made("eks:index:Cluster", upgradePolicy={"supportType": "EXTENDED"})],
    ),
    Case(
        "lambda-runtime-in-support",
        passing=[made(FUNCTION, runtime="python3.14"), made(FUNCTION, packageType="Image"), made(FUNCTION, runtime="nodejs99.x")],
        failing=[made(FUNCTION, runtime="python3.8"), made(FUNCTION, runtime="nodejs16.x"), made(FUNCTION, runtime="go1.x")],
    ),
    Case(
        "database-version-in-support",
        passing=[
            made(INSTANCE, engine="postgres", engineVersion="18.1"),
            made(INSTANCE, engine="postgres"),
            made(CLUSTER, engine="aurora-mysql", engineVersion="8.4.mysql_aurora.8.4.9"),
            made("aws:rds/globalCluster:GlobalCluster", engine="aurora-postgresql", engineVersion="18.3"),
            made("aws:docdb/cluster:Cluster", engineVersion="5.0.0"),
            made(INSTANCE, engine="oracle-ee", engineVersion="19"),
        ],
        failing=[
            made(INSTANCE, engine="postgres", engineVersion="12.22"),
            made(INSTANCE, engine="mysql", engineVersion="5.7.44"),
            made(INSTANCE, engine="mariadb", engineVersion="10.2"),
            made(CLUSTER, engine="aurora-mysql", engineVersion="5.7.mysql_aurora.2.11.2"),
            made("aws:docdb/cluster:Cluster", engineVersion="3.6.0"),
            made("aws:neptune/cluster:Cluster", engineVersion="1.0.5.1"),
        ],
    ),
    Case(
        "elasticache-version-in-support",
        passing=[
            made(CACHE, engine="valkey", engineVersion="8.0"),
            made(CACHE, engineVersion="7.1"),
            made("aws:elasticache/serverlessCache:ServerlessCache", engine="redis", majorEngineVersion="7"),
        ],
        failing=[
            made(CACHE, engine="redis", engineVersion="5.0.6"),
            made("aws:elasticache/cluster:Cluster", engineVersion="3.2.10"),
            made("aws:elasticache/serverlessCache:ServerlessCache", engine="redis", majorEngineVersion="5"),
        ],
    ),
    Case(
        "opensearch-version-in-support",
        passing=[made(DOMAIN), made(DOMAIN, engineVersion="OpenSearch_3.5"), made(DOMAIN, engineVersion="Elasticsearch_7.10")],
        failing=[
            made(DOMAIN, engineVersion="OpenSearch_2.3"),
            made(DOMAIN, engineVersion="Elasticsearch_7.4"),
            made("aws:elasticsearch/domain:Domain"),
        ],
    ),
    Case(
        "broker-version-in-support",
        passing=[
            made(MSK, kafkaVersion="3.9.x.kraft"),
            made(MSK, kafkaVersion="4.1.x"),
            made(BROKER, engineType="ActiveMQ", engineVersion="5.19"),
            made(BROKER, engineType="RabbitMQ", engineVersion="4.2"),
        ],
        failing=[
            made(MSK, kafkaVersion="2.8.2.tiered"),
            made(MSK, kafkaVersion="3.5.1"),
            made(BROKER, engineType="ActiveMQ", engineVersion="5.16.7"),
            made(BROKER, engineType="RABBITMQ", engineVersion="3.11.20"),
        ],
    ),
    Case(
        "processing-version-in-support",
        passing=[
            made(EMR, releaseLabel="emr-7.99.0"),
            made("aws:emrserverless/application:Application", releaseLabel="emr-7.99.0"),
            made(JOB, glueVersion="5.1"),
            made("aws:kinesisanalyticsv2/application:Application", runtimeEnvironment="FLINK-1_20"),
            made(JOB, glueVersion="1.0", command={"name": "pythonshell"}),
        ],
        failing=[
            made(EMR, releaseLabel="emr-6.15.0"),
            made("aws:emrserverless/application:Application", releaseLabel="emr-7.3.0"),
            made(JOB, glueVersion="2.0", command={"name": "glueetl"}),
            made("aws:kinesisanalyticsv2/application:Application", runtimeEnvironment="SQL-1_0"),
            made("aws:kinesis/analyticsApplication:AnalyticsApplication"),
        ],
    ),
    Case(
        "support-ends-soon",
        passing=[made(INSTANCE, engine="postgres", engineVersion="12"), made(EKS, version="1.37"), made(MSK, kafkaVersion="4.1.x")],
        failing=[made(INSTANCE, engine="postgres", engineVersion="18.1")],
        config={"days": 20000},
    ),
]
