"""Validated events in bronze: Parquet files by day, or rows of an Iceberg table."""

from typing import Any

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.lakehouse.statements import catalogue, data_access
from components.security.policies import Statement, allow, document_output
from components.streaming.delivery import (
    ERRORS_PREFIX,
    DeliveryArgs,
    DeliverySupport,
    deliver_to,
    delivery_alarms,
    freshness_alarm,
)
from components.streaming.events_table import EVENTS_PREFIX, events_table

# What the event's own day is called in the object's key; a late event lands in the day it belongs to.
_DAY = "event_date"
_RETRY = 300  # seconds


class BronzeDelivery(Component):
    """The Firehose stream that the validator puts events into."""

    stream: aws.kinesis.FirehoseDeliveryStream
    name: str
    """Its name in AWS; known before deployment."""

    def __init__(self, name: str, args: DeliveryArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        self._args = args
        placement = args.placement
        self.name = placement.physical("bronze")
        iceberg = placement.settings.streaming.delivery.iceberg_table
        support = DeliverySupport(placement.label("bronze-support"), args, self.name, self.options())
        destination, needs = self._to_iceberg(iceberg, support) if iceberg else self._to_parquet(support)
        self.stream = aws.kinesis.FirehoseDeliveryStream(
            name,
            name=self.name,
            server_side_encryption={"enabled": True, "key_type": "CUSTOMER_MANAGED_CMK", "key_arn": args.keys.arns["streams"]},
            opts=self.options(depends_on=needs),
            **destination,
        )
        self.register_outputs({"name": self.name})

    def _to_parquet(self, support: DeliverySupport) -> tuple[dict[str, Any], list[pulumi.Resource]]:
        """Files, converted by the columns of a Glue table and put where each event's day is."""
        args = self._args
        placement, bucket = args.placement, args.lakehouse.buckets["bronze"]
        table = events_table(placement, args.lakehouse, self.options(**placement.stateful()))
        reads_table = allow(["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"], catalogue(placement, ["bronze"], "events"))
        needs = self._allow(support, [*deliver_to(bucket, args.keys.arns["s3"]), reads_table])
        needs += args.lakehouse.permissions.grant("firehose", support.role.arn, "bronze", "read")
        freshness_alarm(args, "bronze", self.name, self.options())
        failures = [
            ("FailedConversion.Records", "records do not fit the table's columns"),
            ("PartitionCountExceeded", "events of more than 500 days came at once"),
        ]
        delivery_alarms(args, "bronze", self.name, failures, self.options())
        return {
            "destination": "extended_s3",
            "extended_s3_configuration": {
                "role_arn": support.role.arn,
                "bucket_arn": bucket.arn,
                "kms_key_arn": args.keys.arns["s3"],
                "prefix": f"{EVENTS_PREFIX}{_DAY}=!{{partitionKeyFromQuery:{_DAY}}}/",
                "error_output_prefix": ERRORS_PREFIX,
                "buffering_interval": placement.settings.streaming.delivery.buffer_seconds,
                "buffering_size": placement.settings.streaming.delivery.buffer_mib,
                "dynamic_partitioning_configuration": {"enabled": True, "retry_duration": _RETRY},
                "processing_configuration": {
                    "enabled": True,
                    "processors": [
                        {
                            "type": "MetadataExtraction",
                            "parameters": [
                                {"parameter_name": "JsonParsingEngine", "parameter_value": "JQ-1.6"},
                                {"parameter_name": "MetadataExtractionQuery", "parameter_value": f"{{{_DAY}: .{_DAY}}}"},
                            ],
                        }
                    ],
                },
                "data_format_conversion_configuration": {
                    "enabled": True,
                    "input_format_configuration": {"deserializer": {"open_x_json_ser_de": {}}},
                    "output_format_configuration": {"serializer": {"parquet_ser_de": {"compression": "SNAPPY"}}},
                    "schema_configuration": {
                        "role_arn": support.role.arn,
                        "database_name": args.lakehouse.databases["bronze"].name,
                        "table_name": table.name,
                        "region": placement.region.name,
                    },
                },
                "cloudwatch_logging_options": support.logging,
            },
        }, needs

    def _to_iceberg(self, table: str, support: DeliverySupport) -> tuple[dict[str, Any], list[pulumi.Resource]]:
        """Rows, appended; the table's optimizers join the small files that every commit adds."""
        args = self._args
        placement, bucket = args.placement, args.lakehouse.buckets["bronze"]
        commits = allow(["glue:GetDatabase", "glue:GetTable", "glue:UpdateTable"], catalogue(placement, ["bronze"], table))
        needs = self._allow(support, [*deliver_to(bucket, args.keys.arns["s3"]), commits, data_access()])
        needs += args.lakehouse.permissions.grant("firehose", support.role.arn, "bronze", "maintain")
        failures = [("DeliveryToIceberg.FailedRowCount", "rows could not be written to the table")]
        delivery_alarms(args, "bronze", self.name, failures, self.options())
        settings = placement.settings.streaming.delivery
        return {
            "destination": "iceberg",
            "iceberg_configuration": {
                "role_arn": support.role.arn,
                "catalog_arn": placement.arn("glue", "catalog"),
                "append_only": True,
                "buffering_interval": settings.buffer_seconds,
                "buffering_size": settings.buffer_mib,
                "retry_duration": _RETRY,
                "destination_table_configurations": [
                    {
                        "database_name": args.lakehouse.databases["bronze"].name,
                        "table_name": args.lakehouse.tables[table].name,
                        "s3_error_output_prefix": ERRORS_PREFIX,
                    }
                ],
                "s3_configuration": {
                    "role_arn": support.role.arn,
                    "bucket_arn": bucket.arn,
                    "kms_key_arn": args.keys.arns["s3"],
                    "error_output_prefix": ERRORS_PREFIX,
                    "cloudwatch_logging_options": support.logging,
                },
                "cloudwatch_logging_options": support.logging,
            },
        }, needs

    def _allow(self, support: DeliverySupport, statements: list[Statement]) -> list[pulumi.Resource]:
        label = self._args.placement.label("bronze-delivery")
        return [aws.iam.RolePolicy(label, role=support.role.name, policy=document_output(*statements), opts=self.options())]
