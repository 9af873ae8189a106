"""Answers in the form that AWS gives them, and a service that gives them in order."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs

import botocore.awsrequest


def usd(amount: str) -> dict[str, Any]:
    return {"UnblendedCost": {"Amount": amount, "Unit": "USD"}}


def grouped(start: str, end: str, costs: dict[str, str]) -> dict[str, Any]:
    """A month of GetCostAndUsage with GroupBy."""
    groups = [{"Keys": [key], "Metrics": usd(amount)} for key, amount in costs.items()]
    return {"TimePeriod": {"Start": start, "End": end}, "Total": {}, "Groups": groups, "Estimated": False}


def whole(start: str, end: str, amount: str) -> dict[str, Any]:
    """A day of GetCostAndUsage without GroupBy."""
    return {"TimePeriod": {"Start": start, "End": end}, "Total": usd(amount), "Groups": [], "Estimated": False}


SERVICES = {
    "ResultsByTime": [
        grouped("2026-10-01", "2026-11-01", {"Amazon Redshift": "700.10", "EC2 - Other": "99.905"}),
        grouped("2026-11-01", "2026-11-26", {"Amazon Redshift": "500", "EC2 - Other": "0.5", "AWS | Odd <name>": "12.345"}),
    ]
}
ENVIRONMENTS = {"ResultsByTime": [grouped("2026-11-01", "2026-11-26", {"environment$dev": "400", "environment$": "112.845"})]}
COMPONENTS = {"ResultsByTime": [grouped("2026-11-01", "2026-11-26", {"component$": "512.845"})]}
DAYS = {
    "ResultsByTime": [
        *(whole(f"2026-10-{day}", f"2026-10-{day + 1}", "20") for day in range(27, 31)),
        whole("2026-10-31", "2026-11-01", "20"),
        *(whole(f"2026-11-{day:02}", f"2026-11-{day + 1:02}", "20.50") for day in range(1, 26)),
    ]
}
FORECAST = {"Total": {"Amount": "102.5", "Unit": "USD"}, "ForecastResultsByTime": []}
ANOMALIES = {
    "Anomalies": [
        {
            "AnomalyId": "a1",
            "AnomalyStartDate": "2026-11-20T00:00:00Z",
            "DimensionValue": "Amazon Redshift",
            "RootCauses": [{"Service": "Amazon Redshift", "Region": "us-east-1", "UsageType": "Node:ra3.4xlarge"}],
            "AnomalyScore": {"MaxScore": 0.9, "CurrentScore": 0.5},
            "Impact": {"MaxImpact": 80.0, "TotalImpact": 150.25, "TotalActualSpend": 250.25, "TotalExpectedSpend": 100.0},
            "MonitorArn": "arn:aws:ce::111111111111:anomalymonitor/1",
        },
        {
            "AnomalyId": "a2",
            "AnomalyScore": {"MaxScore": 0.9, "CurrentScore": 0.5},
            "Impact": {"MaxImpact": 300.0},
            "MonitorArn": "arn:aws:ce::111111111111:anomalymonitor/1",
        },
    ]
}
PLANS = {
    "SavingsPlansPurchaseRecommendation": {
        "SavingsPlansType": "COMPUTE_SP",
        "SavingsPlansPurchaseRecommendationSummary": {
            "CurrencyCode": "USD",
            "HourlyCommitmentToPurchase": "1.234",
            "EstimatedMonthlySavingsAmount": "210.4",
        },
    }
}
RESERVATIONS = {
    "Recommendations": [
        {
            "TermInYears": "ONE_YEAR",
            "RecommendationDetails": [
                {
                    "InstanceDetails": {"RDSInstanceDetails": {"InstanceType": "db.r6g.large", "Region": "us-east-1"}},
                    "RecommendedNumberOfInstancesToPurchase": "2",
                    "EstimatedMonthlySavingsAmount": "90.5",
                }
            ],
        }
    ]
}
RIGHTSIZING = {
    "RightsizingRecommendations": [
        {
            "CurrentInstance": {"ResourceId": "i-1", "ResourceDetails": {"EC2ResourceDetails": {"InstanceType": "m5.large"}}},
            "RightsizingType": "TERMINATE",
            "TerminateRecommendationDetail": {"EstimatedMonthlySavings": "70"},
        },
        {
            "CurrentInstance": {"ResourceId": "i-2", "ResourceDetails": {"EC2ResourceDetails": {"InstanceType": "m5.4xlarge"}}},
            "RightsizingType": "MODIFY",
            "ModifyRecommendationDetail": {
                "TargetInstances": [
                    {"EstimatedMonthlySavings": "10", "ResourceDetails": {"EC2ResourceDetails": {"InstanceType": "m5.2xlarge"}}},
                    {"EstimatedMonthlySavings": "300", "ResourceDetails": {"EC2ResourceDetails": {"InstanceType": "m5.xlarge"}}},
                ]
            },
        },
    ]
}

IDENTITY = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::{0}:user/somebody</Arn><UserId>AID</UserId><Account>{0}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""


def failure(code: str, message: str = "no") -> tuple[int, dict[str, Any]]:
    """An error of Cost Explorer."""
    return 400, {"__type": code, "message": message}


Answer = dict[str, Any] | tuple[int, dict[str, Any]]


@dataclass
class Aws:
    """AWS's side of the wire: by operation, answers in order, of which the last one stays."""

    account: str = "111111111111"
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def send(self, request: Any) -> botocore.awsrequest.AWSResponse:
        target = request.headers.get("X-Amz-Target", b"")
        if not target:
            body = request.body.decode() if isinstance(request.body, bytes) else request.body
            self.asked.append((parse_qs(body)["Action"][0], {}))
            return _response(request.url, 200, IDENTITY.format(self.account))
        operation = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
        asked = json.loads(request.body)
        self.asked.append((operation, asked))
        group = asked.get("GroupBy", [{}])[0].get("Key")
        key = {"SERVICE": "services", None: "days"}.get(group, group) if operation == "GetCostAndUsage" else operation
        queue = self.answers.get(key, [{}])
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        status, content = answer if isinstance(answer, tuple) else (200, answer)
        return _response(request.url, status, json.dumps(content))

    def requests(self, operation: str) -> list[dict[str, Any]]:
        """What was asked of an operation."""
        return [asked for name, asked in self.asked if name == operation]


