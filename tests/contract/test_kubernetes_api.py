"""A real Kubernetes API server, with the real CRDs, accepts every object of every stack; applying it all again changes nothing."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.contract.graph import graph_of, write_graph
from tests.support import CLUSTER_STACKS, LOCAL, ROOT, inventory_of

TOOL = ROOT.parent / "shared" / "tools" / "kubeapi" / "kubeapi.py"


def missing() -> str:
    """What the server lacks on this machine; empty if nothing."""
    if not TOOL.exists():
        return "kubeapi"
    return "" if shutil.which("go") else "go"


pytestmark = pytest.mark.skipif(bool(missing()), reason=f"needs {missing()}")

# Every kind of object is in one of these: prod's four clusters, the one off AWS, and the option stack that runs every store itself.
JUDGED = ("prod", LOCAL, "cluster")

KARPENTERS = {"kubernetes:karpenter.k8s.aws/v1:EC2NodeClass", "kubernetes:karpenter.sh/v1:NodePool"}
"""Held against their definitions in test_charts."""

# Part of a warning's text: what it is about; with the reason that it may stand.
EXCUSED: dict[str, str] = {}


@pytest.mark.parametrize("stack", JUDGED)
def test_the_api_server_accepts_every_object_twice(stack: str, tmp_path: Path) -> None:
    said = judged(write_graph(inventory_of(stack), tmp_path / "graph.json"))
    wrong = [line for line in said if not any(text in line for text in EXCUSED)]
    assert not wrong, "\n".join(wrong)


def test_an_object_that_breaks_a_rule_is_refused(tmp_path: Path) -> None:
    graph = graph_of(inventory_of(LOCAL))
    graph["resources"] = [r for r in graph["resources"] if r["type"].startswith("pulumi:") or r["type"].endswith(":Namespace")]
    namespace = next(r for r in graph["resources"] if r["type"].endswith(":Namespace"))
    metadata = namespace["inputs"]["metadata"]
    namespace["inputs"] = {**namespace["inputs"], "metadata": {**metadata, "labels": {"monitoring": "not a label value!"}}}
    (tmp_path / "graph.json").write_text(json.dumps(graph))
    assert f"Namespace /{metadata['name']} " in "\n".join(judged(tmp_path / "graph.json"))


def judged(graph: Path) -> list[str]:
    """What the server says against the objects of a graph, cluster by cluster."""
    done = subprocess.run(
        [sys.executable, str(TOOL), "check", "--graph", str(graph), "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    clusters: list[dict[str, Any]] = json.loads(done.stdout)
    assert clusters and all(cluster["objects"] for cluster in clusters)
    return [
        f"{cluster['provider']}: {one['kind']} {one['namespace']}/{one['name']} ({one['source']}): {message}"
        for cluster in clusters
        for one in cluster["objects"]
        for message in (*one["errors"], *one["warnings"])
    ]


def test_no_kind_of_object_is_left_out() -> None:
    judged_kinds = {one.type for stack in JUDGED for one in inventory_of(stack) if one.type.startswith("kubernetes:")}
    others = {one.type for stack in CLUSTER_STACKS for one in inventory_of(stack) if one.type.startswith("kubernetes:")}
    assert others - judged_kinds <= KARPENTERS
