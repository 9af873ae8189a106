"""CloudFront's functions, run by a JavaScript engine."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.support import ROOT

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="needs node")


def answer(name: str, uri: str) -> dict[str, Any]:
    """What a function makes of a request for a path."""
    code = (ROOT / "components" / "edge" / "functions" / f"{name}.js").read_text()
    event = {"request": {"method": "GET", "uri": uri, "querystring": {}, "headers": {"host": {"value": "www.example.com"}}}}
    assert NODE
    script = f"{code}\nprocess.stdout.write(JSON.stringify(handler({json.dumps(event)})));"
    done = subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "/index.html"),
        ("/campaigns", "/index.html"),
        ("/campaigns/17/", "/index.html"),
        ("/v1.2/campaigns", "/index.html"),
        ("/index.html", "/index.html"),
        ("/assets/index-B3x9.js", "/assets/index-B3x9.js"),
        ("/favicon.ico", "/favicon.ico"),
    ],
)
def test_the_applications_own_paths_are_one_page_and_files_are_files(path: str, file: str) -> None:
    assert answer("pages", path)["uri"] == file


@pytest.mark.parametrize("path", ["/.git/config", "/.env", "/assets/../.env", "/%2e%2e/x.js", "/a%2F.env", "/.well-known"])
def test_hidden_files_are_not_there(path: str) -> None:
    assert answer("pages", path)["statusCode"] == 404


@pytest.mark.parametrize(
    ("path", "heard"),
    [("/api/v1/campaigns", "/v1/campaigns"), ("/api/", "/"), ("/ingest/v1/events", "/v1/events"), ("/api/a//b", "/a//b")],
)
def test_a_service_hears_its_own_paths(path: str, heard: str) -> None:
    request = answer("service", path)
    assert request["uri"] == heard
    assert request["headers"] == {"host": {"value": "www.example.com"}}, "nothing else changes"
