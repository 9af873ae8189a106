"""Lambda."""

from collections.abc import Iterator

from quotas.counting import One, Use, counts
from quotas.tables import VPC

_FUNCTION = "aws:lambda/function:Function"
_CONFIG = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig"
UNRESERVED = 100
"""That AWS keeps for functions which reserve nothing: the rest may be reserved."""


@counts("lambda", "Concurrent executions", of=(_FUNCTION,))
def reserved(one: One) -> Iterator[Use]:
    """What functions reserve, and the 100 that must stay unreserved, once in each region."""
    first = next(other for other in one.stack.of_type(_FUNCTION) if other.region == one.resource.region)
    if first is one.resource:
        yield one.use(UNRESERVED)
    reserved = one.values.number("reservedConcurrentExecutions") or 0
    yield one.use(max(reserved, 0))


@counts("lambda", "Elastic network interfaces per VPC", of=(_FUNCTION,))
def interfaces(one: One) -> Iterator[Use]:
    """One for each subnet and set of security groups, which functions share; counted with the first that has them."""
    config = one.values.inner("vpcConfig")
    subnets = config.count("subnetIds")
    if not subnets:
        return
    mine = (one.resource.region, *_place(one))
    others = (One(other, one.stack) for other in one.stack.of_type(_FUNCTION))
    first = next(other for other in others if (other.resource.region, *_place(other)) == mine)
    if first.resource is one.resource:
        yield one.use(subnets, where=_vpc(one))


def _place(one: One) -> tuple[str, str]:
    config = one.values.raw.get("vpcConfig") if isinstance(one.values.raw, dict) else None
    inner = config if isinstance(config, dict) else {}
    return str(inner.get("subnetIds")), str(inner.get("securityGroupIds"))


def _vpc(one: One) -> str:
    """The VPC of the first subnet."""
    for origin in one.stack.origins(one.resource, "vpcConfig"):
        if found := one.stack.target(origin, "vpcId", *VPC):
            return found.name
    return f"that of {one.name}"


@counts("lambda", "Layers per function", of=(_FUNCTION,))
def layers(one: One) -> Iterator[Use]:
    yield one.use(one.values.count("layers"), where=one.name)


@counts("lambda", "Function timeout, seconds", of=(_FUNCTION,))
def timeout(one: One) -> Iterator[Use]:
    yield one.use(one.values.number("timeout") or 3, where=one.name)


@counts("lambda", "Function memory, MB", of=(_FUNCTION,))
def memory(one: One) -> Iterator[Use]:
    yield one.use(one.values.number("memorySize") or 128, where=one.name)
