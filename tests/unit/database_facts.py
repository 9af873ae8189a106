"""What the tests of AWS's databases share: the types of stores, and what a store waits for."""

import pytest

from inventory.resource import Inventory, Resource
from tests.support import ALL_STACKS, inventory_of

TABLE = "aws:dynamodb/table:Table"
REPLICA = "aws:dynamodb/tableReplica:TableReplica"
INSTANCE = "aws:rds/instance:Instance"
PROXY = "aws:rds/proxy:Proxy"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
CLUSTER = "aws:redshift/cluster:Cluster"
NAMESPACE = "aws:redshiftserverless/namespace:Namespace"
WORKGROUP = "aws:redshiftserverless/workgroup:Workgroup"
DOMAIN = "aws:opensearch/domain:Domain"

every_stack = pytest.mark.parametrize("stack", ALL_STACKS)


def stores(stack: str, *types: str) -> list[Resource]:
    """The platform's own of these types; a Lambda function has a table, too."""
    return [one for one in inventory_of(stack).of_type(*types) if "platform:databases:" in one.qualified_type]


def only(inventory: Inventory, type_: str, region: str | None = None) -> Resource:
    """The one resource of a type (in a region)."""
    (found,) = [resource for resource in inventory.of_type(type_) if region in (None, resource.region)]
    return found


def dependencies(inventory: Inventory, resource: Resource) -> set[str]:
    """Everything that must exist before a resource, however far back."""
    by_urn = {one.urn: one for one in inventory}
    known: set[str] = set()
    waiting = [resource.urn]
    while waiting:
        one = by_urn[waiting.pop()]
        needed = {*one.depends_on, *(urn for urns in one.property_dependencies.values() for urn in urns)} - known
        known |= needed
        waiting += [urn for urn in needed if urn in by_urn]
    return known


def only_named(inventory: Inventory, type_: str, name: str) -> Resource:
    (found,) = [resource for resource in inventory.of_type(type_) if resource.name == name]
    return found


def data_group(inventory: Inventory, region: str) -> str:
    return only_named(inventory, "aws:ec2/securityGroup:SecurityGroup", f"{region}-data").id
