"""Who watches the region: threats, misconfiguration, changes, vulnerabilities, access from outside."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement
from components.security.findings import Findings, FindingsArgs, Source
from components.security.keys import Keys
from components.security.log_archive import LogArchive
from components.security.recorder import ConfigRecorder, ConfigRecorderArgs
from components.security.trail import AuditTrail, AuditTrailArgs

# GuardDuty's features, and the agents that it installs for runtime monitoring. EC2 outside EKS and ECS is EMR: covered, too.
_GUARDDUTY: dict[str, tuple[str, ...]] = {
    "S3_DATA_EVENTS": (),
    "EKS_AUDIT_LOGS": (),
    "EBS_MALWARE_PROTECTION": (),
    "RDS_LOGIN_EVENTS": (),
    "LAMBDA_NETWORK_LOGS": (),
    "RUNTIME_MONITORING": ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT"),
}
_FSBP = "standards/aws-foundational-security-best-practices/v/1.0.0"


@dataclass(frozen=True)
class DetectionArgs:
    """What detection needs."""

    placement: Placement
    keys: Keys
    logs: LogArchive
    primary: "Detection | None"
    """The primary region's detection; None in the primary region."""


class Detection(Component):
    """The detectors that the settings turn on, and the way of their findings to people."""

    findings: Findings
    trail: AuditTrail | None
    """CloudTrail of all regions; only in the primary region."""
    recorder: ConfigRecorder | None

    def __init__(self, name: str, args: DetectionArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("security", name, opts)
        placement, on = args.placement, args.placement.settings.security.detection
        label = placement.label
        sources: list[Source] = []
        if on.guardduty:
            sources.append("guardduty")
            self._guardduty(label("guardduty"))
        self.recorder = None
        if on.config_recorder:
            main = args.primary.recorder if args.primary else None
            self.recorder = ConfigRecorder(label("config"), ConfigRecorderArgs(placement, args.keys, args.logs, main), self.options())
        if on.security_hub:
            sources.append("security-hub")
            self._security_hub(placement)
        if on.access_analyzer:
            sources.append("access-analyzer")
            aws.accessanalyzer.Analyzer(
                label("access"), analyzer_name=placement.physical("outside-access"), type="ACCOUNT", opts=self.options()
            )
        if on.inspector:
            sources.append("inspector")
            aws.inspector2.Enabler(
                label("inspector"), account_ids=[placement.account_id], resource_types=["EC2", "ECR", "LAMBDA"], opts=self.options()
            )
        if on.macie:
            sources.append("macie")
            aws.macie2.Account(label("macie"), finding_publishing_frequency="FIFTEEN_MINUTES", status="ENABLED", opts=self.options())
        self.findings = Findings(label("findings"), FindingsArgs(placement, args.keys, sources), self.options())
        audit = args.logs.audit
        self.trail = AuditTrail(label("trail"), AuditTrailArgs(placement, args.keys, audit), self.options()) if audit else None
        self.register_outputs({"findings_topic": self.findings.topic.arn})

    def _guardduty(self, name: str) -> None:
        detector = aws.guardduty.Detector(name, enable=True, finding_publishing_frequency="FIFTEEN_MINUTES", opts=self.options())
        for feature, agents in _GUARDDUTY.items():
            managed: dict[str, Any] = (
                {"additional_configurations": [{"name": agent, "status": "ENABLED"} for agent in agents]} if agents else {}
            )
            aws.guardduty.DetectorFeature(
                f"{name}-{feature.lower().replace('_', '-')}",
                detector_id=detector.id,
                name=feature,
                status="ENABLED",
                opts=self.options(),
                **managed,
            )

    def _security_hub(self, placement: Placement) -> None:
        hub = aws.securityhub.Account(
            placement.label("security-hub"),
            enable_default_standards=False,
            auto_enable_controls=True,
            control_finding_generator="SECURITY_CONTROL",
            opts=self.options(),
        )
        aws.securityhub.StandardsSubscription(
            placement.label("fsbp"),
            standards_arn=f"arn:aws:securityhub:{placement.region.name}::{_FSBP}",
            # Most of its controls are Config rules: without a recorder they have nothing to look at.
            opts=self.options(depends_on=[hub, *([self.recorder] if self.recorder else [])]),
        )
