"""All additions."""

from tests.ops.cloud.additions.alarms import Alarms
from tests.ops.cloud.additions.backups import Vaults
from tests.ops.cloud.additions.elasticache import GlobalDatastores
from tests.ops.cloud.additions.flink import Applications
from tests.ops.cloud.additions.lags import Lags
from tests.ops.cloud.additions.lambdas import Mappings
from tests.ops.cloud.additions.nodes import NodeGroups
from tests.ops.cloud.additions.rds import Instances
from tests.ops.cloud.additions.records import Records
from tests.ops.cloud.additions.snapshots import CacheSnapshots
from tests.ops.cloud.additions.tables import GlobalTables
from tests.ops.cloud.additions.tasks import Services
from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition

_ALL = (
    Alarms,
    Applications,
    CacheSnapshots,
    GlobalDatastores,
    GlobalTables,
    Instances,
    Lags,
    Mappings,
    NodeGroups,
    Records,
    Services,
    Vaults,
)


def additions_of(world: World) -> dict[tuple[str, str], Addition]:
    """By service and operation."""
    found: dict[tuple[str, str], Addition] = {}
    for kind in _ALL:
        found |= kind(world).additions()
    return found
