"""How much a stack is used, as far as its bill depends on it and nothing else in its settings tells."""

from typing import Annotated, Literal

from pydantic import Field

from settings.section import Section, matches

Quantity = Annotated[float, Field(ge=0, le=1e18)]
"""Of a month: requests, GB, hours."""

QuantityName = Annotated[str, matches(r"[a-z][a-z0-9_]*", "a quantity's name, such as storage_gb")]

TypeName = Annotated[str, matches(r"[a-z0-9-]+:[\w./-]*:\w+", "a resource type, such as aws:s3/bucket:Bucket")]

Part = Annotated[float, Field(gt=0, le=1)]
"""Of all there is."""

Quantities = dict[QuantityName, Quantity]

Term = Literal["1y_no_upfront", "1y_partial_upfront", "1y_all_upfront", "3y_no_upfront", "3y_partial_upfront", "3y_all_upfront", "1y", "3y"]

Reservable = Literal["rds", "aurora", "elasticache", "opensearch", "redshift", "dynamodb"]


class Committed(Section):
    """A commitment to pay for something whether it runs or not, for less."""

    share: Part
    """Of what runs all month, how much is committed to."""
    term: Term = "1y_no_upfront"
    """AWS does not offer every term for everything: DynamoDB's are `1y` and `3y`, all others say how much is paid upfront."""


class SavingsPlan(Committed):
    """A savings plan: a fixed spend per hour on compute."""

    kind: Literal["compute", "ec2_instance"] = "compute"
    """`compute` for every machine and Fargate; `ec2_instance` for one family in one region, at a larger discount."""


class CommittedUse(Section):
    """What is bought for less than the list price."""

    spot: dict[str, Part] = Field(default_factory=dict)
    """Name of a resource, with `*` for any characters → the part of its on-demand instances that really runs on spot capacity."""
    savings_plan: SavingsPlan | None = None
    reservations: dict[Reservable, Committed] = Field(default_factory=dict)
    """By service: what of its instances and provisioned capacity is reserved."""


class Usage(Section):
    """What is done with the platform in a month, beside the load. What is left out follows from the load, and reports call it assumed."""

    page_views: Quantity = 1_000_000
    """Of the web pages and their API, in all regions together."""
    queries_per_day: Quantity = 200
    """Athena's, in all regions together."""
    gb_per_query: Quantity = 20
    """What one of them scans."""
    http_api_share: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Of the requests that bring events, where API Gateway stands before the ingestion API (`edge.ingest`): those that come through it.
    The others come through the public load balancer. How many there are follows from `load.events_per_request`."""
    by_resource: dict[Annotated[str, Field(min_length=1)], Quantities] = Field(default_factory=dict)
    """Name or URN of resources, with `*` for any characters → quantities of each. The first that names a quantity counts."""
    by_type: dict[TypeName, Quantities] = Field(default_factory=dict)
    """Type of resources → quantities of each, where `by_resource` does not name them."""
    commitments: CommittedUse = CommittedUse()
