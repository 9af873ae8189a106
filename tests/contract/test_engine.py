"""The real Pulumi engine previews, deploys, refreshes and destroys each stack on stand-in providers."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from inventory.resource import Inventory, Resource
from inventory.state_json import read_state
from ops.failover.adoption import Replaced, adoption
from ops.steps.postgres import aside
from tests.contract.engine import RUN, TOOL, missing, steps
from tests.support import CLUSTER_STACKS, ROOT, any_settings_of, folder_of, inventory_of, settings_of
from tests.turns import after_all, compared, parts, takeovers

IGNORED = shutil.ignore_patterns(".git", ".venv", ".cache", "__pycache__", ".*_cache", ".hypothesis")
STAGING = "staging"
POSTGRES = "aws:rds/instance:Instance"

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"needs {missing()}")


def changed_copy(folder: Path, stack: str, old: str, new: str) -> Path:
    """The platform in a folder of its own, with another line in the stack's file."""
    shutil.copytree(ROOT, folder, ignore=IGNORED)
    file = folder / folder_of(stack).relative_to(ROOT) / f"Pulumi.{stack}.yaml"
    content = file.read_text()
    assert content.count(old) == 1
    file.write_text(content.replace(old, new))
    return folder


@pytest.mark.parametrize("stack", CLUSTER_STACKS)
def test_the_engine_deploys_and_destroys_without_a_trace(stack: str, tmp_path: Path) -> None:
    """A protected stack is tried unprotected: that `destroy` stops at a protected resource is what protection is for."""
    root = ROOT
    if any_settings_of(stack).protect:
        root = changed_copy(tmp_path / "platform", stack, "event-platform:protect: true", "event-platform:protect: false")
    project = root / folder_of(stack).relative_to(ROOT)
    command = [sys.executable, str(RUN), str(TOOL), "--project", str(project), "--root", str(root), "--stack", stack]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[:5000] + done.stderr
    assert "default aws provider" not in done.stdout


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the state of staging is once it is deployed."""
    backend = tmp_path_factory.mktemp("backend")
    [up] = steps(ROOT, STAGING, ROOT, "--steps", "up", "--backend", str(backend))
    assert not up["problems"]
    return backend


def preview(backend: Path, root: Path = ROOT, step: str = "preview") -> set[str]:
    """What a preview of staging would change: operation and URN."""
    [done] = steps(root, STAGING, root, "--steps", step, "--backend", str(backend))
    assert not done["problems"]
    return {" ".join(line.split()[:2]) for line in done["changed"]}


Cloud = Mapping[str, Mapping[str, Any]]
"""By id or URN: what there is by now that nobody told Pulumi."""
Look = Callable[..., set[str]]


def state(backend: Path, folder: Path) -> Inventory:
    """What Pulumi knows of staging."""
    content = json.loads((backend / ".pulumi" / "stacks" / "event-platform" / f"{STAGING}.json").read_text())
    file = folder / "state.json"
    file.write_text(json.dumps({"deployment": content["checkpoint"]["latest"]}))
    return read_state(file)


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """What a preview would change that looks at the cloud first."""

    def looking(backend: Path, cloud: Cloud, root: Path = ROOT) -> set[str]:
        (tmp_path / "cloud.json").write_text(json.dumps(cloud))
        with monkeypatch.context() as patched:
            patched.setenv("ENGINECHECK_CLOUD", str(tmp_path / "cloud.json"))
            return preview(backend, root, "look")

    return looking


def test_another_active_region_changes_in_place_what_takeover_says_and_nothing_else(deployed: Path, tmp_path: Path) -> None:
    before, dr = inventory_of(STAGING), settings_of(STAGING).dr
    assert dr
    said, then = takeovers(before), parts(STAGING, dr.name)

    def changes(resource: Resource) -> bool:
        return compared(resource, after_all(resource, said, then)) != compared(resource, resource.inputs)

    setting = "event-platform:environment: staging"
    root = changed_copy(tmp_path / "platform", STAGING, setting, f"{setting}\n  event-platform:active_region: {dr.name}")
    expected = {f"update {resource.urn}" for resource in before if changes(resource)}
    assert len(expected) > 10
    assert preview(deployed, root) == expected


def test_what_was_deployed_under_another_name_is_not_replaced(deployed: Path, tmp_path: Path) -> None:
    """The state as it was before certificates were the edge's and their proofs had the name of a domain."""
    backend = tmp_path / "backend"
    shutil.copytree(deployed, backend)
    file = backend / ".pulumi" / "stacks" / "event-platform" / f"{STAGING}.json"
    state = file.read_text()
    for one in inventory_of(STAGING):
        if one.type == "platform:edge:Certificate" and one.aliases:
            [proof] = [child for child in inventory_of(STAGING) if child.parent == one.urn and child.type == "aws:route53/record:Record"]
            former = proof.urn.removesuffix(proof.name) + one.name
            assert state.count(proof.urn) > 1
            state = state.replace(proof.urn, former)
    moved = "platform:compute:IngestionApi$platform:edge:Certificate"
    assert moved in state
    file.write_text(state.replace(moved, "platform:compute:IngestionApi$platform:compute:Certificate"))
    assert preview(backend) == set()


