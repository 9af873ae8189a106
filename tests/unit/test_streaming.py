"""Streams, delivery, Flink and the schema registry, as each stack's program registers them."""

import json
from pathlib import Path
from typing import Any

import pytest

from components.streaming.events_table import COLUMNS
from components.streaming.schema_registry import schemas
from components.streaming.shard_scaling import scaling_definition
from inventory.resource import Resource
from settings.streaming import Stream
from tests.support import ALL_STACKS, inventory_of, settings_of
from tests.unit.streaming_facts import alarms

STREAM = "aws:kinesis/stream:Stream"
CONSUMER = "aws:kinesis/streamConsumer:StreamConsumer"
FIREHOSE = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"
FLINK = "aws:kinesisanalyticsv2/application:Application"
MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"

every_stack = pytest.mark.parametrize("stack", ALL_STACKS)


def delivery(stack: str, name: str) -> Resource:
    """A Firehose stream of the primary region."""
    region = settings_of(stack).primary.name
    return next(one for one in inventory_of(stack).of_type(FIREHOSE) if one.region == region and one.inputs["name"].endswith(name))


def statements_of(stack: str, name: str) -> list[dict[str, Any]]:
    """The statements of a role policy of the primary region."""
    label = f"{settings_of(stack).primary.name}-{name}"
    policy = next(one for one in inventory_of(stack).of_type(ROLE_POLICY) if one.name == label)
    statements: list[dict[str, Any]] = json.loads(policy.inputs["policy"])["Statement"]
    return statements


# Kinesis


@every_stack
def test_every_region_has_every_stream(stack: str) -> None:
    settings = settings_of(stack)
    found = {(one.region, one.inputs["name"]) for one in inventory_of(stack).of_type(STREAM)}
    prefix = f"event-platform-{stack}"
    assert found == {(region.name, f"{prefix}-{name}") for region in settings.regions for name in settings.streaming.kinesis.streams}


@every_stack
def test_every_stream_is_encrypted_with_the_regions_own_key(stack: str) -> None:
    for stream in inventory_of(stack).of_type(STREAM):
        assert stream.inputs["encryptionType"] == "KMS"
        assert stream.inputs["kmsKeyId"].startswith(f"arn:aws:kms:{stream.region}:"), stream.urn


@every_stack
def test_a_stream_on_demand_has_no_number_of_shards_and_a_provisioned_one_has(stack: str) -> None:
    kinesis = settings_of(stack).streaming.kinesis
    for stream in inventory_of(stack).of_type(STREAM):
        assert ("shardCount" in stream.inputs) is (kinesis.mode == "provisioned")
        assert stream.inputs["retentionPeriod"] == kinesis.retention_hours


def test_consumers_with_fan_out_are_those_of_the_settings() -> None:
    region = settings_of("prod").primary.name
    found = {one.inputs["name"] for one in inventory_of("prod").of_type(CONSUMER) if one.region == region}
    assert found == {"event-validator", "real-time-aggregator", "stream-processor"}


@every_stack
def test_every_stream_calls_somebody_when_it_is_throttled_or_read_too_slowly(stack: str) -> None:
    for stream in inventory_of(stack).of_type(STREAM):
        watched = alarms(stack, stream.region, StreamName=stream.inputs["name"])
        assert {
            "GetRecords.IteratorAgeMilliseconds",
            "ReadProvisionedThroughputExceeded",
            "WriteProvisionedThroughputExceeded",
        } <= set(watched)
        lag = watched["GetRecords.IteratorAgeMilliseconds"].inputs
        assert (lag["threshold"], lag["evaluationPeriods"]) == (60_000, 3)


def test_every_consumer_with_fan_out_calls_somebody_when_it_is_late() -> None:
    for consumer in inventory_of("prod").of_type(CONSUMER):
        watched = alarms("prod", consumer.region, ConsumerName=consumer.inputs["name"])
        assert "SubscribeToShardEvent.MillisBehindLatest" in watched, consumer.urn


# Shards


def test_shards_are_scaled_where_the_settings_leave_room_and_only_there() -> None:
    machines = inventory_of("streaming").of_type("aws:sfn/stateMachine:StateMachine")
    assert [one.name for one in machines] == ["eu-central-1-raw-events-scaling"]
    (schedule,) = inventory_of("streaming").of_type("aws:scheduler/schedule:Schedule")
    assert schedule.inputs["scheduleExpression"] == "rate(5 minutes)"
    used = [one for one in statements_of("streaming", "raw-events-scaling-schedule") if one["Action"] == ["kms:Decrypt"]]
    assert [one["Resource"] for one in used] == [[schedule.inputs["kmsKeyArn"]]], "the schedule is read by its role"
    assert not inventory_of("dev").of_type("aws:sfn/stateMachine:StateMachine")


