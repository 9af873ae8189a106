"""The page on cost, written from the estimates of the stacks."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from inventory.cache import read_inventory
from inventory.project import Project
from inventory.resource import Inventory
from preflight.cost.costs import Band, By, Costs, costs_of
from preflight.cost.report import dates
from settings import from_aws_stack_file

ROOT = Path(__file__).parent.parent
_STACKS = ("dev", "staging", "prod")
_SCENARIOS = {
    "user behaviour plan": 6_350,
    "startup": 23_000,
    "growth": 143_000,
    "growth, optimised": 89_000,
    "scale": 570_000,
    "small lakehouse (of a budget of 1,525)": 1_150,
}
"""Of the requirements, USD a month."""
_MOVING = ("kinesis", "firehose", "msk", "managed_flink", "data_transfer", "nat_gateway", "vpc_endpoint_interface")
_WATCHING = ("guardduty", "security_hub", "inspector", "config", "cloudtrail", "cloudwatch")
_EDGE = {
    "aws:apigatewayv2/api:Api": "API Gateway",
    "aws:wafv2/webAcl:WebAcl": "firewalls",
    "aws:lb/loadBalancer:LoadBalancer": "public load balancers",
    "aws:cloudfront/distribution:Distribution": "CloudFront",
    "aws:cloudfront/function:Function": "CloudFront",
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription": "CloudFront",
    "aws:route53/healthCheck:HealthCheck": "health checks",
    "aws:shield/subscription:Subscription": "Shield Advanced",
}
_EDGE_COMPONENTS = ("RegionalEdge", "GlobalEdge")
_DEAREST = 20


def page(prod: Inventory) -> str:
    """All of it."""
    found = {stack: _costs(stack, prod if stack == "prod" else None) for stack in _STACKS}
    parts = (_introduction, _bands, _tables, _edge, _scenarios, _advice, _coverage)
    return "\n".join(line for part in parts for line in part(found)) + "\n"


def _costs(stack: str, inventory: Inventory | None) -> Costs:
    project = Project.read(ROOT)
    return costs_of(inventory or read_inventory(project, stack), from_aws_stack_file(ROOT, stack), with_advice=True)


def _introduction(found: Mapping[str, Costs]) -> Iterator[str]:
    yield f"""# What the stacks cost

`make cost STACK=prod`, or `python -m preflight cost --stack prod`, estimates each month's bill from what the stack's program would create,
its load and list prices {dates(found["prod"].bands.expected)}; offline, in seconds. Exit status: 0 everything is priced, 1 something
that costs could not be priced (unknown instance type, region or price; each is named), 2 wrong use or settings.

| option | shows |
| --- | --- |
| `--by region`, `component`, `service`, `resource` | everything by this, from half to double of the usage |
| `--compare STACK`, `--baseline FILE` | what differs from another stack, or from an earlier `--format json` |
| `--advice` | what would be cheaper, each priced by estimating the changed stack anew |
| `--band low`, `high` | half or double of the usage; what does not depend on use stays |
| `--from-preview FILE`, `--from-stack FILE` | any Pulumi program, from `pulumi preview --json --show-sames` or `pulumi stack export` |
| `--format markdown`, `json` | for a pull request, for programs |

