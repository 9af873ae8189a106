"""RDS: replicas in other regions and their promotion; whatever changes an instance takes a while."""

from typing import Any

from moto.core.parse import XFormedDict

from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call, Refused


class Instances:
    """The instances of all regions; moto's, with the time that things take."""

    def __init__(self, world: World):
        self._world = world

    def additions(self) -> dict[tuple[str, str], Addition]:
        """By operation."""
        found: dict[str, Addition] = {
            "CreateDBInstance": self._create,
            "CreateDBInstanceReadReplica": self._replicate,
            "PromoteReadReplica": self._promote,
            "ModifyDBInstance": self._modify,
            "DescribeDBInstances": self._describe,
            "DeleteDBInstance": self._delete,
            "RegisterDBProxyTargets": self._register,
            "RestoreDBInstanceFromDBSnapshot": self._create,
            "RestoreDBInstanceToPointInTime": self._create,
        }
        return {("rds", operation): addition for operation, addition in found.items()}

    def _replicate(self, call: Call, _: Forward) -> Result:
        backend, given = self._backend(call.region), dict(call.parameters)
        identifier, source = str(given["DBInstanceIdentifier"]), str(given["SourceDBInstanceIdentifier"])
        if identifier in backend.databases:
            raise Refused("DBInstanceAlreadyExists", f"DB instance already exists: {identifier}")
        self._available(*_place(source, call.region))
        kwargs = XFormedDict()
        kwargs["backend"] = backend  # first: what follows is looked up in its region
        kwargs.update(given)
        replica = backend.create_db_instance_read_replica(kwargs)
        replica.backup_retention_period = 0
        if "DBParameterGroupName" not in given and source.startswith("arn:"):
            replica.db_parameter_group_name = None  # the default one: groups belong to a region
        self._begin_to_be(call.region, identifier)
        return {"DBInstance": replica}

    def _promote(self, call: Call, _: Forward) -> Result:
        identifier = str(call.parameters["DBInstanceIdentifier"])
        replica = self._available(call.region, identifier)
        if not replica.source_db_instance_identifier:
            raise Refused("InvalidDBInstanceState", f"DB Instance {identifier} is not a read replica")
        if "BackupRetentionPeriod" in call.parameters:
            replica.backup_retention_period = int(call.parameters["BackupRetentionPeriod"])
        self._world.kept["promotions"][f"{call.region} {identifier}"] = True
        self._begin(call.region, identifier, "modifying")
        return {"DBInstance": replica}

    def _done(self, region: str, identifier: str) -> Any:
        """Whatever was done to it is at its end: a replica is one until its promotion is through."""
        instance = self._instance(region, identifier)
        instance.status = "available"
        if self._world.kept["promotions"].pop(f"{region} {identifier}", False) and instance.source_db_instance_identifier:
            place, source = _place(instance.source_db_instance_identifier, region)
            if known := self._backend(place).databases.get(source):
                known.replicas = [one for one in known.replicas if one not in (identifier, instance.db_instance_arn)]
            instance.is_replica, instance.source_db_instance_identifier = False, None
        return instance

    def _modify(self, call: Call, forward: Forward) -> Result:
        identifier, new = str(call.parameters["DBInstanceIdentifier"]), call.parameters.get("NewDBInstanceIdentifier")
        self._available(call.region, identifier)
        if new and str(new) in self._backend(call.region).databases:
            raise Refused("DBInstanceAlreadyExists", f"DB instance already exists: {new}")
        response = forward()
        if response.status_code == 200 and call.parameters.get("ApplyImmediately"):
            self._begin(call.region, str(new or identifier), "renaming" if new else "modifying")
        return response

    def _describe(self, call: Call, forward: Forward) -> Result:
        wanted = call.parameters.get("DBInstanceIdentifier")
        for identifier, instance in self._backend(call.region).databases.items():
            if wanted in (None, identifier, instance.db_instance_arn) and not self._world.look("rds", call.region, identifier):
                self._done(call.region, identifier)
        return forward()

    def _delete(self, call: Call, forward: Forward) -> Result:
        identifier = str(call.parameters["DBInstanceIdentifier"])
        if self._instance(call.region, identifier).deletion_protection:
            raise Refused("InvalidParameterCombination", f"Cannot delete protected DB Instance: {identifier}")
        return forward()

    def _register(self, call: Call, forward: Forward) -> Result:
        for identifier in call.parameters["DBInstanceIdentifiers"]:
            if self._available(call.region, str(identifier)).source_db_instance_identifier:
                raise Refused("InvalidDBInstanceState", f"DB instance {identifier} is a read replica, which is not supported")
        return forward()

    def _create(self, call: Call, forward: Forward) -> Result:
        response = forward()
        if response.status_code == 200:
            named = call.parameters.get("TargetDBInstanceIdentifier") or call.parameters["DBInstanceIdentifier"]
            self._begin_to_be(call.region, str(named))
        return response

    def _begin_to_be(self, region: str, identifier: str) -> None:
        """With an id that no other has, and that it keeps under any name."""
        count = self._world.kept["instances"]["made"] = self._world.kept["instances"].get("made", 0) + 1
        self._instance(region, identifier).dbi_resource_id = f"db-{count:08d}{'A' * 18}"
        self._begin(region, identifier, "creating")

    def _begin(self, region: str, identifier: str, status: str) -> None:
        self._instance(region, identifier).status = status
        self._world.begin("rds", region, identifier)

    def _available(self, region: str, identifier: str) -> Any:
        """An instance that can be worked on."""
        instance = self._instance(region, identifier)
        if self._world.busy("rds", region, identifier):
            raise Refused("InvalidDBInstanceState", f"Instance {identifier} is {instance.status}, not available")
        return self._done(region, identifier)

    def _backend(self, region: str) -> Any:
        return self._world.backend("rds", region)

    def _instance(self, region: str, identifier: str) -> Any:
        instances = self._backend(region).databases
        if identifier not in instances:
            raise Refused("DBInstanceNotFound", f"DBInstance {identifier} not found.")
        return instances[identifier]


def _place(source: str, region: str) -> tuple[str, str]:
    """Region and name of an instance, by its ARN or, in its own region, its name."""
    return (source.split(":")[3], source.split(":")[6]) if source.startswith("arn:") else (region, source)
