"""Surroundings for each test, in which nothing fails."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.functions.event_validator.surroundings import Aws


@pytest.fixture
def aws() -> Iterator[Aws]:
    with mock_aws():
        yield Aws()
