"""Settings of the services: the mistakes that a cluster would only show under load, or never say."""

from pathlib import Path

import pytest

from tests.support import ROOT
from tests.unit.stack_files import changed, mistakes

INGESTION = "hpa: { min: 6, max: 50, cpu: 70, memory: 80, metrics: { http_requests_per_second: 5000 } }"
ML = "keda: { min: 3, max: 50, kafka_lag: 1000 }"
CRON = "cron: [{ start: 30 6 * * 1-5, end: 0 19 * * 1-5, replicas: 6 }]"
AT = "workloads.services"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (INGESTION, f"{INGESTION}\n        keda: {{ min: 3, max: 6, cpu: 70 }}", f"{AT}.ingestion.keda\n      stands beside hpa"),
        (INGESTION, f"{INGESTION}\n        replicas: 6", f"{AT}.ingestion.hpa\n      stands beside replicas"),
        (f"{INGESTION}\n", "\n", f"{AT}.ingestion\n      has no number of pods; give one of replicas, hpa and keda"),
        (INGESTION, INGESTION.replace("max: 50", "max: 5"), "max (5) is less than min (6)"),
        (INGESTION, "hpa: { min: 6, max: 50 }", "has nothing to scale by; give cpu, memory or metrics"),
        (
            INGESTION,
            INGESTION.replace("http_requests_per_second", "attribution_queue_length"),
            "is nothing that ingestion measures",
        ),
        (ML, "keda: { min: 3, max: 50 }", "has nothing to scale by; give kafka_lag"),
        (ML, ML.replace("max: 50", "max: 61"), f"{AT}.ml.keda.max = 61\n      is more than the 60 partitions"),
        (INGESTION, "keda: { min: 6, max: 50, kafka_lag: 1000 }", "ingestion reads no topic; scale by cpu or metrics"),
        (CRON, CRON.replace("replicas: 6", "replicas: 21"), "cron.replicas (21) must be above min (2) and at most max (20)"),
        (CRON, CRON.replace("30 6 * * 1-5", "6 * *"), "must be five fields"),
        ("min_available: 3", "min_available: 6", f"{AT}.ingestion.min_available = 6\n      leaves no pod to move at the fewest, 6"),
        ("max_cpu: 8, memory_gib: 8, max_memory_gib: 16", "max_cpu: 2, memory_gib: 8", "max_cpu (2) is less than cpu (4)"),
        ("image: 1.0.0\n        size", "image: latest\n        size", "other than latest"),
        ("delivery: canary", "delivery: red_black", "must be one of rolling, blue_green, canary"),
        ("workloads:\n", "workloads:\n    canary: { steps: [10, 50] }\n", "steps must grow and end with 100, not 10, 50"),
        (
            "workloads:\n",
            "workloads:\n    image_prefix: ghcr.io/example\n",
            "so leave it out",
        ),
        ("delivery: canary\n", "delivery: canary\n        hosts: [api.example.com]\n", "the api's name is gateway.host"),
        ("peak_events_per_second: 250000", "pod_cpus: 2\n    peak_events_per_second: 250000", "which the plan goes by; leave it out"),
    ],
)
def test_what_would_not_work_is_said_before(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in mistakes(tmp_path, changed((old, new))).text()


def test_a_service_without_a_repository_is_named(tmp_path: Path) -> None:
    text = changed(("    ecs:\n", "    ecr: { repositories: [api, attribution, ingestion, ml, web] }\n    ecs:\n"))
    assert "campaign-manager\n      has no repository; add campaign-manager to compute.ecr.repositories" in mistakes(tmp_path, text).text()


def test_topics_that_a_service_needs_must_be_there(tmp_path: Path) -> None:
    text = changed(("    kafka: msk\n", "    topics: { events: { partitions: 60 } }\n    kafka: msk\n"))
    assert (
        "attribution\n      needs Kafka topics that are not there; add attributions, conversions, sessions"
        in mistakes(tmp_path, text).text()
    )


def test_without_kafka_nothing_can_follow_its_lag(tmp_path: Path) -> None:
    text = (ROOT / "Pulumi.dev.yaml").read_text()
    text = text.replace(
        "max_memory_gib: 1 }\n        replicas: 1", "max_memory_gib: 1 }\n        keda: { min: 1, max: 2, kafka_lag: 1000 }", 1
    )
    said = mistakes(tmp_path, text, "dev").text()
    assert "ml.keda.kafka_lag = 1000\n      asks for the lag in Kafka, and there is none (streaming.kafka)" in said


def test_off_aws_somebody_must_say_where_images_are(tmp_path: Path) -> None:
    text = (ROOT / "Pulumi.local.yaml").read_text()
    without = text.replace("    image_prefix: ghcr.io/example/event-platform\n", "")
    assert without != text
    assert "workloads.image_prefix\n      is needed off AWS" in mistakes(tmp_path, without, "local").text()
