"""Properties as the engine sends them → plain values that rules read."""

from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc
from pulumi_policy import proxy

from inventory.values import UNKNOWN
from policies.subject import IDENTIFIERS

SIGNATURE = rpc._special_sig_key
"""Marks an object that stands for a secret, an asset or a reference."""
UNKNOWNS = frozenset(value for name, value in vars(proxy).items() if name.startswith("UNKNOWN_"))
"""What stands for a value that is not known yet, by type: text, number, list and so on."""


def plain(struct: struct_pb2.Struct) -> dict[str, Any]:
    """Properties with UNKNOWN for what is not known yet, secrets as their values, references as ids, and whole numbers as such."""
    return {key: _plain(value) for key, value in struct.fields.items()}


def given(outputs: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """Outputs as the program left them: without what is open only because the cloud decides it, with inputs that a preview drops.

    It drops them where a provider waits for something itself, such as a cluster. Names stay open: others may refer to them.
    """
    names = {key: value for key, value in outputs.items() if key in IDENTIFIERS}
    return {**inputs, **_given(outputs, inputs), **names}


def _given(output: Any, input_: Any) -> Any:
    if isinstance(output, dict) and isinstance(input_, dict):
        return {key: _given(value, input_.get(key)) for key, value in output.items() if value is not UNKNOWN or key in input_}
    if isinstance(output, list) and isinstance(input_, list) and len(output) == len(input_):
        return [_given(*pair) for pair in zip(output, input_, strict=True)]
    return output


def _plain(value: struct_pb2.Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        text = value.string_value
        return UNKNOWN if text in UNKNOWNS else text
    if kind == "struct_value":
        return _plain_struct(value.struct_value)
    if kind == "list_value":
        return [_plain(item) for item in value.list_value.values]
    if kind == "bool_value":
        return value.bool_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    return None


def _plain_struct(struct: struct_pb2.Struct) -> Any:
    fields = struct.fields
    if SIGNATURE not in fields:
        return plain(struct)
    signature = fields[SIGNATURE].string_value
    if signature == rpc._special_secret_sig:
        return _plain(fields["value"]) if "value" in fields else None
    if signature == rpc._special_resource_sig:
        return fields["id"].string_value or UNKNOWN if "id" in fields else fields["urn"].string_value
    if signature == rpc._special_output_value_sig:
        return _plain(fields["value"]) if "value" in fields else UNKNOWN
    return plain(struct)
