"""Every quota has a counter or a reason; a need below its limit passes and one above it is told with the request that raises it."""

import pytest
from pulumi_policy import proxy

from inventory.resource import UNKNOWNS
from quotas import Limits, Verdict
from quotas.counting import NOT_COUNTED, counted
from quotas.quota import quotas
from quotas.tables import _EACH, _IN
from tests.quotas import needs, report_of, resource, row, several


def test_every_quota_is_counted_or_has_a_reason_why_not_and_no_counter_is_for_a_quota_that_is_not_there() -> None:
    assert counted() | set(NOT_COUNTED) == set(quotas())
    assert not counted() & set(NOT_COUNTED)


def test_every_quota_has_a_source_and_codes_are_of_the_form_of_service_quotas() -> None:
    for quota in quotas().values():
        assert quota.source and quota.default >= 0
        assert not quota.code or (quota.code.startswith("L-") and len(quota.code) == 10)


@pytest.mark.parametrize("key", [key for key in sorted(_EACH) if quotas()[key].default <= 1000], ids=str)
def test_as_many_as_the_quota_pass_and_one_more_exceeds_it(key: tuple[str, str]) -> None:
    limit = int(quotas()[key].default)
    type_ = _EACH[key][0]
    inputs = {"billingMode": "PAY_PER_REQUEST"}
    assert row(key[1], *several(limit, type_, inputs)).verdict is Verdict.tight
    above = row(key[1], *several(limit + 1, type_, inputs))
    assert above.verdict is Verdict.exceeded and (above.now, above.most) == (limit + 1, limit + 1)


@pytest.mark.parametrize("key", sorted(_IN), ids=str)
def test_what_is_in_something_counts_for_that_alone(key: tuple[str, str]) -> None:
    types, property_, owners = _IN[key]
    first, second = resource(owners[0], name="first"), resource(owners[0], name="second")
    inside = [
        *(resource(types[0], {property_: "x"}, name=f"a{number}", refers={property_: first}) for number in range(3)),
        resource(types[0], {property_: "y"}, name="b", refers={property_: second}),
    ]
    found = needs(key[1], first, second, *inside)
    assert (found["first"], found["second"]) == ((3, 3), (1, 1))


def test_more_than_four_fifths_is_tight_and_less_is_not() -> None:
    assert row("VPCs per Region", *several(3, "aws:ec2/vpc:Vpc")).verdict is Verdict.ok
    assert row("VPCs per Region", *several(4, "aws:ec2/vpc:Vpc")).verdict is Verdict.tight


def test_regions_are_counted_apart_and_an_account_as_a_whole() -> None:
    here = several(3, "aws:ec2/vpc:Vpc")
    there = [resource("aws:ec2/vpc:Vpc", name=f"far-{number}", region="eu-west-1") for number in range(3)]
    rows = [one for one in report_of(*here, *there).rows if one.quota.name == "VPCs per Region"]
    assert [(one.region, one.now) for one in rows] == [("eu-west-1", 3), ("us-east-1", 3)]
    roles = [resource("aws:iam/role:Role", name="a"), resource("aws:iam/role:Role", name="b", region="eu-west-1")]
    assert (row("Roles per account", *roles).region, row("Roles per account", *roles).now) == ("", 2)


def test_what_is_exceeded_comes_with_the_command_that_asks_for_more() -> None:
    found = row("VPCs per Region", *several(8, "aws:ec2/vpc:Vpc"))
    assert found.request == (
        "aws service-quotas request-service-quota-increase --region us-east-1 --service-code vpc --quota-code L-F678F1CE --desired-value 10"
    )
    raised = Limits(stated={("us-east-1", "L-F678F1CE"): 10})
    assert row("VPCs per Region", *several(8, "aws:ec2/vpc:Vpc"), limits=raised).verdict is Verdict.tight
    assert not row("VPCs per Region", *several(2, "aws:ec2/vpc:Vpc")).request


def test_a_limit_that_aws_never_raises_has_no_request() -> None:
    found = row("Trails per Region", *several(6, "aws:cloudtrail/trail:Trail"))
    assert found.verdict is Verdict.exceeded and not found.request


def test_the_account_counts_before_the_settings_and_these_before_the_default() -> None:
    vpcs = several(6, "aws:ec2/vpc:Vpc")
    stated = {("", "L-F678F1CE"): 7.0}
    assert row("VPCs per Region", *vpcs, limits=Limits(stated=stated)).basis == "settings"
    both = Limits({("us-east-1", "vpc", "L-F678F1CE"): 6.0}, stated)
    assert (row("VPCs per Region", *vpcs, limits=both).limit, row("VPCs per Region", *vpcs, limits=both).basis) == (6, "account")
    elsewhere = Limits(stated={("eu-west-1", "L-F678F1CE"): 7.0})
    assert row("VPCs per Region", *vpcs, limits=elsewhere).verdict is Verdict.exceeded


def test_what_only_a_deployment_tells_is_listed_and_not_counted() -> None:
    unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    found = report_of(resource("aws:msk/cluster:Cluster", {"numberOfBrokerNodes": unknown}, name="kafka"))
    assert "kafka (aws:msk/cluster:Cluster): numberOfBrokerNodes is not known yet, for kafka: Brokers per account" in found.not_known
    assert not [one for one in found.rows if one.quota.name == "Brokers per account"]


def test_every_form_of_an_unknown_value_is_known_as_such() -> None:
    assert {value for name, value in vars(proxy).items() if name.startswith("UNKNOWN_")} == UNKNOWNS


@pytest.mark.parametrize("wrong", [None, 7, "text", [], {}, [1], [None], {"a": 1}], ids=repr)
def test_inputs_of_any_shape_never_break_a_counter(wrong: object) -> None:
    from quotas.counting import _COUNTERS

    names = {"vpcId", "subnetId", "instanceTypes", "scalingConfig", "vpcConfig", "ingress", "routes", "globalSecondaryIndexes", "policy"}
    names |= {"assumeRolePolicy", "numNodeGroups", "clusterConfig", "spec", "coreInstanceFleet", "selectors", "loadBalancers", "name"}
    for type_ in sorted({type_ for counter in _COUNTERS for type_ in counter.types}):
        report_of(resource(type_, dict.fromkeys(names, wrong)))
