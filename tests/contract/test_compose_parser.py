"""Docker Compose's own parser reads the Compose file: its schema, its interpolation, and that what services refer to exists."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from preflight.compose import render
from tests.support import LOCAL, ROOT, inventory_of

PARSER = ROOT / "tests" / "contract" / "composecheck"

pytestmark = pytest.mark.skipif(not shutil.which("go"), reason="needs go")


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """compose-go, built once."""
    program = tmp_path_factory.mktemp("composecheck") / "composecheck"
    subprocess.run(["go", "build", "-o", str(program), "."], cwd=PARSER, check=True)
    return program


def read(parser: Path, text: str, file: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """What Compose says of a file."""
    file.write_text(text)
    environment = {key: value for key, value in os.environ.items() if key != "PLATFORM_PASSWORD"} | variables
    return subprocess.run([str(parser), str(file)], env=environment, capture_output=True, text=True, check=False)


def test_compose_reads_the_file_with_all_its_services(parser: Path, tmp_path: Path) -> None:
    done = read(parser, render(inventory_of(LOCAL)), tmp_path / "compose.yaml", PLATFORM_PASSWORD="example")
    assert done.returncode == 0, done.stderr
    assert {"ingestion", "kafka", "grafana"} <= set(done.stdout.split())


def test_without_a_password_compose_says_how_to_make_one(parser: Path, tmp_path: Path) -> None:
    done = read(parser, render(inventory_of(LOCAL)), tmp_path / "compose.yaml")
    assert done.returncode == 1 and "openssl rand -hex 16" in done.stderr


def test_a_key_that_compose_does_not_know_is_found(parser: Path, tmp_path: Path) -> None:
    text = render(inventory_of(LOCAL)).replace("restart:", "restrat:", 1)
    done = read(parser, text, tmp_path / "compose.yaml", PLATFORM_PASSWORD="example")
    assert done.returncode == 1 and "restrat" in done.stderr
