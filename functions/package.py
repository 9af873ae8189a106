"""The functions as Lambda gets them: archives that depend on the sources alone.

The same sources give the same bytes on any machine and at any time: names in order, one date, one mode, no compression (whose
result would depend on the zlib at hand), no byte code. The handler's name is
`functions.<function>.handler.handler`.

    python -m functions.package OUT     writes OUT/<function>.zip and prints their SHA-256
"""

import hashlib
import io
import sys
import zipfile
from pathlib import Path
from typing import Literal, get_args

Function = Literal["alarm_pager", "event_validator", "real_time_aggregator", "secret_rotation"]

ROOT = Path(__file__).parent.parent
_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold
_MODE = 0o100644 << 16
_UNIX = 3


def sources(function: Function, root: Path = ROOT) -> dict[str, Path]:
    """The files of a function, by their name in the archive and in its order."""
    package = root / "functions"
    files = [package / "__init__.py", package / "schemas" / "event.json"]
    for folder in ("shared", function):
        files += (package / folder).glob("*.py")
    return {file.relative_to(root).as_posix(): file for file in sorted(files)}


def archive(function: Function, root: Path = ROOT) -> bytes:
    """The function's zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for name, file in sources(function, root).items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.external_attr = _MODE
            entry.create_system = _UNIX
            target.writestr(entry, file.read_bytes())
    return buffer.getvalue()


def digest(function: Function, root: Path = ROOT) -> str:
    """SHA-256 of the zip file, in hexadecimal."""
    return hashlib.sha256(archive(function, root)).hexdigest()


def main(folder: Path) -> None:
    """Write all archives."""
    folder.mkdir(parents=True, exist_ok=True)
    for function in get_args(Function):
        (folder / f"{function}.zip").write_bytes(archive(function))
        sys.stdout.write(f"{digest(function)}  {function}.zip\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
