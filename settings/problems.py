"""What is wrong with settings, said so that a person can mend it."""

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]
"""Where a setting stands: `("regions", 1, "cidr")`."""

_LONGEST_VALUE = 80


@dataclass(frozen=True)
class Problem:
    """One mistake: where it stands, what stands there, and what may stand there."""

    path: Path
    message: str
    value: Any = None


@dataclass(frozen=True)
class Source:
    """The stack file that settings came from, with the line of each key."""

    file: str
    lines: Mapping[Path, int] = field(default_factory=dict, compare=False)
    """Not compared: settings are the same wherever in the file they stand."""

    def line(self, path: Path) -> int | None:
        """The line of a setting, or of the nearest one around it that is written down."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


class SettingsError(Exception):
    """Every mistake of a stack's settings, at once. Preflight answers it with exit code 2."""

    def __init__(self, source: Source, problems: Sequence[Problem]):
        self.source = source
        self.problems = sorted(problems, key=lambda p: (source.line(p.path) or 0, dotted(p.path), p.message))
        super().__init__(self.text())

    def text(self) -> str:
        """A line of place and value for each mistake, and a line of what is wrong with it."""
        count = len(self.problems)
        lines = [f"{self.source.file}: {count} mistake{'' if count == 1 else 's'}"]
        for problem in self.problems:
            line = self.source.line(problem.path)
            place = f"{self.source.file}:{line}" if line else self.source.file
            value = "" if problem.value is None else f" = {_shown(problem.value)}"
            lines += [f"  {place}  {dotted(problem.path)}{value}".rstrip(), f"      {problem.message}"]
        return "\n".join(lines)


def dotted(path: Path) -> str:
    """A path as people write it: `regions[1].cidr`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """A suggestion to put into a message, or nothing if no word is near."""
    near = difflib.get_close_matches(word, list(allowed), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _shown(value: Any) -> str:
    """As in a stack file: text in quotes, true and false in small letters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
