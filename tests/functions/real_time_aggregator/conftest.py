"""A table for each test, and nothing that fails."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.functions.real_time_aggregator.surroundings import Aws


@pytest.fixture
def aws() -> Iterator[Aws]:
    with mock_aws():
        yield Aws()
