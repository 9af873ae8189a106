"""What a preview leaves open, or leaves out, changes no verdict that could be given all the same."""

from typing import Any

from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from inventory.values import UNKNOWN
from policies.rule import Severity, Topic, stack_rule
from policies.server import Analyzer
from policies.subject import Stack, Subject
from policies.wire import given

BUCKET = "aws:s3/bucket:Bucket"
_TYPES = (BUCKET, "eks:index:Cluster")
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"


@stack_rule("seen", topic=Topic.BACKUP, severity=Severity.LOW, description="What is seen.", remedy="", controls=(), types=_TYPES)
def seen(bucket: Subject, stack: Stack) -> list[str]:
    """Says what it sees."""
    versions = stack.companions(bucket, VERSIONING, "bucket")
    return [f"versioned={bucket.values.flag('versioning.enabled')} tier={bucket.values.text('tags.tier')} beside={len(versions)}"]


Sent = tuple[str, str, dict[str, Any], dict[str, Any], dict[str, list[str]]]
"""Type, URN, inputs, outputs, and the URNs that each property's value comes from."""


def answers(*resources: Sent) -> list[str]:
    """What the rule says when resources are analyzed with their inputs first, and then together with their outputs."""
    analyzer = Analyzer("test", [seen], "")
    request = analyzer_pb2.AnalyzeStackRequest()
    for type_, name, inputs, outputs, origins in resources:
        alone = analyzer_pb2.AnalyzeRequest(type=type_, urn=name, name=name)
        alone.properties.update(inputs)
        analyzer.Analyze(alone, None)
        together = request.resources.add(type=type_, urn=name, name=name)
        together.properties.update(outputs)
        for key, urns in origins.items():
            together.propertyDependencies[key].urns.extend(urns)
    return [diagnostic.message for diagnostic in analyzer.AnalyzeStack(request, None).diagnostics]


def test_what_the_cloud_decides_is_not_given() -> None:
    """A bucket's `versioning` is open before the bucket is made, though the program says nothing of it."""
    outputs = {"versioning": UNKNOWN_STRING_VALUE, "arn": UNKNOWN_STRING_VALUE, "tags": {"tier": "1"}}
    assert answers((BUCKET, "a", {"tags": {"tier": "1"}}, outputs, {})) == ["versioned=False tier=1 beside=0"]


def test_what_the_program_takes_from_elsewhere_is_waited_for() -> None:
    """An input may be unknown itself."""
    open_ = {"versioning": UNKNOWN_STRING_VALUE}
    assert answers((BUCKET, "a", open_, open_, {})) == ["not yet known: versioning"]


def test_inputs_stand_in_for_outputs_that_are_left_out() -> None:
    """The engine leaves out all where a provider waits for a cluster."""
    assert answers((BUCKET, "a", {"tags": {"tier": "1"}}, {}, {})) == ["versioned=False tier=1 beside=0"]


def test_a_component_of_another_process_is_not_judged_without_arguments() -> None:
    """What is inside it is."""
    assert answers(("eks:index:Cluster", "a", {}, {}, {})) == []
    assert len(answers(("eks:index:Cluster", "a", {"tags": {}}, {}, {}))) == 1


def test_a_value_that_another_resource_may_pass_on_is_waited_for() -> None:
    """A reference by way of a third resource is one all the same."""
    bucket: Sent = (BUCKET, "a", {}, {}, {})
    policy = (
        "aws:s3/bucketPolicy:BucketPolicy",
        "p",
        {"bucket": UNKNOWN_STRING_VALUE},
        {"bucket": UNKNOWN_STRING_VALUE},
        {"bucket": ["a"]},
    )
    versioning = (VERSIONING, "v", {"bucket": UNKNOWN_STRING_VALUE}, {"bucket": UNKNOWN_STRING_VALUE}, {"bucket": ["p"]})
    assert answers(bucket, policy, versioning) == ["not yet known: v.bucket"]
    assert answers(bucket, versioning) == ["versioned=False tier= beside=0"]


def test_names_stay_open() -> None:
    """Another resource may name the bucket by what it turns out to be called."""
    outputs = {"arn": UNKNOWN, "rules": [{"key": UNKNOWN, "on": True}]}
    assert given(outputs, {"rules": [{"on": True}]}) == {"arn": UNKNOWN, "rules": [{"on": True}]}
