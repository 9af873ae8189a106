"""ElastiCache's Global Datastore: a replication group in each of several regions, of which one is written to."""

from collections.abc import Mapping
from typing import Any

from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call, Refused

_PREFIX = "ldgnf-"
"""AWS puts five characters and a dash before a name, which the region decides."""


class GlobalDatastores:
    """Known in every region alike."""

    def __init__(self, world: World):
        self._world = world

    def additions(self) -> dict[tuple[str, str], Addition]:
        """By operation."""
        found: dict[str, Addition] = {
            "CreateGlobalReplicationGroup": self._create,
            "DescribeGlobalReplicationGroups": self._describe,
            "FailoverGlobalReplicationGroup": self._failover,
            "DisassociateGlobalReplicationGroup": self._disassociate,
            "CreateReplicationGroup": self._join,
        }
        return {("elasticache", operation): addition for operation, addition in found.items()}

    @property
    def _stores(self) -> dict[str, dict[str, Any]]:
        return self._world.kept["global datastores"]

    def _create(self, call: Call, _: Forward) -> Result:
        primary = str(call.parameters["PrimaryReplicationGroupId"])
        group = self._group(call.region, primary)
        name = _PREFIX + str(call.parameters["GlobalReplicationGroupIdSuffix"])
        if name in self._stores:
            raise Refused("GlobalReplicationGroupAlreadyExistsFault", f"{name} exists already")
        self._stores[name] = {
            "description": call.parameters.get("GlobalReplicationGroupDescription", ""),
            "members": {call.region: primary},
            "primary": call.region,
            "next": None,
            "node type": group.cache_node_type,
            "engine": group.engine,
        }
        self._tell_members(name)
        return {"GlobalReplicationGroup": self._shown(name)}

    def _join(self, call: Call, forward: Forward) -> Result:
        name = call.parameters.get("GlobalReplicationGroupId")
        store = self._store(str(name)) if name else None
        response = forward()
        if store and response.status_code == 200:
            store["members"][call.region] = str(call.parameters["ReplicationGroupId"])
            self._tell_members(str(name))
        return response

    def _describe(self, call: Call, _: Forward) -> Result:
        wanted = call.parameters.get("GlobalReplicationGroupId")
        names = [str(wanted)] if wanted else sorted(self._stores)
        for name in names:
            self._store(name)
            if not self._world.look("global datastore", name):
                self._settle(name)
        members = bool(call.parameters.get("ShowMemberInfo"))
        return {"GlobalReplicationGroups": [self._shown(name, members) for name in names]}

    def _failover(self, call: Call, _: Forward) -> Result:
        name, region = str(call.parameters["GlobalReplicationGroupId"]), str(call.parameters["PrimaryRegion"])
        store = self._store(name)
        if self._world.busy("global datastore", name):
            raise Refused("InvalidGlobalReplicationGroupState", f"{name} is not available")
        self._settle(name)
        if store["members"].get(region) != call.parameters["PrimaryReplicationGroupId"]:
            raise Refused("InvalidParameterValue", f"{call.parameters['PrimaryReplicationGroupId']} in {region} is not of {name}")
        if store["primary"] == region:
            raise Refused("InvalidParameterValue", f"{region} is the primary region of {name} already")
        store["next"] = region
        self._world.begin("global datastore", name)
        return {"GlobalReplicationGroup": self._shown(name)}

    def _disassociate(self, call: Call, _: Forward) -> Result:
        name, region = str(call.parameters["GlobalReplicationGroupId"]), str(call.parameters["ReplicationGroupRegion"])
        store = self._store(name)
        if store["members"].get(region) != call.parameters["ReplicationGroupId"] or region == store["primary"]:
            raise Refused("InvalidParameterValue", f"{call.parameters['ReplicationGroupId']} is no secondary of {name}")
        del store["members"][region]
        self._group(region, str(call.parameters["ReplicationGroupId"])).global_replication_group_id = ""
        return {"GlobalReplicationGroup": self._shown(name)}

    def _settle(self, name: str) -> None:
        """What was under way is done."""
        store = self._stores[name]
        if store["next"]:
            store["primary"], store["next"] = store["next"], None
            self._tell_members(name)

    def _tell_members(self, name: str) -> None:
        store = self._stores[name]
        for region, id_ in store["members"].items():
            group = self._group(region, id_)
            group.global_replication_group_id = name
            group.global_replication_group_member_role = "PRIMARY" if region == store["primary"] else "SECONDARY"

    def _store(self, name: str) -> dict[str, Any]:
        if name not in self._stores:
            raise Refused("GlobalReplicationGroupNotFoundFault", f"{name} does not exist")
        return self._stores[name]

    def _group(self, region: str, id_: str) -> Any:
        groups = self._world.backend("elasticache", region).replication_groups
        if id_ not in groups:
            raise Refused("ReplicationGroupNotFoundFault", f"{id_} does not exist")
        return groups[id_]

    def _shown(self, name: str, members: bool = True) -> Mapping[str, Any]:
        store = self._stores[name]
        busy = store["next"] is not None
        shown = {
            "GlobalReplicationGroupId": name,
            "GlobalReplicationGroupDescription": store["description"],
            "Status": "modifying" if busy else "primary-only" if len(store["members"]) == 1 else "available",
            "CacheNodeType": store["node type"],
            "Engine": store["engine"],
            "ARN": f"arn:aws:elasticache::{self._world.account_id}:globalreplicationgroup:{name}",
        }
        if members:
            shown["Members"] = [
                {
                    "ReplicationGroupId": id_,
                    "ReplicationGroupRegion": region,
                    "Role": "PRIMARY" if region == store["primary"] else "SECONDARY",
                    "AutomaticFailover": "enabled",
                    "Status": "associated",
                }
                for region, id_ in store["members"].items()
            ]
        return shown
