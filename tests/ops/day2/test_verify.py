"""`ops verify`: a sound stack passes, and each thing that is wrong with it is found."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from ops.errors import OpsError
from ops.verify.result import About, Result, Status, failed
from ops.verify.smoke import CHECKS, World, verify
from tests.ops.day2.cloud import Cloud
from tests.ops.day2.names import AWAY, CACHE, HOME, POSTGRES, TABLE, bucket_of

HOST = "events.staging.example.com"

LATER = timedelta(seconds=90)
"""A minute's figure after the one before, and still before now: a figure of the future is not read."""


@dataclass
class Internet:
    """Names and endpoints, as a client finds them."""

    addresses: dict[str, set[str]] = field(default_factory=dict)
    answers: Callable[[str], tuple[int, float]] = lambda _: (200, 0.1)

    def world(self) -> World:
        return World(lambda name: self.addresses.get(name, set()), self.answers)


@pytest.fixture
def internet(stack: Cloud) -> Internet:
    """The host leads to the primary region's load balancer; each region has one."""
    found = Internet({HOST: {"10.0.0.1"}})
    for number, region in enumerate((HOME, AWAY), 1):
        subnets = [one["SubnetId"] for one in stack.client("ec2", region).describe_subnets()["Subnets"]][:2]
        made = stack.client("elbv2", region).create_load_balancer(Name="public", Subnets=subnets, Scheme="internet-facing")
        found.addresses[made["LoadBalancers"][0]["DNSName"]] = {f"10.0.0.{number}"}
    return found


def verified(cloud: Cloud, internet: Internet, *only: str, active: str | None = None, regions: Collection[str] = (HOME,)) -> list[Result]:
    return list(verify(cloud.context(), list(regions), active=active, only=only or CHECKS, world=internet.world()))


def whys(results: list[Result]) -> list[str]:
    return [f"{one.check} {one.subject}: {one.why}" for one in failed(results)]


def test_a_sound_stack_passes_every_check(stack: Cloud, internet: Internet) -> None:
    stack.metric("AWS/Lambda", "IteratorAge", {"FunctionName": "event-platform-staging-event-validator"}, 1000)
    found = [one for one in verified(stack, internet) if "in us-west-2" not in one.subject]  # moto's tables have no replicas
    assert whys(found) == []
    assert {one.check for one in found if one.status is Status.ok} >= {"names", "health", "kinesis", "consumer-lag", "backups", "alarms"}


@pytest.mark.parametrize(
    ("addresses", "why"), [({"10.0.0.2"}, "which stands by"), ({"9.9.9.9"}, "no load balancer"), (set(), "does not resolve")]
)
def test_a_name_that_leads_elsewhere_is_found(stack: Cloud, internet: Internet, addresses: set[str], why: str) -> None:
    internet.addresses[HOST] = addresses
    (found,) = failed(verified(stack, internet, "names"))
    assert found.subject == HOST and why in found.why


def test_after_a_failover_names_are_to_lead_to_the_other_region(stack: Cloud, internet: Internet) -> None:
    assert len(failed(verified(stack, internet, "names", active=AWAY))) == 1
    internet.addresses[HOST] = {"10.0.0.2"}
    assert failed(verified(stack, internet, "names", active=AWAY)) == []


def test_an_endpoint_that_fails_or_does_not_answer_is_found(stack: Cloud, internet: Internet) -> None:
    internet.answers = lambda _: (503, 0.1)
    assert "answers 503" in whys(verified(stack, internet, "health"))[0]

    def refused(url: str) -> tuple[int, float]:
        raise OSError("certificate has expired")

    internet.answers = refused
    assert "certificate has expired" in whys(verified(stack, internet, "health"))[0]
    (away,) = verified(stack, internet, "health", regions=(AWAY,))
    assert away.status is Status.skipped and "stands by" in away.why


def test_an_event_is_written_and_read_back_once_and_not_in_a_dry_run(stack: Cloud, internet: Internet) -> None:
    (found,) = verified(stack, internet, "kinesis")
    assert found.status is Status.ok and len(stack.changes("kinesis")) >= 1
    before = len([call for call in stack.server.calls if call.operation == "PutRecord"])
    (dry,) = verify(stack.context(dry_run=True), [HOME], only=("kinesis",), world=internet.world())
    assert dry.status is Status.skipped
    assert len([call for call in stack.server.calls if call.operation == "PutRecord"]) == before == 1


def test_a_stream_that_takes_nothing_is_found(stack: Cloud, internet: Internet) -> None:
    stack.server.faults.deny("kinesis", "PutRecord")
    assert "no permission" in whys(verified(stack, internet, "kinesis"))[0]


