"""DynamoDB's global tables: a replica is a table of its own in another region, and each says of all the others."""

import copy
import json
from typing import Any

from moto.core.utils import utcnow
from werkzeug.wrappers import Response

from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call, Refused


class GlobalTables:
    """moto's tables know no replicas. What is written to one is not copied to the others."""

    def __init__(self, world: World):
        self._world = world

    def additions(self) -> dict[tuple[str, str], Addition]:
        """By operation."""
        return {("dynamodb", "UpdateTable"): self._update, ("dynamodb", "DescribeTable"): self._describe}

    def _update(self, call: Call, forward: Forward) -> Result:
        name = str(call.parameters["TableName"])
        for update in call.parameters.get("ReplicaUpdates") or ():
            if made := update.get("Create"):
                self._create(call.region, name, made["RegionName"])
            if gone := update.get("Delete"):
                self._delete(name, gone["RegionName"])
        return self._shown(call.region, name, forward(), "TableDescription")

    def _describe(self, call: Call, forward: Forward) -> Result:
        return self._shown(call.region, str(call.parameters["TableName"]), forward(), "Table")

    def _create(self, region: str, name: str, other: str) -> None:
        source = self._tables(region).get(name)
        if source is None:
            raise Refused("ResourceNotFoundException", f"Requested resource not found: Table: {name} not found")
        if name in self._tables(other):
            raise Refused("ValidationException", f"Failed to create a the new replica of table with name: {name}: it exists in {other}")
        if not source.stream_specification:
            raise Refused("ValidationException", "Table must have DynamoDB Streams enabled with New and Old Images")
        replica = copy.deepcopy(source)
        replica.region_name, replica.table_arn = other, source.table_arn.replace(f":{region}:", f":{other}:")
        replica.continuous_backups = copy.deepcopy(source.continuous_backups)
        replica.continuous_backups["PointInTimeRecoveryDescription"] = {"PointInTimeRecoveryStatus": "DISABLED"}  # each asks for its own
        self._tables(other)[name] = replica
        self._regions(name).update({region: utcnow(), other: utcnow()})

    def _delete(self, name: str, other: str) -> None:
        self._tables(other).pop(name, None)
        self._regions(name).pop(other, None)

    def _shown(self, region: str, name: str, response: Response, key: str) -> Response:
        others = sorted(set(self._regions(name)) - {region})
        if response.status_code == 200 and others:
            content = json.loads(response.get_data())
            content[key]["Replicas"] = [{"RegionName": other, "ReplicaStatus": "ACTIVE"} for other in others]
            response.set_data(json.dumps(content))
        return response

    def _regions(self, name: str) -> dict[str, Any]:
        """Those that have the table."""
        found: dict[str, Any] = self._world.kept["replicas"].setdefault(name, {})
        return found

    def _tables(self, region: str) -> dict[str, Any]:
        found: dict[str, Any] = self._world.backend("dynamodb", region).tables
        return found
