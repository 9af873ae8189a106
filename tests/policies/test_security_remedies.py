"""Repairs change what a rule finds, and nothing that is right, secret or not known yet."""

from typing import Any

import pytest

from policies.security.remedies import encrypt_queue, rotate_key

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def test_a_queue_without_encryption_gets_the_one_of_sqs() -> None:
    before = {"name": "events", "sqsManagedSseEnabled": False}
    assert encrypt_queue(before, {}) == {"name": "events", "sqsManagedSseEnabled": True}
    assert before["sqsManagedSseEnabled"] is False


@pytest.mark.parametrize(
    "properties",
    [{}, {"sqsManagedSseEnabled": True}, {"sqsManagedSseEnabled": UNKNOWN}, {"sqsManagedSseEnabled": False, "kmsMasterKeyId": UNKNOWN}],
)
def test_any_other_queue_stays_as_it_is(properties: dict[str, Any]) -> None:
    assert encrypt_queue(properties, {}) is None


def test_a_symmetric_key_gets_rotation() -> None:
    assert rotate_key({"description": "events"}, {}) == {"description": "events", "enableKeyRotation": True}
    assert rotate_key({"enableKeyRotation": False, "keyUsage": "ENCRYPT_DECRYPT"}, {}) == {
        "enableKeyRotation": True,
        "keyUsage": "ENCRYPT_DECRYPT",
    }
    assert rotate_key({"enableKeyRotation": False}, {}) == {"enableKeyRotation": True}


@pytest.mark.parametrize(
    "properties",
    [
        {"enableKeyRotation": True},
        {"enableKeyRotation": UNKNOWN},
        {"customerMasterKeySpec": "RSA_4096"},
        {"keyUsage": "GENERATE_VERIFY_MAC"},
        {"customKeyStoreId": "cks-1234567890abcdef0"},
    ],
)
def test_any_other_key_stays_as_it_is(properties: dict[str, Any]) -> None:
    assert rotate_key(properties, {}) is None
