"""promtool and amtool: on the PATH, or unpacked from Debian's packages below `.cache/tools`.

`python -m tests.contract.prometheus_tools` unpacks them; nothing is installed and no daemon starts.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support import ROOT

_CACHE = ROOT / ".cache" / "tools"
_PACKAGES = {"promtool": "prometheus", "amtool": "prometheus-alertmanager"}


def tool(name: str) -> str | None:
    """Where a tool is, if it is there."""
    return shutil.which(name) or shutil.which(name, path=str(_CACHE / "usr" / "bin"))


def missing(name: str) -> str:
    """What to do for a tool that is not there; empty if it is."""
    return "" if tool(name) else f"{name}: apt-get install {_PACKAGES[name]}, or python -m tests.contract.prometheus_tools"


def _unpack() -> None:
    wanted = [package for name, package in _PACKAGES.items() if not tool(name)]
    _CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for package in wanted:
            subprocess.run(["apt-get", "download", package], cwd=folder, check=True)
        for file in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg", "-x", str(file), str(_CACHE)], check=True)


if __name__ == "__main__":
    _unpack()
    sys.exit(any(missing(name) for name in _PACKAGES))
