"""Zones, health checks, records, and the alarms that some of them follow."""

from typing import Any

from tests.ops.cloud.seed.seeding import Seeding, chosen

_ALARM = {
    "alarmDescription": "AlarmDescription",
    "comparisonOperator": "ComparisonOperator",
    "evaluationPeriods": "EvaluationPeriods",
    "datapointsToAlarm": "DatapointsToAlarm",
    "metricName": "MetricName",
    "namespace": "Namespace",
    "period": "Period",
    "statistic": "Statistic",
    "extendedStatistic": "ExtendedStatistic",
    "threshold": "Threshold",
    "treatMissingData": "TreatMissingData",
    "alarmActions": "AlarmActions",
    "okActions": "OKActions",
}
_CHECK = {
    "type": "Type",
    "fqdn": "FullyQualifiedDomainName",
    "resourcePath": "ResourcePath",
    "port": "Port",
    "requestInterval": "RequestInterval",
    "failureThreshold": "FailureThreshold",
    "insufficientDataHealthStatus": "InsufficientDataHealthStatus",
    "invertHealthcheck": "Inverted",
}


def make(seeding: Seeding) -> None:
    """Alarms on one metric, then what names lead where."""
    for alarm, inputs in seeding.of("aws:cloudwatch/metricAlarm:MetricAlarm"):
        if "metricName" in inputs:
            dimensions = [{"Name": name, "Value": value} for name, value in inputs.get("dimensions", {}).items()]
            given = {"AlarmName": seeding.name(alarm), "Dimensions": dimensions, **chosen(inputs, _ALARM)}
            seeding.client("cloudwatch", alarm.region).put_metric_alarm(**given)
    for zone, inputs in seeding.of("aws:route53/zone:Zone"):
        private = [{"VPCId": one["vpcId"], "VPCRegion": one.get("vpcRegion") or zone.region} for one in inputs.get("vpcs", [])]
        given = {"VPC": private[0]} if private else {}
        made = seeding.client("route53", "us-east-1").create_hosted_zone(Name=inputs["name"], CallerReference=zone.urn, **given)
        seeding.made(zone, made["HostedZone"]["Id"].removeprefix("/hostedzone/"))
    for check, inputs in seeding.of("aws:route53/healthCheck:HealthCheck"):
        config: dict[str, Any] = chosen(inputs, _CHECK)
        if name := inputs.get("cloudwatchAlarmName"):
            config["AlarmIdentifier"] = {"Name": name, "Region": inputs["cloudwatchAlarmRegion"]}
        client = seeding.client("route53", "us-east-1")
        made = client.create_health_check(CallerReference=check.urn[-64:], HealthCheckConfig=config)
        seeding.made(check, made["HealthCheck"]["Id"])
