"""Roles are taken on only by those they are made for."""

import re
from collections.abc import Callable, Iterator

from policies.rule import Rule, Severity, Topic, resource_rule
from policies.security.policy_document import CALLERS, SOURCES, Statement, StatementCheck, account_of, each_grant
from policies.subject import Subject

_TYPES = ("aws:iam/role:Role",)
_TRUST = "assumeRolePolicy"
_WHO = ("aws:principalarn", "aws:userid", "aws:principaltag/*", "sts:externalid", "aws:multifactorauthpresent")
"""Condition keys that pick some out of a whole account."""
_CALL_FOR_OTHERS = tuple(
    f"{service}.amazonaws.com"
    for service in (
        *("appstream", "bedrock", "chatbot", "codebuild", "frauddetector", "glue", "iot", "kinesisanalytics", "monitoring.rds"),
        *("personalize", "pods.eks", "sagemaker", "scheduler", "states", "transfer"),
    )
)
"""Services that say for which account they take a role on, as their documentation on confused deputies asks to check."""
_LOOSE_SUBJECTS = {
    "repo:": re.compile(r"repo:[^/*?:]+/[^*?:]+:.+"),  # GitHub: owner and repository
    "system:serviceaccount:": re.compile(r"system:serviceaccount:[^*?:]+:[^*?]+.*"),  # Kubernetes: namespace and account
}
"""How a subject begins → what of it must be named."""


def _trust_rule(
    name: str, *, severity: Severity, description: str, remedy: str, controls: tuple[str, ...]
) -> Callable[[StatementCheck], Rule]:
    """A rule on each statement that lets somebody take a role on."""

    def made(check: StatementCheck) -> Rule:
        def of_role(role: Subject) -> Iterator[str]:
            yield from each_grant(role, _TRUST, check)

        return resource_rule(
            name, topic=Topic.IAM, severity=severity, description=description, remedy=remedy, controls=controls, types=_TYPES
        )(of_role)

    return made


@_trust_rule(
    "iam-trust-no-anybody",
    severity=Severity.CRITICAL,
    description="No role can be taken on by anybody.",
    remedy="Name the principals in assume_role_policy, or demand aws:PrincipalOrgID, aws:PrincipalArn or aws:SourceAccount.",
    controls=("CKV_AWS_60", "CKV_AWS_283"),
)
def trust_no_anybody(statement: Statement) -> Iterator[str]:
    if statement.for_anybody() and not statement.pins(*CALLERS):
        yield f"{statement.label}: trusts every principal"


@_trust_rule(
    "iam-trust-no-whole-account",
    severity=Severity.HIGH,
    description="No role can be taken on by whoever an account lets.",
    remedy="Name roles of the account instead of its root, or demand aws:PrincipalArn or, of others' accounts, sts:ExternalId.",
    controls=("CKV_AWS_61",),
)
def trust_no_whole_account(statement: Statement) -> Iterator[str]:
    for principal in statement.principals("AWS"):
        whole = principal.isdigit() or principal.endswith(":root")
        if whole and not statement.pins(*_WHO):
            yield f"{statement.label}: trusts the whole account {account_of(principal)}"


@resource_rule(
    "iam-trust-other-accounts-with-condition",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="Principals of other accounts take a role on only with an external id, or as members of the organization.",
    remedy="Demand sts:ExternalId or aws:PrincipalOrgID in the statement that names another account's principals.",
    controls=("platform",),
    types=_TYPES,
    config={
        "accounts": {
            "type": "array",
            "items": {"type": "string", "pattern": "^[0-9]{12}$"},
            "default": [],
            "description": "Our own accounts, besides those that the provider allows. If none is known, nothing is judged.",
        }
    },
)
def trust_other_accounts_with_condition(role: Subject) -> Iterator[str]:
    allowed = role.provider.get("allowedAccountIds")
    own = [*role.settings["accounts"], *(allowed if isinstance(allowed, list) else [])]

    def check(statement: Statement) -> Iterator[str]:
        for principal in statement.principals("AWS"):
            account = account_of(principal)
            if account and account not in own and not statement.pins("sts:externalid", "aws:principalorgid", "aws:principalorgpaths"):
                yield f"{statement.label}: trusts account {account} without a condition"

    if own:
        yield from each_grant(role, _TRUST, check)


@_trust_rule(
    "iam-trust-no-users",
    severity=Severity.LOW,
    description="Users take a role on only with a second factor.",
    remedy="Let people in through IAM Identity Center, or demand aws:MultiFactorAuthPresent.",
    controls=("platform",),
)
def trust_no_users(statement: Statement) -> Iterator[str]:
    for principal in statement.principals("AWS"):
        if ":user/" in principal and not statement.pins("aws:multifactorauthpresent"):
            yield f"{statement.label}: trusts a user without a second factor"


@_trust_rule(
    "iam-trust-oidc-audience-pinned",
    severity=Severity.HIGH,
    description="A role for identities of an OIDC provider demands the audience that its tokens are made for.",
    remedy="Demand StringEquals on the provider's `aud`, such as sts.amazonaws.com.",
    controls=("CKV_AWS_358", "CKV_AWS_393"),
)
def trust_oidc_audience_pinned(statement: Statement) -> Iterator[str]:
    if statement.covers("sts:AssumeRoleWithWebIdentity") and not statement.pins("*:aud", "*:app_id"):
        yield f"{statement.label}: does not pin the audience"


@_trust_rule(
    "iam-trust-oidc-subject-pinned",
    severity=Severity.HIGH,
    description="A role for an OIDC provider names the repository or service account that it is for.",
    remedy="Demand `sub` to be repo:OWNER/REPOSITORY:… for GitHub, system:serviceaccount:NAMESPACE:NAME for EKS.",
    controls=("CKV_AWS_358", "CKV_AWS_393"),
)
def trust_oidc_subject_pinned(statement: Statement) -> Iterator[str]:
    if not statement.covers("sts:AssumeRoleWithWebIdentity"):
        return
    if not any(":oidc-provider/" in provider for provider in statement.principals("Federated")):
        return
    subjects = [text for condition in statement.demands("*:sub") for text in condition.texts()]
    if not subjects or not statement.pins("*:sub"):
        yield f"{statement.label}: does not pin the subject"
    for text in subjects:
        if any(text.startswith(start) and not named.fullmatch(text) for start, named in _LOOSE_SUBJECTS.items()):
            yield f"{statement.label}: trusts every subject like {text}"


@_trust_rule(
    "iam-trust-saml-audience-pinned",
    severity=Severity.MEDIUM,
    description="A role for identities of a SAML provider demands the audience that its assertions are made for.",
    remedy="Demand StringEquals on SAML:aud, https://signin.aws.amazon.com/saml.",
    controls=("platform",),
)
def trust_saml_audience_pinned(statement: Statement) -> Iterator[str]:
    if statement.covers("sts:AssumeRoleWithSAML") and not statement.pins("saml:aud"):
        yield f"{statement.label}: does not pin SAML:aud"


@_trust_rule(
    "iam-trust-service-source",
    severity=Severity.LOW,
    description="A service that acts for many accounts takes a role on only for this one.",
    remedy="Demand aws:SourceAccount or aws:SourceArn in the statement that names the service.",
    controls=("platform",),
)
def trust_service_source(statement: Statement) -> Iterator[str]:
    for service in statement.principals("Service"):
        if service in _CALL_FOR_OTHERS and not statement.pins(*SOURCES, "sts:externalid"):
            yield f"{statement.label}: {service} may act for any account"
