"""Puts right instances whose metadata service answers without a token."""

from collections.abc import Mapping
from typing import Any

from pulumi.runtime import rpc


def demand_tokens(properties: dict[str, Any], _config: Mapping[str, Any]) -> dict[str, Any] | None:
    """Demand IMDSv2 of an instance or launch template. What a launch template decides, is secret or not known yet stays as it is."""
    options = properties.get("metadataOptions") or {}
    if not isinstance(options, dict) or rpc._special_sig_key in options:
        return None
    open_to_all = options.get("httpEndpoint", "enabled") == "enabled" and options.get("httpTokens", "optional") == "optional"
    if not open_to_all or (properties.get("launchTemplate") and not options):
        return None
    return {**properties, "metadataOptions": {"httpEndpoint": "enabled", **options, "httpTokens": "required"}}
