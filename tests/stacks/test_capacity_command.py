"""`preflight capacity` on the real stacks."""

import json
from pathlib import Path

import pytest

from tests.stacks.test_preview import preflight
from tests.support import ROOT, STACKS, settings_of


@pytest.mark.parametrize("stack", STACKS)
def test_the_settings_carry_the_load_that_they_state(stack: str) -> None:
    done = preflight("capacity", "--stack", stack)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The settings carry the load." in done.stdout
    assert "Breaks first:" in done.stdout


def test_what_is_too_small_is_named_first_with_its_remedy_and_exit_status_1() -> None:
    done = preflight("capacity", "--stack", "prod", "--peak", "1000000", "--format", "json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    ordered = [each["headroom"] for each in report["saturations"]]
    assert ordered == sorted(ordered)
    first = report["saturations"][0]
    assert first["short"] and first["headroom"] < 1 and first["remedy"]
    # 1 M/s, half of it in us-east-1: 500 000 x 0.25 s / 1 000 records = 125 executions, of 100.
    short = {(each["region"], each["resource"]) for each in report["saturations"] if each["short"]}
    assert ("us-east-1", "validator_concurrency") in short
    assert ("eu-west-1", "validator_concurrency") not in short


def test_scalers_that_stop_too_early_are_named_with_the_setting_to_raise() -> None:
    report = json.loads(preflight("capacity", "--stack", "prod", "--peak", "3000000", "--format", "json").stdout)
    # 3 M/s, half of it in us-east-1: 50 pods carry 1 M/s in the reference table.
    short = {each["resource"]: each for each in report["saturations"] if each["short"] and each["region"] == "us-east-1"}
    for service in ("ingestion", "attribution"):
        found = short[f"{service}_pods"]
        assert found["available"] == settings_of("prod").workloads.services[service].most
        assert f"workloads.services.{service}" in found["remedy"]


def test_every_region_of_the_stack_is_planned_with_average_and_peak_apart() -> None:
    report = json.loads(preflight("capacity", "--stack", "prod", "--format", "json").stdout)
    assert [region["region"] for region in report["regions"]] == [region.name for region in settings_of("prod").regions]
    assert all(region["average"] < region["peak"] for region in report["regions"])


def test_a_pod_that_fits_no_node_is_refused_with_the_numbers(tmp_path: Path) -> None:
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    stack = tmp_path / "Pulumi.dev.yaml"
    text = stack.read_text().replace("{ cpu: 0.5, max_cpu: 1, memory_gib: 1 }", "{ cpu: 8, memory_gib: 1 }")
    stack.write_text(text)
    done = preflight("capacity", "--stack", "dev", "--project", str(tmp_path))
    assert done.returncode == 2
    assert "fits no t3.medium" in done.stderr and "Traceback" not in done.stderr
