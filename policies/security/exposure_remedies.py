"""Remedies against exposure that change no traffic but what should never have come."""

from collections.abc import Mapping
from typing import Any

PUBLIC_ACCESS_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def refuse_public_access(properties: dict[str, Any], _: Mapping[str, Any]) -> dict[str, Any] | None:
    """Turn on what is off of a public access block."""
    return _turned_on(properties, PUBLIC_ACCESS_BLOCKS)


def drop_invalid_headers(properties: dict[str, Any], _: Mapping[str, Any]) -> dict[str, Any] | None:
    """Let an application load balancer drop headers that are none; the other types have no such setting."""
    if properties.get("loadBalancerType") not in (None, "application"):
        return None
    return _turned_on(properties, ("dropInvalidHeaderFields",))


def _turned_on(properties: dict[str, Any], flags: tuple[str, ...]) -> dict[str, Any] | None:
    """The properties with flags on that were off or absent. A value that is not known yet is neither."""
    off = [flag for flag in flags if properties.get(flag) in (None, False)]
    return properties | dict.fromkeys(off, True) if off else None
