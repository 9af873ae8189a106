"""Networks: NAT gateways, endpoints, firewalls, and the data that leaves a zone or a region."""

from costing.bill import Bill
from costing.estimators import estimates, free
from costing.price import PriceError
from costing.transfer import ENDPOINT_DATA, across_zones, internet_out, to_region

SUBNET = "aws:ec2/subnet:Subnet"
VPC = "aws:ec2/vpc:Vpc"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
_SUBNET_ASSOCIATION = "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation"

free(
    "AWS charges nothing for it",
    SUBNET,
    "aws:ec2/carrierGateway:CarrierGateway",
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    "aws:ec2/defaultRouteTable:DefaultRouteTable",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/defaultSubnet:DefaultSubnet",
    "aws:ec2/defaultVpcDhcpOptions:DefaultVpcDhcpOptions",
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
    "aws:ec2/managedPrefixList:ManagedPrefixList",
    "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry",
    "aws:ec2/networkAcl:NetworkAcl",
    "aws:ec2/networkAclAssociation:NetworkAclAssociation",
    "aws:ec2/networkAclRule:NetworkAclRule",
    "aws:ec2/networkInterface:NetworkInterface",
    "aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment",
    "aws:ec2/networkInterfacePermission:NetworkInterfacePermission",
    "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
    "aws:ec2/route:Route",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/securityGroupAssociation:SecurityGroupAssociation",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:ec2/subnetCidrReservation:SubnetCidrReservation",
    "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion",
    "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions",
    "aws:ec2/vpcDhcpOptions:VpcDhcpOptions",
    "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation",
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
    "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation",
    "aws:ec2/vpcSecurityGroupRulesExclusive:VpcSecurityGroupRulesExclusive",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupVpcAssociation:SecurityGroupVpcAssociation",
    "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint",
)
free("the address is paid", "aws:ec2/natGatewayEipAssociation:NatGatewayEipAssociation")
free(
    "part of the endpoint, or of the service that it leads to, for which its users pay",
    "aws:ec2/vpcEndpointConnectionAccepter:VpcEndpointConnectionAccepter",
    "aws:ec2/vpcEndpointConnectionNotification:VpcEndpointConnectionNotification",
    "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
    "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple",
    "aws:vpc/endpointPrivateDns:EndpointPrivateDns",
    "aws:vpc/endpointServicePrivateDnsVerification:EndpointServicePrivateDnsVerification",
)
free(
    "its endpoints are paid",
    "aws:vpc/routeServer:RouteServer",
    "aws:vpc/routeServerPeer:RouteServerPeer",
    "aws:vpc/routeServerPropagation:RouteServerPropagation",
    "aws:vpc/routeServerVpcAssociation:RouteServerVpcAssociation",
)
free(
    "part of the firewall",
    "aws:networkfirewall/firewallPolicy:FirewallPolicy",
    "aws:networkfirewall/firewallTransitGatewayAttachmentAccepter:FirewallTransitGatewayAttachmentAccepter",
    "aws:networkfirewall/loggingConfiguration:LoggingConfiguration",
    "aws:networkfirewall/resourcePolicy:ResourcePolicy",
    "aws:networkfirewall/ruleGroup:RuleGroup",
)
free(
    "its sessions are paid",
    "aws:ec2/trafficMirrorFilter:TrafficMirrorFilter",
    "aws:ec2/trafficMirrorFilterRule:TrafficMirrorFilterRule",
    "aws:ec2/trafficMirrorTarget:TrafficMirrorTarget",
)
free(
    "its analyses are paid",
    "aws:ec2/networkInsightsAccessScope:NetworkInsightsAccessScope",
    "aws:ec2/networkInsightsPath:NetworkInsightsPath",
)


@estimates(VPC, "aws:ec2/defaultVpc:DefaultVpc")
def vpc(bill: Bill) -> None:
    """Free itself; here stands the data transfer of all that is in it.

    Usage: `internet_out_gb`, whether by NAT gateway, load balancer or instance; `cross_az_gb`, each GB once;
    `inter_region_gb`, without what peering connections and transit gateways carry.
    """
    internet_out(bill, bill.usage("internet_out_gb"))
    across_zones(bill, bill.usage("cross_az_gb"))
    to_region(bill, bill.usage("inter_region_gb"))


@estimates(NAT_GATEWAY)
def nat_gateway(bill: Bill) -> None:
    """Its addresses are resources of their own, except those that a regional gateway takes by itself; such a one is paid in each zone.

    Usage: `data_gb`, in both directions. Of it, for the advice on endpoints, what goes to AWS itself: `s3_gb`, `dynamodb_gb`,
    and by the name of any other service's endpoint, such as `logs_gb` or `ecr.dkr_gb`.
    """
    zones = 1
    if bill.values.text("availabilityMode") == "regional":
        zones = bill.count("availabilityZoneAddresses")
        if not zones:
            zones = max(len(_zones_of_subnets(bill)), 1)
            bill.hours("public addresses", zones, "public_ipv4", "address_hour")
    bill.hours("gateway", zones, "nat_gateway", "hour")
    bill.add("data processed", bill.usage("data_gb"), "nat_gateway", "data_processed", by_usage=True)


