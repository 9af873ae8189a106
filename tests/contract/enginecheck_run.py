"""Runs enginecheck with one repair.

Where a nested type took the name of a resource's `Args` (S3's companions), the SDK calls them `InitArgs`.
"""

import sys
from pathlib import Path
from types import ModuleType

tool = Path(sys.argv.pop(1))
sys.path.insert(0, str(tool.parent))

import enginecheck  # type: ignore[import-not-found]  # noqa: E402  the tool, found through its argument
from standin import sdk  # type: ignore[import-not-found]  # noqa: E402

_import_module = sdk.import_module


def import_module(name: str) -> ModuleType | None:
    """Import a module of an SDK; its resources' own arguments win over a nested type's."""
    module: ModuleType | None = _import_module(name)
    for attribute in list(vars(module)) if module else ():
        if attribute.endswith("InitArgs"):
            setattr(module, attribute.replace("InitArgs", "Args"), getattr(module, attribute))
    return module


sdk.import_module = import_module
sys.exit(enginecheck.main())
