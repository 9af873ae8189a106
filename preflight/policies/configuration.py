"""How strictly a pack judges: for each of its policies a level and a configuration.

The form is that of `pulumi preview --policy-pack-config`, policy → `{"enforcementLevel": …, …}`; defaults and `all` mean what they
mean to the engine.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from preflight.policies.policy import LEVELS, Policy
from settings.problems import did_you_mean

Configuration = dict[str, dict[str, Any]]
LEVEL = "enforcementLevel"
_ALL = "all"


class ConfigurationError(Exception):
    """A configuration file that packs cannot be given; the message names each mistake."""


def configured(policies: Sequence[Policy], *layers: Mapping[str, Mapping[str, Any]]) -> Configuration:
    """A pack's configuration: each policy's own level and defaults, and over them the layers in their order."""
    found: Configuration = {policy.name: {LEVEL: policy.level, **policy.defaults} for policy in policies}
    for layer in layers:
        if LEVEL in layer.get(_ALL, {}):
            for values in found.values():
                values[LEVEL] = layer[_ALL][LEVEL]
        for name in found.keys() & layer.keys():
            found[name] |= layer[name]
    return found


def written(policies: Sequence[Policy], layer: Mapping[str, Mapping[str, Any]]) -> str:
    """A pack's part of a configuration as a file for the engine, with every level given."""
    levels = {policy.name: policy.level for policy in policies}
    content = {name: {LEVEL: levels[name], **layer.get(name, {})} for name in sorted(levels)}
    return json.dumps(content, indent=1, sort_keys=True) + "\n"


def read(file: Path) -> Configuration:
    """Read such a file. Raises ConfigurationError."""
    try:
        content = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{file} cannot be read as JSON: {error}") from None
    if not isinstance(content, dict):
        raise ConfigurationError(f"{file} must hold an object: policy → its configuration")
    content.pop("environments", None)  # of Pulumi's cloud, which offline nobody asks
    found: Configuration = {}
    for name, given in content.items():
        values = {LEVEL: given} if isinstance(given, str) else given
        if not isinstance(values, dict):
            raise ConfigurationError(f"{file}: {name} must be a level or an object")
        if values.get(LEVEL, "advisory") not in LEVELS:
            raise ConfigurationError(f"{file}: {name} has the level {values[LEVEL]!r}; there are: {', '.join(sorted(LEVELS))}")
        found[name] = values
    return found


def check(layer: Mapping[str, Mapping[str, Any]], policies: Sequence[Policy], file: Path) -> None:
    """Raise ConfigurationError for policies that no pack has and for values that a policy's schema refuses."""
    known = {policy.name: policy for policy in policies}
    mistakes = [f"no pack has a policy {name}{did_you_mean(name, known)}" for name in layer if name not in known and name != _ALL]
    for name in layer.keys() & known.keys():
        mistakes += [f"{name}{path}: {message}" for path, message in refused(known[name], layer[name])]
    if mistakes:
        raise ConfigurationError("\n".join(f"{file}: {mistake}" for mistake in sorted(mistakes)))


def refused(policy: Policy, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a policy's schema has against values: the place, such as `.days`, and why."""
    from jsonschema import Draft7Validator  # noqa: PLC0415  most runs configure nothing

    own = {key: value for key, value in values.items() if key != LEVEL}
    allowed = policy.schema["properties"]
    for key in own.keys() - allowed.keys():
        yield f".{key}", f"is no setting of the rule{did_you_mean(key, allowed)}; it has: {', '.join(sorted(allowed)) or 'none'}"
    for error in Draft7Validator(policy.schema).iter_errors(own):
        yield "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path), error.message
