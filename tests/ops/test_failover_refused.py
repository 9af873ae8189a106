"""What a person reads who asks for a move in a wrong way: exit status 2, and nothing is changed."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from ops.__main__ import app
from tests.ops.cloud.cloud import Cloud
from tests.ops.test_failover_staging import QUICK, failover, ops
from tests.support import ROOT


def refused(cloud: Cloud, result: Any, said: str) -> None:
    assert result.exit_code == 2 and said in result.stderr and "Traceback" not in result.output, result.output
    assert not cloud.changes


@pytest.mark.parametrize(("to", "said"), [("eu-north-9", "the stack has no such region"), ("us-east-1", "that is the primary region")])
def test_a_wrong_region(cloud: Cloud, to: str, said: str) -> None:
    refused(cloud, ops(cloud, "failover", "--to", to), said)


@pytest.mark.parametrize(
    ("text", "said"), [(None, "cannot be read: No such file"), ("{", "outputs are not JSON"), ("{}", "regions: field required")]
)
def test_outputs_that_are_none(cloud: Cloud, text: str | None, said: str) -> None:
    cloud.outputs_file.unlink() if text is None else cloud.outputs_file.write_text(text)
    refused(cloud, failover(cloud, "--planned"), said)


def test_an_output_that_is_missing(cloud: Cloud) -> None:
    outputs = json.loads(json.dumps(cloud.outputs))
    del outputs["regions"]["us-west-2"]["cluster_name"]
    cloud.outputs_file.write_text(json.dumps(outputs))
    refused(cloud, failover(cloud, "--planned"), "regions.us-west-2.cluster_name: field required")


def test_outputs_of_another_stack(cloud: Cloud) -> None:
    cloud.outputs_file.write_text(json.dumps(cloud.outputs).replace("event-platform-staging", "event-platform-prod"))
    refused(cloud, failover(cloud, "--planned"), "outputs are of another stack")


def test_without_permission(cloud: Cloud) -> None:
    cloud.faults.deny("rds", "DescribeDBInstances")
    refused(cloud, failover(cloud, "--planned"), "no permission for DescribeDBInstances")


def test_a_stack_that_is_not_there(cloud: Cloud) -> None:
    refused(cloud, CliRunner().invoke(app, ["failover", "--stack", "none", "--to", "us-west-2", "--project", str(ROOT), *QUICK]), "none")
