"""`preflight quotas` on the real stacks."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from quotas import Limits, Verdict, assess
from tests.stacks.test_preview import preflight
from tests.support import ALL_STACKS, ROOT, STACKS, inventory_of, settings_of


def report(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit status and JSON."""
    done = preflight("quotas", "--format", "json", *arguments)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("stack", STACKS)
def test_each_stack_stays_within_the_quotas_that_its_settings_state(stack: str) -> None:
    done = preflight("quotas", "--stack", stack)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "`pulumi up` stays within every quota." in done.stdout


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_no_stack_exceeds_a_limit_that_aws_does_not_raise(stack: str) -> None:
    exceeded = [row for row in assess(inventory_of(stack)).rows if row.verdict is Verdict.exceeded]
    assert not [row for row in exceeded if not row.quota.adjustable]
    assert {row.quota.service for row in exceeded} <= {"ec2", "fargate"}


def test_in_a_new_account_prod_fails_for_its_vcpus_with_the_requests_that_help() -> None:
    rows = [row for row in assess(inventory_of("prod")).rows if row.verdict is Verdict.exceeded]
    found = {(row.region, row.quota.code): row for row in rows}
    # 6 c6i.4xlarge, 6 c6i.8xlarge and 4 r6i.4xlarge, with 16, 32 and 16 vCPUs; EMR's master and core nodes besides.
    assert found["eu-west-1", "L-1216C47A"].now == 6 * 16 + 6 * 32 + 4 * 16
    assert found["eu-west-1", "L-1216C47A"].most == 20 * 16 + 30 * 32 + 10 * 16
    # 6 tasks of 2 vCPUs and 4 of 4; at most 20 and 10.
    assert (found["eu-west-1", "L-3032A538"].now, found["eu-west-1", "L-3032A538"].most) == (6 * 2 + 4 * 4, 20 * 2 + 10 * 4)
    assert shlex.split(found["eu-west-1", "L-3032A538"].request)[-1] == "100"


def test_what_prod_states_as_raised_is_what_the_requests_ask_for() -> None:
    stated = {
        ("" if region == "everywhere" else region, code): float(value)
        for code, values in settings_of("prod").quotas.items()
        for region, value in values.items()
    }
    for row in assess(inventory_of("prod")).rows:
        if row.quota.code in settings_of("prod").quotas:
            limit, _ = Limits(stated=stated).of(row.quota, row.region)
            assert limit == row.wanted, (row.region, row.quota.name)


def test_the_json_has_every_need_with_limit_share_verdict_and_source() -> None:
    status, found = report("--stack", "prod")
    assert status == 0 and found["stack"] == "prod"
    for row in found["quotas"]:
        assert row["verdict"] in ("ok", "tight", "exceeded") and row["source"] and row["needed"] <= row["needed_at_maximum"]
        assert row["limit_from"] in ("default", "settings")
    assert {(one["service"], one["quota"]) for one in found["not_counted"]}
    assert report("--stack", "prod") == (status, found)


def engine_file(folder: Path, unknown: bool) -> Path:
    """`pulumi preview --json` of another program: six VPCs, and a Kafka cluster."""
    brokers: Any = "04da6b54-80e4-46f7-96ec-b56ff0331ba9" if unknown else 3
    kinds = [("aws:ec2/vpc:Vpc", f"vpc-{number}", {"cidrBlock": "10.0.0.0/16"}) for number in range(6)]
    kinds.append(("aws:msk/cluster:Cluster", "kafka", {"numberOfBrokerNodes": brokers}))
    steps = []
    for type_, name, inputs in kinds:
        urn = f"urn:pulumi:shop::other::{type_}::{name}"
        state = {"urn": urn, "type": type_, "custom": True, "inputs": {**inputs, "region": "eu-west-1"}}
        steps.append({"op": "create", "urn": urn, "newState": state})
    file = folder / "preview.json"
    file.write_text(json.dumps({"config": {"aws:region": "eu-west-1"}, "steps": steps, "changeSummary": {"create": len(steps)}}))
    return file


def test_any_programs_preview_is_judged_by_default_quotas(tmp_path: Path) -> None:
    status, found = report("--from-preview", str(engine_file(tmp_path, unknown=True)))
    (exceeded,) = (row for row in found["quotas"] if row["verdict"] == "exceeded")
    assert status == 1 and (exceeded["quota"], exceeded["region"], exceeded["needed"]) == ("VPCs per Region", "eu-west-1", 6)
    assert any("numberOfBrokerNodes is not known yet" in line for line in found["not_known"])


def test_what_is_exceeded_is_printed_with_the_request_that_raises_it(tmp_path: Path) -> None:
    done = preflight("quotas", "--from-preview", str(engine_file(tmp_path, unknown=False)))
    assert done.returncode == 1, done.stderr
    assert "`pulumi up` would exceed 1:" in done.stdout
    request = done.stdout[done.stdout.index("aws service-quotas") :].replace("\\\n", "").partition("\n")[0]
    expected = "aws service-quotas request-service-quota-increase --region eu-west-1 --service-code vpc --quota-code L-F678F1CE"
    assert shlex.split(request) == [*expected.split(), "--desired-value", "8"]


def test_the_settings_of_a_stack_count_for_its_preview_and_a_code_of_no_quota_is_refused(tmp_path: Path) -> None:
    preview = str(engine_file(tmp_path, unknown=False))
    (tmp_path / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text())
    arguments = ("--from-preview", preview, "--stack", "shop", "--project", str(tmp_path))
    file, text = tmp_path / "Pulumi.shop.yaml", (ROOT / "Pulumi.dev.yaml").read_text()
    file.write_text(text + "  event-platform:quotas: { L-F678F1CE: { eu-west-1: 20 } }\n")
    assert preflight("quotas", *arguments).returncode == 0
    file.write_text(text + "  event-platform:quotas: { L-00000000: 5 }\n")
    refused = preflight("quotas", *arguments)
    assert refused.returncode == 2 and "L-00000000 is the code of no quota" in refused.stderr


def test_the_report_goes_to_a_file_whole(tmp_path: Path) -> None:
    out = tmp_path / "quotas.txt"
    done = preflight("quotas", "--stack", "dev", "--out", str(out), "--all")
    assert done.returncode == 0 and not done.stdout
    assert "Subnets per VPC" in out.read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name what to judge"),
        (("--from-preview", "a.json", "--from-stack", "b.json"), "not both at once"),
        (("--from-preview", "absent.json"), "absent.json"),
        (("--stack", "nowhere"), 'there is no stack "nowhere"'),
    ],
)
def test_wrong_use_is_told_in_one_line(arguments: tuple[str, ...], message: str) -> None:
    done = preflight("quotas", *arguments)
    assert done.returncode == 2 and message in done.stderr and "Traceback" not in done.stderr
