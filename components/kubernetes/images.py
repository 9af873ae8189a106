"""Container images that no chart brings, at the tags pinned in `data/images.json`."""

import functools
import json
from pathlib import Path


@functools.cache
def _images() -> dict[str, dict[str, str]]:
    images: dict[str, dict[str, str]] = json.loads((Path(__file__).parents[2] / "data" / "images.json").read_text())["images"]
    return images


def image(name: str) -> str:
    """`repository:tag` of a pinned image. Raises KeyError for one that `data/images.json` does not have."""
    return _images()[name]["image"]
