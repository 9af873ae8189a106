"""Which resource types carry tags. `python -m policies.taggable` reads them from the installed SDKs into `data/taggable.json`."""

import importlib.util
import json
import re
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from inventory.values import Values
from policies.subject import Subject, usual_type
from policies.today import today

DATA = Path(__file__).parent.parent / "data" / "taggable.json"
_PACKAGES = ("pulumi_aws", "pulumi_eks")
_ARGUMENTS = re.compile(r"def _internal_init\(__self__,\n(.*?)\n +__props__=None\):", re.DOTALL)
_TAGS = re.compile(r"^ +tags: pulumi\.Input\[Optional\[Mapping\[", re.MULTILINE)
_TOKEN = re.compile(r"\.__init__\(\s*'((?:aws|eks):[^']+)'")


def taggable() -> tuple[str, ...]:
    """The types with a `tags` argument of keys and values, as rules know them."""
    modules: dict[str, str] = json.loads(DATA.read_text())["types"]
    tokens = (_token(module, name) for module, names in modules.items() for name in names.split())
    return tuple(sorted({usual_type(token) for token in tokens}))


def default_tags(resource: Subject) -> Values:
    """The tags that a resource's provider adds. Its inputs travel as JSON."""
    return Values(dict(resource.provider)).document("defaultTags").inner("tags")


def from_sdks() -> dict[str, str]:
    """The same by module (`aws:ec2` → `Eip Instance …`), read from the classes of the SDKs."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        for folder in spec.submodule_search_locations or [] if spec else []:
            for path in Path(folder).rglob("*.py"):
                if token := _tagged(path.read_text()):
                    module, _, name = token.rpartition(":")
                    found[module.partition("/")[0]].add(name)
    return {module: " ".join(sorted(names)) for module, names in sorted(found.items())}


def _tagged(source: str) -> str:
    arguments, token = _ARGUMENTS.search(source), _TOKEN.search(source)
    return token[1] if token and arguments and _TAGS.search(arguments[1]) else ""


def _token(module: str, name: str) -> str:
    return f"{module}/{name[0].lower()}{name[1:]}:{name}" if module.startswith("aws:") else f"{module}:{name}"


if __name__ == "__main__":
    source = ", ".join(f"{package} {version(package)}" for package in _PACKAGES)
    DATA.write_text(json.dumps({"as_of": str(today()), "source": source, "types": from_sdks()}, indent=1) + "\n")
