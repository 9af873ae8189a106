"""What moves public names between the primary and the dr region (docs/decisions/failover-switch.md)."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement

_NAMESPACE = "EventPlatform/Recovery"
_METRIC = "Failover"
_PERIOD = 60


@dataclass(frozen=True)
class SwitchArgs:
    """What the switch needs."""

    dr: Placement
    alerts: Alerts
    """The dr region's."""
    dr_provider: aws.Provider


class Switch(Component):
    """A health check that follows a metric in the dr region, and stays as it is while nobody sends any.

    Route 53 reads the metric itself, not the alarm's state. One number moves every name, through what works without us-east-1: CloudWatch
    of the dr region, and Route 53's health checks and answers. Records, which only us-east-1 can change, stay as they are.
    """

    health_check_id: pulumi.Output[str]

    def __init__(self, name: str, args: SwitchArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self._region = args.dr.region.name
        self._dimensions = {"Stack": args.dr.stack}
        told = alarm(
            args.dr.label("failover"),
            f"Public names lead to {self._region}",
            Metric(_NAMESPACE, _METRIC, self._dimensions, "Maximum"),
            # `missing` makes what is not sent insufficient data, for which the health check keeps its last status.
            Breach(above=0, period=_PERIOD, missing="missing"),
            args.alerts,
            self.options(provider=args.dr_provider),
        )
        check = aws.route53.HealthCheck(
            name,
            type="CLOUDWATCH_METRIC",
            cloudwatch_alarm_name=told.name,
            cloudwatch_alarm_region=self._region,
            insufficient_data_health_status="LastKnownStatus",
            # Route 53 has a copy of the alarm's settings, which is made anew when these change.
            triggers={"metric": f"{_NAMESPACE}/{_METRIC}", "stack": args.dr.stack, "period": str(_PERIOD)},
            tags={"Name": args.dr.physical("switch")},
            opts=self.options(),
        )
        self.health_check_id = check.id
        self.register_outputs({"health_check_id": check.id})

    def exports(self) -> dict[str, object]:
        """As `ops/outputs.py` reads it."""
        return {
            "region": self._region,
            "namespace": _NAMESPACE,
            "metric": _METRIC,
            "dimensions": self._dimensions,
            "health_check_id": self.health_check_id,
        }