def test_scaling_changes_one_stream_and_no_other() -> None:
    changing = [one for one in statements_of("streaming", "raw-events-scaling") if "kinesis:UpdateShardCount" in one["Action"]]
    (stream,) = (one for one in inventory_of("streaming").of_type(STREAM) if one.inputs["name"].endswith("raw-events"))
    assert [one["Resource"] for one in changing] == [[f"arn:aws:kinesis:eu-central-1:666666666666:stream/{stream.inputs['name']}"]]


def test_scaling_stays_within_the_settings_and_within_what_aws_allows_in_one_step() -> None:
    states = scaling_definition("s", Stream(shards=4, max_shards=64))["States"]
    target = states["Target"]["Assign"]["target"]
    assert "$min([$ceil($busy / 0.6), 2 * $shards, 64])" in target
    assert "$max([$ceil($busy / 0.6), $ceil($shards / 2), 4])" in target
    assert all(state.get("Next", "Done") in states for state in states.values())


# Functions


@every_stack
def test_every_function_on_a_stream_says_which_records_failed_and_loses_none(stack: str) -> None:
    settings = settings_of(stack)
    for mapping in inventory_of(stack).of_type(MAPPING):
        if ":kinesis:" not in mapping.inputs["eventSourceArn"]:
            continue
        assert mapping.inputs["functionResponseTypes"] == ["ReportBatchItemFailures"], mapping.urn
        assert mapping.inputs["bisectBatchOnFunctionError"] is True
        assert ":sqs:" in mapping.inputs["destinationConfig"]["onFailure"]["destinationArn"]
        assert 0 < mapping.inputs["maximumRecordAgeInSeconds"] < settings.streaming.kinesis.retention_hours * 3600
        region = next(one for one in settings.regions if one.name == mapping.region)
        assert mapping.inputs["enabled"] is (region.role != "dr")


# Firehose


@every_stack
def test_every_region_archives_raw_events_and_fills_bronze(stack: str) -> None:
    for region in settings_of(stack).regions:
        names = {
            one.inputs["name"].rpartition(f"{stack}-")[2] for one in inventory_of(stack).of_type(FIREHOSE) if one.region == region.name
        }
        assert names == {"raw-archive", "bronze"}


@every_stack
def test_what_a_delivery_writes_is_encrypted_logged_and_its_errors_are_kept(stack: str) -> None:
    for made in inventory_of(stack).of_type(FIREHOSE):
        target = made.inputs.get("extendedS3Configuration") or made.inputs["icebergConfiguration"]["s3Configuration"]
        assert target["kmsKeyArn"].startswith(f"arn:aws:kms:{made.region}:")
        assert target["errorOutputPrefix"].startswith("errors/!{firehose:error-output-type}/")
        assert target["cloudwatchLoggingOptions"]["enabled"] is True
        source = made.inputs.get("kinesisSourceConfiguration")
        assert (source is None) is ("serverSideEncryption" in made.inputs), made.urn
        if source is None:
            assert made.inputs["serverSideEncryption"]["keyType"] == "CUSTOMER_MANAGED_CMK"


@every_stack
def test_every_delivery_calls_somebody_when_it_fails(stack: str) -> None:
    for made in inventory_of(stack).of_type(FIREHOSE):
        watched = set(alarms(stack, made.region, DeliveryStreamName=made.inputs["name"]))
        assert "ThrottledRecords" in watched
        assert watched & {"DeliveryToS3.DataFreshness", "DeliveryToIceberg.FailedRowCount"}, made.urn


def test_archived_events_stand_on_lines_of_their_own() -> None:
    (processor,) = delivery("prod", "raw-archive").inputs["extendedS3Configuration"]["processingConfiguration"]["processors"]
    assert processor["type"] == "AppendDelimiterToRecord"
    assert processor["parameters"] == [{"parameterName": "Delimiter", "parameterValue": "\\n"}]


