"""The packs and checkov on the same resources of a stack, each as a person waits for it. checkov is taken from PATH, or left out."""

import json
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.phases import ROOT
from benchmarks.terraform import TYPES, plan
from inventory.cache import read_inventory
from inventory.project import Project
from inventory.resource import Inventory
from preflight.policies.pack import packs_below
from preflight.policies.session import Session
from preflight.subject import Subject


@dataclass(frozen=True)
class Compared:
    """What both took."""

    version: str
    resources: int
    ours: float
    its: float
    answers: int
    """How many checks checkov made."""


def compared(stack: str) -> Compared | None:
    """None where checkov is not installed."""
    tool = shutil.which("checkov")
    if not tool:
        return None
    whole = read_inventory(Project.read(ROOT), stack)
    inventory = Inventory(whole.project, whole.stack, tuple(one for one in whole if one.type in TYPES))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.json"
        file.write_text(json.dumps(plan(inventory)))
        command = [tool, "-f", str(file), "--framework", "terraform_plan", "--compact", "--quiet", "--output", "json"]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        its = time.perf_counter() - start
    summary = json.loads(done.stdout)["summary"]
    start = time.perf_counter()
    with Session(packs_below(ROOT), ROOT) as session:
        session.judge(lambda: Subject(inventory))
    ours = time.perf_counter() - start
    return Compared(summary["checkov_version"], len(inventory), ours, its, summary["passed"] + summary["failed"])
