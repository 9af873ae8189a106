"""Recovery objectives: sums by hand, what is refused, and that no store of any stack is forgotten."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.objective import Objective
from capacity.objectives import objective_problems, objectives, require_objectives, verdicts
from settings import Settings, SettingsError, from_aws_stack_file
from settings.recovery import NOT_RECOVERED, TIERS
from settings.schedules import longest_gap
from tests.support import ALL_STACKS, ROOT, STACKS, inventory_of, settings_of
from tests.unit.stack_files import changed, mistakes

WITH_DR = [stack for stack in ALL_STACKS if settings_of(stack).dr]


def of(settings: Settings, store: str) -> Objective:
    """One store's."""
    return next(one for one in objectives(settings) if one.store == store)


def with_(settings: Settings, path: str, value: Any) -> Settings:
    """The same settings but for one value, which is valid."""
    first, _, rest = path.partition(".")
    inner = with_(getattr(settings, first), rest, value) if rest else value
    made = settings.model_copy(update={first: inner})
    return made.read_from(settings.source) if isinstance(settings, Settings) else made


@pytest.mark.parametrize(
    ("schedule", "minutes"),
    [
        ("0 2 * * *", 1440),
        ("0 2,14 * * *", 720),
        ("0 2,8 * * *", 18 * 60),
        ("*/30 * * * *", 30),
        ("*/25 * * * *", 25),  # 0, 25, 50, and after 10 minutes again
        ("5/20 * * * *", 20),
        ("0 1 * * 0", 7 * 1440),
        ("0 1 * * 1-5", 3 * 1440),  # from Friday to Monday
        ("0 0 1 * *", 31 * 1440),
        ("0 0 1 * 0", 7 * 1440),  # both days given: either is enough
        ("0 0 29 2 *", 1461 * 1440),
        ("30 4 31 2 *", float("inf")),
    ],
)
def test_the_longest_time_between_two_runs(schedule: str, minutes: float) -> None:
    assert longest_gap(schedule) == minutes


# Arithmetic. prod: gp3 volumes at 125 MiB/s, 70 % full; the figures by hand.
BY_HAND = {
    "kinesis": (0.5 + 2 + 2, 2 + 5 + 1 + 2 + 1),
    "kafka": (2 + 2, 2 + 5 + 4 + 2 + 1),
    "flink": (0.5 + 2 + 2, 2 + 5 + 5 + 2 + 1),
    "dynamodb": (4, 2 + 5 + 2 + 1),
    "raw": (60 / 60 + 15, 2 + 5),
    "lake": (15, 2 + 5 + 45),
    "postgres": (4, 2 + 5 + 20 + 10),
    "cache": (4, 2 + 5 + 1),
    "warehouse": (8 * 60 + 120, 2 + 5 + 60),
    # 2 048 GiB x 0.7 x 1 024 / 125 MiB/s = 11 744 s
    "clickhouse": (720 + 195.7 + 15, 2 + 5 + 20 + 4 + 5 + 195.7),
    # 100 GiB x 0.7 x 1 024 / 125 = 573 s
    "neo4j": (720 + 9.6 + 15, 2 + 5 + 20 + 4 + 5 + 9.6),
    # 14 GB = 13.04 GiB x 1 024 / 125 = 107 s
    "redis": (30 + 1.8 + 15, 2 + 5 + 20 + 4 + 5 + 1.8),
    # 500 GiB x 0.7 x 1 024 / 125 = 2 867 s; a tenth of it changes in a day
    "cockroachdb": (30 + 0.1 + 15, 2 + 5 + 20 + 4 + 5 + 47.8 + 4.8),
    # and seven days of a log that fills 0.7 of 50 GiB in one
    "timescale": (5 + 15, 2 + 5 + 20 + 4 + 5 + 47.8 + 7 * 4.78),
    "files": (60 + 60 + 120, 2 + 5 + 120),
    "registry": (30, 7),
}


