"""Prod's stack file with mistakes in it."""

from pathlib import Path

import pytest

from settings import SettingsError, from_stack_file
from tests.support import ROOT

PROD = (ROOT / "Pulumi.prod.yaml").read_text()


def changed(*changes: tuple[str, str]) -> str:
    """Prod's stack file with each first text replaced, once, by the second."""
    text = PROD
    for old, new in changes:
        assert old in text, f"{old!r} is not in Pulumi.prod.yaml any more"
        text = text.replace(old, new, 1)
    return text


def mistakes(folder: Path, content: str | bytes, stack: str = "prod") -> SettingsError:
    """Write a stack file that has mistakes, and read it."""
    (folder / f"Pulumi.{stack}.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SettingsError) as caught:
        from_stack_file(folder, stack)
    return caught.value


def line_of(text: str, marker: str) -> int:
    """The line on which a text stands first."""
    return text[: text.index(marker)].count("\n") + 1
