"""What a pack says about itself and its policies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2

LEVELS: tuple[str, ...] = ("advisory", "mandatory", "disabled", "remediate")
"""By the protocol's number."""
SEVERITIES: tuple[str, ...] = ("", "low", "medium", "high", "critical")
"""Likewise; the first is for a policy that does not say."""


@dataclass(frozen=True)
class Policy:
    """One rule of a pack."""

    pack: str
    name: str
    description: str
    remedy: str
    topic: str
    """Its first tag."""
    controls: tuple[str, ...]
    severity: str
    level: str
    """Unless it is configured otherwise."""
    of_stack: bool
    """Judged once all resources are known."""
    schema: Mapping[str, Any]
    """JSON schema of its configuration."""

    @property
    def defaults(self) -> dict[str, Any]:
        """Its configuration where nothing is said."""
        return {key: schema["default"] for key, schema in self.schema["properties"].items() if "default" in schema}


def policies_of(info: Any) -> tuple[Policy, ...]:
    """The policies that an AnalyzerInfo lists."""
    return tuple(_policy(info.name, one) for one in sorted(info.policies, key=lambda one: one.name))


def _policy(pack: str, info: Any) -> Policy:
    schema = json_format.MessageToDict(info.configSchema)
    topic, *controls = info.tags or [""]
    return Policy(
        pack=pack,
        name=info.name,
        description=info.description,
        remedy=info.remediation_steps,
        topic=topic,
        controls=tuple(controls),
        severity=SEVERITIES[info.severity],
        level=LEVELS[info.enforcementLevel],
        of_stack=info.policy_type == analyzer_pb2.POLICY_TYPE_STACK,
        schema={
            "type": "object",
            "properties": _whole(schema.get("properties", {})),
            "required": schema.get("required", []),
        },
    )


def _whole(value: Any) -> Any:
    """The protocol has floats only; whole numbers are written as such."""
    if isinstance(value, dict):
        return {key: _whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
