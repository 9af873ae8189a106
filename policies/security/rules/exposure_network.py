"""Security groups and network ACLs let the internet reach only what is meant for it."""

from collections.abc import Iterator
from functools import partial

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.addresses import holds_everyone
from policies.subject import Stack, Subject, any_of

_GROUP = "aws:ec2/securityGroup:SecurityGroup"
_DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
_GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
_INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
_ACL_RULE = "aws:ec2/networkAclRule:NetworkAclRule"
_WITH_INGRESS = (_GROUP, _DEFAULT_GROUP, _GROUP_RULE, _INGRESS_RULE)

_LOGIN_PORTS = {22: "SSH", 3389: "RDP"}
_ADMIN_PORTS = _LOGIN_PORTS | {2375: "Docker", 2376: "Docker", 5985: "WinRM", 5986: "WinRM", 6443: "Kubernetes", 10250: "kubelet"}
_HIGH_RISK_PORTS = {
    20: "FTP",
    21: "FTP",
    23: "Telnet",
    25: "SMTP",
    110: "POP3",
    111: "NFS",
    135: "RPC",
    143: "IMAP",
    445: "CIFS",
    1433: "SQL Server",
    1434: "SQL Server",
    1521: "Oracle",
    2049: "NFS",
    2181: "ZooKeeper",
    2379: "etcd",
    3000: "Grafana",
    3306: "MySQL",
    4333: "mSQL",
    5432: "PostgreSQL",
    5439: "Redshift",
    5500: "VNC",
    5601: "Kibana",
    6379: "Redis",
    7687: "Neo4j",
    8080: "proxy",
    8123: "ClickHouse",
    9042: "Cassandra",
    9092: "Kafka",
    9094: "Kafka",
    9098: "Kafka",
    9200: "OpenSearch",
    9300: "OpenSearch",
    11211: "Memcached",
    26257: "CockroachDB",
    27017: "MongoDB",
}
"""Those of FSBP EC2.19, and databases and brokers."""
_ALL_PORTS = range(65536)
_CIDRS = ("cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6", "cidrBlock", "ipv6CidrBlock")


@resource_rule(
    "ec2-security-group-admin-ports-closed",
    topic=Topic.NETWORK,
    severity=Severity.CRITICAL,
    description="No security group lets the internet reach SSH, RDP or another port for administration, over IPv4 or IPv6.",
    remedy="Name the CIDR blocks or security groups that may, or use Session Manager and drop the rule.",
    controls=("FSBP EC2.13", "FSBP EC2.14", "CIS AWS 5.2", "CIS AWS 5.3", "CKV_AWS_24", "CKV_AWS_25"),
    types=_WITH_INGRESS,
)
def admin_ports_closed(group: Subject) -> Iterator[str]:
    yield from group.each(_ingress(group), lambda rule: _opens(rule, _ADMIN_PORTS))


@resource_rule(
    "ec2-security-group-high-risk-ports-closed",
    topic=Topic.NETWORK,
    severity=Severity.CRITICAL,
    description="No security group lets the internet reach databases, brokers, file shares or other services that are attacked most.",
    remedy="Name the CIDR blocks or security groups that may.",
    controls=("FSBP EC2.19", "FSBP Redshift.15"),
    types=_WITH_INGRESS,
)
def high_risk_ports_closed(group: Subject) -> Iterator[str]:
    yield from group.each(_ingress(group), lambda rule: _opens(rule, _HIGH_RISK_PORTS))


@resource_rule(
    "ec2-security-group-only-public-ports-open",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="Security groups let the internet reach the ports for the public only.",
    remedy="Name the CIDR blocks or security groups that may, or add the port to public_ports in the policy's configuration.",
    controls=("FSBP EC2.18", "CKV_AWS_277"),
    types=_WITH_INGRESS,
    config={
        "public_ports": {
            "type": "array",
            "items": {"type": "integer"},
            "default": [80, 443],
            "description": "Ports that anyone may reach.",
        }
    },
)
def only_public_ports_open(group: Subject) -> Iterator[str]:
    public = {int(port) for port in group.settings["public_ports"]}

    def check(rule: Values) -> Iterator[str]:
        ports = _ports(rule)
        if not public.issuperset(ports) and _is_for_anyone(rule):
            yield f"{rule.path} opens ports {ports.start}-{ports.stop - 1} to anyone".lstrip()

    yield from group.each(_ingress(group), check)


@resource_rule(
    "ec2-security-group-egress-narrow",
    topic=Topic.NETWORK,
    severity=Severity.LOW,
    description="Security groups do not let everything out to everywhere.",
    remedy="Name ports and destinations in the egress rules.",
    controls=("CKV_AWS_382",),
    types=(_GROUP, _DEFAULT_GROUP, _GROUP_RULE, _EGRESS_RULE),
)
def egress_narrow(group: Subject) -> Iterator[str]:
    def check(rule: Values) -> Iterator[str]:
        if len(_ports(rule)) == len(_ALL_PORTS) and _is_for_anyone(rule):
            yield f"{rule.path} lets everything out to anyone".lstrip()

    yield from group.each(_rules(group, "egress", _EGRESS_RULE), check)


