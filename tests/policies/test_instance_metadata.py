"""Instances get IMDSv2, and nothing that is right, secret or not known yet is touched."""

from typing import Any

import pytest
from pulumi.runtime import rpc
from pulumi_policy.proxy import UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE

from policies.security.instance_metadata import demand_tokens


@pytest.mark.parametrize(
    ("before", "options"),
    [
        ({}, {"httpEndpoint": "enabled", "httpTokens": "required"}),
        (
            {"metadataOptions": {"httpTokens": "optional", "httpPutResponseHopLimit": 1}},
            {"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1},
        ),
        (
            {"launchTemplate": {"id": "lt-1"}, "metadataOptions": {"httpEndpoint": "enabled"}},
            {"httpEndpoint": "enabled", "httpTokens": "required"},
        ),
    ],
)
def test_tokens_are_demanded(before: dict[str, Any], options: dict[str, Any]) -> None:
    given = {"instanceType": "m7g.large", **before}
    assert demand_tokens(dict(given), {}) == given | {"metadataOptions": options}


@pytest.mark.parametrize(
    "properties",
    [
        {"metadataOptions": {"httpTokens": "required"}},
        {"metadataOptions": {"httpEndpoint": "disabled"}},
        {"metadataOptions": {"httpTokens": UNKNOWN_STRING_VALUE}},
        {"metadataOptions": {"httpEndpoint": UNKNOWN_STRING_VALUE}},
        {"metadataOptions": UNKNOWN_OBJECT_VALUE},
        {"metadataOptions": {rpc._special_sig_key: rpc._special_secret_sig, "value": {}}},
        {"launchTemplate": {"id": "lt-1"}},
        {"launchTemplate": UNKNOWN_OBJECT_VALUE},
    ],
)
def test_whatever_else_stays_as_it_is(properties: dict[str, Any]) -> None:
    assert demand_tokens(properties, {}) is None