def test_after_a_failover_a_look_at_the_cloud_finds_what_the_setting_wants(deployed: Path, tmp_path: Path, look: Look) -> None:
    found, dr = state(deployed, tmp_path), settings_of(STAGING).dr
    assert dr
    said, then = takeovers(found), parts(STAGING, dr.name)
    cloud: dict[str, dict[str, Any]] = {}
    for one in found:
        now, before = compared(one, after_all(one, said, then)), compared(one, one.inputs)
        cloud[one.urn] = {key: value for key, value in now.items() if value != before.get(key)}
    [replica] = [one for one in found if one.type == POSTGRES and one.region == dr.name]
    cloud[replica.urn] |= {"replicateSourceDb": None}
    changed = {urn: values for urn, values in cloud.items() if values}
    assert len(changed) > 10
    setting = "event-platform:environment: staging"
    root = changed_copy(tmp_path / "platform", STAGING, setting, f"{setting}\n  event-platform:active_region: {dr.name}")
    assert look(deployed, changed, root) == set()


def test_pulumi_adopts_the_instances_that_a_failback_made_by_what_that_prints(deployed: Path, tmp_path: Path, look: Look) -> None:
    """Without it Pulumi would give the old ones their names back."""
    backend = tmp_path / "backend"
    shutil.copytree(deployed, backend)
    instances = [one for one in state(backend, tmp_path) if one.type == POSTGRES]
    replaced = [Replaced(one.region, one.inputs["identifier"], one.id, f"db-{one.id.removeprefix('db-')[::-1]}") for one in instances]
    assert len(replaced) == 2
    old: Cloud = {one.before: {"identifier": aside(one.identifier, one.before), "replicateSourceDb": None} for one in replaced}
    assert {line.split()[1] for line in look(backend, old)} >= {one.urn for one in instances}
    printed = adoption(STAGING, replaced)
    own = {"PULUMI_BACKEND_URL": backend.as_uri(), "PULUMI_CONFIG_PASSPHRASE": "enginecheck", "PULUMI_HOME": str(tmp_path)}
    for command in (line for line in printed.splitlines() if line.startswith("  ")):
        subprocess.run(["bash", "-c", command], cwd=ROOT, env=os.environ | own, check=True, timeout=120)
    assert {one.id for one in state(backend, tmp_path) if one.type == POSTGRES} == {one.after for one in replaced}
    new: Cloud = {one.after: {"identifier": one.identifier, "resourceId": one.after} for one in replaced}
    assert look(backend, {**old, **new}) == set()
