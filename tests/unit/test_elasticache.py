"""The cache on ElastiCache, as each stack's program registers it."""

from tests.support import inventory_of
from tests.unit.database_facts import CACHE, dependencies, every_stack, only

GLOBAL_CACHE = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"


@every_stack
def test_nobody_comes_into_a_cache_without_tls_and_password(stack: str) -> None:
    inventory = inventory_of(stack)
    users = {one.id: one for one in inventory.of_type("aws:elasticache/user:User")}
    for cache in inventory.of_type(CACHE):
        if "globalReplicationGroupId" not in cache.inputs:
            assert cache.inputs["transitEncryptionEnabled"] is True
            assert cache.inputs["transitEncryptionMode"] == "required"
            assert cache.inputs["atRestEncryptionEnabled"] in (True, "true")
        (group,) = [one for one in inventory.of_type("aws:elasticache/userGroup:UserGroup") if one.region == cache.region]
        assert cache.inputs["userGroupIds"] == [group.id]
        for user in group.inputs["userIds"]:
            assert users[user].inputs["authenticationMode"]["type"] == "password"


@every_stack
def test_a_cache_of_several_nodes_survives_the_loss_of_a_zone(stack: str) -> None:
    for cache in inventory_of(stack).of_type(CACHE):
        several = cache.inputs["numCacheClusters"] > 1
        assert cache.inputs["multiAzEnabled"] is several
        assert cache.inputs["automaticFailoverEnabled"] is several


def test_the_dr_regions_cache_follows_the_primary_regions() -> None:
    inventory = inventory_of("prod")
    leader, follower = only(inventory, CACHE, "us-east-1"), only(inventory, CACHE, "us-west-2")
    datastore = only(inventory, GLOBAL_CACHE)
    assert leader.urn in dependencies(inventory, datastore)
    assert datastore.urn in dependencies(inventory, follower)
    assert follower.inputs["globalReplicationGroupId"]
    assert not {"engine", "engineVersion", "nodeType"} & set(follower.inputs)
    for region in ("eu-west-1", "ap-south-1"):
        assert only(inventory, CACHE, region).inputs["nodeType"] == "cache.r6g.large"
        assert "globalReplicationGroupId" not in only(inventory, CACHE, region).inputs
