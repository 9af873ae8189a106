"""The base of every settings model: frozen, and closed to keys nobody declared."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Section(BaseModel):
    """A block of a stack file. A misspelt key is an error, never a silently ignored wish."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


Days = Annotated[int, Field(ge=1, le=3653)]
"""A retention or waiting time in days, at most ten years."""

Count = Annotated[int, Field(ge=0)]
"""How many of a thing."""

PositiveCount = Annotated[int, Field(ge=1)]
"""How many of a thing that cannot be absent."""

GiB = Annotated[int, Field(ge=1, le=65536)]
"""A volume size in GiB; 64 TiB is the largest EBS volume."""

InstanceType = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*\.[a-z0-9-]+$")]
"""An EC2 instance type such as `c6i.4xlarge`."""

RoleArn = Annotated[str, StringConstraints(pattern=r"^arn:aws:iam::\d{12}:role/[\w+=,.@/-]+$")]
"""The ARN of an IAM role that exists outside this program."""

LogDays = Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
"""Days that CloudWatch Logs keeps events; it knows only these."""
