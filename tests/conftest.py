"""Options of the test run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept` writes the golden files anew."""
    parser.addoption("--accept", action="store_true", help="accept the resources that the stacks now have")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether the golden files are to be written anew."""
    return bool(request.config.getoption("--accept"))
