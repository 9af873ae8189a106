"""One resource of a stack, wherever it was read from; and the list of them that every judge works on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

SECRET = "[secret]"
"""Stands for every secret value: no reader lets one through."""

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""Stands for a value that only a deployment will tell. It is the engine's own, so it goes on the wire as it is."""

UNKNOWNS = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # a truth value
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # a number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # a list
        "030794c1-ac77-496b-92df-f27374a8bd58",  # an asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # an archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # an object
    }
)
"""The same by the type that the value will have, as the engine writes it to previews."""


@dataclass(frozen=True)
class Resource:
    """What a program asked for. `inputs` has Pulumi's own camelCase names and plain JSON values."""

    urn: str
    type: str
    name: str
    parent: str
    """URN of the parent; empty directly under the stack."""
    region: str
    """AWS region it lands in; empty where no AWS provider is involved."""
    custom: bool
    """False for a component, which groups others and is nothing in the cloud."""
    inputs: Mapping[str, Any]
    provider: str = ""
    """URN of the provider it is made with."""
    protect: bool = False
    retain_on_delete: bool = False
    depends_on: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Input property → URNs its value comes from."""
    secret_inputs: tuple[str, ...] = ()
    """Paths of the masked values, such as `passwords[0].value`."""
    ignore_changes: tuple[str, ...] = ()
    """Inputs that are given once and then left to others, as the engine calls them."""
    aliases: tuple[str, ...] = ()
    """URNs that it had before it was moved or renamed."""
    source: str = ""
    """Line of the program that asked for it: `components/network/nat.py:31`."""
    id: str = ""
    """Physical id; made up by the mock reader, UNKNOWN in a preview before the resource exists."""
    outputs: Mapping[str, Any] = field(default_factory=dict)
    """What the cloud answered; empty where nobody asked it."""

    @property
    def qualified_type(self) -> str:
        """The types from the outermost parent down, as in the URN: `platform:index:Platform$aws:ec2/vpc:Vpc`."""
        return self.urn.split("::")[2]

    @property
    def is_aws(self) -> bool:
        """Whether AWS holds it: not a component, not a provider, not another cloud's."""
        return self.custom and self.type.startswith("aws:")

    def as_json(self) -> dict[str, Any]:
        """The form that reports print."""
        return {
            "urn": self.urn,
            "type": self.type,
            "name": self.name,
            "parent": self.parent,
            "region": self.region,
            "custom": self.custom,
            "inputs": self.inputs,
            "protect": self.protect,
            "depends_on": list(self.depends_on),
        }


@dataclass(frozen=True)
class Inventory:
    """Every resource of one stack, sorted by URN, and what the stack exports."""

    project: str
    stack: str
    resources: tuple[Resource, ...]
    outputs: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """What is missing in it, as far as its source tells."""

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources)

    def __len__(self) -> int:
        return len(self.resources)

    def of_type(self, *types: str) -> list[Resource]:
        """The resources of these types."""
        return [resource for resource in self.resources if resource.type in types]

    def as_json(self) -> dict[str, Any]:
        """The form that reports print; lists sorted, so that two runs of the same code are byte-identical."""
        return {"project": self.project, "stack": self.stack, "resources": [resource.as_json() for resource in self.resources]}
