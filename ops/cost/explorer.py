"""What Cost Explorer answers, as plain records."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ops.aws import AwsError, call

RESERVED = (
    "Amazon ElastiCache",
    "Amazon Elastic Compute Cloud - Compute",
    "Amazon OpenSearch Service",
    "Amazon Redshift",
    "Amazon Relational Database Service",
)
"""Services whose instances can be reserved."""

_METRIC = "UnblendedCost"
_NONE = "(none)"
_TERMS = {"TermInYears": "ONE_YEAR", "PaymentOption": "NO_UPFRONT", "LookbackPeriodInDays": "THIRTY_DAYS"}


@dataclass(frozen=True)
class Period:
    """What a day or a month cost."""

    start: date
    costs: dict[str, Decimal]
    """USD by group; one group "" where nothing was grouped."""

    @property
    def total(self) -> Decimal:
        """All groups."""
        return sum(self.costs.values(), Decimal())


@dataclass(frozen=True)
class Anomaly:
    """A finding of Cost Anomaly Detection."""

    start: str
    service: str
    region: str
    impact: Decimal
    """USD beyond what was expected."""
    expected: Decimal


@dataclass(frozen=True)
class Saving:
    """What AWS would do to spend less."""

    kind: str
    what: str
    monthly: Decimal
    """USD a month."""


class CostExplorer:
    """Cost of one stack, found by its tags. Anomalies and recommendations have no tags, and are the account's."""

    def __init__(self, client: Any, project: str, stack: str):
        self._client = client
        tags = [{"Tags": {"Key": key, "Values": [value]}} for key, value in (("project", project), ("stack", stack))]
        self._filter = {"And": tags}

    def cost(self, start: date, end: date, granularity: str, group: dict[str, str] | None = None) -> list[Period]:
        """Cost from a day to the day before another, by MONTHLY or DAILY."""
        more = {"GroupBy": [group]} if group else {}
        periods: dict[date, dict[str, Decimal]] = {}
        for answer in self._pages(
            self._client.get_cost_and_usage,
            TimePeriod={"Start": str(start), "End": str(end)},
            Granularity=granularity,
            Metrics=[_METRIC],
            Filter=self._filter,
            **more,
        ):
            for result in answer["ResultsByTime"]:
                costs = periods.setdefault(date.fromisoformat(result["TimePeriod"]["Start"]), {})
                costs.update(_costs(result, group))
        return [Period(day, costs) for day, costs in sorted(periods.items())]

    def forecast(self, start: date, end: date) -> Decimal | None:
        """What the days to come will cost; None if AWS has seen too few to say so."""
        try:
            answer = call(
                self._client.get_cost_forecast,
                TimePeriod={"Start": str(start), "End": str(end)},
                Metric="UNBLENDED_COST",
                Granularity="MONTHLY",
                Filter=self._filter,
            )
        except AwsError as error:
            if error.code == "DataUnavailableException":
                return None
            raise
        return Decimal(answer["Total"]["Amount"])

    def anomalies(self, start: date, end: date) -> list[Anomaly]:
        """Findings of the account between two days, the dearest first."""
        interval = {"StartDate": str(start), "EndDate": str(end)}
        found = [one for answer in self._pages(self._client.get_anomalies, DateInterval=interval) for one in answer["Anomalies"]]
        return sorted((_anomaly(one) for one in found), key=lambda one: -one.impact)

    def savings_plans(self) -> list[Saving]:
        """A Compute Savings Plan of one year, nothing paid at once."""
        answer = call(self._client.get_savings_plans_purchase_recommendation, SavingsPlansType="COMPUTE_SP", **_TERMS)
        summary = answer.get("SavingsPlansPurchaseRecommendation", {}).get("SavingsPlansPurchaseRecommendationSummary", {})
        monthly = Decimal(summary.get("EstimatedMonthlySavingsAmount") or 0)
        if monthly <= 0:
            return []
        hourly = Decimal(summary["HourlyCommitmentToPurchase"])
        return [Saving("savings plan", f"Compute Savings Plan, one year, {hourly:.2f} USD an hour", monthly)]

    def reservations(self, service: str) -> list[Saving]:
        """Reserved instances of one year, nothing paid at once."""
        pages = self._pages(self._client.get_reservation_purchase_recommendation, Service=service, **_TERMS)
        details = [
            detail
            for answer in pages
            for recommendation in answer.get("Recommendations", ())
            for detail in recommendation.get("RecommendationDetails", ())
        ]
        return [_reservation(service, detail) for detail in details]

    def rightsizing(self) -> list[Saving]:
        """Instances to end or to make smaller."""
        pages = self._pages(self._client.get_rightsizing_recommendation, Service="AmazonEC2")
        return [_rightsizing(one) for answer in pages for one in answer.get("RightsizingRecommendations", ())]

    def _pages(self, operation: Callable[..., Any], **arguments: Any) -> Iterator[dict[str, Any]]:
        more: dict[str, str] = {}
        while True:
            answer = call(operation, **arguments, **more)
            yield answer
            if not answer.get("NextPageToken"):
                return
            more = {"NextPageToken": answer["NextPageToken"]}


