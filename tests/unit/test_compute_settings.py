"""Settings of compute: the mistakes that AWS would only find while deploying."""

from pathlib import Path

import pytest

from tests.unit.stack_files import changed, mistakes


@pytest.mark.parametrize(
    ("old", "new", "path", "words"),
    [
        ("cpu: 2048, memory_mib: 4096", "cpu: 2048, memory_mib: 3072", "compute.ecs.data_ingestion_api.memory_mib", "nearest is 4096"),
        ("cpu: 4096, memory_mib: 8192", "cpu: 4096, memory_mib: 8200", "compute.ecs.stream_processor.memory_mib", "nearest is 8192"),
        ("standby: 1 }", "standby: 21 }", "compute.ecs.data_ingestion_api.standby", "more than tasks.max (20)"),
        ("min: 3, desired: 6, max: 20", "min: 7, desired: 6, max: 20", "compute.ecs.data_ingestion_api.tasks", "must not fall"),
        ("image: 1.0.0, cpu: 2048", "image: latest, cpu: 2048", "compute.ecs.data_ingestion_api.image", "other than latest"),
        ("reserved: 100 }", "reserved: 900 }", "compute.functions", "reserve 950 executions"),
        ("kind: cluster, cluster:", "kind: serverless, cluster:", "compute.emr.cluster", "has no meaning where kind is serverless"),
        ("kind: cluster, cluster: { certificates_key: emr/certificates-2026.zip }", "kind: cluster", "compute.emr.cluster", "is missing"),
    ],
)  # fmt: skip
def test_a_mistake_is_found_before_anything_is_made(tmp_path: Path, old: str, new: str, path: str, words: str) -> None:
    found = mistakes(tmp_path, changed((old, new))).problems
    assert [(".".join(map(str, problem.path)), words in problem.message) for problem in found] == [(path, True)]


def test_without_nat_functions_need_their_endpoints(tmp_path: Path) -> None:
    found = mistakes(tmp_path, changed(("nat: per_az", "nat: none"), ("kinesis-firehose, ", ""))).problems
    assert [problem.message for problem in found] == ["must list kinesis-firehose, which functions and tasks call without NAT"]