def test_bronze_gets_parquet_by_the_day_of_the_event() -> None:
    target = delivery("prod", "bronze").inputs["extendedS3Configuration"]
    assert target["prefix"] == "events/event_date=!{partitionKeyFromQuery:event_date}/"
    assert target["dynamicPartitioningConfiguration"]["enabled"] is True
    conversion = target["dataFormatConversionConfiguration"]
    assert "parquetSerDe" in conversion["outputFormatConfiguration"]["serializer"]
    assert conversion["schemaConfiguration"]["tableName"] == "events"
    # AWS's least for dynamic partitioning and for Parquet.
    assert target["bufferingSize"] >= 64


def test_the_parquet_table_has_the_columns_that_the_validator_writes() -> None:
    (table,) = (
        one
        for one in inventory_of("prod").of_type("aws:glue/catalogTable:CatalogTable")
        if one.region == "us-east-1" and one.inputs["databaseName"].endswith("bronze")
    )
    columns = {column["name"] for column in table.inputs["storageDescriptor"]["columns"]}
    days = {column["name"] for column in table.inputs["partitionKeys"]}
    assert columns == set(COLUMNS)
    assert columns | days == set(settings_of("prod").lakehouse.tables["events"].columns)


def test_bronze_can_be_an_iceberg_table_instead() -> None:
    made = delivery("streaming", "bronze").inputs["icebergConfiguration"]
    assert made["appendOnly"] is True
    assert made["catalogArn"] == "arn:aws:glue:eu-central-1:666666666666:catalog"
    (table,) = made["destinationTableConfigurations"]
    assert (table["databaseName"], table["tableName"]) == ("event_platform_streaming_bronze", "events")


# Flink


@pytest.mark.parametrize("stack", ["staging", "prod", "streaming"])
def test_flink_is_in_the_private_subnets_checkpoints_and_keeps_its_state_under_the_regions_key(stack: str) -> None:
    for application in inventory_of(stack).of_type(FLINK):
        made = application.inputs["applicationConfiguration"]
        assert made["vpcConfiguration"]["subnetIds"]
        assert made["applicationEncryptionConfiguration"]["keyId"].startswith(f"arn:aws:kms:{application.region}:")
        flink = made["flinkApplicationConfiguration"]
        assert flink["checkpointConfiguration"]["checkpointingEnabled"] is True
        assert flink["parallelismConfiguration"]["autoScalingEnabled"] is True
        assert made["applicationSnapshotConfiguration"]["snapshotsEnabled"] is True
        assert "downtime" in alarms(stack, application.region, Application=application.inputs["name"])


def test_flink_runs_once_its_code_is_named() -> None:
    (running,) = inventory_of("streaming").of_type(FLINK)
    assert running.inputs["startApplication"] is True
    location = running.inputs["applicationConfiguration"]["applicationCodeConfiguration"]["codeContent"]["s3ContentLocation"]
    assert location["fileKey"] == "flink/stream-processor-1.0.0.jar"
    assert not any(one.inputs["startApplication"] for one in inventory_of("prod").of_type(FLINK))


def test_flink_may_touch_the_platforms_topics_and_no_others() -> None:
    topics = [
        resource
        for statement in statements_of("prod", "stream-processor")
        if any(action.startswith("kafka-cluster:") for action in statement["Action"])
        for resource in statement["Resource"]
        if ":topic/" in resource
    ]
    assert topics
    assert all(topic.split("/")[1] == "event-platform-prod-kafka-use1" and "*" not in topic.split("/")[3] for topic in topics)


# Schemas


@every_stack
def test_a_schema_takes_only_versions_that_can_read_what_is_written(stack: str) -> None:
    made = inventory_of(stack).of_type("aws:glue/schema:Schema")
    assert {one.inputs["schemaName"] for one in made} == set(schemas())
    for schema in made:
        assert schema.inputs["compatibility"] == "BACKWARD"
        json.loads(schema.inputs["schemaDefinition"])


def test_the_events_schema_is_the_validators_in_a_draft_that_glue_knows() -> None:
    kind, text = schemas()["events"]
    own = json.loads((Path(__file__).parents[2] / "functions" / "schemas" / "event.json").read_text())
    registered = json.loads(text)
    assert kind == "JSON"
    assert registered.pop("$schema") == "http://json-schema.org/draft-07/schema#"
    assert registered == {key: value for key, value in own.items() if key != "$schema"}
    assert not {"$defs", "dependentRequired", "prefixItems", "unevaluatedProperties"} & set(own)
