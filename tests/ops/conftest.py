"""What tests of `ops` are given."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ops.cloud.cloud import Cloud, cloud_of


@pytest.fixture(scope="session")
def seeded_cloud() -> Iterator[Cloud]:
    """Staging, in a cloud of its own."""
    with cloud_of("staging") as cloud:
        yield cloud


@pytest.fixture
def cloud(seeded_cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """The same, as it was seeded; this process works in it."""
    seeded_cloud.reset(tmp_path)
    for name, value in seeded_cloud.env.items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    return seeded_cloud
