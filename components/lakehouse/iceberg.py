"""The schema and partitions of an Iceberg table, as Glue wants them."""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from settings.lakehouse import IcebergTable

# Athena's types whose Iceberg name differs: https://docs.aws.amazon.com/athena/latest/ug/querying-iceberg-supported-data-types.html
_RENAMED = {"bigint": "long"}
_CONTAINER = re.compile(r"(array|map)<(.+)>")


def iceberg_schema(table: IcebergTable) -> dict[str, Any]:
    """Columns with Iceberg's ids: a column's is its place in the settings, what a list or map holds is numbered after them."""
    inner = itertools.count(len(table.columns) + 1)
    return {
        "type": "struct",
        "schema_id": 0,
        "fields": [
            {"id": index, "name": name, "required": False, "type": json.dumps(_type(given, inner))}
            for index, (name, given) in enumerate(table.columns.items(), 1)
        ],
    }


def iceberg_partitions(table: IcebergTable) -> dict[str, Any]:
    """The partition spec: each column by its value. Iceberg numbers partition fields from 1000 on."""
    ids = {name: index for index, name in enumerate(table.columns, 1)}
    fields = [
        {"name": name, "source_id": ids[name], "field_id": number, "transform": "identity"}
        for number, name in enumerate(table.partition_by, 1000)
    ]
    return {"spec_id": 0, "fields": fields}


def _type(given: str, ids: Iterator[int]) -> Any:
    """The type in Iceberg's JSON: https://iceberg.apache.org/spec/#schemas."""
    container = _CONTAINER.fullmatch(given)
    if container is None:
        return _RENAMED.get(given, given)
    kind, held = container.groups()
    if kind == "array":
        return {"type": "list", "element-id": next(ids), "element": _type(held, ids), "element-required": False}
    # Of all simple types only decimal has a comma, inside its brackets.
    key, value = re.split(r",(?![^(]*\))", held)
    return {
        "type": "map",
        "key-id": next(ids),
        "key": _type(key, ids),
        "value-id": next(ids),
        "value": _type(value, ids),
        "value-required": False,
    }
