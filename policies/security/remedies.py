"""Repairs that neither replace a resource nor change who can read what it keeps."""

from collections.abc import Mapping
from typing import Any


def encrypt_queue(properties: dict[str, Any], _: Mapping[str, Any]) -> dict[str, Any] | None:
    """A queue with SQS's own encryption where it is told to go without any. New messages are encrypted from then on."""
    if properties.get("sqsManagedSseEnabled") is not False or properties.get("kmsMasterKeyId"):
        return None
    return {**properties, "sqsManagedSseEnabled": True}


def rotate_key(properties: dict[str, Any], _: Mapping[str, Any]) -> dict[str, Any] | None:
    """A key that rotates, if it can: a symmetric one of KMS. Older material stays, so all that was encrypted can be read."""
    symmetric = (properties.get("customerMasterKeySpec"), properties.get("keyUsage"))
    if properties.get("enableKeyRotation") or properties.get("customKeyStoreId") or not set(symmetric) <= _SYMMETRIC:
        return None
    return {**properties, "enableKeyRotation": True}


_SYMMETRIC = {None, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"}
