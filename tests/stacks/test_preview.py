"""The command that people run first, as they run it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT, STACKS, settings_of


def preflight(*arguments: str, cwd: Path = ROOT, seed: str = "0") -> subprocess.CompletedProcess[str]:
    """Run the command without credentials; the hash seed changes the order of sets."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PULUMI_"))}
    environment |= {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    return subprocess.run(
        [sys.executable, "-m", "preflight", *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("stack", STACKS)
def test_the_tree_names_every_region_with_its_role(stack: str) -> None:
    done = preflight("preview", "--stack", stack)
    assert done.returncode == 0, done.stderr
    for region in settings_of(stack).regions:
        assert f"{region.name}  {region.role}" in done.stdout


def test_two_runs_of_the_same_code_are_byte_identical() -> None:
    runs = [preflight("preview", "--stack", "dev", "--format", "json", "--no-cache", seed=seed).stdout for seed in ("1", "2")]
    assert runs[0] == runs[1]


def test_json_has_the_documented_form_and_sorted_resources() -> None:
    report = json.loads(preflight("preview", "--stack", "dev", "--format", "json").stdout)
    assert (report["project"], report["stack"]) == ("event-platform", "dev")
    urns = [resource["urn"] for resource in report["resources"]]
    assert urns == sorted(urns)
    assert set(report["resources"][0]) == {"urn", "type", "name", "parent", "region", "custom", "inputs", "protect", "depends_on"}


def test_the_counts_of_the_tree_are_those_of_the_json() -> None:
    text = preflight("preview", "--stack", "dev").stdout
    report = json.loads(preflight("preview", "--stack", "dev", "--format", "json").stdout)
    real = [r for r in report["resources"] if (r["custom"] and not r["type"].startswith("pulumi:")) or r["type"].startswith("eks:")]
    assert f"{len(real)} resources of {len({r['type'] for r in real})} types" in text


def test_a_report_goes_to_a_file_whole(tmp_path: Path) -> None:
    done = preflight("preview", "--stack", "dev", "--format", "json", "--out", str(tmp_path / "dev.json"))
    assert done.returncode == 0 and done.stdout == ""
    assert json.loads((tmp_path / "dev.json").read_text())["stack"] == "dev"
    assert [path.name for path in tmp_path.iterdir()] == ["dev.json"]


def test_a_missing_stack_is_refused_with_the_ones_there_are() -> None:
    done = preflight("preview", "--stack", "nope")
    assert done.returncode == 2
    assert "dev, local, prod, staging" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_settings_are_refused_with_their_lines_and_without_a_traceback(tmp_path: Path) -> None:
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    stack = tmp_path / "Pulumi.dev.yaml"
    stack.write_text(stack.read_text().replace("nat: single", "nat: triple").replace("cidr: 10.20.0.0/16", "cidr: 10.20.0.0/24", 1))
    done = preflight("preview", "--stack", "dev", "--project", str(tmp_path))
    assert done.returncode == 2
    assert "Pulumi.dev.yaml:" in done.stderr and "network.nat" in done.stderr and "regions[0].cidr" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    done = preflight("preview", "--stack", "dev", "--project", str(tmp_path))
    assert done.returncode == 2
    assert "no Pulumi.yaml" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("preview", "--stack", "dev"),
        ("capacity", "--stack", "dev"),
        ("manifests", "--stack", "local"),
        ("compose", "--stack", "local"),
        ("cost", "--stack", "dev"),
        ("quotas", "--stack", "dev"),
        ("policies", "--list", "--pack", "cost"),
        ("policy-config", "--stack", "dev", "--pack", "cost"),
    ],
    ids=" ".join,
)
def test_a_report_that_cannot_be_written_is_told_from_a_finding(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = preflight(*arguments, "--out", str(tmp_path / "file" / "report"))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"{tmp_path / 'file' / 'report'} cannot be written: ")
    assert "Traceback" not in done.stderr


def test_a_file_in_place_of_a_folder_is_refused() -> None:
    done = preflight("preview", "--stack", "dev", "--project", "README.md")
    assert done.returncode == 2
    assert "no Pulumi.yaml" in done.stderr and "Traceback" not in done.stderr
