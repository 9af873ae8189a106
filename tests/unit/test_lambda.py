"""Lambda functions, their triggers and deployments, read off the resources of real stacks."""

from functions.event_validator.handler import Config as ValidatorConfig
from functions.package import sources
from functions.real_time_aggregator.handler import Config as AggregatorConfig
from inventory.resource import Resource
from settings.compute_checks import FUNCTIONS
from tests.support import settings_of
from tests.unit.compute_facts import ALARM, GROUP, every_stack, of

FUNCTION = "aws:lambda/function:Function"
ALIAS = "aws:lambda/alias:Alias"
MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"


def functions_of(stack: str) -> dict[str, Resource]:
    """The two functions of each region, by region and plain name."""
    plain = [name.replace("_", "-") for name in FUNCTIONS]
    return {f"{one.region} {name}": one for one in of(stack, FUNCTION) for name in plain if one.inputs["name"].endswith(name)}


@every_stack
def test_functions_have_the_settings_sizes_and_run_closed(stack: str) -> None:
    sizes = settings_of(stack).compute.functions
    found = functions_of(stack)
    assert len(found) == 2 * len(settings_of(stack).regions)
    for key, one in found.items():
        size = getattr(sizes, key.partition(" ")[2].replace("-", "_"))
        assert (one.inputs["memorySize"], one.inputs["timeout"]) == (size.memory_mb, size.timeout_seconds)
        assert one.inputs["reservedConcurrentExecutions"] == size.reserved
        assert (one.inputs["runtime"], one.inputs["architectures"]) == ("python3.13", ["arm64"])
        assert one.inputs["tracingConfig"] == {"mode": "Active"}
        assert one.inputs["kmsKeyArn"].startswith(f"arn:aws:kms:{one.region}:")
        assert one.inputs["deadLetterConfig"]["targetArn"].startswith(f"arn:aws:sqs:{one.region}:")
        assert one.inputs["publish"] is True


@every_stack
def test_functions_are_told_all_that_their_handlers_read(stack: str) -> None:
    for key, one in functions_of(stack).items():
        config = ValidatorConfig if key.endswith("event-validator") else AggregatorConfig
        config.read(one.inputs["environment"]["variables"])


def test_a_functions_handler_is_in_its_package() -> None:
    for one in functions_of("prod").values():
        module = one.inputs["handler"].rpartition(".")[0].replace(".", "/")
        assert f"{module}.py" in sources(module.split("/")[1])


@every_stack
def test_functions_have_a_group_that_nobody_may_enter(stack: str) -> None:
    for one in functions_of(stack).values():
        (group,) = one.inputs["vpcConfig"]["securityGroupIds"]
        rules = of(stack, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", one.region)
        assert not [rule for rule in rules if rule.inputs["securityGroupId"] == group]


@every_stack
def test_streams_call_the_alias_live_where_the_region_is_active(stack: str) -> None:
    roles = {region.name: region.role for region in settings_of(stack).regions}
    mappings = of(stack, MAPPING)
    assert len(mappings) == 2 * len(roles)
    for one in mappings:
        assert one.inputs["functionName"].endswith(":live")
        assert one.inputs["enabled"] is (roles[one.region] != "dr")
        assert one.inputs["functionResponseTypes"] == ["ReportBatchItemFailures"]
        assert one.inputs["parallelizationFactor"] == 1


@every_stack
def test_a_canary_of_each_function_goes_back_on_alarms_of_the_alias(stack: str) -> None:
    wanted = settings_of(stack).compute.functions.deployment
    assert len(of(stack, ALIAS)) == 2 * len(settings_of(stack).regions)
    groups = [one for one in of(stack, GROUP) if "ecsService" not in one.inputs]
    assert len(groups) == 2 * len(settings_of(stack).regions)
    alarms = {(one.region, one.id): one for one in of(stack, ALARM)}
    for group in groups:
        assert group.inputs["deploymentConfigName"] == f"CodeDeployDefault.{wanted}"
        watched = [alarms[group.region, name] for name in group.inputs["alarmConfiguration"]["alarms"]]
        assert [one.inputs["metricName"] for one in watched] == ["Errors", "Duration"]
        assert all(one.inputs["dimensions"]["Resource"].endswith(f"{group.inputs['deploymentGroupName']}:live") for one in watched)


@every_stack
def test_counts_are_kept_as_the_aggregator_keys_them(stack: str) -> None:
    tables = of(stack, "aws:dynamodb/table:Table", word="real-time-counts")
    assert len(tables) == len(settings_of(stack).regions)
    for table in tables:
        assert (table.inputs["hashKey"], table.inputs["rangeKey"]) == ("series", "slot")
        assert table.inputs["ttl"] == {"attributeName": "expires_at", "enabled": True}
        assert table.inputs["pointInTimeRecovery"]["enabled"] is True
        assert table.inputs["serverSideEncryption"]["enabled"] is True


@every_stack
def test_what_is_no_event_goes_to_a_fifo_queue(stack: str) -> None:
    for queue in of(stack, "aws:sqs/queue:Queue", word="event-validator-rejected"):
        assert queue.inputs["name"].endswith(".fifo")
        assert queue.inputs["fifoQueue"] is True
