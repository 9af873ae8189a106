"""Options of the test run."""

import pytest
from hypothesis import settings

# Machines are noisy: how long an example takes says nothing.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept` writes the golden files anew."""
    parser.addoption("--accept", action="store_true", help="accept the resources that the stacks now have")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether the golden files are to be written anew."""
    return bool(request.config.getoption("--accept"))
