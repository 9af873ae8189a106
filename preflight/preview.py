"""The tree of what a stack will be: region → component → resource types with their counts."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from inventory.resource import Inventory, Resource
from preflight.stack import Stack
from settings import Settings

_COMPONENT = "platform:"
_CLUSTER = "platform:index:ClusterStack"


def as_json(stack: Stack) -> str:
    """The whole inventory; byte-identical for the same code and settings."""
    return json.dumps(stack.inventory.as_json(), indent=1, sort_keys=True) + "\n"


def as_text(stack: Stack, depth: int = 1) -> RenderableType:
    """A tree for people; `depth` levels of components below each region, what is deeper counts with them."""
    inventory = stack.inventory
    children: Mapping[str, list[Resource]] = _children(inventory)
    real = [resource for resource in inventory if _counts(resource)]
    regions = {region.name: region.role for region in stack.settings.regions} if isinstance(stack.settings, Settings) else {}
    where = f"{len(regions)} region{'s' if len(regions) > 1 else ''}" if regions else "an existing cluster"
    title = Text.assemble(
        (f"{inventory.project} · {inventory.stack}", "bold"),
        f"  {len(real)} resources of {len({r.type for r in real})} types in {where}",
    )
    platform = next(resource for resource in inventory if not resource.parent and resource.type.startswith(_COMPONENT))
    trees = [_region_tree(resource, regions, children, depth) for resource in _in_order(children[platform.urn], list(regions))]
    if not regions:
        (inside,) = (resource for resource in children[platform.urn] if resource.type == _CLUSTER)
        trees.append(_inside(inside, children, depth))
    across = [
        resource
        for resource in children[platform.urn]
        if resource.type.startswith(_COMPONENT) and not _is_region(resource) and resource.type != _CLUSTER and _total(resource, children)
    ]
    if across:
        total = sum(_total(resource, children) for resource in across)
        tree = Tree(_heading("all regions", "what exists once, and what spans them", total))
        for resource in sorted(across, key=_kind):
            _add(tree, resource, children, depth)
        trees.append(tree)
    return Group(title, *trees)


def _children(inventory: Inventory) -> Mapping[str, list[Resource]]:
    children: defaultdict[str, list[Resource]] = defaultdict(list)
    for resource in inventory:
        children[resource.parent].append(resource)
    return children


def _counts(resource: Resource) -> bool:
    """Whether a resource is something in a cloud, and not a grouping or a connection to one."""
    return (resource.custom and not resource.type.startswith("pulumi:")) or resource.type.startswith("eks:")


def _is_region(resource: Resource) -> bool:
    return resource.type == "platform:index:RegionStack"


def _in_order(resources: Sequence[Resource], order: list[str]) -> list[Resource]:
    return sorted((r for r in resources if _is_region(r)), key=lambda resource: order.index(resource.name))


def _region_tree(region: Resource, roles: Mapping[str, str], children: Mapping[str, list[Resource]], depth: int) -> Tree:
    tree = Tree(_heading(region.name, roles[region.name], _total(region, children)))
    for child in children[region.urn]:
        if child.type == _CLUSTER:
            tree.add(_inside(child, children, depth))
        elif child.type.startswith(_COMPONENT):
            _add(tree, child, children, depth)
    _add_types(tree, region, children)
    return tree


def _inside(cluster: Resource, children: Mapping[str, list[Resource]], depth: int) -> Tree:
    """The layers inside a cluster, each with the parts of its own."""
    tree = Tree(_heading("inside the cluster", "", _total(cluster, children)))
    for layer in children[cluster.urn]:
        if _total(layer, children):
            _add(tree, layer, children, depth)
    return tree


def _add(tree: Tree, component: Resource, children: Mapping[str, list[Resource]], depth: int) -> None:
    """A component, its own components below it, and the rest as counts by type. Alike components share a line."""
    branch = tree.add(_heading(_kind(component), "", _total(component, children)))
    if depth <= 1:
        if summary := _types(_below(component, children)):
            branch.add(Text(summary, style="dim"))
        return
    inner = [child for child in children[component.urn] if child.type.startswith(_COMPONENT)]
    for type_ in sorted({child.type for child in inner}):
        alike = [child for child in inner if child.type == type_]
        if len(alike) == 1:
            _add(branch, alike[0], children, depth - 1)
            continue
        names = ", ".join(sorted(child.name.removeprefix(f"{child.region}-") for child in alike))
        line = branch.add(_heading(f"{len(alike)} × {_kind(alike[0])}", names, sum(_total(child, children) for child in alike)))
        line.add(Text(_types([d for child in alike for d in _below(child, children)]), style="dim"))
    _add_types(branch, component, children)


def _add_types(tree: Tree, component: Resource, children: Mapping[str, list[Resource]]) -> None:
    """The resources under a component that belong to no inner component."""
    own = [d for child in children[component.urn] if not child.type.startswith(_COMPONENT) for d in (child, *_below(child, children))]
    if summary := _types(own):
        tree.add(Text(summary, style="dim"))


def _types(resources: Sequence[Resource]) -> str:
    counts = Counter(resource.type for resource in resources if _counts(resource))
    return ", ".join(f"{count} {_short(type_)}" for type_, count in sorted(counts.items(), key=lambda item: _short(item[0])))


def _short(type_: str) -> str:
    """`aws:ec2/vpcEndpoint:VpcEndpoint` → `ec2.VpcEndpoint`; others keep their name, but for Kubernetes: its kinds say enough."""
    package, module, kind = type_.split(":")
    if package == "kubernetes":
        return kind
    area = module.split("/")[0]
    return f"{area}.{kind}" if package == "aws" else f"{package}.{kind}" if area == "index" else f"{package}.{area}.{kind}"


def _below(resource: Resource, children: Mapping[str, list[Resource]]) -> list[Resource]:
    return [d for child in children[resource.urn] for d in (child, *_below(child, children))]


def _total(resource: Resource, children: Mapping[str, list[Resource]]) -> int:
    return sum(_counts(descendant) for descendant in _below(resource, children))


def _kind(component: Resource) -> str:
    return component.type.rpartition(":")[2]


def _heading(name: str, detail: str, total: int) -> Text:
    return Text.assemble((name, "bold"), f"  {detail}" if detail else "", (f"  {total}", "cyan"))
