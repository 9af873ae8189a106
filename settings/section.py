"""The base of every settings model, frozen and closed to keys nobody declared, and the kinds of value that models share."""

import re
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator


class Section(BaseModel):
    """A block of a stack file. A misspelt key is an error, never a silently ignored wish."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def matches(pattern: str, allowed: str) -> AfterValidator:
    """Text of one form; `allowed` says to a person what `pattern` says to the machine."""
    form = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if not form.fullmatch(text):
            raise ValueError(f"must be {allowed}")
        return text

    return AfterValidator(check)


def _network(value: Any) -> IPv4Network:
    if isinstance(value, IPv4Network):
        return value
    if not isinstance(value, str) or "/" not in value:
        raise ValueError("must be an IPv4 block with its length, such as 10.0.0.0/16")
    try:
        network = IPv4Network(value, strict=False)
    except (AddressValueError, NetmaskValueError):
        raise ValueError(f"{'is IPv6; ' if ':' in value else ''}must be an IPv4 block with its length, such as 10.0.0.0/16") from None
    if str(network) != value:
        raise ValueError(f"must be the block itself: {network}")
    return network


Cidr = Annotated[IPv4Network, PlainValidator(_network)]
"""An IPv4 block, such as `10.0.0.0/16`."""

Days = Annotated[int, Field(ge=1, le=3653)]
"""A retention or waiting time in days, at most ten years."""

Count = Annotated[int, Field(ge=0, le=100_000)]
"""How many of a thing."""

PositiveCount = Annotated[int, Field(ge=1, le=100_000)]
"""How many of a thing that cannot be absent."""

GiB = Annotated[int, Field(ge=1, le=65536)]
"""A volume size in GiB; 64 TiB is the largest EBS volume."""

AccountId = Annotated[str, matches(r"\d{12}", "an AWS account id: 12 digits, in quotes")]
"""An AWS account."""

InstanceType = Annotated[str, matches(r"[a-z][a-z0-9-]*\.[a-z0-9-]+", "an EC2 instance type, such as c6i.4xlarge")]
"""An EC2 instance type such as `c6i.4xlarge`."""

RoleArn = Annotated[str, matches(r"arn:aws:iam::\d{12}:role/[\w+=,.@/-]+", "a role's ARN, such as arn:aws:iam::111111111111:role/name")]
"""The ARN of an IAM role that exists outside this program."""

LogDays = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
"""Days that CloudWatch Logs keeps events; it knows only these."""
