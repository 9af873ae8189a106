"""Between the engine's wire form (protobuf, with signatures for secrets, assets and references) and plain values."""

from collections.abc import Mapping
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

from inventory.resource import SECRET

_SIGNATURE = rpc._special_sig_key
_ASSETS = (rpc._special_asset_sig, rpc._special_archive_sig)


def plain_properties(properties: struct_pb2.Struct, secrets: list[str]) -> dict[str, Any]:
    """Properties as JSON values: secrets masked (their paths appended), references as ids, files as `asset:<path>`."""
    return {key: _plain(value, secrets, key) for key, value in sorted(properties.fields.items())}


def _plain(value: struct_pb2.Value, secrets: list[str], path: str) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_plain(item, secrets, f"{path}[{index}]") for index, item in enumerate(value.list_value.values)]
        case "struct_value":
            return _plain_struct(value.struct_value, secrets, path)
        case _:
            return None


def _plain_struct(struct: struct_pb2.Struct, secrets: list[str], path: str) -> Any:
    fields = struct.fields
    if _SIGNATURE not in fields:
        return {key: _plain(value, secrets, f"{path}.{key}") for key, value in sorted(fields.items())}
    signature = fields[_SIGNATURE].string_value
    if signature == rpc._special_secret_sig:
        secrets.append(path)
        return SECRET
    if signature == rpc._special_resource_sig:
        return fields["id"].string_value or fields["urn"].string_value
    if signature in _ASSETS:
        return "asset:" + (fields["path"].string_value or fields["uri"].string_value or "text") if "assets" not in fields else "asset:files"
    return {key: _plain(value, secrets, f"{path}.{key}") for key, value in sorted(fields.items()) if key != _SIGNATURE}


def resolve_references(properties: struct_pb2.Struct) -> None:
    """Put ids in the place of resource references, as the state has them; decoding one would build the resource anew."""
    for value in properties.fields.values():
        _resolve(value)


def _resolve(value: struct_pb2.Value) -> None:
    if value.HasField("list_value"):
        for item in value.list_value.values:
            _resolve(item)
    elif value.HasField("struct_value"):
        fields = value.struct_value.fields
        if _SIGNATURE in fields and fields[_SIGNATURE].string_value == rpc._special_resource_sig:
            value.string_value = fields["id"].string_value or fields["urn"].string_value
        else:
            resolve_references(value.struct_value)


def reference(urn: str, id_: str) -> dict[str, Any]:
    """The wire form of a reference to another resource."""
    return {_SIGNATURE: rpc._special_resource_sig, "urn": urn, "id": id_, "packageVersion": ""}


def fill(target: struct_pb2.Struct, values: Mapping[str, Any]) -> None:
    """Add outputs that the program did not give itself, also inside what it gave."""
    for key, value in values.items():
        if key not in target.fields:
            target.update({key: value})
        elif isinstance(value, Mapping) and target.fields[key].WhichOneof("kind") == "struct_value":
            fill(target.fields[key].struct_value, value)
