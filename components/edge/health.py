"""Whether each region answers, as seen from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.observability.alerts import Alerts, Breach, Metric, alarm
from settings import Settings

_SECONDS = 30
_FAILURES = 3


@dataclass(frozen=True)
class HealthArgs:
    """What is asked, and who is told."""

    settings: Settings
    urls: Mapping[str, Mapping[str, str]]
    """Public host → region → what answers 200 while that region serves it."""
    alerts: Alerts
    """Of us-east-1, where Route 53's metrics are."""


class Health(Component):
    """Route 53 asks each region by its own names, which lead nowhere else whatever it hears.

    A secondary region that does not answer is left out of the names that it shares, and somebody is woken. The primary and the dr region
    count as one, since one of them stands by: somebody is woken when neither answers, which is also how the loss of the region that works
    shows; nothing is led elsewhere by it.
    """

    secondary: dict[str, dict[str, pulumi.Output[str]]]
    """Public host → secondary region → its health check's ID."""

    def __init__(self, name: str, args: HealthArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self._alerts = args.alerts
        settings = args.settings
        self._home = f"{settings.primary.name} or {settings.dr.name}" if settings.dr else settings.primary.name
        secondaries = [region.name for region in settings.regions if region.role == "secondary"]
        self.secondary = {}
        for host, urls in args.urls.items():
            checks = {region: self._endpoint(host, region, url) for region, url in urls.items()}
            home = checks[settings.primary.name]
            if settings.dr:
                home = self._either(host, [home, checks[settings.dr.name]])
            self._tell(host, "home", home)
            for region in secondaries:
                self._tell(host, region, checks[region])
            self.secondary[host] = {region: checks[region].id for region in secondaries}
        self.register_outputs({})

    def _endpoint(self, host: str, region: str, url: str) -> aws.route53.HealthCheck:
        parts = urlsplit(url)
        return aws.route53.HealthCheck(
            f"{host}-{region}",
            type="HTTPS",
            fqdn=parts.hostname,
            port=443,
            resource_path=parts.path,
            enable_sni=True,
            request_interval=_SECONDS,
            failure_threshold=_FAILURES,
            tags={"Name": f"{host} in {region}"},
            opts=self.options(),
        )

    def _either(self, host: str, checks: list[aws.route53.HealthCheck]) -> aws.route53.HealthCheck:
        return aws.route53.HealthCheck(
            f"{host}-home",
            type="CALCULATED",
            child_healthchecks=[check.id for check in checks],
            child_health_threshold=1,
            tags={"Name": f"{host} at home"},
            opts=self.options(),
        )

    def _tell(self, host: str, where: str, check: aws.route53.HealthCheck) -> None:
        alarm(
            f"{host}-{where}-down",
            f"{host} is not answered by {self._home if where == 'home' else where}, as seen from outside",
            Metric("AWS/Route53", "HealthCheckStatus", {"HealthCheckId": check.id}, "Minimum"),
            Breach(below=1, period=60, periods=3, missing="breaching", pages=True),
            self._alerts,
            self.options(),
        )
