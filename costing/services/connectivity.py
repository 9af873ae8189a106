"""Connections between networks: peering, transit gateways, VPN, Direct Connect, VPC Lattice."""

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from costing.price import PriceError
from costing.transfer import across_zones, to_region
from inventory.resource import Resource
from inventory.values import Values

PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
TRANSIT_GATEWAY = "aws:ec2transitgateway/transitGateway:TransitGateway"
TRANSIT_PEERING = "aws:ec2transitgateway/peeringAttachment:PeeringAttachment"
CORE_NETWORK = "aws:networkmanager/coreNetwork:CoreNetwork"
CORE_POLICY = "aws:networkmanager/coreNetworkPolicyAttachment:CoreNetworkPolicyAttachment"

free("what it carries is paid", "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions")
free(
    "its attachments are paid",
    TRANSIT_GATEWAY,
    "aws:ec2transitgateway/defaultRouteTableAssociation:DefaultRouteTableAssociation",
    "aws:ec2transitgateway/defaultRouteTablePropagation:DefaultRouteTablePropagation",
    "aws:ec2transitgateway/meteringPolicy:MeteringPolicy",
    "aws:ec2transitgateway/meteringPolicyEntry:MeteringPolicyEntry",
    "aws:ec2transitgateway/multicastDomain:MulticastDomain",
    "aws:ec2transitgateway/multicastDomainAssociation:MulticastDomainAssociation",
    "aws:ec2transitgateway/multicastGroupMember:MulticastGroupMember",
    "aws:ec2transitgateway/multicastGroupSource:MulticastGroupSource",
    "aws:ec2transitgateway/policyTable:PolicyTable",
    "aws:ec2transitgateway/policyTableAssociation:PolicyTableAssociation",
    "aws:ec2transitgateway/policyTableEntry:PolicyTableEntry",
    "aws:ec2transitgateway/prefixListReference:PrefixListReference",
    "aws:ec2transitgateway/route:Route",
    "aws:ec2transitgateway/routeTable:RouteTable",
    "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation",
    "aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation",
    "aws:ec2transitgateway/vpcAttachmentAccepter:VpcAttachmentAccepter",
)
free(
    "its connections are paid",
    "aws:ec2/customerGateway:CustomerGateway",
    "aws:ec2/vpnConnectionRoute:VpnConnectionRoute",
    "aws:ec2/vpnGateway:VpnGateway",
    "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment",
    "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation",
    "aws:ec2clientvpn/authorizationRule:AuthorizationRule",
    "aws:ec2clientvpn/route:Route",
)
free(
    "the ports and what leaves by them are paid",
    "aws:directconnect/bgpPeer:BgpPeer",
    "aws:directconnect/connectionAssociation:ConnectionAssociation",
    "aws:directconnect/connectionConfirmation:ConnectionConfirmation",
    "aws:directconnect/gateway:Gateway",
    "aws:directconnect/gatewayAssociationProposal:GatewayAssociationProposal",
    "aws:directconnect/hostedPrivateVirtualInterface:HostedPrivateVirtualInterface",
    "aws:directconnect/hostedPrivateVirtualInterfaceAccepter:HostedPrivateVirtualInterfaceAccepter",
    "aws:directconnect/hostedPublicVirtualInterface:HostedPublicVirtualInterface",
    "aws:directconnect/hostedPublicVirtualInterfaceAccepter:HostedPublicVirtualInterfaceAccepter",
    "aws:directconnect/hostedTransitVirtualInterface:HostedTransitVirtualInterface",
    "aws:directconnect/hostedTransitVirtualInterfaceAcceptor:HostedTransitVirtualInterfaceAcceptor",
    "aws:directconnect/linkAggregationGroup:LinkAggregationGroup",
    "aws:directconnect/macsecKeyAssociation:MacsecKeyAssociation",
    "aws:directconnect/privateVirtualInterface:PrivateVirtualInterface",
    "aws:directconnect/publicVirtualInterface:PublicVirtualInterface",
    "aws:directconnect/transitVirtualInterface:TransitVirtualInterface",
)
free(
    "AWS charges nothing for it",
    *(
        f"aws:networkmanager/{one[0].lower()}{one[1:]}:{one}"
        for one in (
            *("Connection", "CustomerGatewayAssociation", "Device", "GlobalNetwork", "Link", "LinkAssociation", "Site"),
            *("TransitGatewayConnectPeerAssociation", "TransitGatewayRegistration"),
        )
    ),
)
free(
    "part of the core network",
    CORE_POLICY,
    "aws:networkmanager/attachmentAccepter:AttachmentAccepter",
    "aws:networkmanager/attachmentRoutingPolicyLabel:AttachmentRoutingPolicyLabel",
    "aws:networkmanager/connectPeer:ConnectPeer",
    "aws:networkmanager/prefixListAssociation:PrefixListAssociation",
)
free("the instance is paid", "aws:ec2transitgateway/instanceState:InstanceState")
free(
    "its services and resources are paid",
    "aws:vpclattice/accessLogSubscription:AccessLogSubscription",
    "aws:vpclattice/authPolicy:AuthPolicy",
    "aws:vpclattice/domainVerification:DomainVerification",
    "aws:vpclattice/listener:Listener",
    "aws:vpclattice/listenerRule:ListenerRule",
    "aws:vpclattice/resourceConfiguration:ResourceConfiguration",
    "aws:vpclattice/resourceGateway:ResourceGateway",
    "aws:vpclattice/resourcePolicy:ResourcePolicy",
    "aws:vpclattice/serviceNetwork:ServiceNetwork",
    "aws:vpclattice/serviceNetworkServiceAssociation:ServiceNetworkServiceAssociation",
    "aws:vpclattice/serviceNetworkVpcAssociation:ServiceNetworkVpcAssociation",
    "aws:vpclattice/targetGroup:TargetGroup",
    "aws:vpclattice/targetGroupAttachment:TargetGroupAttachment",
)

