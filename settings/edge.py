"""The edge: names, certificates, firewalls and the ways in from the internet."""

from typing import Annotated, Literal

from pydantic import Field

from settings.compute import ZoneId
from settings.mesh import HostName
from settings.network import Domain
from settings.section import LogDays, Section, matches


class EdgeZone(Section):
    """The public zone of Route 53 that all public names are in."""

    domain: Domain
    """Such as `example.com`."""
    id: ZoneId | None = None
    """Of a zone that exists already; None lets the stack make it, and its name servers are an output to delegate to."""


class Firewall(Section):
    """AWS WAF, before each regional load balancer and before CloudFront."""

    requests: Annotated[int, Field(ge=10, le=2_000_000_000)] = 2000
    """Of one address within five minutes, from which on it is refused."""
    count_only: bool = False
    """AWS's managed rules only count what they would refuse: for the first weeks, until nothing legitimate is counted any more.

    But for known attacks (`KnownBadInputsRuleSet`), which are refused from the first day on.
    """
    log_days: LogDays = 30


class Web(Section):
    """CloudFront: the web application from a bucket, and the api behind the same names."""

    hosts: Annotated[tuple[HostName, ...], Field(min_length=1)]
    """Such as `www.example.com`; inside the zone's domain."""
    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = "PriceClass_100"
    """Where CloudFront serves from: North America and Europe; with Asia, the Middle East and Africa; everywhere."""
    static_seconds: Annotated[int, Field(ge=0, le=31_536_000)] = 86_400
    """How long what never changes under its name is kept at the edge, unless its own header says otherwise."""
    hit_percent: Annotated[int, Field(ge=1, le=100)] = 80
    """The least share of requests that CloudFront is to answer itself; below it somebody is told. The api's GETs count as not answered."""
    content_security_policy: str = "default-src 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'none'"
    """What the application's pages may load, and from where."""


class HttpIngest(Section):
    """API Gateway (HTTP) before the ingestion API on ECS, over a VPC link."""

    host: HostName
    """Such as `ingest.example.com`; inside the zone's domain."""
    requests_per_second: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000
    """In each region; above it callers are answered 429. AWS grants 10 000 to an account before it is asked for more."""
    burst: Annotated[int, Field(ge=1, le=1_000_000)] = 5_000


class Cloudflare(Section):
    """Cloudflare before CloudFront: firewall, rate limit and cache rules there. Names stay in Route 53, and lead to Cloudflare by CNAME.

    Programs that call load balancers and API Gateway by their own hosts don't pass it: the switch between regions needs nobody else.
    """

    zone_id: Annotated[str, matches(r"[0-9a-f]{32}", "a Cloudflare zone's id: 32 hexadecimal digits")]
    """Of the zone's domain, with a partial (CNAME) setup, which takes Cloudflare's Business plan."""
    requests_per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = 600
    """Of one address, from which on it is refused."""


class Edge(Section):
    """What stands between the internet and the regions.

    Names that callers use are `mesh.hosts`, `gateway.host` and `gateway.users.host` (load balancers), `web.hosts` (CloudFront) and
    `ingest.host` (API Gateway).
    """

    zone: EdgeZone
    firewall: Firewall = Firewall()
    web: Web | None = None
    ingest: HttpIngest | None = None
    shield_advanced: bool = False
    """3 000 USD a month and a year's commitment, for the whole organisation."""
    cloudflare: Cloudflare | None = None
