"""What grows by itself has an upper limit, and nothing is kept ready that nobody needs."""

from tests.policies.case import Case, made, ref

GROUP = "aws:autoscaling/group:Group"
NODES = "aws:eks/nodeGroup:NodeGroup"
SERVICE = "aws:ecs/service:Service"
SCALED = "aws:appautoscaling/target:Target"
AURORA = "aws:rds/cluster:Cluster"
NEPTUNE = "aws:neptune/cluster:Cluster"
READY = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig"
TABLE = "aws:dynamodb/table:Table"
WORKGROUP = "aws:redshiftserverless/workgroup:Workgroup"
USAGE_LIMIT = "aws:redshiftserverless/usageLimit:UsageLimit"
QUERIES = "aws:athena/workgroup:Workgroup"
EMR = "aws:emr/cluster:Cluster"

LIMITS = {"maxReadRequestUnits": 1000, "maxWriteRequestUnits": 500}

CASES = [
    Case(
        "autoscaling-maximum",
        config={"most": 10},
        passing=[
            made(GROUP, minSize=1, maxSize=10),
            made(NODES, scalingConfig={"minSize": 1, "maxSize": 10}),
            made("eks:index:ManagedNodeGroup", scalingConfig={"maxSize": 5}),
            made("eks:index:ManagedNodeGroup"),
        ],
        failing=[
            made(GROUP, minSize=1, maxSize=11),
            made(NODES, scalingConfig={"minSize": 1, "maxSize": 11}),
            made("eks:index:ManagedNodeGroup", scalingConfig={"maxSize": 50}),
        ],
    ),
    Case(
        "ecs-maximum",
        config={"most": 20},
        passing=[
            made(SERVICE, desiredCount=20),
            made(SERVICE),
            made(SCALED, serviceNamespace="ecs", maxCapacity=20),
            made(SCALED, serviceNamespace="dynamodb", maxCapacity=40_000),
        ],
        failing=[made(SERVICE, desiredCount=21), made(SCALED, serviceNamespace="ecs", maxCapacity=21)],
    ),
    Case(
        "aurora-serverless-maximum",
        passing=[
            made(AURORA, engine="aurora-postgresql"),
            made(AURORA, serverlessv2ScalingConfiguration={"maxCapacity": 64}),
            made(NEPTUNE, serverlessV2ScalingConfiguration={"maxCapacity": 16}),
        ],
        failing=[
            made(AURORA, serverlessv2ScalingConfiguration={"maxCapacity": 128}),
            made(AURORA, scalingConfiguration={"maxCapacity": 256}),
            made(NEPTUNE, serverlessV2ScalingConfiguration={"maxCapacity": 128}),
        ],
    ),
    Case(
        "lambda-provisioned-concurrency",
        passing=[made(READY, provisionedConcurrentExecutions=10)],
        failing=[made(READY, provisionedConcurrentExecutions=11)],
    ),
    Case(
        "dynamodb-on-demand-limited",
        passing=[
            made(TABLE),
            made(TABLE, billingMode="PROVISIONED", readCapacity=5),
            made(TABLE, billingMode="PAY_PER_REQUEST", onDemandThroughput=LIMITS),
        ],
        failing=[
            made(TABLE, billingMode="PAY_PER_REQUEST"),
            made(TABLE, billingMode="PAY_PER_REQUEST", onDemandThroughput={**LIMITS, "maxReadRequestUnits": -1}),
            made(TABLE, billingMode="PAY_PER_REQUEST", onDemandThroughput={"maxReadRequestUnits": 1000}),
        ],
    ),
    Case(
        "redshift-serverless-limited",
        passing=[made(WORKGROUP, maxCapacity=64), [made(WORKGROUP, "queries"), made(USAGE_LIMIT, resourceArn=ref("queries"), amount=60)]],
        failing=[made(WORKGROUP, baseCapacity=32), [made(WORKGROUP, "queries"), made(USAGE_LIMIT, resourceArn=ref("another"))]],
    ),
    Case(
        "athena-scan-limited",
        passing=[made(QUERIES, configuration={"bytesScannedCutoffPerQuery": 10**12})],
        failing=[made(QUERIES), made(QUERIES, configuration={"enforceWorkgroupConfiguration": True})],
    ),
    Case(
        "emr-idle-clusters-end",
        passing=[made(EMR, keepJobFlowAliveWhenNoSteps=False), made(EMR, autoTerminationPolicy={"idleTimeout": 3600})],
        failing=[made(EMR), made(EMR, keepJobFlowAliveWhenNoSteps=True)],
    ),
]