def everything() -> Aws:
    """An account with an answer to all."""
    return Aws(
        answers={
            "services": [SERVICES],
            "environment": [ENVIRONMENTS],
            "component": [COMPONENTS],
            "days": [DAYS],
            "GetCostForecast": [FORECAST],
            "GetAnomalies": [ANOMALIES],
            "GetSavingsPlansPurchaseRecommendation": [PLANS],
            "GetReservationPurchaseRecommendation": [RESERVATIONS, {"Recommendations": []}],
            "GetRightsizingRecommendation": [RIGHTSIZING],
        }
    )


class _Raw:
    """A body that is read as urllib3's is."""

    def __init__(self, content: bytes):
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content


def _response(url: str, status: int, text: str) -> botocore.awsrequest.AWSResponse:
    make: Any = botocore.awsrequest.AWSResponse
    response: botocore.awsrequest.AWSResponse = make(url, status, {"x-amzn-requestid": "r"}, _Raw(text.encode()))
    return response


@contextmanager
def answering(aws: Aws) -> Iterator[Aws]:
    """Nothing leaves the machine: botocore's last step before the wire is AWS itself. Waiting takes no time."""
    with (
        patch("botocore.httpsession.URLLib3Session.send", lambda _, request: aws.send(request)),
        patch("botocore.endpoint.time.sleep", lambda _: None),
    ):
        yield aws
