"""Who may talk to whom, read off the rules of real stacks."""

from collections import Counter, defaultdict
from ipaddress import IPv4Network

from tests.support import inventory_of
from tests.unit.network_facts import EGRESS, INGRESS, PROD, TRANSIT, every_stack, groups, named, of, ports, regions, rules, subnets


@every_stack
def test_no_rule_is_inline_and_the_default_group_is_empty(stack: str) -> None:
    for group in of(stack, "ec2/securityGroup:SecurityGroup") + of(stack, "ec2/defaultSecurityGroup:DefaultSecurityGroup"):
        assert not group.inputs.get("ingress"), group.urn
        assert not group.inputs.get("egress"), group.urn
    assert len(of(stack, "ec2/defaultSecurityGroup:DefaultSecurityGroup")) == len(regions(stack))
    assert not of(stack, "ec2/securityGroupRule:SecurityGroupRule")


@every_stack
def test_only_web_is_open_to_the_world_and_only_on_80_and_443(stack: str) -> None:
    world = ("0.0.0.0/0", "::/0")
    web = {one.id for one in of(stack, "ec2/securityGroup:SecurityGroup") if one.inputs["tags"].get("Name", "").endswith("-web")}
    opened = [
        one for one in inventory_of(stack).of_type(INGRESS) if one.inputs.get("cidrIpv4") in world or one.inputs.get("cidrIpv6") in world
    ]
    assert {one.inputs["securityGroupId"] for one in opened} == web
    assert {ports(one) for one in opened} == {("tcp", 80, 80), ("tcp", 443, 443)}


@every_stack
def test_every_rule_says_what_it_is_for(stack: str) -> None:
    for rule in inventory_of(stack).of_type(INGRESS, EGRESS):
        assert rule.inputs["description"], rule.urn


@every_stack
def test_databases_are_reached_on_their_ports_and_from_workloads_only(stack: str) -> None:
    stores, metrics = {5432, 6379, 5439, 443, 9094}, {11001}
    ranges = {9094: 9098, 11001: 11002}
    for region in regions(stack):
        purposes = groups(stack, region)
        reached = defaultdict(set)
        for group, rule in rules(stack, INGRESS, region):
            if group == "data":
                assert rule.inputs["ipProtocol"] == "tcp"
                reached[purposes[rule.inputs["referencedSecurityGroupId"]]].add(rule.inputs["fromPort"])
                assert rule.inputs["toPort"] == ranges.get(rule.inputs["fromPort"], rule.inputs["fromPort"])
        assert reached == {"api": stores, "processing": stores, "nodes": stores | metrics, "data": {5432}}


@every_stack
def test_plaintext_kafka_is_open_to_nobody_but_pods_of_the_same_cluster(stack: str) -> None:
    for region in regions(stack):
        for group, rule in rules(stack, INGRESS, region):
            _, first, last = ports(rule)
            if first is not None and last is not None and first <= 9092 <= last:
                assert (group, rule.inputs["description"].split()[-1]) in {("nodes", "cluster"), ("processing", "processing")}


@every_stack
def test_each_flow_between_groups_is_let_out_on_one_side_and_in_on_the_other(stack: str) -> None:
    known = named(of(stack, "ec2/securityGroup:SecurityGroup"))

    def flows(kind: str, source: str, target: str) -> set[tuple[str, str, tuple[str, int | None, int | None]]]:
        pairs = [rule for rule in inventory_of(stack).of_type(kind) if rule.inputs.get("referencedSecurityGroupId") in known]
        return {(rule.inputs[source], rule.inputs[target], ports(rule)) for rule in pairs if rule.inputs["securityGroupId"] in known}

    endpoints = {group for region in regions(stack) for group, purpose in groups(stack, region).items() if purpose == "endpoints"}
    ways_in = flows(INGRESS, "referencedSecurityGroupId", "securityGroupId")
    ways_out = flows(EGRESS, "securityGroupId", "referencedSecurityGroupId")
    assert ways_in
    assert ways_in == {way for way in ways_out if way[1] not in endpoints}  # endpoints admit whole address blocks


@every_stack
def test_nothing_may_leave_for_just_anywhere(stack: str) -> None:
    for region in regions(stack):
        for _, rule in rules(stack, EGRESS, region):
            if rule.inputs.get("cidrIpv4") or rule.inputs.get("cidrIpv6"):
                assert ports(rule) in {("tcp", 443, 443), ("tcp", 587, 587)}, rule.urn
            if rule.inputs["ipProtocol"] == "-1":
                assert rule.inputs["referencedSecurityGroupId"] == rule.inputs["securityGroupId"], rule.urn


