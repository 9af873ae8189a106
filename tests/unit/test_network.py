"""Addresses, ways out and endpoints, read off the resources of real stacks."""

import json
from collections import defaultdict
from ipaddress import IPv6Network

import pytest

from components.network.subnets import ipv6_subnet
from tests.unit.network_facts import PROD, TRANSIT, every_stack, internet_route, named, of, regions, routes, subnets, table_of


def test_subnets_of_the_primary_region_have_the_planned_blocks() -> None:
    expected = {
        "public": ["10.0.192.0/24", "10.0.193.0/24", "10.0.194.0/24"],
        "private": ["10.0.0.0/19", "10.0.32.0/19", "10.0.64.0/19"],
        "data": ["10.0.208.0/24", "10.0.209.0/24", "10.0.210.0/24"],
        "pods": ["100.64.0.0/19", "100.64.32.0/19", "100.64.64.0/19"],
    }
    for tier, blocks in expected.items():
        found = sorted(subnets("prod", "us-east-1", tier).values(), key=lambda one: one.inputs["availabilityZone"])
        assert [one.inputs["cidrBlock"] for one in found] == blocks
        assert [one.inputs["availabilityZone"] for one in found] == ["us-east-1a", "us-east-1b", "us-east-1c"]


@every_stack
def test_no_subnet_gives_out_public_addresses(stack: str) -> None:
    assert all(one.inputs["mapPublicIpOnLaunch"] is False for one in of(stack, "ec2/subnet:Subnet"))


@every_stack
def test_pod_subnets_wait_for_the_pod_block(stack: str) -> None:
    blocks = {one.urn for one in of(stack, "ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation")}
    for region in regions(stack):
        for subnet in subnets(stack, region, "pods").values():
            assert blocks & set(subnet.property_dependencies["vpcId"]), subnet.urn


@every_stack
def test_names_resolve_inside_every_vpc(stack: str) -> None:
    for vpc in of(stack, "ec2/vpc:Vpc"):
        assert vpc.inputs["enableDnsSupport"] is True
        assert vpc.inputs["enableDnsHostnames"] is True


def test_load_balancer_controllers_find_their_subnets_by_tags() -> None:
    cluster = ("kubernetes.io/cluster/event-platform-prod-eks", "shared")
    for tier, role in (("public", "kubernetes.io/role/elb"), ("private", "kubernetes.io/role/internal-elb")):
        for subnet in subnets("prod", "eu-west-1", tier).values():
            assert {(role, "1"), cluster} <= set(subnet.inputs["tags"].items())
    for tier in ("data", "pods"):
        for subnet in subnets("prod", "eu-west-1", tier).values():
            assert not [key for key in subnet.inputs["tags"] if key.startswith("kubernetes.io/")]


def test_with_ipv6_every_public_and_private_subnet_has_a_block_of_its_own() -> None:
    for region in TRANSIT:
        vpc = of("transit", "ec2/vpc:Vpc", region)[0]
        assert vpc.inputs["assignGeneratedIpv6CidrBlock"] is True
        blocks = [
            IPv6Network(one.inputs["ipv6CidrBlock"]) for tier in ("public", "private") for one in subnets("transit", region, tier).values()
        ]
        assert len(set(blocks)) == len(blocks) > 0
        assert all(block.prefixlen == 64 for block in blocks)
        assert len({block.supernet(new_prefix=56) for block in blocks}) == 1
        for tier in ("data", "pods"):
            assert not any("ipv6CidrBlock" in one.inputs for one in subnets("transit", region, tier).values())


def test_subnets_of_an_ipv6_block_are_counted_from_its_start() -> None:
    assert ipv6_subnet("2600:1f18:12ab:3400::/56", 0) == "2600:1f18:12ab:3400::/64"
    assert ipv6_subnet("2600:1f18:12ab:3400::/56", 9) == "2600:1f18:12ab:3409::/64"
    assert ipv6_subnet("2600:1f18:12ab::/56", 255) == "2600:1f18:12ab:ff::/64"


