"""Somebody sees what is spent, and for whom."""

from tests.policies.case import Case, made

ROOT = made("pulumi:pulumi:Stack", "stack")
BUCKET = made("aws:s3/bucket:Bucket", "events")
NAMESPACE = made("kubernetes:core/v1:Namespace", "apps")
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"

CASES = [
    Case(
        "cost-center-tag",
        passing=[
            made("aws:s3/bucket:Bucket", tags={"cost-center": "platform"}),
            made("aws:s3/bucket:Bucket", provider={"region": "us-east-1", "defaultTags": '{"tags": {"cost-center": "platform"}}'}),
        ],
        failing=[BUCKET, made("aws:rds/instance:Instance", tags={"owner": "platform"})],
    ),
    Case(
        "cost-center-tag",
        config={"key": "CostCenter"},
        passing=[made("aws:s3/bucket:Bucket", tags={"CostCenter": "platform"})],
        failing=[made("aws:s3/bucket:Bucket", tags={"cost-center": "platform"})],
    ),
    Case(
        "cost-budget",
        passing=[[ROOT, NAMESPACE], [ROOT, BUCKET, made("aws:budgets/budget:Budget", budgetType="COST")]],
        failing=[[ROOT, BUCKET]],
    ),
    Case(
        "cost-anomalies-watched",
        passing=[[ROOT, NAMESPACE], [ROOT, BUCKET, made("aws:costexplorer/anomalySubscription:AnomalySubscription")]],
        failing=[[ROOT, BUCKET]],
    ),
    Case(
        "cloudwatch-alarm-resolution",
        passing=[
            made(ALARM, period=60),
            made(ALARM),
            made(ALARM, metricQueries=[{"id": "m", "metric": {"period": 300}}, {"id": "e", "expression": "m * 2"}]),
        ],
        failing=[
            made(ALARM, period=10),
            made(ALARM, period=30),
            made(ALARM, metricQueries=[{"id": "a", "metric": {"period": 60}}, {"id": "b", "metric": {"period": 10}}]),
        ],
    ),
]
