"""Each test has an account of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ops.day2.cloud import Cloud, served
from tests.ops.day2.seeding import seed


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Cloud]:
    """Nothing in it yet."""
    with served(monkeypatch, tmp_path) as account:
        yield account


@pytest.fixture
def stack(cloud: Cloud) -> Cloud:
    """With the stack's stores."""
    seed(cloud)
    return cloud