def test_without_ipv6_nothing_has_an_ipv6_route() -> None:
    assert not any("destinationIpv6CidrBlock" in one.inputs for one in of("prod", "ec2/route:Route"))


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_every_private_and_pod_subnet_leaves_by_the_nat_gateway_of_its_own_zone(stack: str) -> None:
    for region in regions(stack):
        public = subnets(stack, region, "public")
        gateways = named(of(stack, "ec2/natGateway:NatGateway", region))
        for subnet in [*subnets(stack, region, "private").values(), *subnets(stack, region, "pods").values()]:
            route = internet_route(stack, subnet.id)
            assert route is not None
            gateway = gateways[route.inputs["natGatewayId"]]
            assert public[gateway.inputs["subnetId"]].inputs["availabilityZone"] == subnet.inputs["availabilityZone"]


def test_dev_leaves_by_a_single_nat_gateway() -> None:
    (gateway,) = of("dev", "ec2/natGateway:NatGateway")
    for subnet in [*subnets("dev", "us-east-1", "private"), *subnets("dev", "us-east-1", "pods")]:
        route = internet_route("dev", subnet)
        assert route is not None
        assert route.inputs["natGatewayId"] == gateway.id


def test_without_nat_no_private_subnet_has_a_way_to_the_internet() -> None:
    assert not of("transit", "ec2/natGateway:NatGateway")
    assert not of("transit", "ec2/eip:Eip")
    assert not of("transit", "ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway")
    for region in TRANSIT:
        for subnet in [*subnets("transit", region, "private"), *subnets("transit", region, "pods")]:
            assert internet_route("transit", subnet) is None


@every_stack
def test_public_subnets_and_they_alone_have_the_internet_gateway(stack: str) -> None:
    public = {table_of(stack, one) for region in regions(stack) for one in subnets(stack, region, "public")}
    with_gateway = {one.inputs["routeTableId"] for one in of(stack, "ec2/route:Route") if "gatewayId" in one.inputs}
    assert with_gateway == public


@every_stack
def test_no_route_leads_out_of_the_data_tier(stack: str) -> None:
    for region in regions(stack):
        for subnet in subnets(stack, region, "data"):
            table = table_of(stack, subnet)
            assert not routes(stack, table)
            assert not [one for one in of(stack, "ec2/vpcEndpoint:VpcEndpoint") if table in one.inputs.get("routeTableIds", [])]


@every_stack
def test_a_subnet_is_usable_only_once_its_routes_exist(stack: str) -> None:
    by_table = defaultdict(set)
    for route in of(stack, "ec2/route:Route"):
        if "platform:network:Routes" in route.qualified_type:
            by_table[route.inputs["routeTableId"]].add(route.urn)
    for association in of(stack, "ec2/routeTableAssociation:RouteTableAssociation"):
        assert by_table[association.inputs["routeTableId"]] <= set(association.depends_on), association.urn


@every_stack
def test_nat_gateways_are_gone_before_the_internet_gateway(stack: str) -> None:
    gateways = {one.region: one.urn for one in of(stack, "ec2/internetGateway:InternetGateway")}
    for resource in [*of(stack, "ec2/natGateway:NatGateway"), *of(stack, "ec2/eip:Eip")]:
        assert gateways[resource.region] in resource.depends_on


@every_stack
def test_s3_and_dynamodb_are_reached_by_gateways_from_every_private_table(stack: str) -> None:
    for region in regions(stack):
        gateways = [one for one in of(stack, "ec2/vpcEndpoint:VpcEndpoint", region) if one.inputs["vpcEndpointType"] == "Gateway"]
        assert sorted(one.inputs["serviceName"] for one in gateways) == [f"com.amazonaws.{region}.dynamodb", f"com.amazonaws.{region}.s3"]
        for tier in ("private", "pods"):
            for subnet in subnets(stack, region, tier):
                assert all(table_of(stack, subnet) in one.inputs["routeTableIds"] for one in gateways)


