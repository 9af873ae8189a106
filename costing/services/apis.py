"""API Gateway."""

import math

from costing.bill import Bill
from costing.estimators import estimates, free

_REST = ((333.0, "rest_first_333m"), (1000.0, "rest_next_667m"), (20_000.0, "rest_next_19b"), (math.inf, "rest_over_20b"))
_HTTP = ((300.0, "http_first_300m"), (math.inf, "http_over_300m"))
_WEBSOCKET = ((1000.0, "websocket_messages"), (math.inf, "websocket_messages_over_1b"))

free(
    "part of the API, whose requests are paid",
    "aws:apigateway/account:Account",
    "aws:apigateway/apiKey:ApiKey",
    "aws:apigateway/authorizer:Authorizer",
    "aws:apigateway/basePathMapping:BasePathMapping",
    "aws:apigateway/clientCertificate:ClientCertificate",
    "aws:apigateway/deployment:Deployment",
    "aws:apigateway/documentationPart:DocumentationPart",
    "aws:apigateway/documentationVersion:DocumentationVersion",
    "aws:apigateway/domainName:DomainName",
    "aws:apigateway/domainNameAccessAssociation:DomainNameAccessAssociation",
    "aws:apigateway/integration:Integration",
    "aws:apigateway/integrationResponse:IntegrationResponse",
    "aws:apigateway/method:Method",
    "aws:apigateway/methodResponse:MethodResponse",
    "aws:apigateway/methodSettings:MethodSettings",
    "aws:apigateway/model:Model",
    "aws:apigateway/requestValidator:RequestValidator",
    "aws:apigateway/resource:Resource",
    "aws:apigateway/response:Response",
    "aws:apigateway/restApiPolicy:RestApiPolicy",
    "aws:apigateway/restApiPut:RestApiPut",
    "aws:apigateway/usagePlan:UsagePlan",
    "aws:apigateway/usagePlanKey:UsagePlanKey",
    "aws:apigatewayv2/apiMapping:ApiMapping",
    "aws:apigatewayv2/authorizer:Authorizer",
    "aws:apigatewayv2/deployment:Deployment",
    "aws:apigatewayv2/domainName:DomainName",
    "aws:apigatewayv2/integration:Integration",
    "aws:apigatewayv2/integrationResponse:IntegrationResponse",
    "aws:apigatewayv2/model:Model",
    "aws:apigatewayv2/route:Route",
    "aws:apigatewayv2/routeResponse:RouteResponse",
    "aws:apigatewayv2/routingRule:RoutingRule",
    "aws:apigatewayv2/stage:Stage",
)
free("the load balancer behind it is paid", "aws:apigateway/vpcLink:VpcLink", "aws:apigatewayv2/vpcLink:VpcLink")


@estimates("aws:apigateway/restApi:RestApi")
def rest_api(bill: Bill) -> None:
    """Usage: `requests`."""
    bill.tiers("requests", bill.usage("requests") / 1_000_000, "api_gateway", _REST)


@estimates("aws:apigateway/stage:Stage")
def stage(bill: Bill) -> None:
    """Its cache."""
    size = bill.values.text("cacheClusterSize")
    if bill.values.flag("cacheClusterEnabled"):
        bill.hours(f"cache of {size} GB", 1, "api_gateway", "cache_hour", size)


@estimates("aws:apigatewayv2/api:Api")
def api(bill: Bill) -> None:
    """Usage of an HTTP API: `requests`, each 512 KB counting as one; of a WebSocket API: `messages`, `connection_minutes`."""
    if bill.values.text("protocolType") == "WEBSOCKET":
        bill.tiers("messages", bill.usage("messages") / 1_000_000, "api_gateway", _WEBSOCKET)
        minutes = bill.usage("connection_minutes") / 1_000_000
        bill.add("minutes connected", minutes, "api_gateway", "websocket_connection_minutes", by_usage=True)
    else:
        bill.tiers("requests", bill.usage("requests") / 1_000_000, "api_gateway", _HTTP)