_LATTICE_FREE_REQUESTS = 300_000 * HOURS
"""Of a service each month: 300,000 each hour."""


@estimates(PEERING)
def peering(bill: Bill) -> None:
    """Usage: within a region `cross_az_gb`, each GB once; between regions `out_gb` from the requester. The accepter has its own."""
    if _other_region(bill.resource):
        to_region(bill, bill.usage("out_gb"), _other_region(bill.resource))
    else:
        across_zones(bill, bill.usage("cross_az_gb"))


@estimates("aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter")
def peering_accepter(bill: Bill) -> None:
    """Usage, between regions only: `out_gb` from the accepter."""
    connection = bill.around.target(bill.resource, "vpcPeeringConnectionId", PEERING)
    if connection is None or connection.region != bill.region:
        to_region(bill, bill.usage("out_gb"), connection.region if connection else "")


def _other_region(connection: Resource) -> str:
    peer = str(connection.inputs.get("peerRegion") or connection.region)
    return "" if peer == connection.region else peer


@estimates("aws:ec2transitgateway/vpcAttachment:VpcAttachment")
def transit_attachment(bill: Bill) -> None:
    """Usage: `data_gb` that the VPC sends."""
    _attached(bill)


@estimates(TRANSIT_PEERING, "aws:ec2transitgateway/peeringAttachmentAccepter:PeeringAttachmentAccepter")
def transit_peering(bill: Bill) -> None:
    """Paid on both sides, so the accepter, too. Usage: `out_gb` to the other side."""
    bill.hours("attachment", 1, "transit_gateway", "attachment_hour")
    attachment = bill.around.target(bill.resource, "transitGatewayAttachmentId", TRANSIT_PEERING)
    other = attachment.region if attachment else bill.values.text("peerRegion")
    if other != bill.region:
        to_region(bill, bill.usage("out_gb"), other)


def _attached(bill: Bill) -> None:
    bill.hours("attachment", 1, "transit_gateway", "attachment_hour")
    bill.add("data processed", bill.usage("data_gb"), "transit_gateway", "data", by_usage=True)


@estimates("aws:ec2transitgateway/connect:Connect")
def transit_connect(bill: Bill) -> None:
    """What it carries is paid with the attachment below it."""
    bill.hours("attachment", 1, "transit_gateway", "attachment_hour")


