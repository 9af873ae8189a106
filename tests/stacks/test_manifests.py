"""`preflight manifests`: what goes into a cluster, as files that a person and kubectl can read."""

import json
from pathlib import Path

import pytest
import yaml

from inventory.resource import SECRET, Inventory, Resource
from preflight.manifests import ManifestsError, choose, clusters, write
from tests.stacks.test_preview import preflight
from tests.support import CLUSTER_STACKS, LOCAL, inventory_of, settings_of


@pytest.mark.parametrize("stack", CLUSTER_STACKS)
def test_every_object_and_release_of_every_cluster_is_written_once(stack: str, tmp_path: Path) -> None:
    for cluster in clusters(inventory_of(stack)):
        folder = tmp_path / (cluster.region or "cluster")
        count = write(inventory_of(stack), cluster, folder)
        assert count == len(cluster.objects) + len(cluster.releases)
        written = [yaml.safe_load(file.read_text()) for file in folder.rglob("*.yaml") if file.parent.name != "helm"]
        assert sorted(json.dumps(one, sort_keys=True, default=str) for one in written) == sorted(
            json.dumps(dict(resource.inputs), sort_keys=True) for resource in cluster.objects
        )


def test_there_is_a_cluster_for_each_region_and_one_off_aws() -> None:
    assert sorted(cluster.region for cluster in clusters(inventory_of("prod"))) == sorted(
        region.name for region in settings_of("prod").regions
    )
    assert [cluster.region for cluster in clusters(inventory_of(LOCAL))] == [""]


def test_no_secret_value_is_written(tmp_path: Path) -> None:
    write(inventory_of(LOCAL), choose(inventory_of(LOCAL), None), tmp_path / "out")
    secrets = [yaml.safe_load(file.read_text()) for file in (tmp_path / "out").rglob("secret.*.yaml")]
    assert secrets
    shown = {key for secret in secrets for key, value in secret.get("stringData", {}).items() if value != SECRET}
    assert not {key for key in shown if "password" in key.lower() or "key" in key.lower()}


def test_a_stack_of_several_regions_asks_which(tmp_path: Path) -> None:
    done = preflight("manifests", "--stack", "prod", "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "name one with --region: ap-south-1, eu-west-1, us-east-1, us-west-2" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_unknown_region_names_those_that_there_are() -> None:
    with pytest.raises(ManifestsError, match="there are: ap-south-1, "):
        choose(inventory_of("prod"), "us-east-9")
    with pytest.raises(ManifestsError, match="leave --region out"):
        choose(inventory_of(LOCAL), "us-east-1")


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    done = preflight("manifests", "--stack", LOCAL, "--out", str(tmp_path))
    assert done.returncode == 2 and "holds something else" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_a_second_run_replaces_the_first_whole(tmp_path: Path) -> None:
    first = Inventory("p", "s", (_namespace("old"), _namespace("kept")))
    second = Inventory("p", "s", (_namespace("kept"),))
    for inventory in (first, second):
        write(inventory, choose(inventory, None), tmp_path / "out")
    assert [file.name for file in (tmp_path / "out").rglob("*.yaml")] == ["namespace.kept.yaml"]


def _namespace(name: str) -> Resource:
    inputs = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    return Resource(name, "kubernetes:core/v1:Namespace", name, "", "", True, inputs, provider="cluster")
