"""Two regions of a stack in a cloud on this machine, with the outputs that a stack would have, and the commands on it."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.ops.recovery.names import ACTIVE, DR, METRIC, NAME, NO_TASKS, OBJECT, PRIMARY, STACK, STANDBY, TASKS, WAITS, WORKS
from tests.ops.recovery.process import Ran, Running
from tests.ops.recovery.state import Observed
from tests.support import ROOT


class Stage(Observed):
    """All of it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._started = 0
        self.write_outputs(self.outputs())
        self.server.calls.clear()

    def outputs(self) -> dict[str, Any]:
        """As `pulumi stack output --json` prints them."""
        return {
            "active_region": PRIMARY,
            "primary_region": PRIMARY,
            "dr_region": DR,
            "operations": {"table": f"{NAME}-operations", "region": DR},
            "switch": {"region": DR, "health_check_id": "made", **METRIC},
            "hosts": ["api.example.com"],
            "regions": {PRIMARY: self._outputs(PRIMARY, "primary"), DR: self._outputs(DR, "dr")},
        }

    def _outputs(self, region: str, role: str) -> dict[str, Any]:
        return {
            "role": role,
            "alerts_topic_arn": f"arn:aws:sns:{region}:{self.account}:{NAME}-alerts",
            "cluster_name": f"{NAME}-eks",
            "cluster_endpoint": self.apis[region].endpoint,
            "cluster_certificate": self.apis[region].certificate,
            "ecs_cluster": f"{NAME}-ecs",
            "backup_vault": f"{NAME}-backups",
            "health_urls": {"api": f"{self.server.url}/health/{region}/api"},
            "takeover": {
                "node_groups": {"general": {"active": ACTIVE, "standby": STANDBY}},
                "services": {"api": {"active": TASKS, "standby": NO_TASKS}},
                "event_sources": {"validator": self.mappings[region]},
                "flink": f"{NAME}-flink",
                "objects": [{**OBJECT, "active": WORKS, "standby": WAITS}],
                "postgres": {
                    "identifier": f"{NAME}-postgres",
                    "instance_class": "db.r6g.large",
                    "subnet_group": "data",
                    "parameter_group": "pg",
                    "security_group_ids": [],
                    "kms_key_arn": f"arn:aws:kms:{region}:{self.account}:key/made",
                    "backup_days": 7,
                    "tags": {"backup": "daily"},
                },
                "cache": {"id": f"{NAME}-cache", "global_id": self.datastore},
            },
        }

    @property
    def outputs_file(self) -> Path:
        return self.folder / "outputs.json"

    def write_outputs(self, outputs: Mapping[str, Any]) -> None:
        self.outputs_file.write_text(json.dumps(outputs))

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "AWS_ENDPOINT_URL": self.server.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": str(self.folder / "none"),
        }

    def start(self, command: str, *arguments: str) -> Running:
        """A command in a process of its own."""
        given = [command, "--stack", STACK, "--project", str(ROOT), "--outputs", str(self.outputs_file), "--yes"]
        quick = ["--poll", "0.02", "--attempts", "3", "--timeout", "2", "--no-verify"]
        self._started += 1
        return Running([*given, *quick, *arguments], self.environment(), self.folder / f"run-{self._started}")

    def run(self, command: str, *arguments: str) -> Ran:
        """A command, to its end."""
        return self.start(command, *arguments).wait()


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    """A stage that is cleared away."""

    stage = Stage(folder)
    try:
        yield stage
    finally:
        stage.stop()