@pytest.mark.parametrize("store", BY_HAND)
def test_the_sums_of_prod_are_those_made_by_hand(store: str) -> None:
    found = of(settings_of("prod"), store)
    assert found.rpo is not None
    assert (found.rpo.minutes, found.rto.minutes) == pytest.approx(BY_HAND[store], abs=0.1)
    assert all(term.source for term in (*found.rpo.terms, *found.rto.terms))


def test_a_complete_region_need_not_be_completed_first() -> None:
    pilot = settings_of("prod")
    complete = pilot.model_copy(update={"regions": [one.model_copy(update={"complete": one.role == "dr"}) for one in pilot.regions]})
    sooner = complete.read_from(pilot.source)
    for store in ("clickhouse", "cockroachdb", "neo4j", "redis", "timescale"):
        assert of(pilot, store).rto.minutes - of(sooner, store).rto.minutes == pytest.approx(20)
    assert of(pilot, "postgres").rto == of(sooner, "postgres").rto


@pytest.mark.parametrize("stack", ["staging", "prod", "cluster"])
def test_the_stacks_meet_every_objective(stack: str) -> None:
    require_objectives(settings_of(stack))
    judged = verdicts(settings_of(stack))
    assert {each.name for each in judged} == {"ingest", "analytics", "reporting", None}
    assert all(each.is_met for each in judged)


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_only_a_stack_with_a_dr_region_is_bound(stack: str) -> None:
    assert bool(verdicts(settings_of(stack))) is (stack in WITH_DR)
    require_objectives(settings_of(stack))  # those that meet them not say that they are reported only


# What runs in a stack, by what marks it → its store.
MARKS = {
    "aws:kinesis/stream:Stream": "kinesis",
    "aws:msk/cluster:Cluster": "kafka",
    "aws:msk/serverlessCluster:ServerlessCluster": "kafka",
    "aws:kinesisanalyticsv2/application:Application": "flink",
    "aws:dynamodb/table:Table": "dynamodb",
    "aws:rds/instance:Instance": "postgres",
    "aws:elasticache/replicationGroup:ReplicationGroup": "cache",
    "aws:redshift/cluster:Cluster": "warehouse",
    "aws:redshiftserverless/namespace:Namespace": "warehouse",
    "aws:opensearch/domain:Domain": "search",
    "aws:efs/fileSystem:FileSystem": "files",
    "aws:ecr/repository:Repository": "registry",
    "aws:secretsmanager/secret:Secret": "secrets",
    "aws:kms/key:Key": "keys",
    "eks:index:Cluster": "cluster",
    "kubernetes:clickhouse.altinity.com/v1:ClickHouseInstallation": "clickhouse",
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster": "redis",
    "kubernetes:kafka.strimzi.io/v1:Kafka": "kafka",
}
NAMED = {"cockroachdb": "cockroachdb", "timescale": "timescale", "neo4j": "neo4j"}
"""Stores known by their component."""


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_no_store_that_runs_in_a_stack_is_without_an_objective(stack: str) -> None:
    inventory, known = inventory_of(stack), {one.store for one in objectives(settings_of(stack))}
    running = {MARKS[one.type] for one in inventory.resources if one.type in MARKS}
    running |= {store for store in NAMED.values() if getattr(settings_of(stack).data_services, store)}
    assert running <= known
    assert known <= set(TIERS)


def test_every_kind_of_store_is_met_in_some_stack() -> None:
    assert {one.store for stack in ALL_STACKS for one in objectives(settings_of(stack))} == set(TIERS)
    types = {one.type for stack in ALL_STACKS for one in inventory_of(stack).resources}
    assert {kind for kind in MARKS if kind not in types} <= {"aws:redshiftserverless/namespace:Namespace", "eks:index:Cluster"}


# What is refused


