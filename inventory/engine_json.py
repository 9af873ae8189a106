"""Resources as the engine writes them to JSON, in a preview and in a stack's state alike, → resource records.

The form is `apitype.ResourceV3`; values carry the same signatures as on the wire.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pulumi.runtime import rpc

from inventory.resource import SECRET, UNKNOWN, Resource

STACK = "pulumi:pulumi:Stack"
_PROVIDER = "pulumi:providers:"
_SIGNATURE = rpc._special_sig_key
_ASSETS = (rpc._special_asset_sig, rpc._special_archive_sig)


class EngineFileError(Exception):
    """A file does not hold what it was given for; the message says what does."""


def read(file: Path, command: str) -> dict[str, Any]:
    """A file's JSON object; `command` is what writes such files."""
    try:
        content = json.loads(file.read_bytes())
    except OSError as error:
        raise EngineFileError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise EngineFileError(f"{file} is not JSON ({error}); write it with: {command}") from None
    if not isinstance(content, dict):
        raise EngineFileError(f"{file} holds no JSON object; write it with: {command}")
    return content


class Records:
    """Reads the records of one stack. They stand in the file in the order of their making, a provider before what it makes."""

    def __init__(self, default_region: str = "") -> None:
        self._default_region = default_region
        """Of AWS's default provider, where the file leaves it out."""
        self._regions: dict[str, str] = {}
        self.project = ""
        self.stack = ""
        self.outputs: Mapping[str, Any] = {}
        """What the stack exports."""

    def resource(self, record: Mapping[str, Any], new: bool = False) -> Resource | None:
        """The resource of a record; `new` if it does not exist yet. None for the stack itself, and for what is only read or deleted."""
        urn, type_ = str(record["urn"]), str(record["type"])
        head, self.project = urn.split("::")[:2]
        self.stack = head.removeprefix("urn:pulumi:")
        if type_ == STACK:
            self.outputs = plain(record.get("outputs") or {}, [])
            return None
        if record.get("delete") or record.get("external"):
            return None
        secrets: list[str] = []
        inputs = plain(record.get("inputs") or {}, secrets)
        provider = str(record.get("provider", "")).rpartition("::")[0]
        parent = str(record.get("parent", ""))
        region = self._regions[urn] = self._region(type_, inputs, provider, parent)
        return Resource(
            urn=urn,
            type=type_,
            name=urn.rpartition("::")[2],
            parent="" if f"::{STACK}::" in parent else parent,
            region=region,
            custom=bool(record.get("custom")),
            inputs=inputs,
            provider=provider,
            protect=bool(record.get("protect")),
            retain_on_delete=bool(record.get("retainOnDelete")),
            depends_on=tuple(sorted(record.get("dependencies") or ())),
            property_dependencies={key: tuple(sorted(urns)) for key, urns in sorted((record.get("propertyDependencies") or {}).items())},
            secret_inputs=tuple(secrets),
            source=_source(record),
            id=str(record.get("id") or (UNKNOWN if new and record.get("custom") else "")),
            outputs=plain(record.get("outputs") or {}, []),
        )

    def _region(self, type_: str, inputs: Mapping[str, Any], provider: str, parent: str) -> str:
        """An input of its own, else the provider's region, else the parent's."""
        own = inputs.get("region")
        if type_.startswith(("aws:", f"{_PROVIDER}aws")) and isinstance(own, str) and own != UNKNOWN:
            return own
        if f"::{_PROVIDER}aws::default" in provider:
            return self._regions.get(provider, self._default_region)
        return self._regions.get(provider) or self._regions.get(parent, "")


def plain(properties: Mapping[str, Any], secrets: list[str], path: str = "") -> dict[str, Any]:
    """Properties as plain JSON values: secrets masked (their paths appended), references as ids, files as `asset:<path>`.

    What the engine keeps for itself (`__defaults`) is left out; it does not send it to policies, either.
    """
    before = f"{path}." if path else ""
    return {key: _plain(value, secrets, before + key) for key, value in sorted(properties.items()) if path or not key.startswith("__")}


def _plain(value: Any, secrets: list[str], path: str) -> Any:
    if value == SECRET:
        secrets.append(path)
        return SECRET
    if isinstance(value, list):
        return [_plain(item, secrets, f"{path}[{index}]") for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if _SIGNATURE not in value:
        return plain(value, secrets, path)
    signature = value[_SIGNATURE]
    if signature == rpc._special_secret_sig:
        secrets.append(path)
        return SECRET
    if signature == rpc._special_resource_sig:
        return value.get("id") or value.get("urn", "")
    if signature in _ASSETS:
        return "asset:files" if "assets" in value else "asset:" + (value.get("path") or value.get("uri") or "text")
    return value.get("value")  # a text that is not UTF-8, or a number that is not finite


def _source(record: Mapping[str, Any]) -> str:
    """The innermost line of the program, not of its libraries: `project:///network/nat.py#31` → `network/nat.py:31`."""
    positions = [record.get("sourcePosition"), *(frame.get("sourcePosition") for frame in record.get("stackTrace") or ())]
    for position in positions:
        file, _, line = str(position or "").removeprefix("project:///").rpartition("#")
        if file and not file.startswith((".", "/")) and "site-packages" not in file and "://" not in file:
            return f"{file}:{line}"
    return ""
