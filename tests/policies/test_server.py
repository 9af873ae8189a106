"""What the engine is told by a pack: levels, faults of rules, exclusions, and what each policy says of itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from pulumi.runtime.proto import analyzer_pb2

from policies.rule import Rule, Severity, Topic, resource_rule
from policies.server import Analyzer
from policies.subject import Subject
from policies.verdict import NOT_YET_KNOWN, RULE_FAILED
from tests.policies.case import UNKNOWN, Made, made, message

BUCKET = "aws:s3/bucket:Bucket"


def rule(severity: Severity = Severity.LOW) -> Rule:
    """A rule that finds a bucket without a name, and fails over one called `fault`."""

    def check(bucket: Subject) -> Iterator[str]:
        if bucket.values.text("bucket") == "fault":
            raise ValueError("hunter2")
        if not bucket.values.has("bucket"):
            yield "it has no name"

    return resource_rule(
        "bucket-named",
        topic=Topic.TAGGING,
        severity=severity,
        description="Every bucket has a name.",
        remedy="Set bucket.",
        controls=("platform",),
        types=(BUCKET,),
    )(check)


def told(resource: Made, severity: Severity = Severity.LOW, level: int | None = None, **config: Any) -> analyzer_pb2.AnalyzeResponse:
    """What the engine hears of a resource; without a level, as the pack comes."""
    analyzer = Analyzer("test", [rule(severity)], "")
    if level is not None:
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        request.policyConfig["bucket-named"].enforcementLevel = level
        request.policyConfig["bucket-named"].properties.update(config)
        analyzer.Configure(request, None)
    sent = message(resource, before_create=True)
    return analyzer.Analyze(analyzer_pb2.AnalyzeRequest(type=sent.type, urn=sent.urn, name=sent.name, properties=sent.properties), None)


def levels(response: analyzer_pb2.AnalyzeResponse) -> list[tuple[str, str]]:
    """Level and message of all that was said."""
    return [(analyzer_pb2.EnforcementLevel.Name(one.enforcementLevel), one.message) for one in response.diagnostics]


def test_a_rule_of_low_severity_advises_and_every_other_stops() -> None:
    assert levels(told(made(BUCKET))) == [("ADVISORY", "it has no name")]
    for severity in (Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL):
        assert levels(told(made(BUCKET), severity)) == [("MANDATORY", "it has no name")]


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (analyzer_pb2.ADVISORY, ["ADVISORY"]),
        (analyzer_pb2.MANDATORY, ["MANDATORY"]),
        (analyzer_pb2.REMEDIATE, ["MANDATORY"]),
        (analyzer_pb2.DISABLED, []),
    ],
)
def test_a_stack_says_how_strict_a_rule_is(level: int, said: list[str]) -> None:
    assert [one for one, _ in levels(told(made(BUCKET), level=level))] == said


@pytest.mark.parametrize("level", [analyzer_pb2.ADVISORY, analyzer_pb2.MANDATORY])
def test_a_rule_that_fails_stops_whatever_its_level_and_quotes_nothing(level: int) -> None:
    [(its_level, text)] = levels(told(made(BUCKET, bucket="fault"), level=level))
    assert its_level == "MANDATORY"
    assert text.startswith(f"{RULE_FAILED}ValueError in test_server.py:")
    assert "hunter2" not in text


def test_what_is_not_known_yet_is_said_and_stops_nothing() -> None:
    assert levels(told(made(BUCKET, bucket=UNKNOWN), Severity.HIGH)) == [("ADVISORY", f"{NOT_YET_KNOWN}bucket")]


def test_what_is_excluded_is_told_with_its_reason_until_its_day_is_over() -> None:
    def excluded(until: str) -> analyzer_pb2.AnalyzeResponse:
        exclusion = {"resources": ["arch*"], "reason": "it moves away soon", "until": until}
        return told(made(BUCKET, "archive"), level=analyzer_pb2.MANDATORY, exclusions=[exclusion])

    response = excluded("2999-12-31")
    assert not response.diagnostics
    assert [one.reason for one in response.not_applicable] == [
        "urn:pulumi:test::test::any::archive is excluded until 2999-12-31: it moves away soon"
    ]
    assert levels(excluded("2020-01-01")) == [("MANDATORY", "it has no name (excluded until 2020-01-01, which is over)")]


def test_a_policy_carries_topic_controls_and_remedy() -> None:
    [policy] = Analyzer("test", [rule()], "").GetAnalyzerInfo(None, None).policies  # type: ignore[no-untyped-call]  # pulumi_policy's
    assert list(policy.tags) == ["tagging", "platform"]
    assert (policy.remediation_steps, policy.description) == ("Set bucket.", "Every bucket has a name.")
    assert "exclusions" in policy.configSchema.properties
