"""One preview of a stack in a fresh process, phase by phase; prints JSON: `python -m benchmarks.phases prod`."""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

seconds: dict[str, float] = {}
ROOT = Path(__file__).parent.parent


@contextmanager
def phase(name: str) -> Iterator[None]:
    """Time a block."""
    start = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - start


def main(stack: str) -> None:
    """Go through a preview without any cache."""
    with phase("read settings"):
        from capacity.addressing import require_addresses
        from capacity.objectives import require_objectives
        from settings import engine_config, from_aws_stack_file

        settings = from_aws_stack_file(ROOT, stack)
        require_addresses(settings)
        require_objectives(settings)
    with phase("import SDKs"):
        import components.platform  # noqa: F401  what it costs to import
        from inventory.program import run_program
    with phase("run program"):
        inventory = run_program(ROOT, "event-platform", stack, engine_config(ROOT / f"Pulumi.{stack}.yaml"))
    with phase("save and load"), tempfile.TemporaryDirectory() as folder:
        from inventory.cache import load, save

        save(inventory, Path(folder) / "inventory.json")
        load(Path(folder) / "inventory.json")
    with phase("render"):
        from rich.console import Console

        from preflight import preview
        from preflight.stack import Stack

        with Path("/dev/null").open("w") as sink:
            Console(file=sink).print(preview.as_text(Stack(settings, inventory)))
            sink.write(preview.as_json(Stack(settings, inventory)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "resources": len(inventory)}))


if __name__ == "__main__":
    main(sys.argv[1])
