"""Whether endpoints answer."""

import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

from ops.context import Context
from ops.verify.result import About, Result

SECONDS = 5.0
"""A health endpoint that needs longer is no better than one that does not answer."""

Fetch = Callable[[str], tuple[int, float]]
"""Status and seconds of a GET. Raises OSError."""


def fetch(url: str) -> tuple[int, float]:
    """A GET by HTTPS with the certificate verified."""
    if not url.startswith("https://"):
        raise OSError("is not HTTPS")
    began = time.monotonic()
    try:
        with urllib.request.urlopen(url, timeout=SECONDS, context=ssl.create_default_context()) as answer:  # noqa: S310 (HTTPS only)
            status: int = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    return status, time.monotonic() - began


def health(context: Context, region: str, active: str, get: Fetch) -> Iterator[Result]:
    """Each health endpoint of a region that serves answers 200."""
    urls = context.outputs.regions[region].health_urls
    if not urls:
        yield About("health", region, "endpoints").skipped("the region has no endpoint that is reached from outside")
        return
    for name, url in sorted(urls.items()):
        about = About("health", region, name)
        if region not in context.serving(active):
            yield about.skipped("the region stands by")
            continue
        try:
            status, seconds = get(url)
        except OSError as error:
            reason = getattr(error, "reason", None) or error
            yield about.fail(f"{url} does not answer: {reason}", limit="200")
            continue
        if status == 200:
            yield about.at_most(seconds, SECONDS, "s", "answers too slowly")
        else:
            yield about.fail(f"{url} answers {status}", str(status), "200")
