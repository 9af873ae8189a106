"""What goes wrong in the test bed of `ops` does so for whom and as often as told, and every call is recorded."""

from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError, HTTPClientError

from tests.ops.cloud.cloud import Cloud
from tests.ops.cloud.wire import Call
from tests.ops.test_cloud import DR, PRIMARY, code_of, takeover


def impatient(cloud: Cloud, attempts: int) -> Any:
    config = Config(retries={"mode": "standard", "total_max_attempts": attempts}, read_timeout=0.3)
    return boto3.client("eks", region_name=DR, endpoint_url=cloud.url, config=config)


def test_a_fault_fires_exactly_as_often_as_told(cloud: Cloud) -> None:
    fault = cloud.faults.throttle("eks", "ListClusters", times=2)
    impatient(cloud, 3).list_clusters()
    assert fault.happened == 2 and [call.operation for call in cloud.calls] == ["ListClusters"] * 3
    cloud.faults.throttle("eks", "ListClusters", times=2)
    assert code_of(impatient(cloud, 2).list_clusters) == "ThrottlingException"


def test_a_fault_is_for_its_service_operation_and_region_only(cloud: Cloud) -> None:
    cloud.faults.deny("eks", "ListClusters", region=DR)
    cloud.client("eks", PRIMARY).list_clusters()
    cloud.client("ecs", DR).list_clusters()
    assert code_of(cloud.client("eks", DR).list_clusters) == "AccessDenied"
    cloud.faults.clear()
    cloud.client("eks", DR).list_clusters()


def test_no_answer_and_a_closed_connection(cloud: Cloud) -> None:
    cloud.faults.hang("eks", "ListClusters", times=1)
    with pytest.raises(HTTPClientError):
        impatient(cloud, 1).list_clusters()
    cloud.faults.lose_region(DR)
    with pytest.raises((HTTPClientError, EndpointConnectionError)):
        impatient(cloud, 1).list_clusters()
    cloud.client("eks", PRIMARY).list_clusters()


def test_an_answer_is_lost_after_the_deed(cloud: Cloud) -> None:
    uuid = next(iter(takeover(cloud)["event_sources"].values()))
    cloud.faults.cut("lambda", "UpdateEventSourceMapping", after=True, times=1)
    with pytest.raises(HTTPClientError):
        cloud.client("lambda", DR).update_event_source_mapping(UUID=uuid, Enabled=True)
    assert cloud.snapshot()[DR]["event sources"][uuid]["enabled"]


def test_a_callback_runs_before_the_call_that_was_counted_to(cloud: Cloud) -> None:
    seen: list[Call] = []
    cloud.faults.run(seen.append, changes=True, skip=1)
    for topic in "abc":
        cloud.client("sns", DR).list_topics()
        cloud.client("sns", DR).create_topic(Name=topic)
    assert [call.parameters["Name"] for call in seen] == ["b"]


def test_calls_are_recorded_and_reads_are_no_changes(cloud: Cloud) -> None:
    cloud.client("sns", DR).list_topics()
    cloud.client("eks", DR).list_clusters()
    assert [str(call) for call in cloud.calls] == [f"{DR} sns.ListTopics", f"{DR} eks.ListClusters"] and not cloud.changes
    cloud.client("sns", DR).create_topic(Name="new")
    assert [(str(call), call.parameters["Name"]) for call in cloud.changes] == [(f"{DR} sns.CreateTopic", "new")]
