"""One stack in a cloud of its own: what a test of `ops` is given."""

import copy
import functools
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3

from tests.ops.cloud.additions.all import additions_of
from tests.ops.cloud.additions.backups import Vaults
from tests.ops.cloud.additions.world import POLLS, World
from tests.ops.cloud.clusters import clusters_of
from tests.ops.cloud.expected import expected
from tests.ops.cloud.faults import Faults
from tests.ops.cloud.memory import Memory
from tests.ops.cloud.outputs import outputs_of
from tests.ops.cloud.seed import seed
from tests.ops.cloud.seed.seeding import Seeding
from tests.ops.cloud.server import Server
from tests.ops.cloud.state import snapshot
from tests.ops.cloud.wire import Call
from tests.support import inventory_of, settings_of
from tests.turns import inventory_with


class Cloud:
    """Seeded once; each test begins where it was then."""

    def __init__(self, stack: str):
        self.stack = stack
        self.settings = settings_of(stack)
        inventory = inventory_of(stack)
        self.world = World(self.settings.account_id)
        self.server = Server(self.settings.account_id, additions_of(self.world))
        self.server.start()
        self.world.polls = 0
        urllib3.request("POST", f"{self.server.url}/moto-api/reset", timeout=60)  # moto is one for the whole process
        self._seeding = Seeding(inventory, self.world, self.server.url)
        seed(self._seeding)
        for region in self._seeding.regions:
            self.client("rds", region).describe_db_instances()  # all that was begun is seen to be done
        self.clusters = clusters_of(inventory)
        self.outputs: dict[str, Any] = outputs_of(self._seeding, self.clusters, f"{self.server.url}/health")
        self._objects = {region: copy.deepcopy(api.objects) for region, api in self.clusters.items()}
        self._memory = Memory(self.world.account_id, dict(self.world.kept))

    def reset(self, folder: Path) -> None:
        """As it was seeded; `folder` is for the file of outputs."""
        self.faults.clear()
        self.world.begin_anew(self._memory.recall())
        self.world.polls = POLLS
        self.server.calls.clear()
        self.server.health.clear()
        for region, api in self.clusters.items():
            api.objects = copy.deepcopy(self._objects[region])
            api.asked.clear()
            api.posted.clear()
            api.refuse.clear()
        self.outputs_file = folder / "outputs.json"
        self.outputs_file.write_text(json.dumps(self.outputs))

    def stop(self) -> None:
        """End it all."""
        self.server.stop()
        for api in self.clusters.values():
            api.stop()

    @property
    def url(self) -> str:
        """The one endpoint of all services."""
        return self.server.url

    @property
    def env(self) -> dict[str, str]:
        """The environment of a process that works in this cloud."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return kept | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self.server.faults

    @property
    def calls(self) -> list[Call]:
        """Everything that was asked, in order."""
        return self.server.calls

    @property
    def changes(self) -> list[Call]:
        """What was asked to change. The journal and the lock, which are kept in DynamoDB, are no change of the stack."""
        table = self.outputs["operations"]["table"]
        return [call for call in self.server.changes if call.parameters.get("TableName") != table]

    def client(self, service: str, region: str) -> Any:
        """boto3's client, for the test itself; its calls are recorded, too."""
        return self._seeding.client(service, region)

    def snapshot(self) -> dict[str, Any]:
        """Everything that a failover changes, as it is now."""
        return snapshot(self.world, self.clusters)

    def when_active(self, region: str) -> dict[str, Any]:
        """What the program describes while a region is active, in the form of a snapshot."""
        inventory = inventory_of(self.stack) if region == self.outputs["primary_region"] else inventory_with(self.stack, region)
        return expected(inventory, self._seeding)

    def settle(self) -> None:
        """Whatever is under way is done."""
        self.world.settle()

    def sick(self, region: str, status: int = 503) -> None:
        """A region's hosts answer otherwise than 200."""
        self.server.health[region] = status

    def lag(self, seconds: float | None) -> None:
        """How far copies are behind; None if nobody knows."""
        self.world.kept["lag"]["seconds"] = seconds

    @functools.cached_property
    def vaults(self) -> Vaults:
        """To put recovery points into."""
        return Vaults(self.world)


@contextmanager
def cloud_of(stack: str) -> Iterator[Cloud]:
    """A stack's cloud, for as long as it is needed."""
    cloud = Cloud(stack)
    try:
        yield cloud
    finally:
        cloud.stop()
