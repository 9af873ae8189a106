"""Accounts have no standing administrators, few users, and bounded roles."""

from collections.abc import Callable, Iterator

from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject

_USER_POLICIES = {
    "aws:iam/userPolicy:UserPolicy": "policy",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns",
    "aws:iam/policyAttachment:PolicyAttachment": "users",
}
_ATTACHMENTS = {
    "aws:iam/role:Role": "managedPolicyArns",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": "policyArns",
    "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": "managedPolicyArn",
}
_WIDE = ("IAMFullAccess", "PowerUserAccess")


def _attached(subject: Subject, is_wrong: Callable[[str], bool]) -> Iterator[str]:
    """The policies of AWS among those attached that are wrong."""
    for arn in subject.values.each_text(_ATTACHMENTS[subject.type]):
        name = arn.rpartition("/")[2]
        if ":aws:policy/" in arn and is_wrong(name):
            yield f"{_ATTACHMENTS[subject.type]}: attaches {name}"


@resource_rule(
    "iam-no-administrator-access",
    topic=Topic.IAM,
    severity=Severity.CRITICAL,
    description="Nobody has AdministratorAccess.",
    remedy="Attach a policy that names what is needed.",
    controls=("CKV_AWS_274", "CKV_AWS_275"),
    types=tuple(_ATTACHMENTS),
)
def no_administrator_access(attachment: Subject) -> Iterator[str]:
    yield from _attached(attachment, lambda name: name == "AdministratorAccess")


@resource_rule(
    "iam-no-power-user-access",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Nobody has IAMFullAccess or PowerUserAccess, which come close to an administrator's rights.",
    remedy="Attach a policy that names what is needed.",
    controls=("CKV2_AWS_56",),
    types=tuple(_ATTACHMENTS),
)
def no_power_user_access(attachment: Subject) -> Iterator[str]:
    yield from _attached(attachment, lambda name: name in _WIDE)


@resource_rule(
    "iam-no-service-full-access",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="Nobody has a policy of AWS that allows all of a service on all its resources, such as AmazonS3FullAccess.",
    remedy="Attach a policy of your own that names actions and resources.",
    controls=("platform",),
    types=tuple(_ATTACHMENTS),
)
def no_service_full_access(attachment: Subject) -> Iterator[str]:
    yield from _attached(attachment, lambda name: name.endswith("FullAccess") and name not in _WIDE)


@resource_rule(
    "iam-attachment-leaves-others-alone",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="Attaching a policy does not detach it elsewhere.",
    remedy="Use aws.iam.RolePolicyAttachment and its like: aws.iam.PolicyAttachment takes the policy from whoever it does not list.",
    controls=("platform",),
    types=("aws:iam/policyAttachment:PolicyAttachment",),
)
def attachment_leaves_others_alone(_attachment: Subject) -> Iterator[str]:
    yield "takes the policy from every role, user and group that it does not list"


@resource_rule(
    "iam-user-has-no-policies",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="Users get their rights from groups or roles, not from policies of their own.",
    remedy="Attach the policy to a group or a role.",
    controls=("FSBP IAM.2", "CKV_AWS_40"),
    types=tuple(_USER_POLICIES),
)
def user_has_no_policies(policy: Subject) -> Iterator[str]:
    if policy.values.has(_USER_POLICIES[policy.type]):
        yield "gives a user rights of its own"


@resource_rule(
    "iam-no-users",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="People come in through IAM Identity Center and programs through roles, so there are no IAM users.",
    remedy="Use IAM Identity Center for people, roles for what runs on AWS, and OIDC for pipelines.",
    controls=("CKV_AWS_273",),
    types=("aws:iam/user:User",),
)
def no_users(_user: Subject) -> Iterator[str]:
    yield "is an IAM user"


@resource_rule(
    "iam-no-access-keys",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="There are no long-lived access keys.",
    remedy="Use roles, EKS Pod Identity or OIDC instead of aws.iam.AccessKey.",
    controls=("platform",),
    types=("aws:iam/accessKey:AccessKey",),
)
def no_access_keys(key: Subject) -> Iterator[str]:
    if key.values.text("status") != "Inactive":
        yield "is an access key that never expires"


@resource_rule(
    "iam-no-console-passwords",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="No IAM user has a password for the console.",
    remedy="Let people in through IAM Identity Center instead of aws.iam.UserLoginProfile.",
    controls=("CKV2_AWS_22",),
    types=("aws:iam/userLoginProfile:UserLoginProfile",),
)
def no_console_passwords(_profile: Subject) -> Iterator[str]:
    yield "gives a user a password for the console"


@resource_rule(
    "iam-password-policy-strong",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="Passwords of users are long, of all kinds of characters, and not used again.",
    remedy="Set minimum_password_length ≥ 14, password_reuse_prevention=24, max_password_age ≤ 90 and the four require_… to True.",
    controls=("FSBP IAM.7", *(f"CKV_AWS_{number}" for number in (9, 10, 11, 12, 13, 14, 15))),
    types=("aws:iam/accountPasswordPolicy:AccountPasswordPolicy",),
)
def password_policy_strong(policy: Subject) -> Iterator[str]:
    def length(_: object) -> Iterator[str]:
        if (policy.values.number("minimumPasswordLength") or 0) < 14:
            yield "minimumPasswordLength is below 14"

    def reuse(_: object) -> Iterator[str]:
        if (policy.values.number("passwordReusePrevention") or 0) < 24:
            yield "passwordReusePrevention is below 24"

    def age(_: object) -> Iterator[str]:
        if not 1 <= (policy.values.number("maxPasswordAge") or 0) <= 90:
            yield "maxPasswordAge is not within 1 to 90 days"

    def kinds(_: object) -> Iterator[str]:
        for kind in ("requireLowercaseCharacters", "requireUppercaseCharacters", "requireNumbers", "requireSymbols"):
            if not policy.values.flag(kind):
                yield f"{kind} is not true"

    yield from policy.separately(length, reuse, age, kinds)


@stack_rule(
    "iam-permissions-boundary",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="A permissions boundary limits what a role or user can ever be given.",
    remedy="Set permissions_boundary.",
    controls=("platform",),
    types=("aws:iam/role:Role", "aws:iam/user:User"),
    config={"boundary": {"type": "string", "default": "", "description": "End of the ARN it must have, such as :policy/boundary."}},
)
def permissions_boundary(identity: Subject, stack: Stack) -> Iterator[str]:
    wanted = identity.settings["boundary"]
    if not stack.given(identity, "permissionsBoundary"):
        yield "permissionsBoundary is not set"
    elif wanted and not identity.values.text("permissionsBoundary").endswith(wanted):
        yield f"permissionsBoundary is not {wanted}"


@resource_rule(
    "iam-role-session-short",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="A session of a role ends within hours.",
    remedy="Set max_session_duration to what its work takes; the default is one hour.",
    controls=("platform",),
    types=("aws:iam/role:Role",),
    config={"hours": {"type": "number", "default": 4, "description": "The longest session allowed."}},
)
def role_session_short(role: Subject) -> Iterator[str]:
    limit = role.settings["hours"]
    if (role.values.number("maxSessionDuration") or 3600) > limit * 3600:
        yield f"maxSessionDuration is more than {limit} hours"