How much a stack is used follows from `load` in its settings: GB through streams, requests, objects, what NAT gateways and zones pass on.
What the load does not tell stands in `usage` ([settings](settings.md#usage)): page views, queries, quantities of single resources or of a
type, and commitments (spot, savings plans, reservations). The report lists every quantity that is assumed. On a pull request the
difference from the branch that it is for is part of the comment: `make cost-findings STACK=prod BEFORE=../clone-of-that-branch`.

## Prices

They stand in `data/prices.json` and `data/prices/`, each with its source and date. From the AWS Price List, which anyone may read without
an account, the tables of instances, databases, caches, searches, disks, EMR and Fargate are made anew for all regions at once by

    python -m costing.refresh price-list us-east-1 eu-west-1 ap-south-1 us-west-2

Of two tables that know a price the newer one counts. An answer that is cut short, older than the table, or written in another way than
the tables expect is refused with exit status 2, and no table changes. `python -m costing.refresh --help` tells what makes the others.

What was really paid, by service, component and day: `python -m ops cost report --stack prod`. Everything carries the tags `component`
(the area it is part of: streaming, databases, edge) and `environment`; activate them as cost allocation tags beside `project` and `stack`.
"""


def _bands(found: Mapping[str, Costs]) -> Iterator[str]:
    yield "## dev, staging, prod\n"
    yield from _head("a month, USD", found)
    for band, name in ((Band.expected, "**total**"), (Band.low, "with half of the usage"), (Band.high, "with double")):
        yield _row(name, (f"{costs.of(band).total:,.0f}" for costs in found.values()))
    yield _row("depends on use", (f"{costs.bands.by_usage:,.0f}" for costs in found.values()))
    yield _row("events, billions", (f"{costs.events / 1e9:,.2f}" for costs in found.values()))
    yield _row("per million events", (f"{costs.per_million_events(Band.expected) or 0:,.2f}" for costs in found.values()))
    yield ""
    yield "An event costs less the more there are: what is there in any case (control planes, NAT gateways, databases) is divided by all.\n"


def _tables(found: Mapping[str, Costs]) -> Iterator[str]:
    for by in (By.region, By.component, By.service):
        totals = {stack: costs.bands.expected.by(by.of) for stack, costs in found.items()}
        names = sorted({name for each in totals.values() for name in each}, key=lambda name: (-_largest(totals, name), name))
        yield f"### By {by.value}\n"
        yield from _head(f"{by.value}, USD a month", found)
        for name in names[:_DEAREST]:
            yield _row(name, (_amount(each.get(name)) for each in totals.values()))
        if rest := names[_DEAREST:]:
            sums = (sum((each.get(name, Decimal()) for name in rest), Decimal()) for each in totals.values())
            yield _row(f"{len(rest)} more", map(_amount, sums))
        yield ""


def _edge(found: Mapping[str, Costs]) -> Iterator[str]:
    """Services of which all lines, and of load balancers those before the regions, belong to the ways in."""
    totals = {
        stack: costs.bands.by(lambda line: _EDGE.get(line.resource_type, "") if line.component in _EDGE_COMPONENTS else "")
        for stack, costs in found.items()
    }
    yield "## The edge\n"
    yield "What stands between the internet and the regions, in the sums above; in brackets with half and with double of the usage.\n"
    yield from _head("USD a month", found)
    for name in dict.fromkeys(_EDGE.values()):
        yield _row(name, (_range(each.get(name)) for each in totals.values()))
    yield """
Clients send many events at once (`load.events_per_request`), and of these requests `usage.http_api_share` come through API Gateway, the
others through the public load balancer and its firewall. Viewers are taken to be near the regions, as many as `load.region_shares` says.
"""


def _range(amounts: tuple[Decimal, Decimal, Decimal] | None) -> str:
    if not amounts or not amounts[1]:
        return "–"
    low, expected, high = amounts
    return f"{expected:,.2f}" if low == high else f"{expected:,.2f} ({low:,.0f}–{high:,.0f})"


def _scenarios(found: Mapping[str, Costs]) -> Iterator[str]:
    yield "## Beside the scenarios of the requirements\n"
    totals = {stack: costs.bands.expected.total for stack, costs in found.items()}
    yield "| scenario | said, USD a month | nearest stack | estimated | of what was said |"
    yield "| --- | --: | --- | --: | --: |"
    for name, said in _SCENARIOS.items():
        stack, total = min(totals.items(), key=lambda one: max(one[1] / said, said / one[1]))
        yield f"| {name} | {said:,} | {stack} | {total:,.0f} | {total / said:.0%} |"
    prod = found["prod"].bands.expected
    services = prod.by(By.service.of)
    dr = prod.by(By.region.of).get("us-west-2", Decimal())
    per_event = prod.total / Decimal(str(found["prod"].events))
    yield f"""
The requirements give totals and few of their parts, so only totals compare, and no stack is one of the scenarios. The parts that
they do give are low: three Redshift nodes ra3.4xlarge, 2,000 there, list at {services.get("redshift", Decimal()):,.0f}. Of prod's
{prod.total:,.0f}, which a sum of machines does not have:

- {_share(services, _MOVING)} for events on their way: streams, delivery, Kafka, transfer between zones and regions, endpoints. Kinesis
  counts an event of 512 bytes as a kilobyte and Firehose as five; batching events into larger records makes both cheaper.
- {_share(services, ("s3", "dynamodb", "ebs"))} for what is stored, with the lake's and the tables' copies in other regions.
- {dr:,.0f} for the region that stands by.
- {_share(services, _WATCHING)} for detection, audit and logs.

Their aim of less than 0.0001 for an event is met: prod's cost {per_event:.7f}.
"""


def _share(services: Mapping[str, Decimal], names: tuple[str, ...]) -> str:
    return f"{sum((services.get(name, Decimal()) for name in names), Decimal()):,.0f}"


def _advice(found: Mapping[str, Costs]) -> Iterator[str]:
    yield "## What would save\n"
    yield "Each by itself; they do not add up.\n"
    yield from _head("USD a month", found)
    texts = {one.text: None for costs in reversed(found.values()) for one in costs.advice or ()}
    for text in texts:
        savings = ({one.text: one.saving for one in costs.advice or ()}.get(text) for costs in found.values())
        yield _row(text, map(_amount, savings))
    yield ""


def _coverage(found: Mapping[str, Costs]) -> Iterator[str]:
    yield "## How much of it is priced\n"
    yield from _head("", found)
    yield _row("lines", (f"{len(costs.bands.expected.lines):,}" for costs in found.values()))
    priced = (len({line.resource_type for line in costs.bands.expected.lines}) for costs in found.values())
    yield _row("types with lines", map(str, priced))
    yield _row("types that are free by themselves", (str(len(costs.bands.expected.free)) for costs in found.values()))
    yield _row("types that are not priced", (str(len(costs.bands.expected.not_priced)) for costs in found.values()))
    yield _row("resources that could not be priced", (str(len(costs.problems)) for costs in found.values()))
    yield _row("resources with something assumed", (f"{len(costs.bands.expected.assumed):,}" for costs in found.values()))
    yield """
Not in the sums: taxes, support, free tiers, credits, private prices, data transfer that nobody can foresee, and these:
"""
    for costs in found.values():
        yield from (f"- {costs.stack}: {note}" for note in costs.notes)


def _head(name: str, found: Mapping[str, Costs]) -> Iterator[str]:
    yield f"| {name} | {' | '.join(found)} |"
    yield f"| --- |{' --: |' * len(found)}"


def _row(name: str, cells: Iterator[str]) -> str:
    return f"| {name} | {' | '.join(cells)} |"


def _amount(amount: Decimal | None) -> str:
    return f"{amount:,.2f}" if amount else "–"


def _largest(totals: Mapping[str, Mapping[str, Decimal]], name: str) -> Decimal:
    return max(each.get(name, Decimal()) for each in totals.values())
