"""The inventory on one side, the server on the other, and what became of each made-up id."""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import boto3
from botocore.config import Config

from inventory.outputs import Outputs, outputs
from inventory.resource import SECRET, Inventory, Resource
from tests.ops.cloud.additions.world import World

_CONFIG = Config(retries={"total_max_attempts": 1}, read_timeout=60)


class Seeding:
    """Makes resources through the same door as everybody else: the server's."""

    def __init__(self, inventory: Inventory, world: World, url: str):
        self.inventory = inventory
        self.world = world
        self._url = url
        self._session = boto3.Session("testing", "testing")
        self._by_urn = {resource.urn: resource for resource in inventory}
        self._made: dict[str, str] = {}
        """Made-up id, name or ARN → the real one."""

    @property
    def regions(self) -> list[str]:
        """The stack's regions, by its outputs."""
        return list(self.inventory.outputs["regions"])

    @functools.cache  # noqa: B019  one object per session
    def client(self, service: str, region: str) -> Any:
        """boto3's client."""
        make: Any = self._session.client
        return make(service, region_name=region, endpoint_url=self._url, config=_CONFIG)

    def of(self, type_: str) -> Iterator[tuple[Resource, dict[str, Any]]]:
        """The resources of a type, with their inputs as the server knows them."""
        for resource in self.inventory.of_type(type_):
            yield resource, self.real(resource.inputs)

    def named(self, resource: Resource) -> Outputs:
        """What the inventory made up for a resource, such as its automatic name."""
        return outputs(resource.type, resource.urn, resource.name, resource.inputs, resource.region, self.world.account_id)

    def name(self, resource: Resource) -> str:
        """A resource's physical name."""
        return str(self.named(resource).state["name"])

    def made(self, resource: Resource, id_: str, arn: str | None = None) -> None:
        """A resource exists: who refers to it by its made-up id or ARN means this."""
        known = self.named(resource)
        self.means(known.id, id_)
        if arn:
            self.means(str(known.state["arn"]), arn)

    def means(self, made_up: str, real: str) -> None:
        """A made-up text, wherever it stands alone or at the end of a path."""
        if made_up != real:
            self._made[made_up] = real

    def real(self, value: Any) -> Any:
        """A value with everything made up replaced by what is there; secrets get a value."""
        if isinstance(value, Mapping):
            return {key: self.real(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.real(inner) for inner in value]
        if value == SECRET:
            return "made-up-secret-1"
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        if text in self._made:
            return self._made[text]
        parts = re.split(r"([/:])", text)
        return "".join(self._made.get(part, part) for part in parts) if len(parts) > 1 else text

    def behind(self, resource: Resource, key: str, type_: str) -> Resource:
        """The resource of a type that an input comes from."""
        found = (self._by_urn[urn] for urn in resource.property_dependencies[key])
        return next(one for one in found if one.type == type_)


def chosen(inputs: Mapping[str, Any], names: Mapping[str, str], **changed: Callable[[Any], Any]) -> dict[str, Any]:
    """Inputs under the API's names, where they are given."""
    return {api: changed[key](inputs[key]) if key in changed else inputs[key] for key, api in names.items() if inputs.get(key) is not None}


def tags(inputs: Mapping[str, Any], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """A resource's tags, as most services take them."""
    return [{key: name, value: text} for name, text in inputs.get("tags", {}).items()]
