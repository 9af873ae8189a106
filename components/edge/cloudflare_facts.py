"""What Cloudflare publishes: where it calls from, and its rule sets."""

import functools
import json
from pathlib import Path
from typing import Any


@functools.cache
def facts() -> dict[str, Any]:
    """The content of data/cloudflare.json."""
    found: dict[str, Any] = json.loads((Path(__file__).parents[2] / "data" / "cloudflare.json").read_text())
    return found
