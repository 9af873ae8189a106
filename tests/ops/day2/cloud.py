"""An account in moto's AWS, with what moto lacks of it, and the context in which commands work on it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import moto.backends

from ops.aws import Patience
from ops.context import Context
from ops.gateway import Gateway
from ops.outputs import Outputs
from ops.progress import Event, Progress
from tests.ops.cloud import watch
from tests.ops.cloud.additions.snapshots import CacheSnapshots
from tests.ops.cloud.additions.world import World
from tests.ops.cloud.server import Server
from tests.ops.cloud.wire import Call
from tests.ops.day2.deployments import Deployments
from tests.ops.day2.names import ACCOUNT, HOME, STACK, topic_of
from tests.ops.day2.outputs import outputs
from tests.ops.day2.vault import Vault
from tests.support import settings_of


@dataclass
class Recorder:
    """What people would see."""

    events: list[Event] = field(default_factory=list)

    def show(self, event: Event) -> None:
        self.events.append(event)

    def said(self, status: str) -> list[str]:
        return [event.detail for event in self.events if event.status == status]


@dataclass
class Cloud:
    """The server and the stack in it."""

    server: Server
    vault: Vault
    deployments: Deployments
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    recorder: Recorder = field(default_factory=Recorder)

    def client(self, service: str, region: str = HOME) -> Any:
        return boto3.client(service, region_name=region)  # type: ignore[call-overload]

    def context(self, *, dry_run: bool = False) -> Context:
        gateway = Gateway(boto3.Session(), Progress(self.recorder), Patience(attempts=1, read_seconds=5, poll_seconds=0.01), dry_run)
        return Context(STACK, settings_of(STACK), Outputs.model_validate(outputs()), gateway, lambda: self.now)

    def changes(self, service: str) -> list[Call]:
        """Calls that changed something, of one service."""
        return [call for call in self.server.changes if call.service == service]

    def metric(self, namespace: str, name: str, dimensions: Mapping[str, str], value: float, region: str = HOME) -> None:
        watch.measure(self.client("cloudwatch", region), namespace, name, dimensions, value, self.now - timedelta(minutes=1))

    def alarm(self, name: str, state: str = "OK", region: str = HOME, topic: str | None = None) -> None:
        watch.alarm(self.client("cloudwatch", region), name, state, topic or topic_of(region))


@contextmanager
def served(monkeypatch: Any, tmp_path: Path) -> Iterator[Cloud]:
    """The account, empty but for what the stack has."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    vault, deployments = Vault(), Deployments()
    server = Server(ACCOUNT, {**vault.additions(), **deployments.additions(), **CacheSnapshots(World(ACCOUNT)).additions()})
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    server.start()
    try:
        for service in (
            "cloudwatch",
            "dynamodb",
            "rds",
            "elasticache",
            "redshift",
            "s3",
            "efs",
            "kinesis",
            "lambda",
            "eks",
            "ecs",
            "fis",
            "elbv2",
        ):
            moto.backends.get_backend(service).reset()  # type: ignore[call-overload]
        yield Cloud(server, vault, deployments)
    finally:
        server.stop()
