"""`preflight compose`: the services of a stack in an existing cluster, as a file that Docker Compose takes."""

import json
import re
from typing import Any

import pytest
import yaml

from preflight.compose import ComposeError, render
from preflight.compose.render import left_out
from preflight.compose.services import own_services
from tests.stacks.test_preview import preflight
from tests.support import LOCAL, inventory_of


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    """The file, read as YAML."""
    loaded: dict[str, Any] = yaml.safe_load(render(inventory_of(LOCAL)))
    return loaded


def test_every_service_of_ours_is_there_with_its_image(content: dict[str, Any]) -> None:
    for name in ("ingestion", "attribution", "api", "ml", "web", "campaign-manager"):
        assert re.search(rf"/{name}:\d", content["services"][name]["image"]), name


def test_every_store_that_they_use_is_there_and_keeps_its_data(content: dict[str, Any]) -> None:
    for name in ("kafka", "clickhouse", "timescale", "redis", "seaweedfs", "opensearch"):
        volumes = {volume.partition(":")[0] for volume in content["services"][name]["volumes"]}
        assert volumes <= set(content["volumes"]), name


def test_every_address_that_a_service_is_told_answers(content: dict[str, Any]) -> None:
    answering = {
        alias for service in content["services"].values() for alias in service.get("networks", {}).get("default", {}).get("aliases", [])
    }
    for name, service in content["services"].items():
        told = set(re.findall(r"[a-z0-9-]+\.[a-z0-9-]+\.svc\b", json.dumps(service.get("environment", {}))))
        assert told <= answering, f"{name}: {sorted(told - answering)}"


def test_kafka_has_the_topics_of_the_cluster(content: dict[str, Any]) -> None:
    (_, _, commands) = content["services"]["kafka-topics"]["entrypoint"]
    topics = inventory_of(LOCAL).of_type("kubernetes:kafka.strimzi.io/v1:KafkaTopic")
    wanted = {topic.inputs["spec"].get("topicName", topic.inputs["metadata"]["name"]) for topic in topics}
    assert wanted and wanted == set(re.findall(r"--topic (\S+)", commands))


def test_nothing_is_published_beyond_the_laptop_and_no_image_is_unpinned(content: dict[str, Any]) -> None:
    for name, service in content["services"].items():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name
        assert ":" in service["image"] and not service["image"].endswith(":latest"), name


def test_every_password_is_asked_for_and_none_is_written(content: dict[str, Any]) -> None:
    for name, service in content["services"].items():
        for key, value in service.get("environment", {}).items():
            if "PASSWORD" in key or "SECRET" in key:
                assert "${PLATFORM_PASSWORD:?" in str(value), f"{name}: {key}"


def test_what_has_no_part_in_it_has_a_reason() -> None:
    assert [name for name, why in left_out(inventory_of(LOCAL)).items() if not why] == []


def test_services_of_ours_keep_their_limits(content: dict[str, Any]) -> None:
    for name, _ in own_services(inventory_of(LOCAL)):
        assert content["services"][name]["mem_limit"] and content["services"][name]["cap_drop"] == ["ALL"], name


def test_a_stack_on_aws_is_refused() -> None:
    with pytest.raises(ComposeError, match="is on AWS"):
        render(inventory_of("dev"))
    done = preflight("compose", "--stack", "dev")
    assert done.returncode == 2 and done.stdout == "" and "Traceback" not in done.stderr