def _costs(result: dict[str, Any], group: dict[str, str] | None) -> dict[str, Decimal]:
    if group is None:
        return {"": Decimal(result["Total"][_METRIC]["Amount"])}
    return {_name(entry["Keys"], group): Decimal(entry["Metrics"][_METRIC]["Amount"]) for entry in result["Groups"]}


def _name(keys: Sequence[str], group: dict[str, str]) -> str:
    """A service as it is called; of a tag, whose groups are called `key$value`, the value."""
    return keys[0].partition("$")[2] or _NONE if group["Type"] == "TAG" else keys[0]


def _anomaly(one: dict[str, Any]) -> Anomaly:
    cause: dict[str, str] = next(iter(one.get("RootCauses", ())), {})
    impact = one["Impact"]
    return Anomaly(
        start=one.get("AnomalyStartDate", "")[:10],
        service=cause.get("Service") or one.get("DimensionValue") or "unknown",
        region=cause.get("Region", ""),
        impact=Decimal(str(impact.get("TotalImpact", impact["MaxImpact"]))),
        expected=Decimal(str(impact.get("TotalExpectedSpend", 0))),
    )


def _reservation(service: str, detail: dict[str, Any]) -> Saving:
    instance: dict[str, str] = next(iter(detail.get("InstanceDetails", {}).values()), {})
    size = (
        instance.get("InstanceType")
        or instance.get("NodeType")
        or ".".join(instance[key] for key in ("InstanceClass", "InstanceSize") if key in instance)
    )
    count = detail.get("RecommendedNumberOfInstancesToPurchase", "?")
    what = f"{count} × {size or 'instance'} of {service}{' in ' + instance['Region'] if 'Region' in instance else ''}, one year"
    return Saving("reservation", what, Decimal(detail.get("EstimatedMonthlySavingsAmount") or 0))


def _rightsizing(one: dict[str, Any]) -> Saving:
    current = one["CurrentInstance"]
    size = current.get("ResourceDetails", {}).get("EC2ResourceDetails", {}).get("InstanceType", "instance")
    if one["RightsizingType"] == "TERMINATE":
        saved = one["TerminateRecommendationDetail"].get("EstimatedMonthlySavings")
        return Saving("rightsizing", f"end {current['ResourceId']} ({size}), which is idle", Decimal(saved or 0))
    best = max(one["ModifyRecommendationDetail"]["TargetInstances"], key=lambda target: Decimal(target.get("EstimatedMonthlySavings") or 0))
    target = best.get("ResourceDetails", {}).get("EC2ResourceDetails", {}).get("InstanceType", "a smaller one")
    return Saving("rightsizing", f"{current['ResourceId']}: {size} → {target}", Decimal(best.get("EstimatedMonthlySavings") or 0))
