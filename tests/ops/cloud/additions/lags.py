"""How far copies are behind: measured wherever there is a copy, and nowhere else."""

from moto.core.utils import utcnow

from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Forward, Result
from tests.ops.cloud.wire import Call

USUAL = 0.4
"""Seconds."""


class Lags:
    """CloudWatch's metrics of RDS's replicas and of Global Datastore's secondaries."""

    def __init__(self, world: World):
        self._world = world

    def additions(self) -> dict[tuple[str, str], Addition]:
        """By operation."""
        return {("cloudwatch", "GetMetricStatistics"): self._statistics}

    def _statistics(self, call: Call, forward: Forward) -> Result:
        dimensions = {one["Name"]: one["Value"] for one in call.parameters.get("Dimensions") or ()}
        match call.parameters["Namespace"], call.parameters["MetricName"]:
            case "AWS/RDS", "ReplicaLag":
                one = self._world.backend("rds", call.region).databases.get(dimensions.get("DBInstanceIdentifier"))
                copies = bool(one and one.source_db_instance_identifier)
            case "AWS/ElastiCache", "GlobalDatastoreReplicationLag":
                one = self._world.backend("elasticache", call.region).replication_groups.get(dimensions.get("ReplicationGroupId"))
                copies = getattr(one, "global_replication_group_member_role", "") == "SECONDARY"
            case _:
                return forward()
        seconds = self._world.kept["lag"].get("seconds", USUAL)
        point = {"Timestamp": utcnow(), "Maximum": seconds, "Minimum": seconds, "Average": seconds, "Sum": seconds, "SampleCount": 1.0}
        return {"Label": call.parameters["MetricName"], "Datapoints": [point] if copies and seconds is not None else []}
