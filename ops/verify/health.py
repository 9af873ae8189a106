"""Whether endpoints answer."""

from collections.abc import Iterator

from ops.context import Context
from ops.steps.answers import Fetch
from ops.verify.result import About, Result

SECONDS = 5.0
"""A health endpoint that needs longer is no better than one that does not answer."""


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
            yield about.fail(f"{url} does not answer: {error}", limit="200")
            continue
        if status == 200:
            yield about.at_most(seconds, SECONDS, "s", "answers too slowly")
        else:
            yield about.fail(f"{url} answers {status}", str(status), "200")
