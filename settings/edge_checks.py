"""Rules of the edge: where its names may be, and what stands behind them."""

from collections.abc import Iterator

from settings.compute import PublicZone
from settings.mesh import HostName
from settings.network import Domain
from settings.problems import Path, Problem
from settings.valid import Valid

_MOST_HOSTS = 10
"""Names in one certificate that ACM grants before it is asked for more."""
_BALANCED: tuple[Path, ...] = (("mesh", "hosts"), ("gateway", "host"), ("gateway", "users", "host"))
"""Names that lead to load balancers."""
_OTHERS: tuple[Path, ...] = (("edge", "web", "hosts"), ("edge", "ingest", "host"))
_ZONES: tuple[Path, ...] = (("compute", "ecs", "zone"), ("kubernetes", "zone"))


def edge_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    if valid.raw("edge") is None:
        return
    yield from _inside(valid)
    yield from _used_twice(valid)
    yield from _zones(valid)
    yield from _regional(valid)
    balanced = list(_hosts(valid, _BALANCED))
    if len(balanced) > _MOST_HOSTS:
        path, host = balanced[_MOST_HOSTS]
        yield Problem(path, f"is one of {len(balanced)} names of load balancers; a certificate of ACM has at most {_MOST_HOSTS}", host)
    yield from _cloudflare(valid)
    if valid.raw("edge", "ingest") and not valid.raw("compute", "ecs"):
        yield Problem(("edge", "ingest"), "leads to the ingestion API on ECS; give compute.ecs, or leave ingest out")


def _hosts(valid: Valid, paths: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if host := valid.get(HostName, *path):
            yield path, host
        yield from valid.each(HostName, *path)


def _inside(valid: Valid) -> Iterator[Problem]:
    domain = valid.get(Domain, "edge", "zone", "domain")
    for path, host in _hosts(valid, (*_BALANCED, *_OTHERS)):
        if domain and host != domain and not host.endswith(f".{domain}"):
            yield Problem(path, f"is not in edge.zone.domain ({domain}), where its record and the proof of its certificate go", host)


def _used_twice(valid: Valid) -> Iterator[Problem]:
    before: dict[str, Path] = {}
    for path, host in _hosts(valid, (*_BALANCED, *_OTHERS, ("delivery", "argo_cd", "host"))):
        first = before.setdefault(host, path)
        if first != path and first[:-1] != path[:-1]:  # twice in one list is told already
            yield Problem(path, f"is {_called(first)}, too; a name leads to one thing", host)


def _zones(valid: Valid) -> Iterator[Problem]:
    domain, id_ = valid.get(Domain, "edge", "zone", "domain"), valid.raw("edge", "zone", "id")
    zones = [(path, valid.get(PublicZone, *path)) for path in _ZONES]
    others = [f"{_called(path)} ({zone.id})" for path, zone in zones if zone and zone.domain == domain and zone.id != id_]
    if others:
        beside = f"would be made beside that of {others[0]}"
        message = f"is another zone of {domain} than {others[0]}" if id_ else f"is missing, so that a second zone of {domain} {beside}"
        yield Problem(("edge", "zone", "id"), message, id_)


def _regional(valid: Valid) -> Iterator[Problem]:
    """The ingestion API's load balancer has a certificate for `ingest.<region>.<domain>`, and that name leads to its API."""
    ecs = valid.get(PublicZone, "compute", "ecs", "zone")
    for path, host in _hosts(valid, _BALANCED):
        if ecs and host == f"ingest.{ecs.domain}":
            yield Problem(path, f"is kept for the ingestion API on ECS, whose names in each region are ingest.<region>.{ecs.domain}", host)


def _cloudflare(valid: Valid) -> Iterator[Problem]:
    if valid.raw("edge", "cloudflare") is None:
        return
    if valid.raw("edge", "web") is None:
        yield Problem(("edge", "cloudflare"), "stands before CloudFront; give edge.web, or leave cloudflare out")
    domain = valid.get(Domain, "edge", "zone", "domain")
    for path, host in _hosts(valid, (("edge", "web", "hosts"),)):
        if host == domain:
            message = "is edge.zone.domain itself, which can't lead to Cloudflare by CNAME; use a name inside, or leave edge.cloudflare out"
            yield Problem(path, message, host)


def _called(path: Path) -> str:
    return ".".join(str(part) for part in path if isinstance(part, str))
