"""The pinned versions of what runs on the laptop: the same as in the cluster."""

import functools
import json
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parents[2] / "data"


@functools.cache
def _pins(name: str) -> dict[str, dict[str, Any]]:
    pins: dict[str, dict[str, Any]] = json.loads((_DATA / f"{name}.json").read_text())[name]
    return pins


def image(name: str) -> str:
    """`repository:tag` of an image of `data/images.json`."""
    return str(_pins("images")[name]["image"])


def chart_version(chart: str) -> str:
    """The version of what a chart of `data/charts.json` installs."""
    return str(_pins("charts")[chart]["app_version"])
