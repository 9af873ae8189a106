"""Whether a region serves, seen from outside."""

import http.client
import ssl
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from ops.gateway import Gateway
from ops.runner import Step

_SECONDS = 10.0

Fetch = Callable[[str], tuple[int, float]]
"""Status and seconds of a GET. Raises OSError."""


def fetch(url: str) -> tuple[int, float]:
    """A GET; the certificate is verified."""
    parts, began = urlsplit(url), time.monotonic()
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            parts.netloc, timeout=_SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(parts.netloc, timeout=_SECONDS)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status, time.monotonic() - began
    except http.client.HTTPException as error:
        raise OSError(f"{type(error).__name__}: {error}") from None
    finally:
        connection.close()


def unhealthy(urls: Mapping[str, str], get: Fetch = fetch) -> list[str]:
    """What does not answer 200, and what it answers."""
    wrong = []
    for name, url in urls.items():
        try:
            status, _ = get(url)
        except OSError as error:
            wrong.append(f"{name} does not answer: {error}")
            continue
        if status != 200:
            wrong.append(f"{name} answers {status}")
    return wrong


class Serves(Step):
    """All health addresses of a region answer."""

    timeout = 600

    def __init__(self, gateway: Gateway, region: str, urls: Mapping[str, str]):
        self.name = f"serves {region}"
        self.what = f"{region} answers at {', '.join(urls)}"
        self._gateway, self._urls = gateway, urls

    def missing(self) -> str:
        """Those that do not. A dry run has changed nothing that would make them."""
        if self._gateway.dry_run:
            return ""
        return "; ".join(unhealthy(self._urls))

    def do(self) -> None:
        """Nothing but to wait."""
