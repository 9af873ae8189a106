"""A policy pack's process: started beside everything else, and always stopped."""

import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import yaml

MANIFEST = "PulumiPolicy.yaml"
_CLONE = Path(__file__).parents[2]
_START_SECONDS = 60
_STOP_SECONDS = 5
_LAST_LINES = 15


class PackError(Exception):
    """A pack cannot be run, or ended while it was asked; the message says which and why."""


class PackProcess:
    """A running pack. `port` waits until it serves."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self._port: int | None = None
        self._first_line: queue.Queue[str] = queue.Queue()
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed in stop
        command = [_python(folder), "-u", "__main__.py"]
        self._process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=self._errors, text=True
        )
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it serves. Raises PackError if it does not start."""
        if self._port is None:
            try:
                line = self._first_line.get(timeout=_START_SECONDS)
                self._port = int(line)
            except queue.Empty:
                raise PackError(f"{self.folder} does not say within {_START_SECONDS} s on which port it serves") from None
            except ValueError:
                raise PackError(f"{self.folder} does not start: its first line of output must be a port{self.last_words()}") from None
        return self._port

    @property
    def has_ended(self) -> bool:
        """Whether the process is no more."""
        return self._process.poll() is not None

    def last_words(self) -> str:
        """Its exit status and the last lines that it wrote to stderr, to end a message with."""
        try:
            status: int | None = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            status = None
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()[-_LAST_LINES:]
        ended = "" if status is None else f" (it ended with status {status})"
        return ended + "".join(f"\n    {line}" for line in lines)

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._process.terminate()
        try:
            self._process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def _read(self) -> None:
        """The first line is the port; what follows is read on, so that a pack that prints is not held up."""
        output: Any = self._process.stdout
        self._first_line.put(output.readline())
        for _ in output:
            pass


class Packs:
    """Packs that run side by side, as a context that stops them."""

    def __init__(self, folders: Sequence[Path], environment: Mapping[str, str]) -> None:
        self.processes: list[PackProcess] = []
        try:
            for folder in folders:
                self.processes.append(PackProcess(folder, environment))
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> list[PackProcess]:
        return self.processes

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.stop()


def packs_of(folder: Path) -> list[Path]:
    """The packs of a project; for one that has none, those of this clone."""
    return packs_below(folder) or packs_below(_CLONE)


def packs_below(folder: Path) -> list[Path]:
    """The packs in a project's folder `policies`."""
    return sorted(file.parent.resolve() for file in (folder / "policies").glob(f"*/{MANIFEST}"))


def pack_named(name: str, folder: Path) -> Path:
    """The folder of a pack, named by its path or, for the project's own, by its name. Raises PackError if there is none."""
    for candidate in (Path(name), folder / "policies" / name, _CLONE / "policies" / name):
        if (candidate / MANIFEST).is_file() and (candidate / "__main__.py").is_file():
            return candidate.resolve()
        if (candidate / MANIFEST).is_file():
            raise PackError(f"{candidate} has no __main__.py; only packs in Python can be run offline")
    own = ", ".join(pack.name for pack in packs_of(folder))
    raise PackError(f'there is no policy pack "{name}" (no {MANIFEST}); there are: {own or "none"}')


def _python(folder: Path) -> str:
    """The Python of the pack's own environment if it has one, as for the engine; otherwise this one."""
    try:
        runtime = yaml.safe_load((folder / MANIFEST).read_text())["runtime"]
        environment = folder / runtime["options"]["virtualenv"] / "bin" / "python"
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        return sys.executable
    return str(environment) if environment.exists() else sys.executable
