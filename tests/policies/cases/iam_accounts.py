"""Accounts have no standing administrators, few users, and bounded roles."""

from typing import Any

from tests.policies.case import Case, Made, made, ref

ROLE = "aws:iam/role:Role"
USER = "aws:iam/user:User"
KEY = "aws:iam/accessKey:AccessKey"
PERMISSION_SET = "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment"
BOUNDARY = "arn:aws:iam::111111111111:policy/boundary"
STRONG: dict[str, Any] = {
    "minimumPasswordLength": 14,
    "passwordReusePrevention": 24,
    "maxPasswordAge": 90,
    "requireLowercaseCharacters": True,
    "requireUppercaseCharacters": True,
    "requireNumbers": True,
    "requireSymbols": True,
}
WEAK: dict[str, Any] = {
    "minimumPasswordLength": 13,
    "passwordReusePrevention": 23,
    "maxPasswordAge": 91,
    "requireLowercaseCharacters": False,
    "requireUppercaseCharacters": False,
    "requireNumbers": False,
    "requireSymbols": False,
}


def _attaching(name: str) -> Made:
    return made("aws:iam/rolePolicyAttachment:RolePolicyAttachment", role="role", policyArn=f"arn:aws:iam::aws:policy/{name}")


def _passwords(**properties: Any) -> Made:
    return made("aws:iam/accountPasswordPolicy:AccountPasswordPolicy", **(STRONG | properties))


CASES = [
    Case(
        "iam-no-administrator-access",
        passing=[
            _attaching("ReadOnlyAccess"),
            made(ROLE, managedPolicyArns=["arn:aws:iam::111111111111:policy/AdministratorAccess"]),
        ],
        failing=[
            _attaching("AdministratorAccess"),
            made(ROLE, managedPolicyArns=[BOUNDARY, "arn:aws-cn:iam::aws:policy/AdministratorAccess"]),
            made(
                "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
                managedPolicyArn="arn:aws:iam::aws:policy/AdministratorAccess",
            ),
        ],
    ),
    Case(
        "iam-no-power-user-access",
        passing=[_attaching("AmazonS3FullAccess")],
        failing=[_attaching("PowerUserAccess"), _attaching("IAMFullAccess")],
    ),
    Case(
        "iam-no-service-full-access",
        passing=[_attaching("IAMFullAccess"), _attaching("service-role/AmazonEKSClusterPolicy")],
        failing=[_attaching("AmazonS3FullAccess")],
    ),
    Case(
        "iam-attachment-leaves-others-alone",
        passing=[_attaching("ReadOnlyAccess")],
        failing=[made("aws:iam/policyAttachment:PolicyAttachment", policyArn=BOUNDARY, roles=["role"])],
    ),
    Case(
        "iam-user-has-no-policies",
        passing=[made("aws:iam/policyAttachment:PolicyAttachment", policyArn=BOUNDARY, roles=["role"])],
        failing=[
            made("aws:iam/policyAttachment:PolicyAttachment", policyArn=BOUNDARY, users=["ann"]),
            made("aws:iam/userPolicyAttachment:UserPolicyAttachment", policyArn=BOUNDARY, user="ann"),
        ],
    ),
    Case("iam-no-users", passing=[made(ROLE)], failing=[made(USER)]),
    Case("iam-no-access-keys", passing=[made(KEY, user="ann", status="Inactive")], failing=[made(KEY, user="ann")]),
    Case("iam-no-console-passwords", passing=[made(USER)], failing=[made("aws:iam/userLoginProfile:UserLoginProfile", user="ann")]),
    Case(
        "iam-password-policy-strong",
        passing=[_passwords(), _passwords(maxPasswordAge=1)],
        failing=[*(_passwords(**{key: value}) for key, value in WEAK.items()), _passwords(maxPasswordAge=0)],
    ),
    Case(
        "iam-permissions-boundary",
        passing=[
            made(ROLE, permissionsBoundary=BOUNDARY),
            [made(ROLE, permissionsBoundary=ref("bound")), made("aws:iam/policy:Policy", "bound")],
        ],
        failing=[made(ROLE), made(USER)],
    ),
    Case(
        "iam-permissions-boundary",
        config={"boundary": ":policy/boundary"},
        passing=[made(ROLE, permissionsBoundary=BOUNDARY)],
        failing=[made(ROLE, permissionsBoundary="arn:aws:iam::111111111111:policy/other")],
    ),
    Case(
        "iam-role-session-short",
        passing=[made(ROLE), made(ROLE, maxSessionDuration=14400)],
        failing=[made(ROLE, maxSessionDuration=14401)],
    ),
    Case(
        "iam-role-session-short",
        config={"hours": 12},
        passing=[made(ROLE, maxSessionDuration=43200)],
        failing=[made(ROLE, maxSessionDuration=43201)],
    ),
]
