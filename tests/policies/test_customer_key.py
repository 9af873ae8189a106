"""What counts as a customer managed key, known or not."""

from typing import Any

import pytest

from inventory.values import UNKNOWN, NotYetKnown
from policies.security.customer_key import has_customer_key
from policies.subject import Subject

FROM_A_KEY = {"encryption": frozenset({"urn:pulumi:test::test::aws:kms/key:Key::key"})}


def subject(encryption: Any, origins: dict[str, frozenset[str]] | None = None) -> Subject:
    """A resource whose encryption is given so."""
    return Subject("urn", "type", "it", lambda: {"encryption": encryption}, property_dependencies=origins or {})


def found(one: Subject) -> bool:
    """Whether a key is found in it."""
    return has_customer_key(one, one.values, "encryption.key")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("arn:aws:kms:us-east-1:111111111111:key/8a4c5d1e", True),
        ("alias/events", True),
        ("alias/aws/s3", False),
        ("arn:aws:kms:us-east-1:111111111111:alias/aws/s3", False),
        ("", False),
        (None, False),
        ({}, False),
    ],
)
def test_a_key_of_aws_is_none_of_the_platforms(key: Any, expected: bool) -> None:
    assert found(subject({"key": key})) is expected


@pytest.mark.parametrize("encryption", [{"key": UNKNOWN}, [{"key": UNKNOWN}]])
def test_a_key_that_comes_from_another_resource_is_given(encryption: Any) -> None:
    assert found(subject(encryption, FROM_A_KEY))


@pytest.mark.parametrize("one", [subject({"key": UNKNOWN}), subject(UNKNOWN, FROM_A_KEY), subject([UNKNOWN], FROM_A_KEY)])
def test_whether_an_object_that_is_not_known_yet_names_a_key_is_not_known_either(one: Subject) -> None:
    with pytest.raises(NotYetKnown):
        found(one)


def test_a_key_inside_an_element_of_a_list_comes_from_the_property_that_the_list_is() -> None:
    one = subject([{"key": UNKNOWN}, {"key": ""}], FROM_A_KEY)
    first, second = one.values.items("encryption")
    assert has_customer_key(one, first, "key")
    assert not has_customer_key(one, second, "key")
