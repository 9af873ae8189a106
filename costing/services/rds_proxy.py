"""RDS Proxy: paid by what the databases behind it have."""

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.engines import SERVERLESS, vcpus_of
from costing.estimators import estimates
from costing.services.aurora import CLUSTER, CLUSTER_INSTANCE, least_units
from costing.services.rds import INSTANCE
from costing.transfer import ENDPOINT_DATA
from inventory.resource import Resource
from inventory.values import Values

_TARGET = "aws:rds/proxyTarget:ProxyTarget"
_LEAST_VCPUS = 2
_LEAST_UNITS = 8


@estimates("aws:rds/proxy:Proxy")
def proxy(bill: Bill) -> None:
    """By the vCPUs of its targets, at least two. Usage: `acu_hours` where they are serverless."""
    vcpus, serverless = 0.0, 0.0
    for target in bill.around.referring(bill.resource, _TARGET, "dbProxyName"):
        for database in _behind(bill, target):
            kind = Values(dict(database.inputs)).text("instanceClass")
            if kind == SERVERLESS:
                serverless += least_units(bill, database)
            else:
                vcpus += vcpus_of(kind)
    if serverless:
        hours = bill.usage("acu_hours", max(serverless, _LEAST_UNITS) * HOURS)
        bill.add("ACUs behind the proxy", hours, "rds", "proxy_acu_hour", by_usage=True)
    if vcpus or not serverless:
        bill.hours("vCPUs behind the proxy", max(vcpus, _LEAST_VCPUS), "rds", "proxy_vcpu_hour")


@estimates("aws:rds/proxyEndpoint:ProxyEndpoint")
def endpoint(bill: Bill) -> None:
    """An interface endpoint in each subnet's zone. Usage: `data_gb`."""
    subnets = len(bill.values.texts("vpcSubnetIds"))
    bill.hours("interface endpoint", max(1, subnets), "vpc_endpoint_interface", "hour_per_az")
    bill.tiers("data through the endpoint", bill.usage("data_gb"), "vpc_endpoint_interface", ENDPOINT_DATA)


def _behind(bill: Bill, target: Resource) -> list[Resource]:
    instance = bill.around.target(target, "dbInstanceIdentifier", INSTANCE)
    if instance:
        return [instance]
    cluster = bill.around.target(target, "dbClusterIdentifier", CLUSTER)
    return bill.around.referring(cluster, CLUSTER_INSTANCE, "clusterIdentifier") if cluster else []
