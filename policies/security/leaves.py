"""Settings of any shape, such as a chart's values: each single value in them, with the names that lead to it."""

from typing import Any, NamedTuple

from inventory.values import UNKNOWN, NotYetKnown, Values


class Leaf(NamedTuple):
    """A single value."""

    path: str
    keys: tuple[str, ...]
    """The names on the way, without positions in lists; the last is its own."""
    around: dict[str, Any]
    """The object it stands in."""
    raw: Any

    @property
    def name(self) -> str:
        """What it is called; in a list of variables (`{name: …, value: …}`) as the variable is."""
        own = self.keys[-1] if self.keys else ""
        called = self.around.get("name")
        return called if own == "value" and isinstance(called, str) else own

    @property
    def inside(self) -> str:
        """The name of the object it stands in."""
        return self.keys[-2] if len(self.keys) > 1 else ""

    @property
    def value(self) -> Any:
        """The value. Raises NotYetKnown if it is not known yet."""
        if self.raw is UNKNOWN:
            raise NotYetKnown(self.path)
        return self.raw

    @property
    def text(self) -> str:
        """A text; empty if it is none."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def known_text(self) -> str:
        """A text that is known; empty otherwise."""
        return self.raw if isinstance(self.raw, str) else ""

    def is_flag(self, wanted: bool) -> bool:
        """Whether it is this truth value, also written as a text."""
        return self.value is wanted or self.text.lower() == str(wanted).lower()


def leaves(values: Values) -> list[Leaf]:
    """Every single value."""
    found: list[Leaf] = []
    _collect(found, values.raw, values.path, (), {})
    return found


def _collect(found: list[Leaf], value: Any, path: str, keys: tuple[str, ...], around: dict[str, Any]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _collect(found, inner, f"{path}.{key}", (*keys, str(key)), value)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _collect(found, inner, f"{path}[{index}]", keys, around)
    else:
        found.append(Leaf(path, keys, around, value))
