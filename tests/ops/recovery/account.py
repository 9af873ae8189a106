"""An empty account on this machine, in which copies, applications and the switch's alarm behave as AWS's do."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import boto3
import urllib3
from botocore.config import Config

from tests.ops.cloud.additions.alarms import Alarms
from tests.ops.cloud.additions.elasticache import GlobalDatastores
from tests.ops.cloud.additions.flink import Applications
from tests.ops.cloud.additions.rds import Instances
from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Addition, Server
from tests.ops.cloud.watch import measure
from tests.ops.recovery.names import STACK
from tests.support import settings_of

_SESSION = boto3.Session("testing", "testing")


class Account:
    """Served from its making on."""

    def __init__(self) -> None:
        self.account = settings_of(STACK).account_id
        self.world = World(self.account)
        self._clients: dict[tuple[str, str], Any] = {}
        additions: dict[tuple[str, str], Addition] = {
            **Instances(self.world).additions(),
            **GlobalDatastores(self.world).additions(),
            **Applications(self.world).additions(),
            **Alarms(self.world).additions(),
        }
        self.server = Server(self.account, additions)
        self.server.start()
        urllib3.request("POST", f"{self.server.url}/moto-api/reset", timeout=60)

    def client(self, service: str, region: str) -> Any:
        """boto3's; making one takes longer than all that it is asked."""
        if (service, region) not in self._clients:
            make: Any = _SESSION.client
            config = Config(retries={"total_max_attempts": 1}, read_timeout=120)
            self._clients[service, region] = make(service, region_name=region, endpoint_url=self.server.url, config=config)
        return self._clients[service, region]

    def measure(self, region: str, namespace: str, metric: str, dimensions: Mapping[str, str], value: float) -> None:
        """CloudWatch has measured something just now."""
        measure(self.client("cloudwatch", region), namespace, metric, dimensions, value, datetime.now(UTC))

    def stop(self) -> None:
        self.server.stop()