@pytest.mark.parametrize(
    ("namespace", "metric", "dimensions", "value"),
    [
        ("AWS/Lambda", "IteratorAge", {"FunctionName": "event-platform-staging-event-validator"}, 61_000),
        ("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", {"StreamName": "event-platform-staging-raw-events"}, 61_000),
        (
            "AWS/Kinesis",
            "SubscribeToShardEvent.MillisBehindLatest",
            {"StreamName": "event-platform-staging-raw-events", "ConsumerName": "event-validator"},
            61_000,
        ),
        (
            "AWS/Kafka",
            "EstimatedMaxTimeLag",
            {"Cluster Name": "event-platform-staging-kafka-use1", "Consumer Group": "attribution", "Topic": "events"},
            61,
        ),
    ],
)
def test_a_consumer_that_is_behind_is_found(
    stack: Cloud, internet: Internet, namespace: str, metric: str, dimensions: dict[str, str], value: float
) -> None:
    stack.metric(namespace, metric, dimensions, value * 0.5)
    assert failed(verified(stack, internet, "consumer-lag")) == []
    stack.now += LATER
    stack.metric(namespace, metric, dimensions, value)
    (found,) = failed(verified(stack, internet, "consumer-lag"))
    assert found.limit in ("6e+04 ms", "60,000 ms", "60 s")


def test_copies_of_buckets_and_of_topics_that_are_late_are_found(stack: Cloud, internet: Internet) -> None:
    rule = {"SourceBucket": bucket_of("bronze"), "DestinationBucket": "there", "RuleId": "dr"}
    stack.metric("AWS/S3", "ReplicationLatency", rule, 901)
    stack.metric("AWS/S3", "OperationsFailedReplication", rule, 1)
    stack.metric("AWS/Kafka", "ReplicationLatency", {"ReplicatorName": "event-platform-staging-from-use1"}, 300_001)
    found = [one.subject for one in failed(verified(stack, internet, "replication")) if "us-west-2" not in one.subject]
    assert found == ["bucket bronze: ReplicationLatency", "bucket bronze: OperationsFailedReplication", "event-platform-staging-from-use1"]


def test_stores_that_are_not_as_they_should_be_are_found(stack: Cloud, internet: Internet) -> None:
    stack.client("rds").stop_db_instance(DBInstanceIdentifier=POSTGRES)
    stack.client("elasticache").delete_replication_group(ReplicationGroupId=CACHE)
    found = {one.check for one in failed(verified(stack, internet, "replication"))}
    assert {"postgres", "cache", "replication"} <= found  # and tables without replicas


def test_a_replica_that_says_nothing_of_its_lag_is_found(stack: Cloud, internet: Internet) -> None:
    source = f"arn:aws:rds:{HOME}:222222222222:db:{POSTGRES}"
    stack.client("rds", AWAY).create_db_instance_read_replica(DBInstanceIdentifier=POSTGRES, SourceDBInstanceIdentifier=source)
    lag = {"DBInstanceIdentifier": POSTGRES}

    def postgres() -> list[Result]:
        return [
            one
            for one in verified(stack, internet, "replication", regions=(AWAY,))
            if one.subject == POSTGRES and one.check == "replication"
        ]

    assert "says nothing" in postgres()[0].why
    stack.metric("AWS/RDS", "ReplicaLag", lag, 2, AWAY)
    assert postgres()[0].status is Status.ok
    stack.now += LATER
    stack.metric("AWS/RDS", "ReplicaLag", lag, 301, AWAY)
    assert postgres()[0].status is Status.fail


def test_backups_that_are_too_old_or_missing_are_found(stack: Cloud, internet: Internet) -> None:
    assert failed(verified(stack, internet, "backups")) == []
    stack.vault.points.clear()
    stack.now += timedelta(hours=40)
    late = {one.subject for one in failed(verified(stack, internet, "backups"))}
    assert late >= {"files", "cache", "warehouse", "clickhouse", "redis", "cluster"}
    assert "bucket:bronze" not in late


def test_an_alarm_of_the_stack_is_found_and_one_of_others_is_not(stack: Cloud, internet: Internet) -> None:
    stack.alarm("theirs", "ALARM", topic="arn:aws:sns:us-east-1:222222222222:other")
    stack.alarm("quiet", "OK")
    assert failed(verified(stack, internet, "alarms")) == []
    stack.alarm("ours", "ALARM")
    (found,) = failed(verified(stack, internet, "alarms"))
    assert found.subject == "ours"


def test_a_check_that_aws_does_not_let_finish_has_failed_and_the_others_go_on(stack: Cloud, internet: Internet) -> None:
    stack.server.faults.deny("cloudwatch", "DescribeAlarms")
    stack.server.faults.deny("dynamodb", "DescribeTable")
    found = verified(stack, internet, "replication", "alarms")
    assert {one.check for one in failed(found)} == {"replication", "alarms"}
    assert all("no permission" in one.why for one in failed(found) if one.subject == "AWS")


def test_what_is_not_there_cannot_be_asked_for(stack: Cloud, internet: Internet) -> None:
    with pytest.raises(OpsError, match="there is no check nonsense; there are names"):
        verified(stack, internet, "nonsense")
    with pytest.raises(OpsError, match="eu-west-1"):
        verified(stack, internet, "alarms", regions=("eu-west-1",))


def test_a_value_near_its_limit_is_worth_a_look() -> None:
    about = About("lag", HOME, TABLE)
    assert [about.at_most(value, 100, "s").status for value in (80, 81, 100, 101)] == [Status.ok, Status.warn, Status.warn, Status.fail]
