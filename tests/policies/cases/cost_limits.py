"""A stack costs no more than it may."""

from tests.policies.case import Case, made, ref

ROOT = made("pulumi:pulumi:Stack", "stack")
DATABASES = made("platform:index:Databases", "databases")
LARGE = made("aws:ec2/instance:Instance", "large", instanceType="m5.4xlarge", parent="databases")  # 730 h × $0.768 + 8 GB × $0.10 = $561.44
SMALL = made("aws:ec2/instance:Instance", "small", instanceType="t3.micro")  # 730 h × $0.0104 + 8 GB × $0.10 = $8.39
TABLE = made("aws:dynamodb/table:Table", "table", billingMode="PAY_PER_REQUEST")
ABROAD = made("aws:ec2/instance:Instance", "abroad", instanceType="m5.4xlarge", provider={"region": "eu-west-1"})
GATEWAY = made("aws:ec2/natGateway:NatGateway", "nat", subnetId=ref("subnet"))
SUBNET = made("aws:ec2/subnet:Subnet", "subnet", cidrBlock="10.0.0.0/24")
CLUSTER = made("eks:index:Cluster", "cluster", skipDefaultNodeGroup=True)  # 730 h × $0.10 = $73

CASES = [
    Case("cost-monthly-limit", config={"limit": 300}, passing=[[ROOT, SMALL], [ROOT]], failing=[[ROOT, LARGE], [ROOT, SMALL, LARGE]]),
    Case("cost-monthly-limit", config={"limit": 561.44}, passing=[[ROOT, DATABASES, LARGE]], failing=[[ROOT, LARGE, SMALL, ABROAD]]),
    Case("cost-monthly-limit", passing=[[ROOT, LARGE]], failing=[]),
    Case(
        "cost-monthly-limit",
        config={"limit": 100, "usage": {"nat": {"data_gb": 10_000}}},
        passing=[[ROOT, SMALL]],
        failing=[[ROOT, SUBNET, GATEWAY]],
    ),
    Case("cost-monthly-limit", config={"limit": 50}, passing=[[ROOT, SUBNET, GATEWAY]], failing=[[ROOT, CLUSTER]]),
    Case(
        "cost-region-limit",
        config={"limits": {"*": 300, "us-east-1": 1000}},
        passing=[[ROOT, LARGE], [ROOT, SMALL]],
        failing=[[ROOT, ABROAD], [ROOT, LARGE, ABROAD]],
    ),
    Case("cost-region-limit", config={"limits": {"eu-*": 300}}, passing=[[ROOT, LARGE]], failing=[[ROOT, LARGE, ABROAD]]),
    Case("cost-region-limit", passing=[[ROOT, LARGE]], failing=[]),
    Case(
        "cost-component-limit",
        config={"limits": {"Databases": 300}},
        passing=[[ROOT, DATABASES, SMALL], [ROOT, DATABASES, ABROAD]],
        failing=[[ROOT, DATABASES, LARGE], [ROOT, DATABASES, LARGE, SMALL]],
    ),
    Case("cost-component-limit", config={"limits": {"*": 300}}, passing=[[ROOT, SMALL]], failing=[[ROOT, ABROAD]]),
    Case("cost-component-limit", passing=[[ROOT, LARGE]], failing=[]),
    Case(
        "cost-resource-limit",
        config={"limits": {"*": 300, "large*": 500, "cluster": 50}},
        passing=[SMALL, TABLE, [SMALL, TABLE]],
        failing=[LARGE, ABROAD, [SMALL, LARGE], CLUSTER],
    ),
    Case("cost-resource-limit", config={"limits": {"large": 600}}, passing=[LARGE, ABROAD], failing=[]),
    Case("cost-resource-limit", passing=[LARGE], failing=[]),
    Case(
        "cost-increase",
        config={"baseline": 550, "percent": 5},
        passing=[[ROOT, LARGE], [ROOT, SMALL]],
        failing=[[ROOT, LARGE, ABROAD]],
    ),
    Case("cost-increase", config={"baseline": 500}, passing=[[ROOT, SMALL]], failing=[[ROOT, LARGE]]),
    Case("cost-increase", config={"baseline": 561.44, "percent": 0}, passing=[[ROOT, LARGE]], failing=[]),
    Case("cost-increase", passing=[[ROOT, LARGE]], failing=[]),
]
