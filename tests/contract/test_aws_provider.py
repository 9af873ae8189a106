"""The real AWS provider accepts every input of every stack: mocks accept anything."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.contract.graph import graph_of
from tests.support import ALL_STACKS, ROOT, inventory_of

FOLDER = ROOT.parent / "shared" / "tools" / "awscheck"

# (type, message): not the program's mistake; with the reason.
EXCUSED = {
    ("aws:ec2/subnet:Subnet", "is not a valid CIDR block"): "the check makes up a word for the VPC's IPv6 block, which only AWS knows",
}


def missing() -> str:
    """What the check lacks on this machine; empty if nothing."""
    if not FOLDER.exists():
        return "awscheck"
    return "" if shutil.which("terraform") else "terraform"


@pytest.mark.skipif(bool(missing()), reason=f"needs {missing()}")
def test_the_aws_provider_accepts_every_input_of_every_stack(tmp_path: Path) -> None:
    graphs = [graph_of(inventory_of(stack)) for stack in ALL_STACKS]
    everything = {**graphs[0], "resources": distinct(resource for graph in graphs for resource in graph["resources"])}
    (tmp_path / "graph.json").write_text(json.dumps(everything))
    command = [sys.executable, str(FOLDER / "awscheck.py"), "--graph", str(tmp_path / "graph.json"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    report = json.loads(done.stdout)
    assert report["checked"] > 1000
    errors = [
        f"{finding['type']} {finding['name']} {finding['property']}: {finding['message']}"
        for finding in report["findings"]
        if finding["level"] == "error" and not excused(finding)
    ]
    assert not errors, "\n".join(errors)


def excused(finding: dict[str, Any]) -> bool:
    """Whether a finding is the check's own limit."""
    return any(finding["type"] == type_ and message in finding["message"] for type_, message in EXCUSED)


def distinct(resources: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One of each that the provider judges alike, whatever its region, account, zone, address or hash. The longest stands for all."""
    chosen: dict[str, dict[str, Any]] = {}
    for resource in resources:
        inputs = json.dumps(resource["inputs"], sort_keys=True)
        key = resource["urn"] if resource["type"].startswith("pulumi:") else f"{resource['type']} {_shape(inputs)}"
        if key not in chosen or len(inputs) > len(json.dumps(chosen[key]["inputs"], sort_keys=True)):
            chosen[key] = resource
    return list(chosen.values())


_KNOWN = json.loads((ROOT / "data" / "regions.json").read_text())["regions"]
_REGIONS = re.compile("|".join(sorted(_KNOWN, key=len, reverse=True)))
_STACKS = re.compile("|".join(rf"\b{stack}\b" for stack in ALL_STACKS))
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")
_HASH = re.compile(r"[0-9a-f]{7,}", re.IGNORECASE)


def _shape(inputs: str) -> str:
    """Inputs without what differs between regions and stacks: their names, zones, addresses, accounts and hashes."""
    text = _STACKS.sub("S", _REGIONS.sub("R", inputs))
    return _HASH.sub("H", _ADDRESS.sub("A", re.sub(r"R-?[a-f]\b", "Z", text)))