free("part of the Connect attachment", "aws:ec2transitgateway/connectPeer:ConnectPeer")


@estimates(CORE_NETWORK)
def core_network(bill: Bill) -> None:
    """Each edge location of its policy is paid."""
    policies = [Values(dict(one.inputs)) for one in bill.around.referring(bill.resource, CORE_POLICY, "coreNetworkId")]
    documents = [policy.document("policyDocument") for policy in policies]
    edges = [edge for one in documents for edge in one.items("core-network-configuration.edge-locations")]
    bill.hours("edge locations", len(edges) or bill.count("basePolicyRegions") or 1, "cloud_wan", "edge_hour")


@estimates(
    "aws:networkmanager/dxGatewayAttachment:DxGatewayAttachment",
    "aws:networkmanager/siteToSiteVpnAttachment:SiteToSiteVpnAttachment",
    "aws:networkmanager/transitGatewayPeering:TransitGatewayPeering",
    "aws:networkmanager/vpcAttachment:VpcAttachment",
)
def core_attachment(bill: Bill) -> None:
    """Usage: `data_gb` that it sends to the core network."""
    bill.hours("attachment", 1, "cloud_wan", "attachment_hour")
    bill.add("data processed", bill.usage("data_gb"), "cloud_wan", "data", by_usage=True)


@estimates("aws:ec2/vpnConnection:VpnConnection")
def vpn(bill: Bill) -> None:
    """With a transit gateway also an attachment; accelerated, also two accelerators. Usage: `data_gb` to the transit gateway."""
    if bill.values.text("tunnelBandwidth") == "large":
        raise PriceError("no price for large tunnels")
    bill.hours("connection", 1, "vpn", "connection_hour")
    if bill.values.flag("enableAcceleration"):
        bill.hours("accelerators of both tunnels", 2, "global_accelerator", "accelerator_hour")
    if "transitGatewayId" in bill.resource.inputs:
        _attached(bill)


@estimates("aws:ec2clientvpn/endpoint:Endpoint")
def client_vpn(bill: Bill) -> None:
    """Usage: `connection_hours` of all clients."""
    bill.add("connected clients", bill.usage("connection_hours"), "vpn", "client_connection_hour", by_usage=True)


@estimates("aws:ec2clientvpn/networkAssociation:NetworkAssociation")
def client_vpn_association(bill: Bill) -> None:
    bill.hours("associated subnet", 1, "vpn", "client_association_hour")


@estimates("aws:directconnect/connection:Connection")
def direct_connect(bill: Bill) -> None:
    """Usage: `out_gb`."""
    bandwidth = bill.values.text("bandwidth")
    bill.hours(f"port {bandwidth}", 1, "direct_connect", "port_hour", bandwidth)
    bill.add("data out", bill.usage("out_gb"), "direct_connect", "data_out", by_usage=True)


@estimates("aws:directconnect/gatewayAssociation:GatewayAssociation")
def direct_connect_association(bill: Bill) -> None:
    """An attachment if it is to a transit gateway. Usage then: `data_gb`."""
    gateway = bill.values.text("associatedGatewayId")
    if gateway.startswith("tgw-") or bill.around.target(bill.resource, "associatedGatewayId", TRANSIT_GATEWAY):
        _attached(bill)


@estimates("aws:vpclattice/service:Service")
def lattice_service(bill: Bill) -> None:
    """Usage: `data_gb`, `requests`; the first 300,000 of an hour are free, here taken as spread over the month."""
    bill.hours("service", 1, "vpc_lattice", "service_hour")
    bill.add("data processed", bill.usage("data_gb"), "vpc_lattice", "data", by_usage=True)
    requests = max(bill.usage("requests") - _LATTICE_FREE_REQUESTS, 0) / 1_000_000
    bill.add("requests", requests, "vpc_lattice", "requests_over_300k_an_hour", by_usage=True)


@estimates("aws:vpclattice/serviceNetworkResourceAssociation:ServiceNetworkResourceAssociation")
def lattice_resource(bill: Bill) -> None:
    bill.hours("resource in a service network", 1, "vpc_lattice", "resource_hour")
