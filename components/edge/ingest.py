"""API Gateway before the ingestion API on ECS."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.compute.ecs.ingestion_api import IngestionApi
from components.edge.certificate import Certificate, CertificateArgs
from components.network.network import Network
from components.observability.alerts import Alerts, Breach, Metric, alarm
from components.placement import Placement
from components.security.keys import Keys
from settings.edge import HttpIngest

_STAGE = "$default"
_TIMEOUT_MS = 10_000
"""An event is answered in milliseconds; whoever waits longer sends it again."""
_SLOW_MS = 1000
_LOGGED = {
    "time": "$context.requestTime",
    "request": "$context.requestId",
    "address": "$context.identity.sourceIp",
    "agent": "$context.identity.userAgent",
    "host": "$context.domainName",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "milliseconds": "$context.responseLatency",
    "behind": "$context.integrationStatus",
    "error": "$context.error.message",
    "behind_error": "$context.integrationErrorMessage",
}
"""Neither bodies nor headers: they hold what callers know, and how they prove it."""


@dataclass(frozen=True)
class IngestGatewayArgs:
    """What the API needs."""

    placement: Placement
    network: Network
    keys: Keys
    alerts: Alerts
    service: IngestionApi
    settings: HttpIngest
    log_days: int
    zone_id: pulumi.Input[str]
    proven: Mapping[str, aws.route53.Record]
    """What the primary region has proven of the public name."""


class IngestGateway(Component):
    """An HTTP API at the public name and at one of this region, throttled, over a VPC link to the service's load balancer.

    AWS WAF cannot stand before HTTP APIs (docs/decisions/edge.md); the throttle is all that keeps the service from a flood here.
    """

    certificate: Certificate
    domain: aws.apigatewayv2.DomainName

    def __init__(self, name: str, args: IngestGatewayArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("edge", name, opts)
        self._args = args
        api = aws.apigatewayv2.Api(
            name,
            name=args.placement.physical("ingest"),
            protocol_type="HTTP",
            disable_execute_api_endpoint=True,
            opts=self.options(),
        )
        route = self._route(name, api)
        stage = self._stage(name, api, route)
        public = CertificateArgs([args.settings.host], args.zone_id, args.proven)
        self.certificate = Certificate(name, public, self.options())
        self.domain = self._serve_at(name, self.certificate, api, stage)
        self._serve_here(api, stage)
        self._watch(name, api)
        self.register_outputs({"domain": self.domain.domain_name})

    def _route(self, name: str, api: aws.apigatewayv2.Api) -> aws.apigatewayv2.Route:
        """Everything to the service; inside the VPC it is HTTPS, too, with a certificate that is checked."""
        network, service = self._args.network, self._args.service
        link = aws.apigatewayv2.VpcLink(
            name,
            name=self._args.placement.physical("ingest"),
            subnet_ids=network.subnet_ids["private"],
            security_group_ids=[network.security_groups.link.id] if network.security_groups.link else [],
            opts=self.options(),
        )
        integration = aws.apigatewayv2.Integration(
            name,
            api_id=api.id,
            integration_type="HTTP_PROXY",
            integration_method="ANY",
            integration_uri=service.load_balancer.production.arn,
            connection_type="VPC_LINK",
            connection_id=link.id,
            payload_format_version="1.0",
            timeout_milliseconds=_TIMEOUT_MS,
            tls_config={"server_name_to_verify": service.certificate.domain},
            opts=self.options(),
        )
        target = pulumi.Output.concat("integrations/", integration.id)
        return aws.apigatewayv2.Route(name, api_id=api.id, route_key="$default", target=target, opts=self.options())

    def _stage(self, name: str, api: aws.apigatewayv2.Api, route: aws.apigatewayv2.Route) -> aws.apigatewayv2.Stage:
        args = self._args
        logs = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/apigateway/{args.placement.physical('ingest')}",
            retention_in_days=args.log_days,
            kms_key_id=args.keys.arns["logs"],
            opts=self.options(),
        )
        return aws.apigatewayv2.Stage(
            name,
            api_id=api.id,
            name=_STAGE,
            auto_deploy=True,
            access_log_settings={"destination_arn": logs.arn, "format": json.dumps(_LOGGED)},
            default_route_settings={
                "throttling_rate_limit": args.settings.requests_per_second,
                "throttling_burst_limit": args.settings.burst,
                "detailed_metrics_enabled": True,
            },
            opts=self.options(depends_on=[route]),
        )

    def _serve_at(
        self, name: str, certificate: Certificate, api: aws.apigatewayv2.Api, stage: aws.apigatewayv2.Stage
    ) -> aws.apigatewayv2.DomainName:
        domain = aws.apigatewayv2.DomainName(
            name,
            domain_name=certificate.domain,
            domain_name_configuration={
                "certificate_arn": certificate.arn,
                "endpoint_type": "REGIONAL",
                "security_policy": "TLS_1_2",
            },
            opts=self.options(),
        )
        aws.apigatewayv2.ApiMapping(name, api_id=api.id, domain_name=domain.id, stage=stage.name, opts=self.options())
        return domain

    def _serve_here(self, api: aws.apigatewayv2.Api, stage: aws.apigatewayv2.Stage) -> None:
        """The same at the name that the service's own certificate is for, which leads to this region only."""
        zone = self._args.service.zone
        domain = self._serve_at(self._args.placement.label("ingest-regional"), self._args.service.certificate, api, stage)
        where = domain.domain_name_configuration
        aws.route53.Record(
            f"{self._args.service.certificate.domain}-a",
            zone_id=zone.id,
            name=self._args.service.certificate.domain,
            type="A",
            aliases=[{"name": where.target_domain_name, "zone_id": where.hosted_zone_id, "evaluate_target_health": True}],
            opts=self.options(),
        )

    def _watch(self, name: str, api: aws.apigatewayv2.Api) -> None:
        of = {"ApiId": api.id, "Stage": _STAGE}
        failing = Breach(above=0.05, period=60, periods=5, of_them=3, missing="notBreaching", pages=True)
        slow = Breach(above=_SLOW_MS, period=60, periods=10, of_them=5, missing="notBreaching")
        for what, description, metric, breach in (
            ("errors", "More than 5 % of requests to the ingestion API fail", Metric("AWS/ApiGateway", "5xx", of), failing),
            ("latency", "A request in twenty to the ingestion API takes a second", Metric("AWS/ApiGateway", "Latency", of, "p95"), slow),
        ):
            alarm(f"{name}-{what}", description, metric, breach, self._args.alerts, self.options())