def test_without_nat_workloads_may_reach_endpoints_and_nothing_outside() -> None:
    for region in TRANSIT:
        prefix_lists = {one.inputs["serviceName"].rpartition(".")[2]: one for one in of("transit", "ec2/vpcEndpoint:VpcEndpoint", region)}
        for purpose in ("api", "functions", "processing", "nodes"):
            mine = [rule for group, rule in rules("transit", EGRESS, region) if group == purpose]
            assert not [rule for rule in mine if "cidrIpv4" in rule.inputs or "cidrIpv6" in rule.inputs]
            waits = {urn for rule in mine for urn in rule.property_dependencies.get("prefixListId", ())}
            assert {prefix_lists["s3"].urn, prefix_lists["dynamodb"].urn} <= waits
            assert any(rule.inputs["description"] == "https to endpoints" for rule in mine)


def test_endpoints_admit_https_from_nodes_and_pods_of_their_own_region() -> None:
    for region, blocks in PROD.items():
        found = [rule for group, rule in rules("prod", INGRESS, region) if group == "endpoints"]
        assert {rule.inputs["cidrIpv4"] for rule in found} == set(blocks)
        assert {ports(rule) for rule in found} == {("tcp", 443, 443)}
        assert not [rule for group, rule in rules("prod", EGRESS, region) if group == "endpoints"]


def test_other_regions_reach_nodes_and_the_control_plane_but_no_database() -> None:
    for region in PROD:
        (peers,) = of("prod", "ec2/managedPrefixList:ManagedPrefixList", region)
        expected = sorted(block for other, blocks in PROD.items() if other != region for block in blocks)
        assert sorted(entry["cidr"] for entry in peers.inputs["entries"]) == expected
        assert peers.inputs["maxEntries"] == len(expected)
        opened = {(group, ports(rule)) for group, rule in rules("prod", INGRESS, region) if rule.inputs.get("prefixListId") == peers.id}
        assert opened == {("nodes", ("tcp", 9094, 9098)), ("nodes", ("tcp", 8443, 8443)), ("cluster", ("tcp", 443, 443))}


def test_a_single_region_opens_nothing_to_others() -> None:
    assert not of("dev", "ec2/managedPrefixList:ManagedPrefixList")


@every_stack
def test_no_group_has_more_rules_than_aws_allows(stack: str) -> None:
    """60 each way by default; a prefix list counts as many as its maximum of entries."""
    entries = {one.id: one.inputs["maxEntries"] for one in of(stack, "ec2/managedPrefixList:ManagedPrefixList")}
    for kind in (INGRESS, EGRESS):
        weights: Counter[str] = Counter()
        for rule in inventory_of(stack).of_type(kind):
            weights[rule.inputs["securityGroupId"]] += entries.get(rule.inputs.get("prefixListId", ""), 1)
        assert max(weights.values()) <= 60


@every_stack
def test_the_data_tier_admits_private_and_pod_subnets_and_nobody_else(stack: str) -> None:
    for region in regions(stack):
        (acl,) = of(stack, "ec2/networkAcl:NetworkAcl", region)
        assert set(acl.inputs["subnetIds"]) == set(subnets(stack, region, "data"))
        admitted = [IPv4Network(rule["cidrBlock"]) for rule in acl.inputs["ingress"]]
        for tier in ("private", "pods", "data"):
            for subnet in subnets(stack, region, tier).values():
                assert any(IPv4Network(subnet.inputs["cidrBlock"]).subnet_of(block) for block in admitted), subnet.urn
        for subnet in subnets(stack, region, "public").values():
            assert not any(IPv4Network(subnet.inputs["cidrBlock"]).overlaps(block) for block in admitted), subnet.urn
        for other, blocks in PROD.items() if stack == "prod" else ():
            if other != region:
                assert not any(IPv4Network(block).overlaps(mine) for block in blocks for mine in admitted)


@every_stack
def test_answers_of_the_data_tier_find_their_way_back(stack: str) -> None:
    for region in regions(stack):
        (acl,) = of(stack, "ec2/networkAcl:NetworkAcl", region)
        back = {rule["cidrBlock"]: (rule["fromPort"], rule["toPort"]) for rule in acl.inputs["egress"]}
        assert set(back) == {rule["cidrBlock"] for rule in acl.inputs["ingress"]}
        assert all(first <= 1024 and last == 65535 for first, last in back.values())


@every_stack
def test_network_acls_stay_within_twenty_rules_and_repeat_no_number(stack: str) -> None:
    for acl in of(stack, "ec2/networkAcl:NetworkAcl"):
        for direction in ("ingress", "egress"):
            numbers = [rule["ruleNo"] for rule in acl.inputs[direction]]
            assert len(set(numbers)) == len(numbers) <= 20
