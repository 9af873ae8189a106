"""What the settings of an edge need of each other."""

import re
from pathlib import Path

import pytest

from settings import from_aws_stack_file
from tests.support import settings_of
from tests.unit.stack_files import PROD, changed, mistakes


def found(folder: Path, text: str) -> list[tuple[str, str]]:
    """Place and message of each mistake."""
    return [(".".join(map(str, problem.path)), problem.message) for problem in mistakes(folder, text).problems]


def test_the_real_stacks_are_right() -> None:
    for stack in ("staging", "prod", "edge"):
        assert settings_of(stack).edge


def test_the_http_api_needs_the_service_that_it_leads_to(tmp_path: Path) -> None:
    without = re.sub(r"\n    ecs:\n(      .*\n)+", "\n", PROD)
    assert without != PROD
    assert [path for path, message in found(tmp_path, without) if "on ECS" in message] == ["edge.ingest"]


def test_a_certificate_has_ten_names_at_most(tmp_path: Path) -> None:
    hosts = ", ".join(f"events{number}.example.com" for number in range(9))
    ((path, message),) = found(tmp_path, changed(("hosts: [events.example.com]", f"hosts: [events.example.com, {hosts}]")))
    assert path == "gateway.host"
    assert "at most 10" in message


def test_the_word_of_the_ingestion_api_is_no_name_of_a_load_balancer(tmp_path: Path) -> None:
    text = changed(("host: api.example.com", "host: ingest.example.com"), ("ingest: { host: ingest.example.com }", "{}"))
    text = text.replace("    {}\n", "")
    ((path, message),) = found(tmp_path, text)
    assert path == "gateway.host"
    assert "ingest.<region>.example.com" in message


@pytest.mark.parametrize("old", ["host: deploy.example.com", "host: app-api.example.com"])
def test_a_name_leads_to_one_thing(tmp_path: Path, old: str) -> None:
    said = found(tmp_path, changed((old, "host: www.example.com")))
    assert [message for _, message in said if "a name leads to one thing" in message]


def test_without_an_edge_names_may_be_anywhere(tmp_path: Path) -> None:
    text = re.sub(r"  event-platform:edge:\n(    .*\n)+", "", changed(("host: api.example.com", "host: api.example.org")))
    (tmp_path / "Pulumi.prod.yaml").write_text(text)
    assert from_aws_stack_file(tmp_path, "prod").edge is None
