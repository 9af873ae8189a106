"""Remedies turn on what is off, and leave alone what is right, or not known yet."""

from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policies.security.exposure_remedies import PUBLIC_ACCESS_BLOCKS, drop_invalid_headers, refuse_public_access

ALL = dict.fromkeys(PUBLIC_ACCESS_BLOCKS, True)
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": False}


def test_a_public_access_block_is_completed() -> None:
    given = {"bucket": "logs", "blockPublicAcls": False, "ignorePublicAcls": True}
    assert refuse_public_access(given, {}) == {"bucket": "logs"} | ALL
    assert given["blockPublicAcls"] is False


@pytest.mark.parametrize("value", [UNKNOWN_STRING_VALUE, SECRET])
def test_what_is_not_known_or_secret_stays(value: Any) -> None:
    assert refuse_public_access({"blockPublicAcls": value}, {}) == ALL | {"blockPublicAcls": value}
    assert refuse_public_access(ALL | {"blockPublicPolicy": value}, {}) is None
    assert drop_invalid_headers({"dropInvalidHeaderFields": value}, {}) is None
    assert drop_invalid_headers({"loadBalancerType": value}, {}) is None


def test_a_complete_block_stays() -> None:
    assert refuse_public_access({"bucket": "logs"} | ALL, {}) is None


@pytest.mark.parametrize("type_", [None, "application"])
def test_application_load_balancers_drop_invalid_headers(type_: str | None) -> None:
    assert drop_invalid_headers({"loadBalancerType": type_}, {}) == {"loadBalancerType": type_, "dropInvalidHeaderFields": True}


@pytest.mark.parametrize("properties", [{"loadBalancerType": "network"}, {"dropInvalidHeaderFields": True}])
def test_other_load_balancers_stay(properties: dict[str, Any]) -> None:
    assert drop_invalid_headers(properties, {}) is None
