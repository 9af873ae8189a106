"""Keys, identity, secrets and detection."""

from typing import Annotated, Literal

from pydantic import Field

from settings.section import Days, LogDays, RoleArn, Section, matches


class Github(Section):
    """The repository whose workflows may preview and deploy this stack, by OIDC."""

    repository: Annotated[str, matches(r"[\w.-]+/[\w.-]+", "owner/name of a GitHub repository")]
    """`owner/name`."""
    environment: str
    """The GitHub environment, with its approvals, that a deployment must run in."""


class Detection(Section):
    """Who watches. Everything here costs money by use, so dev may leave parts out."""

    guardduty: bool = True
    """Threat detection with the S3, EKS audit log and malware features."""
    security_hub: bool = True
    """AWS Foundational Security Best Practices, checked continuously."""
    config_recorder: bool = True
    """AWS Config records every change of every resource."""
    inspector: bool = True
    """Scans images, functions and instances for known vulnerabilities."""
    access_analyzer: bool = True
    """Finds resources that other accounts can reach."""
    macie: bool = False
    """Looks for personal data in buckets; priced by the GB scanned."""


class Security(Section):
    """What keeps the platform closed."""

    key_deletion_days: Annotated[int, Field(ge=7, le=30)]
    """How long a deleted KMS key can still be brought back."""
    secret_recovery_days: Annotated[int, Field(ge=7, le=30)]
    """How long a deleted secret can still be brought back."""
    external_secrets: tuple[str, ...] = ("pagerduty", "slack", "telegram")
    """Tokens that others issue: the secret is made here with a placeholder, a person puts the value in."""
    audit_lock_days: Days
    """How long nobody, not even root, can delete an audit log (S3 Object Lock). They are deleted after that."""
    audit_lock_mode: Literal["GOVERNANCE", "COMPLIANCE"] = "COMPLIANCE"
    """COMPLIANCE binds even root; GOVERNANCE lets a role with `s3:BypassGovernanceRetention` take a rehearsal stack down."""
    audit_search_days: LogDays = 90
    """How long the audit log can also be searched in CloudWatch Logs, which costs more than the bucket."""
    alert_emails: tuple[Annotated[str, matches(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")], ...] = ()
    """Who is told of security findings."""
    github: Github | None = None
    """Deployment from GitHub Actions; without it no deploy role exists."""
    administrators: tuple[RoleArn, ...] = ()
    """Roles that administer the cluster and Lake Formation."""
    detection: Detection = Detection()
