"""Rules of compute: what Fargate offers, what the account has, which parts go together."""

from collections.abc import Iterator

from settings.compute import REPOSITORIES, Emr, FargateService, FunctionSize
from settings.problems import Problem
from settings.valid import Valid

SERVICES = ("data_ingestion_api", "stream_processor")
FUNCTIONS = ("event_validator", "real_time_aggregator")

_GIB = 1024
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
_MEMORY_OF = {
    256: (512, _GIB, 2 * _GIB),
    512: range(_GIB, 4 * _GIB + 1, _GIB),
    1024: range(2 * _GIB, 8 * _GIB + 1, _GIB),
    2048: range(4 * _GIB, 16 * _GIB + 1, _GIB),
    4096: range(8 * _GIB, 30 * _GIB + 1, _GIB),
    8192: range(16 * _GIB, 60 * _GIB + 1, 4 * _GIB),
    16384: range(32 * _GIB, 120 * _GIB + 1, 8 * _GIB),
}

_OF_FUNCTIONS = ("kinesis-firehose", "kinesis-streams", "sqs")
_OF_TASKS = ("logs", "secretsmanager")  # images come by those of ECR, which nodes need anyway

_RESERVABLE = 900
"""Lambda's default quota of 1000 executions at once, of which it keeps 100 for functions without a reservation."""


def compute_problems(valid: Valid) -> Iterator[Problem]:
    """Every broken rule."""
    yield from _fargate(valid)
    yield from _reservations(valid)
    yield from _ways_out(valid)
    yield from _emr(valid)


def _fargate(valid: Valid) -> Iterator[Problem]:
    given = valid.raw("compute", "ecr", "repositories")
    repositories = list(REPOSITORIES) if given is None else given
    for name in SERVICES:
        path = ("compute", "ecs", name)
        service = valid.get(FargateService, *path)
        if service is None:
            continue
        memory = _MEMORY_OF[service.cpu]
        if service.memory_mib not in memory:
            near = min(memory, key=lambda size: abs(size - service.memory_mib))
            message = f"is not offered with cpu {service.cpu}, which goes with {memory[0]} to {memory[-1]}; nearest is {near}"
            yield Problem((*path, "memory_mib"), message, service.memory_mib)
        if service.standby > service.tasks.max:
            yield Problem((*path, "standby"), f"is more than tasks.max ({service.tasks.max})", service.standby)
        repository = name.replace("_", "-")
        if isinstance(repositories, list) and repository not in repositories:
            yield Problem(("compute", "ecr", "repositories"), f"lacks {repository}, which compute.ecs.{name} starts from")


def _reservations(valid: Valid) -> Iterator[Problem]:
    sizes = [valid.get(FunctionSize, "compute", "functions", name) for name in FUNCTIONS]
    reserved = sum(size.reserved for size in sizes if size)
    if reserved > _RESERVABLE:
        message = f"reserve {reserved} executions together; Lambda lets {_RESERVABLE} of its default 1000 be reserved"
        yield Problem(("compute", "functions"), message)


def _ways_out(valid: Valid) -> Iterator[Problem]:
    """Without NAT, whatever functions and tasks call needs an endpoint; DynamoDB and S3 have theirs always."""
    if valid.raw("network", "nat") != "none" or valid.raw("compute") is None:
        return
    endpoints = [name for _, name in valid.each(str, "network", "interface_endpoints")]
    needed = (*_OF_FUNCTIONS, *(_OF_TASKS if valid.raw("compute", "ecs") else ()))
    if missing := [name for name in needed if name not in endpoints]:
        yield Problem(("network", "interface_endpoints"), f"must list {', '.join(missing)}, which functions and tasks call without NAT")


def _emr(valid: Valid) -> Iterator[Problem]:
    emr = valid.get(Emr, "compute", "emr")
    if emr is None:
        return
    if emr.kind == "cluster" and emr.cluster is None:
        yield Problem(("compute", "emr", "cluster"), "is missing: kind is cluster")
    for part in ("cluster", "serverless"):
        if emr.kind != part and getattr(emr, part) is not None:
            yield Problem(("compute", "emr", part), f"has no meaning where kind is {emr.kind}; leave it out")
