"""Comments on pull requests: found again by their first line, never too long, and safe from what a resource's author wrote."""

from collections.abc import Collection, Iterable, Iterator, Sequence

_MARKER = "<!-- preflight {command}: {project}/{stack} -->"
"""The first line; what updates a comment in place looks for it."""
_LONGEST = 60_000
"""GitHub takes 65 536 characters."""
_AS_ENTITIES = "<>@"
"""Where a backslash does not help."""
_ESCAPED = {ord(character): f"\\{character}" for character in "\\`*_[]|#$"} | {ord(one): f"&#{ord(one)};" for one in _AS_ENTITIES}


def comment(command: str, project: str, stack: str, lines: Iterable[str]) -> str:
    """The whole of it; what is too long is cut."""
    text = "\n".join((_MARKER.format(command=command, project=project, stack=stack), *lines)).rstrip() + "\n"
    if len(text) <= _LONGEST:
        return text
    text = text[:_LONGEST].rpartition("\n")[0]
    unfolded = "\n\n</details>" * (text.count("<details>") - text.count("</details>"))
    return f"{text}{unfolded}\n\n… cut; run `python -m preflight {command}` for the rest\n"


def folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines that a reader has to open; nothing where there are none."""
    inside = list(lines)
    if inside:
        yield from ("<details>", f"<summary>{title}</summary>", "", *inside, "", "</details>", "")


def table(columns: Sequence[str], numbers: Collection[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table's lines, with `numbers` to the right; nothing where there are no rows. Cells are markdown."""
    for number, row in enumerate(rows):
        if not number:
            yield _row(columns)
            yield _row(["--:" if column in numbers else "---" for column in columns])
        yield _row(row)


def escaped(text: str) -> str:
    """Text that a resource's author chose cannot end a table, open a tag or mention a person."""
    return " ".join(text.translate(_ESCAPED).split())


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