def refused(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """The lines of the refusal of prod with changes."""
    (folder / "Pulumi.prod.yaml").write_text(changed(*changes))
    settings = from_aws_stack_file(folder, "prod")
    with pytest.raises(SettingsError) as caught:
        require_objectives(settings)
    return caught.value.text().split("\n")


def test_a_backup_that_is_too_rare_is_refused_with_the_sum_and_what_is_left_for_it(tmp_path: Path) -> None:
    lines = refused(tmp_path, ("    redis:\n", '    redis:\n      backup: "0 * * * *"\n'))
    assert lines[0] == "Pulumi.prod.yaml: 1 mistake"
    assert lines[1].endswith('data_services.redis.backup = "0 * * * *"') and "Pulumi.prod.yaml:" in lines[1]
    assert lines[2] == (
        "      redis could lose 76.8 minutes, recovery.tiers.analytics.rpo_minutes is 60: interval 60 + upload 1.8 + S3 RTC 15 = 76.8 min;"
        " interval may take at most 43.2 minutes, or put the store into another tier (recovery.stores)"
    )


def test_a_store_without_a_copy_is_refused_with_what_makes_one(tmp_path: Path) -> None:
    lines = refused(tmp_path, ("replica_class: db.r6g.2xlarge", ""))
    assert "databases.postgres" in lines[1]
    assert "with its region postgres is lost" in lines[2] and "name a class" in lines[2]


def test_topics_that_are_not_copied_break_kafka_kinesis_and_flink(tmp_path: Path) -> None:
    text = "\n".join(refused(tmp_path, ("      replicate: true\n    flink", "      replicate: false\n    flink")))
    assert text.startswith("Pulumi.prod.yaml: 3 mistakes")
    assert "kinesis could lose 16 minutes, recovery.tiers.ingest.rpo_minutes is 5: Firehose 1 + S3 RTC 15 = 16 min" in text
    assert text.count("streaming.msk.replicate = false") == 3


def test_a_decision_that_takes_too_long_breaks_the_time_to_be_back(tmp_path: Path) -> None:
    text = "\n".join(refused(tmp_path, ("    experiments: {}", "    assumptions: { decide_minutes: 8 }\n    experiments: {}")))
    assert "flink takes 18 minutes, recovery.tiers.ingest.rto_minutes is 15" in text
    assert "decide may take at most 5 minutes" in text


def test_a_longer_lag_before_the_alarm_breaks_what_may_be_lost(tmp_path: Path) -> None:
    text = "\n".join(refused(tmp_path, ("    experiments: {}", "    lag: { seconds: 300 }\n    experiments: {}")))
    assert "dynamodb could lose 7 minutes" in text and "recovery.lag.seconds = 300" in text


def test_what_is_only_reported_is_not_refused(tmp_path: Path) -> None:
    changes = (
        ("    experiments: {}", "    action: report\n    experiments: {}"),
        ("    redis:\n", '    redis:\n      backup: "0 * * * *"\n'),
    )
    (tmp_path / "Pulumi.prod.yaml").write_text(changed(*changes))
    settings = from_aws_stack_file(tmp_path, "prod")
    require_objectives(settings)
    assert [problem.path for problem in objective_problems(settings)] == [("data_services", "redis", "backup")]


def test_only_what_nobody_misses_may_be_given_up(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("    experiments: {}", "    stores: { postgres: none, search: none }\n    experiments: {}"))).text()
    assert "recovery.stores.postgres" in text and "recovery.stores.search" not in text
    assert set(NOT_RECOVERED) <= set(TIERS)


def test_experiments_and_drills_are_checked(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("    experiments: {}\n    drills: {} ", "    drills: { automatic: true } "))).text()
    assert "needs recovery.experiments" in text
    text = mistakes(tmp_path, changed(("    experiments: {}", "    experiments: { zone: 4 }"))).text()
    assert "recovery.experiments.zone = 4" in text


# Longer never is better

EVERY = st.sampled_from([1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30])


@given(shorter=EVERY, longer=EVERY, hours=st.booleans())
def test_a_longer_interval_never_loses_less(shorter: int, longer: int, hours: bool) -> None:
    shorter, longer = sorted((shorter, longer))
    form = "0 */{} * * *" if hours else "*/{} * * * *"
    if hours:
        shorter, longer = min(shorter, 12), min(longer, 12)
    prod = settings_of("prod")
    for path, store in (
        ("data_services.redis.backup", "redis"),
        ("data_services.clickhouse.backup", "clickhouse"),
        ("data_services.neo4j.backup", "neo4j"),
        ("data_services.cockroachdb.changes", "cockroachdb"),
    ):
        often, rarely = (of(with_(prod, path, form.format(every)), store).rpo for every in (shorter, longer))
        assert often is not None and rarely is not None and often.minutes <= rarely.minutes