def _zones_of_subnets(bill: Bill) -> set[str]:
    subnets = [subnet for subnet in bill.around.of_type(SUBNET) if subnet.region == bill.region]
    return {str(subnet.inputs.get("availabilityZone") or subnet.inputs.get("availabilityZoneId")) for subnet in subnets}


@estimates(ENDPOINT)
def endpoint(bill: Bill) -> None:
    """Gateway endpoints are free; the others are paid in each zone that they have a subnet in. Usage: `data_gb`."""
    kind = bill.values.text("vpcEndpointType") or "Gateway"
    attached = len(bill.around.referring(bill.resource, _SUBNET_ASSOCIATION, "vpcEndpointId"))
    zones = max(bill.count("subnetIds"), bill.count("subnetConfigurations")) + attached or 1
    if kind == "Interface":
        bill.hours("endpoint, in each zone", zones, "vpc_endpoint_interface", "hour_per_az")
        bill.tiers("data processed", bill.usage("data_gb"), "vpc_endpoint_interface", ENDPOINT_DATA)
    elif kind == "GatewayLoadBalancer":
        bill.hours("endpoint, in each zone", zones, "vpc_endpoint_gateway_lb", "hour_per_az")
        bill.add("data processed", bill.usage("data_gb"), "vpc_endpoint_gateway_lb", "data", by_usage=True)
    elif kind not in ("Gateway", "ServiceNetwork"):
        raise PriceError(f"no price for endpoints of type {kind}")


free("counted in the endpoint", _SUBNET_ASSOCIATION)


@estimates("aws:ec2/vpcEndpointService:VpcEndpointService")
def endpoint_service(bill: Bill) -> None:
    """Its users pay, unless they are in other regions."""
    if bill.count("supportedRegions"):
        raise PriceError("no price for an endpoint service that is offered in other regions")


@estimates("aws:ec2/flowLog:FlowLog")
def flow_log(bill: Bill) -> None:
    """Paid where it goes if that is a log group. Usage: `data_gb` that it writes."""
    kind = bill.values.text("logDestinationType") or "cloud-watch-logs"
    written = 0.0 if kind == "cloud-watch-logs" else bill.usage("data_gb")
    item = "vended_logs_firehose" if kind == "kinesis-data-firehose" else "vended_logs_s3"
    bill.add("logs delivered", written, "cloudwatch", item, by_usage=True)
    if bill.values.text("destinationOptions.fileFormat") == "parquet":
        bill.add("conversion to Parquet", written, "cloudwatch", "vended_logs_parquet", by_usage=True)


@estimates("aws:networkfirewall/firewall:Firewall")
def firewall(bill: Bill) -> None:
    """Usage: `data_gb`."""
    endpoints = bill.count("subnetMappings") or bill.count("availabilityZoneMappings") or 1
    bill.hours("endpoint, in each zone", endpoints, "network_firewall", "endpoint_hour")
    bill.add("data processed", bill.usage("data_gb"), "network_firewall", "data", by_usage=True)


@estimates("aws:ec2/trafficMirrorSession:TrafficMirrorSession")
def traffic_mirror(bill: Bill) -> None:
    bill.hours("mirrored interface", 1, "traffic_mirroring", "session_hour")


@estimates("aws:ec2/networkInsightsAnalysis:NetworkInsightsAnalysis")
def insights_analysis(bill: Bill) -> None:
    """Usage: `analyses`; it is made anew with each change of the resource."""
    bill.add("analyses", bill.usage("analyses", 1), "network_insights", "analysis", by_usage=True)


@estimates("aws:ec2/vpcIpam:VpcIpam")
def ipam(bill: Bill) -> None:
    """Only the advanced tier, which is the default, is paid: by the address."""
    if bill.values.text("tier") != "free":
        raise PriceError("no price for the advanced tier of IPAM")


free(
    "the IPAM is paid",
    "aws:ec2/vpcIpamOrganizationAdminAccount:VpcIpamOrganizationAdminAccount",
    "aws:ec2/vpcIpamPool:VpcIpamPool",
    "aws:ec2/vpcIpamPoolCidr:VpcIpamPoolCidr",
    "aws:ec2/vpcIpamPoolCidrAllocation:VpcIpamPoolCidrAllocation",
    "aws:ec2/vpcIpamPreviewNextCidr:VpcIpamPreviewNextCidr",
    "aws:ec2/vpcIpamResourceDiscovery:VpcIpamResourceDiscovery",
    "aws:ec2/vpcIpamResourceDiscoveryAssociation:VpcIpamResourceDiscoveryAssociation",
    "aws:ec2/vpcIpamScope:VpcIpamScope",
)
