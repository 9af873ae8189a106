"""What records look like, for producers and consumers to agree on: the Glue Schema Registry."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.component import Component
from components.placement import Placement

_AVRO = Path(__file__).parent / "schemas"
_EVENT = Path(__file__).parents[2] / "functions" / "schemas" / "event.json"
_DRAFT = "http://json-schema.org/draft-07/schema#"

Format = Literal["AVRO", "JSON"]


@dataclass(frozen=True)
class SchemaRegistryArgs:
    """What the registry needs."""

    placement: Placement


class SchemaRegistry(Component):
    """A registry with a schema for each topic that has one. A new version is taken only if it can read what is written already."""

    arn: pulumi.Output[str]
    name: str

    def __init__(self, name: str, args: SchemaRegistryArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("streaming", name, opts)
        placement = args.placement
        self.name = placement.physical("events")
        registry = aws.glue.Registry(
            name, registry_name=self.name, description="Schemas of events and topics", opts=self.options(**placement.stateful())
        )
        for topic, (kind, definition) in schemas().items():
            aws.glue.Schema(
                placement.label("schema", topic),
                schema_name=topic,
                registry_arn=registry.arn,
                data_format=kind,
                compatibility="BACKWARD",
                schema_definition=definition,
                opts=self.options(**placement.stateful()),
            )
        self.arn = registry.arn
        self.register_outputs({"arn": self.arn})


def schemas() -> dict[str, tuple[Format, str]]:
    """Topic → format and schema. Events keep to the same schema as the validator's."""
    event = json.loads(_EVENT.read_text(encoding="utf-8"))
    # Glue knows JSON Schema up to draft 7; the schema uses nothing newer.
    found: dict[str, tuple[Format, str]] = {"events": ("JSON", _compact(event | {"$schema": _DRAFT}))}
    for file in sorted(_AVRO.glob("*.avsc")):
        found[file.stem] = ("AVRO", _compact(json.loads(file.read_text(encoding="utf-8"))))
    return found


def _compact(schema: object) -> str:
    return json.dumps(schema, separators=(",", ":"))