@every_stack
def test_data_leaves_for_no_bucket_or_table_of_another_account(stack: str) -> None:
    for endpoint in of(stack, "ec2/vpcEndpoint:VpcEndpoint"):
        if endpoint.inputs["vpcEndpointType"] != "Gateway":
            continue
        for statement in json.loads(endpoint.inputs["policy"])["Statement"]:
            assert not {"*", "s3:*", "dynamodb:*"} & set(statement["Action"])
            assert "*" not in statement["Resource"]
            if statement["Action"] != ["s3:GetObject"]:
                condition = statement["Condition"]["StringEquals"]
                assert len(condition.get("aws:ResourceAccount") or condition.get("aws:PrincipalAccount")) == 12


def test_nodes_can_pull_images_and_packages_through_the_s3_gateway() -> None:
    endpoint = next(one for one in of("prod", "ec2/vpcEndpoint:VpcEndpoint", "ap-south-1") if one.inputs["serviceName"].endswith(".s3"))
    readable = {arn for one in json.loads(endpoint.inputs["policy"])["Statement"] if "Condition" not in one for arn in one["Resource"]}
    assert "arn:aws:s3:::prod-ap-south-1-starport-layer-bucket/*" in readable
    assert "arn:aws:s3:::prod-registry-k8s-io-ap-south-1/*" in readable
    assert "arn:aws:s3:::al2023-repos-ap-south-1-de612dc2/*" in readable


def test_prod_reaches_what_private_workloads_use_inside_each_vpc() -> None:
    services = {
        "athena", "autoscaling", "ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "elasticloadbalancing", "glue",
        "kinesis-streams", "kms", "logs", "secretsmanager", "sns", "sqs", "ssm", "sts",
    }  # fmt: skip
    for region in PROD:
        found = [one for one in of("prod", "ec2/vpcEndpoint:VpcEndpoint", region) if one.inputs["vpcEndpointType"] == "Interface"]
        assert {one.inputs["serviceName"] for one in found} >= {f"com.amazonaws.{region}.{service}" for service in services}
        for endpoint in found:
            assert endpoint.inputs["privateDnsEnabled"] is True
            assert set(endpoint.inputs["subnetIds"]) == set(subnets("prod", region, "private"))


@every_stack
def test_every_vpc_logs_all_its_flows_in_hourly_parquet_to_its_own_region(stack: str) -> None:
    for vpc in of(stack, "ec2/vpc:Vpc"):
        (log,) = [one for one in of(stack, "ec2/flowLog:FlowLog") if one.inputs["vpcId"] == vpc.id]
        assert log.region == vpc.region
        assert log.inputs["trafficType"] == "ALL"
        assert log.inputs["destinationOptions"] == {"fileFormat": "parquet", "hiveCompatiblePartitions": True, "perHourPartition": True}
        bucket, _, prefix = log.inputs["logDestination"].removeprefix("arn:aws:s3:::").partition("/")
        assert prefix == "vpc-flow-logs/"
        assert [one.region for one in of(stack, "s3/bucket:Bucket") if one.inputs["bucket"] == bucket] == [vpc.region]
        assert "${pkt-srcaddr}" in log.inputs["logFormat"]


@every_stack
def test_every_vpc_logs_its_dns_queries_to_its_own_region(stack: str) -> None:
    logs = {one.id: one for one in of(stack, "route53/resolverQueryLogConfig:ResolverQueryLogConfig")}
    for vpc in of(stack, "ec2/vpc:Vpc"):
        associations = of(stack, "route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation")
        (association,) = [one for one in associations if one.inputs["resourceId"] == vpc.id]
        log = logs[association.inputs["resolverQueryLogConfigId"]]
        bucket = log.inputs["destinationArn"].removeprefix("arn:aws:s3:::")
        assert [one.region for one in of(stack, "s3/bucket:Bucket") if one.inputs["bucket"] == bucket] == [vpc.region] == [log.region]


@every_stack
def test_logs_wait_for_the_policy_of_their_bucket(stack: str) -> None:
    for log in [*of(stack, "ec2/flowLog:FlowLog"), *of(stack, "route53/resolverQueryLogConfig:ResolverQueryLogConfig")]:
        assert any("aws:s3/bucketPolicy:BucketPolicy" in urn for urn in log.depends_on)
