"""The charts and CRDs themselves would take every Helm value and object of every stack: Helm renders a misspelt value without a word."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.contract.graph import graph_of, write_graph
from tests.support import CLUSTER_STACKS, LOCAL, ROOT, inventory_of

TOOL = ROOT.parent / "shared" / "tools" / "chartcheck" / "chartcheck.py"

pytestmark = pytest.mark.skipif(not TOOL.exists(), reason="needs chartcheck")

# (name, path and message): a finding that is no mistake; with the reason.
EXCUSED: dict[tuple[str, str], str] = {
    ("seaweedfs", "SecurityContext.enabled: unknown field"): "the chart's own switch, which it takes out before it writes the pod",
}


@pytest.mark.parametrize("stack", CLUSTER_STACKS)
def test_every_value_and_object_is_one_that_its_chart_or_definition_knows(stack: str, tmp_path: Path) -> None:
    report = judged(write_graph(inventory_of(stack), tmp_path / "graph.json"))
    wrong = [
        f"{finding['level']}: {finding['name']} {finding['path']}: {finding['message']}"
        for finding in report["findings"]
        if finding["level"] in ("error", "warning") and not excused(finding)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_misspelt_value_and_an_unknown_field_are_found(tmp_path: Path) -> None:
    graph = graph_of(inventory_of(LOCAL))
    release = next(r for r in graph["resources"] if r["type"].endswith(":Release") and r["inputs"]["chart"] == "cert-manager")
    release["inputs"] = {**release["inputs"], "values": {**release["inputs"]["values"], "replicaCuont": 2}}
    namespace = next(r for r in graph["resources"] if r["type"].endswith(":Namespace"))
    namespace["inputs"] = {**namespace["inputs"], "spce": {}}
    (tmp_path / "graph.json").write_text(json.dumps(graph))
    found = judged(tmp_path / "graph.json")["findings"]
    errors = [finding for finding in found if finding["level"] == "error" and not excused(finding)]
    assert {finding["name"] for finding in errors} == {release["name"], namespace["name"]}


def judged(graph: Path) -> Any:
    """What the charts' data say of a graph."""
    done = subprocess.run([sys.executable, str(TOOL), "--graph", str(graph), "--json"], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def excused(finding: dict[str, Any]) -> bool:
    """Whether a finding has its reason above."""
    said = f"{finding['path']}: {finding['message']}"
    return any(name in finding["name"] and text in said for name, text in EXCUSED)