@resource_rule(
    "ec2-prefix-list-not-everyone",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="Prefix lists, which rules of security groups name as a source, do not hold the whole internet.",
    remedy="Name the blocks that are meant.",
    controls=("FSBP EC2.18",),
    types=("aws:ec2/managedPrefixList:ManagedPrefixList", "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry"),
)
def prefix_list_not_everyone(prefixes: Subject) -> Iterator[str]:
    def check(entry: Values) -> Iterator[str]:
        if holds_everyone(entry.text("cidr")):
            yield f"{entry.path} has {entry.text('cidr')}".lstrip()

    yield from prefixes.each([prefixes.values], check)
    yield from prefixes.each(prefixes.values.items("entries"), check)


@stack_rule(
    "ec2-default-security-group-closed",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="Every VPC's default security group has no rules, as whatever names no group lands in it.",
    remedy="Add an aws.ec2.DefaultSecurityGroup with the VPC's id and without ingress and egress.",
    controls=("FSBP EC2.2", "CIS AWS 5.4", "CKV2_AWS_12"),
    types=("aws:ec2/vpc:Vpc", _DEFAULT_GROUP),
)
def default_group_closed(subject: Subject, stack: Stack) -> Iterator[str]:
    if subject.type == _DEFAULT_GROUP:
        for property_ in ("ingress", "egress"):
            if subject.values.has(property_):
                yield f"it has {property_} rules"
    elif not stack.companions(subject, _DEFAULT_GROUP, "vpcId"):
        yield "no DefaultSecurityGroup empties its default security group"

    def check(_: Values, rule: Subject) -> Iterator[str]:
        if stack.refers(rule, "securityGroupId", subject):
            yield f"{rule.name} adds a rule"

    yield from subject.separately(*(partial(check, rule=rule) for rule in stack.of_type(_GROUP_RULE, _INGRESS_RULE, _EGRESS_RULE)))


@resource_rule(
    "ec2-security-group-rule-described",
    topic=Topic.NETWORK,
    severity=Severity.LOW,
    description="Each rule of a security group says what it is for.",
    remedy="Set description on the rule.",
    controls=("CKV_AWS_23",),
    types=(_GROUP, _GROUP_RULE, _INGRESS_RULE, _EGRESS_RULE),
)
def group_rule_described(group: Subject) -> Iterator[str]:
    rules = [*group.values.items("ingress"), *group.values.items("egress")] if group.type == _GROUP else [group.values]
    yield from group.each(rules, _described)


def _described(rule: Values) -> Iterator[str]:
    if not rule.has("description"):
        yield f"{rule.path} has no description".lstrip()


@resource_rule(
    "ec2-network-acl-admin-ports-closed",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="No network ACL lets the internet reach SSH or RDP.",
    remedy="Allow the ports that are meant, from the blocks that may; leave 3389 out of the range for answers.",
    controls=("FSBP EC2.21", "CIS AWS 5.1", "CKV_AWS_231", "CKV_AWS_232"),
    types=("aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", _ACL_RULE),
)
def acl_admin_ports_closed(acl: Subject) -> Iterator[str]:
    def check(rule: Values) -> Iterator[str]:
        if "allow" in (rule.text("action").lower(), rule.text("ruleAction").lower()) and not rule.flag("egress"):
            yield from _opens(rule, _LOGIN_PORTS)

    yield from acl.each([acl.values] if acl.type == _ACL_RULE else acl.values.items("ingress"), check)


def _ingress(subject: Subject) -> list[Values]:
    return _rules(subject, "ingress", _INGRESS_RULE)


def _rules(subject: Subject, direction: str, type_: str) -> list[Values]:
    """The rules of a direction: inline ones, or the one that the resource itself is."""
    if subject.type == _GROUP_RULE:
        return [subject.values] if subject.values.text("type") == direction else []
    return [subject.values] if subject.type == type_ else subject.values.items(direction)


def _opens(rule: Values, watched: dict[int, str]) -> Iterator[str]:
    ports = _ports(rule)
    found = [f"{port} ({what})" for port, what in watched.items() if port in ports]
    if found and _is_for_anyone(rule):
        yield f"{rule.path} opens {', '.join(found)} to anyone".lstrip()


def _ports(rule: Values) -> range:
    """The TCP and UDP ports that a rule opens."""
    protocol = (rule.text("protocol") or rule.text("ipProtocol")).lower()
    if protocol in ("-1", "all"):
        return _ALL_PORTS
    if protocol not in ("tcp", "udp", "6", "17"):
        return range(0)
    first, last = rule.number("fromPort"), rule.number("toPort")
    if first is None or last is None or first < 0:
        return _ALL_PORTS
    return range(int(first), int(last) + 1)


def _is_for_anyone(rule: Values) -> bool:
    return any_of(*(partial(_has_anyone, rule, property_) for property_ in _CIDRS))


def _has_anyone(rule: Values, property_: str) -> bool:
    return any(holds_everyone(cidr) for cidr in rule.each_text(property_))
