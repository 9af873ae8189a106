"""What tests of `ops` are given."""

import functools
from collections.abc import Iterator
from pathlib import Path

import botocore.loaders
import botocore.session
import pytest

from tests.ops.cloud.cloud import Cloud, cloud_of
from tests.ops.cloud.sound import make_sound


@pytest.fixture(scope="session", autouse=True)
def loaded_once() -> Iterator[None]:
    """The descriptions of AWS's services are read once, not anew by each command's session: that takes most of a command's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", functools.cache(botocore.loaders.create_loader))
        yield


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


@pytest.fixture
def sound(cloud: Cloud) -> Cloud:
    """The same, in which `ops verify` finds nothing wrong."""
    make_sound(cloud)
    return cloud