@given(less=st.integers(1, 65536), more=st.integers(1, 65536))
def test_more_data_never_comes_back_sooner(less: int, more: int) -> None:
    less, more = sorted((less, more))
    prod = settings_of("prod")
    for store in ("clickhouse", "cockroachdb", "timescale", "neo4j"):
        path = f"data_services.{store}.pod.storage_gib"
        small, large = (of(with_(prod, path, gib), store) for gib in (less, more))
        assert small.rto.minutes <= large.rto.minutes
        assert small.rpo and large.rpo and small.rpo.minutes <= large.rpo.minutes


@given(name=st.sampled_from(sorted(type(settings_of("prod").recovery.assumptions).model_fields)), more=st.floats(0, 1000))
def test_a_worse_assumption_never_makes_anything_better(name: str, more: float) -> None:
    prod = settings_of("prod")
    worse = with_(prod, f"recovery.assumptions.{name}", getattr(prod.recovery.assumptions, name) + more)
    for before, after in zip(objectives(prod), objectives(worse), strict=True):
        assert before.rto.minutes <= after.rto.minutes
        assert before.rpo is None or (after.rpo is not None and before.rpo.minutes <= after.rpo.minutes)


# What the sums rest on is what the program does


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_replication_calls_somebody_as_late_as_is_reckoned_with(stack: str) -> None:
    lag, found = settings_of(stack).recovery.lag, set()
    per_second = {"ReplicationLatency": 1000, "ReplicaLag": 1, "GlobalDatastoreReplicationLag": 1}
    for alarm in inventory_of(stack).of_type("aws:cloudwatch/metricAlarm:MetricAlarm"):
        metric = alarm.inputs.get("metricName")
        if metric not in per_second or alarm.inputs["namespace"] == "AWS/S3":
            continue
        found.add((metric, alarm.inputs["namespace"]))
        assert alarm.inputs["threshold"] == lag.seconds * per_second[metric]
        assert (alarm.inputs["period"], alarm.inputs["evaluationPeriods"]) == (60, lag.minutes)
    expected = {("ReplicationLatency", "AWS/Kafka"), ("ReplicationLatency", "AWS/DynamoDB"), ("ReplicaLag", "AWS/RDS")}
    assert found == expected | {("GlobalDatastoreReplicationLag", "AWS/ElastiCache")}


@pytest.mark.parametrize("stack", ["staging", "prod", "cluster"])
def test_the_bucket_of_backups_is_copied_with_time_control_into_a_locked_one(stack: str) -> None:
    inventory, settings = inventory_of(stack), settings_of(stack)
    dr, primary = settings.dr, settings.primary
    assert dr is not None
    copies = [one for one in inventory.of_type("aws:s3/bucketReplicationConfig:BucketReplicationConfig") if one.name.endswith("-backups")]
    assert {one.region for one in copies} == {region.name for region in settings.regions}
    buckets = {one.inputs["bucket"]: one for one in inventory.of_type("aws:s3/bucket:Bucket")}
    for copy in copies:
        (rule,) = copy.inputs["rules"]
        assert rule["destination"]["replicationTime"] == {"status": "Enabled", "time": {"minutes": 15}}
        target = buckets[rule["destination"]["bucket"].removeprefix("arn:aws:s3:::")]
        assert target.region == (primary if copy.region == dr.name else dr).name and target.inputs["objectLockEnabled"] is True


def test_the_figures_of_others_have_source_and_date() -> None:
    facts = json.loads((ROOT / "data" / "recovery.json").read_text())["facts"]
    assert all(set(fact) == {"value", "says", "source", "date"} and fact["source"] for fact in facts.values())
    assert len(STACKS) > 1
