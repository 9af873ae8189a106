"""APIs and their user pools know who calls."""

from typing import Any

from tests.policies.case import Case, made, ref

URL = "aws:lambda/functionUrl:FunctionUrl"
PERMISSION = "aws:lambda/permission:Permission"
METHOD = "aws:apigateway/method:Method"
ROUTE = "aws:apigatewayv2/route:Route"
GRAPHQL = "aws:appsync/graphQLApi:GraphQLApi"
POOL = "aws:cognito/userPool:UserPool"
BUS = "aws:cloudwatch/eventPermission:EventPermission"
STRONG: dict[str, Any] = {
    "minimumLength": 12,
    "requireLowercase": True,
    "requireUppercase": True,
    "requireNumbers": True,
    "requireSymbols": True,
}

CASES = [
    Case(
        "lambda-url-asks-for-login",
        passing=[made(URL, authorizationType="AWS_IAM")],
        failing=[made(URL, authorizationType="NONE")],
    ),
    Case(
        "lambda-permission-no-anybody",
        passing=[
            made(PERMISSION, principal="111111111111"),
            made(PERMISSION, principal="*", principalOrgId="o-1"),
            made(PERMISSION, principal="*", sourceAccount="111111111111"),
        ],
        failing=[made(PERMISSION, principal="*"), made("aws:lambda/layerVersionPermission:LayerVersionPermission", principal="*")],
    ),
    Case(
        "lambda-permission-names-source",
        passing=[
            [made("aws:sns/topic:Topic", "topic"), made(PERMISSION, principal="sns.amazonaws.com", sourceArn=ref("topic"))],
            made(PERMISSION, principal="config.amazonaws.com", sourceAccount="111111111111"),
            made(PERMISSION, principal="111111111111"),
        ],
        failing=[made(PERMISSION, principal="sns.amazonaws.com")],
    ),
    Case(
        "apigateway-method-asks-for-login",
        passing=[
            made(METHOD, httpMethod="GET", authorization="AWS_IAM"),
            made(METHOD, httpMethod="OPTIONS", authorization="NONE"),
            made(METHOD, httpMethod="GET", authorization="NONE", apiKeyRequired=True),
        ],
        failing=[made(METHOD, httpMethod="GET", authorization="NONE"), made(METHOD, httpMethod="POST")],
    ),
    Case(
        "apigateway-route-asks-for-login",
        passing=[
            made(ROUTE, routeKey="GET /", authorizationType="JWT"),
            made(ROUTE, routeKey="OPTIONS /"),
            made(ROUTE, routeKey="$disconnect"),
        ],
        failing=[
            made(ROUTE, routeKey="GET /"),
            made(ROUTE, routeKey="$connect", authorizationType="NONE"),
            made(ROUTE, routeKey="$default"),
        ],
    ),
    Case(
        "appsync-no-api-keys",
        passing=[made(GRAPHQL, authenticationType="AWS_IAM", additionalAuthenticationProviders=[{"authenticationType": "OPENID_CONNECT"}])],
        failing=[
            made(GRAPHQL, authenticationType="API_KEY"),
            made(GRAPHQL, authenticationType="AWS_IAM", additionalAuthenticationProviders=[{"authenticationType": "API_KEY"}]),
        ],
    ),
    Case(
        "cognito-second-factor",
        passing=[made(POOL, mfaConfiguration="ON"), made(POOL, mfaConfiguration="OPTIONAL")],
        failing=[made(POOL), made(POOL, mfaConfiguration="OFF")],
    ),
    Case(
        "cognito-strong-passwords",
        passing=[made(POOL, passwordPolicy=STRONG)],
        failing=[
            made(POOL, passwordPolicy=STRONG | {"minimumLength": 11}),
            *(made(POOL, passwordPolicy=STRONG | {kind: False}) for kind in STRONG if kind != "minimumLength"),
        ],
    ),
    Case(
        "cognito-threat-protection",
        passing=[made(POOL, userPoolAddOns={"advancedSecurityMode": "ENFORCED"})],
        failing=[made(POOL), made(POOL, userPoolAddOns={"advancedSecurityMode": "AUDIT"})],
    ),
    Case(
        "cognito-no-guests",
        passing=[made("aws:cognito/identityPool:IdentityPool", allowUnauthenticatedIdentities=False)],
        failing=[made("aws:cognito/identityPool:IdentityPool", allowUnauthenticatedIdentities=True)],
    ),
    Case(
        "eventbridge-permission-no-anybody",
        passing=[
            made(BUS, principal="111111111111"),
            made(BUS, principal="*", condition={"key": "aws:PrincipalOrgID", "type": "StringEquals", "value": "o-1"}),
        ],
        failing=[made(BUS, principal="*")],
    ),
]
