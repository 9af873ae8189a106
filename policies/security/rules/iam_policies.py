"""Policies of identities grant what is needed, on the resources it is needed for."""

from collections.abc import Callable, Iterator

from policies.rule import Rule, Severity, Topic, resource_rule, stack_rule
from policies.security.iam_actions import CREDENTIALS, DATA_READS, EXPOSURE, PRIVILEGE_ESCALATION, writes_where_it_could_be_told
from policies.security.policy_document import IDENTITY_POLICIES, Statement, StatementCheck, each_grant
from policies.subject import Stack, Subject

_POLICY = "aws:iam/policy:Policy"
_TYPES = tuple(IDENTITY_POLICIES)
_ATTACHMENTS = {
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
    "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
    "aws:iam/role:Role": "managedPolicyArns",
}
_NARROWING = ("*resourcetag/*", "iam:policyarn", "iam:permissionsboundary", "kms:resourcealiases", "s3:existingobjecttag/*")
"""Condition keys that narrow down which resources a statement is about."""


def _grant_rule(
    name: str, *, severity: Severity, description: str, remedy: str, controls: tuple[str, ...]
) -> Callable[[StatementCheck], Rule]:
    """A rule on each statement that grants something. A policy that only bounds what others grant has nothing to answer for."""

    def made(check: StatementCheck) -> Rule:
        def of_policy(policy: Subject, stack: Stack) -> Iterator[str]:
            if policy.type != _POLICY or not _only_bounds(policy, stack):
                yield from each_grant(policy, IDENTITY_POLICIES[policy.type], check)

        return stack_rule(
            name, topic=Topic.IAM, severity=severity, description=description, remedy=remedy, controls=controls, types=_TYPES
        )(of_policy)

    return made


def _only_bounds(policy: Subject, stack: Stack) -> bool:
    bounded = any(stack.companions(policy, type_, "permissionsBoundary") for type_ in ("aws:iam/role:Role", "aws:iam/user:User"))
    return bounded and not any(stack.companions(policy, type_, property_) for type_, property_ in _ATTACHMENTS.items())


def _on_everything(*actions: str) -> StatementCheck:
    def check(statement: Statement) -> Iterator[str]:
        found = statement.covers(*actions)
        if found and statement.on_everything() and not statement.demands(*_NARROWING):
            yield f"{statement.label}: allows {', '.join(found[:3])} on every resource"

    return check


@resource_rule(
    "iam-policy-no-full-access",
    topic=Topic.IAM,
    severity=Severity.CRITICAL,
    description="No policy allows every action on every resource.",
    remedy="Name the actions and the resources in the policy's statements.",
    controls=("FSBP IAM.1", "CIS AWS 1.15", "CKV_AWS_62", "CKV_AWS_63"),
    types=_TYPES,
)
def no_full_access(policy: Subject) -> Iterator[str]:
    def check(statement: Statement) -> Iterator[str]:
        if any(action in ("*", "*:*") for action in statement.actions()) and statement.on_everything():
            yield f"{statement.label}: allows every action on every resource"

    yield from each_grant(policy, IDENTITY_POLICIES[policy.type], check)


@_grant_rule(
    "iam-policy-no-service-wildcards",
    severity=Severity.MEDIUM,
    description="No policy allows all actions of a service.",
    remedy="Name the actions, such as s3:GetObject instead of s3:*.",
    controls=("FSBP IAM.21",),
)
def no_service_wildcards(statement: Statement) -> Iterator[str]:
    for action in statement.actions():
        if action.endswith(":*"):
            yield f"{statement.label}: allows {action}"


@_grant_rule(
    "iam-policy-no-inverse-grants",
    severity=Severity.HIGH,
    description="No policy allows all but what it names, which also allows whatever AWS adds.",
    remedy="Use Action and Resource instead of NotAction and NotResource, or Deny what must not be.",
    controls=("platform",),
)
def no_inverse_grants(statement: Statement) -> Iterator[str]:
    for inverse in ("NotAction", "NotResource"):
        if statement.values.has(inverse):
            yield f"{statement.label}: allows with {inverse}"


no_privilege_escalation = _grant_rule(
    "iam-policy-no-privilege-escalation",
    severity=Severity.HIGH,
    description="No policy lets its holder take rights that it was not given.",
    remedy="Name the roles, users, policies or functions as resources, or demand iam:PermissionsBoundary or iam:PolicyARN.",
    controls=("CKV_AWS_286", "CKV_AWS_110"),
)(_on_everything(*PRIVILEGE_ESCALATION))

passes_named_roles = _grant_rule(
    "iam-policy-passes-named-roles",
    severity=Severity.HIGH,
    description="A policy lets a service be given only roles that it names.",
    remedy="Give iam:PassRole the ARNs of the roles, or the path they share, as resources.",
    controls=("CKV_AWS_286", "CKV_AWS_289"),
)(_on_everything("iam:PassRole"))

no_credentials_of_others = _grant_rule(
    "iam-policy-no-credentials-of-others",
    severity=Severity.HIGH,
    description="A policy hands out sessions and credentials only for roles, users and databases that it names.",
    remedy="Give sts:AssumeRole and its like the ARNs of what they are for as resources.",
    controls=("CKV_AWS_287", "CKV_AWS_107"),
)(_on_everything(*CREDENTIALS))

no_data_of_others = _grant_rule(
    "iam-policy-no-data-of-others",
    severity=Severity.HIGH,
    description="A policy reads only from the buckets, tables, secrets and queues that it names.",
    remedy="Give actions that read data the ARNs of what they read as resources.",
    controls=("CKV_AWS_288", "CKV_AWS_108"),
)(_on_everything(*DATA_READS))

decrypts_with_named_keys = _grant_rule(
    "iam-policy-decrypts-with-named-keys",
    severity=Severity.MEDIUM,
    description="A policy decrypts only with the keys that it names.",
    remedy="Give kms:Decrypt and kms:ReEncryptFrom the ARNs of the keys as resources, or demand kms:ResourceAliases.",
    controls=("FSBP KMS.1", "FSBP KMS.2"),
)(_on_everything("kms:Decrypt", "kms:ReEncryptFrom"))

no_exposure = _grant_rule(
    "iam-policy-no-exposure",
    severity=Severity.HIGH,
    description="A policy decides who else reaches a resource only for resources that it names.",
    remedy="Give actions that change policies, grants and boundaries the ARNs of the resources they are for.",
    controls=("CKV_AWS_289", "CKV_AWS_109"),
)(_on_everything(*EXPOSURE))


@_grant_rule(
    "iam-policy-writes-to-named-resources",
    severity=Severity.MEDIUM,
    description="A policy changes only resources that it names, wherever an action can be limited to resources.",
    remedy="Give the actions ARNs as resources, or a condition that narrows them down, such as aws:ResourceTag.",
    controls=("CKV_AWS_290", "CKV_AWS_355", "CKV_AWS_111", "CKV_AWS_356"),
)
def writes_to_named_resources(statement: Statement) -> Iterator[str]:
    named = any(resource == "*" for resource in statement.values.each_text("Resource"))
    if named and not statement.conditions:
        for action in statement.actions():
            if writes_where_it_could_be_told(action):
                yield f"{statement.label}: allows {action} on *"
