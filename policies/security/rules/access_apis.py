"""APIs and their user pools know who calls."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject


@resource_rule(
    "lambda-url-asks-for-login",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="The URL of a function answers signed requests only.",
    remedy='Set authorization_type="AWS_IAM".',
    controls=("CKV_AWS_258",),
    types=("aws:lambda/functionUrl:FunctionUrl",),
)
def lambda_url_asks_for_login(url: Subject) -> Iterator[str]:
    if url.values.text("authorizationType") != "AWS_IAM":
        yield "authorizationType is not AWS_IAM"


@resource_rule(
    "lambda-permission-no-anybody",
    topic=Topic.IAM,
    severity=Severity.CRITICAL,
    description="Nobody may call a function or use a layer but those named.",
    remedy="Set principal to an account or service, or limit it by principal_org_id, source_account or source_arn.",
    controls=("FSBP Lambda.1", "CKV_AWS_301"),
    types=("aws:lambda/permission:Permission", "aws:lambda/layerVersionPermission:LayerVersionPermission"),
)
def lambda_permission_no_anybody(permission: Subject) -> Iterator[str]:
    if permission.values.text("principal") != "*":
        return
    if not any(permission.values.has(limit) for limit in ("principalOrgId", "organizationId", "sourceAccount", "sourceArn")):
        yield "principal is *"


@stack_rule(
    "lambda-permission-names-source",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="A service calls a function only for the resource or account named, and not for whoever uses the service.",
    remedy="Set source_arn, for S3 also source_account.",
    controls=("CKV_AWS_364",),
    types=("aws:lambda/permission:Permission",),
)
def lambda_permission_names_source(permission: Subject, stack: Stack) -> Iterator[str]:
    is_service = ".amazonaws.com" in permission.values.text("principal")
    if is_service and not any(stack.given(permission, place) for place in ("sourceArn", "sourceAccount", "eventSourceToken")):
        yield "neither sourceArn nor sourceAccount is set"


@resource_rule(
    "apigateway-method-asks-for-login",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Each method of a REST API knows who calls, but for OPTIONS, which browsers send without a login.",
    remedy="Set authorization to AWS_IAM, COGNITO_USER_POOLS or CUSTOM, or api_key_required=True.",
    controls=("CKV_AWS_59", "CKV2_AWS_70"),
    types=("aws:apigateway/method:Method",),
)
def apigateway_method_asks_for_login(method: Subject) -> Iterator[str]:
    if method.values.text("httpMethod") == "OPTIONS" or method.values.flag("apiKeyRequired"):
        return
    if method.values.text("authorization") in ("", "NONE"):
        yield "authorization is NONE"


@resource_rule(
    "apigateway-route-asks-for-login",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Each route of an HTTP or WebSocket API knows who calls, but for OPTIONS, which browsers send without a login.",
    remedy="Set authorization_type to AWS_IAM, JWT or CUSTOM. Of a WebSocket API, $connect decides for the connection.",
    controls=("CKV_AWS_309", "FSBP APIGateway.8"),
    types=("aws:apigatewayv2/route:Route",),
)
def apigateway_route_asks_for_login(route: Subject) -> Iterator[str]:
    key = route.values.text("routeKey")
    later_on_a_connection = key.startswith("$") and key not in ("$connect", "$default")
    if key.startswith("OPTIONS ") or later_on_a_connection:
        return
    if route.values.text("authorizationType") in ("", "NONE"):
        yield "authorizationType is NONE"


@resource_rule(
    "appsync-no-api-keys",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="GraphQL APIs know who calls: an API key in a web page is known to everybody.",
    remedy="Set authentication_type to AWS_IAM, AMAZON_COGNITO_USER_POOLS or OPENID_CONNECT.",
    controls=("platform",),
    types=("aws:appsync/graphQLApi:GraphQLApi",),
)
def appsync_no_api_keys(api: Subject) -> Iterator[str]:
    def way_in(values: Values) -> Iterator[str]:
        if values.text("authenticationType") == "API_KEY":
            yield f"{values.path}.authenticationType is API_KEY".lstrip(".")

    yield from api.separately(way_in)
    yield from api.each(api.values.items("additionalAuthenticationProviders"), way_in)


@resource_rule(
    "cognito-second-factor",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="Users of a pool can or must use a second factor.",
    remedy='Set mfa_configuration="ON", or "OPTIONAL" where it is up to the user.',
    controls=("FSBP Cognito.5",),
    types=("aws:cognito/userPool:UserPool",),
)
def cognito_second_factor(pool: Subject) -> Iterator[str]:
    if pool.values.text("mfaConfiguration") not in ("ON", "OPTIONAL"):
        yield "mfaConfiguration is OFF"


@resource_rule(
    "cognito-strong-passwords",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="Passwords of a user pool have twelve characters of all kinds; without a policy AWS asks for eight.",
    remedy="Set password_policy with minimum_length ≥ 12 and the four require_… to True.",
    controls=("platform",),
    types=("aws:cognito/userPool:UserPool",),
)
def cognito_strong_passwords(pool: Subject) -> Iterator[str]:
    policy = pool.values.inner("passwordPolicy")
    if (policy.number("minimumLength") or 8) < 12:
        yield "passwordPolicy.minimumLength is below 12"
    for kind in ("requireLowercase", "requireUppercase", "requireNumbers", "requireSymbols"):
        if not policy.flag(kind):
            yield f"passwordPolicy.{kind} is not true"


@resource_rule(
    "cognito-threat-protection",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="A user pool refuses logins that look taken over.",
    remedy='Set user_pool_add_ons with advanced_security_mode="ENFORCED", which takes user_pool_tier="PLUS".',
    controls=("FSBP Cognito.1",),
    types=("aws:cognito/userPool:UserPool",),
)
def cognito_threat_protection(pool: Subject) -> Iterator[str]:
    if pool.values.text("userPoolAddOns.advancedSecurityMode") != "ENFORCED":
        yield "userPoolAddOns.advancedSecurityMode is not ENFORCED"


@resource_rule(
    "cognito-no-guests",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="An identity pool gives AWS credentials to nobody who has not logged in.",
    remedy="Set allow_unauthenticated_identities=False.",
    controls=("FSBP Cognito.2", "CKV_AWS_366"),
    types=("aws:cognito/identityPool:IdentityPool",),
)
def cognito_no_guests(pool: Subject) -> Iterator[str]:
    if pool.values.flag("allowUnauthenticatedIdentities"):
        yield "allowUnauthenticatedIdentities is true"


@resource_rule(
    "eventbridge-permission-no-anybody",
    topic=Topic.IAM,
    severity=Severity.CRITICAL,
    description="Nobody but the accounts named, or those of the organization, sends to an event bus.",
    remedy="Set principal to an account, or condition to aws:PrincipalOrgID.",
    controls=("CKV_AWS_283",),
    types=("aws:cloudwatch/eventPermission:EventPermission",),
)
def eventbridge_permission_no_anybody(permission: Subject) -> Iterator[str]:
    if permission.values.text("principal") == "*" and not permission.values.has("condition"):
        yield "principal is *"
