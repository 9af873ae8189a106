"""What runs writes logs, keeps them for a known time, and is traced."""

import json

from tests.policies.case import Case, made, ref

EKS = "aws:eks/cluster:Cluster"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
ECS = "aws:ecs/cluster:Cluster"
REPOSITORY = "aws:ecr/repository:Repository"
FUNCTION = "aws:lambda/function:Function"
EMR = "aws:emr/cluster:Cluster"
SERVERLESS = "aws:emrserverless/application:Application"
JOB = "aws:glue/job:Job"
PROJECT = "aws:codebuild/project:Project"
AIRFLOW = "aws:mwaa/environment:Environment"
GROUP = "aws:cloudwatch/logGroup:LogGroup"
AWSLOGS = {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/api"}}
PARTS = ("schedulerLogs", "workerLogs", "webserverLogs")

CASES = [
    Case(
        "eks-control-plane-logs",
        passing=[
            made(EKS, enabledClusterLogTypes=["api", "audit", "authenticator"]),
            made("eks:index:Cluster", enabledClusterLogTypes=["api", "audit", "authenticator", "scheduler"]),
        ],
        failing=[made(EKS), made("eks:index:Cluster", enabledClusterLogTypes=["api", "audit"])],
    ),
    Case(
        "ecs-container-logs",
        passing=[
            made(TASK, containerDefinitions=json.dumps([{"name": "api", "logConfiguration": AWSLOGS}])),
            made(
                TASK,
                containerDefinitions=[
                    {"name": "router", "firelensConfiguration": {"type": "fluentbit"}},
                    {"name": "api", "logConfiguration": {"logDriver": "awsfirelens"}},
                ],
            ),
        ],
        failing=[
            made(TASK, containerDefinitions=json.dumps([{"name": "api"}])),
            made(TASK, containerDefinitions=json.dumps([{"name": "api", "logConfiguration": AWSLOGS}, {"name": "proxy"}])),
            made(TASK, containerDefinitions=[{"name": "api", "logConfiguration": {"logDriver": "none"}}]),
        ],
    ),
    Case(
        "ecs-container-insights",
        passing=[
            made(ECS, settings=[{"name": "containerInsights", "value": "enabled"}]),
            made(ECS, settings=[{"name": "other", "value": "on"}, {"name": "containerInsights", "value": "enhanced"}]),
        ],
        failing=[
            made(ECS),
            made(ECS, settings=[{"name": "containerInsights", "value": "disabled"}]),
            made(ECS, settings=[{"name": "other", "value": "enabled"}]),
        ],
    ),
    Case(
        "ecs-shells-logged",
        passing=[made(ECS), made(ECS, configuration={"executeCommandConfiguration": {"logging": "OVERRIDE"}})],
        failing=[made(ECS, configuration={"executeCommandConfiguration": {"logging": "NONE"}})],
    ),
    Case(
        "ecr-scan-on-push",
        passing=[made(REPOSITORY, imageScanningConfiguration={"scanOnPush": True})],
        failing=[made(REPOSITORY), made(REPOSITORY, imageScanningConfiguration={"scanOnPush": False})],
    ),
    Case(
        "lambda-traced",
        passing=[made(FUNCTION, tracingConfig={"mode": "Active"})],
        failing=[made(FUNCTION), made(FUNCTION, tracingConfig={"mode": "PassThrough"})],
    ),
    Case(
        "emr-logs",
        passing=[[made("aws:s3/bucket:Bucket", "logs"), made(EMR, logUri=ref("logs"))], made(EMR, logUri="s3://logs/emr/")],
        failing=[made(EMR), made(EMR, logUri="")],
    ),
    Case(
        "emrserverless-logs",
        passing=[
            made(SERVERLESS),
            made(
                SERVERLESS,
                monitoringConfiguration={
                    "managedPersistenceMonitoringConfiguration": {"enabled": False},
                    "cloudwatchLoggingConfiguration": {"enabled": True},
                },
            ),
            made(
                SERVERLESS,
                monitoringConfiguration={
                    "managedPersistenceMonitoringConfiguration": {"enabled": False},
                    "s3MonitoringConfiguration": {"logUri": "s3://logs/spark/"},
                },
            ),
        ],
        failing=[made(SERVERLESS, monitoringConfiguration={"managedPersistenceMonitoringConfiguration": {"enabled": False}})],
    ),
    Case(
        "glue-job-logs",
        passing=[
            made(JOB),
            made(JOB, glueVersion="5.0"),
            made(JOB, glueVersion="3.0", command={"name": "pythonshell"}),
            made(JOB, glueVersion="4.0", defaultArguments={"--enable-continuous-cloudwatch-log": "true"}),
        ],
        failing=[
            made(JOB, glueVersion="4.0", command={"name": "glueetl"}),
            made(JOB, glueVersion="4.0", defaultArguments={"--enable-continuous-cloudwatch-log": "false"}),
        ],
    ),
    Case(
        "codebuild-logs",
        passing=[
            made(PROJECT),
            made(PROJECT, logsConfig={"cloudwatchLogs": {"status": "DISABLED"}, "s3Logs": {"status": "ENABLED"}}),
        ],
        failing=[
            made(PROJECT, logsConfig={"cloudwatchLogs": {"status": "DISABLED"}}),
            made(PROJECT, logsConfig={"cloudwatchLogs": {"status": "DISABLED"}, "s3Logs": {"status": "DISABLED"}}),
        ],
    ),
    Case(
        "mwaa-logs",
        passing=[made(AIRFLOW, loggingConfiguration={part: {"enabled": True, "logLevel": "INFO"} for part in PARTS})],
        failing=[
            made(AIRFLOW),
            *(made(AIRFLOW, loggingConfiguration={part: {"enabled": part != off} for part in PARTS}) for off in PARTS),
        ],
    ),
    Case(
        "loggroup-retention",
        passing=[made(GROUP, retentionInDays=7), made(GROUP, logGroupClass="DELIVERY")],
        failing=[made(GROUP), made(GROUP, retentionInDays=0), made(GROUP, logGroupClass="STANDARD", retentionInDays=5)],
    ),
    Case(
        "loggroup-retention",
        passing=[made(GROUP, retentionInDays=365)],
        failing=[made(GROUP, retentionInDays=180)],
        config={"days": 365},
    ),
    Case(
        "loggroup-made-beforehand",
        passing=[
            [made(FUNCTION, "function", _name="validator"), made(GROUP, _name="/aws/lambda/validator")],
            [made(FUNCTION, "function"), made(GROUP, _name=ref("function"))],
            [made(GROUP, "group"), made(FUNCTION, loggingConfig={"logFormat": "JSON", "logGroup": ref("group")})],
            [made("eks:index:Cluster", _name="events"), made(GROUP, "other"), made(GROUP, "group", _name="/aws/eks/events/cluster")],
        ],
        failing=[
            made(FUNCTION),
            [made(FUNCTION, "function", _name="validator"), made(GROUP, _name="/aws/lambda/aggregator")],
            [made(EKS, _name="events"), made(GROUP, "group")],
        ],
    ),
]
