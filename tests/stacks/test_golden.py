"""Each stack's resources are those last accepted: an unplanned change of a name is a replacement in the cloud."""

import difflib

import pytest

from tests.support import CLUSTER_STACKS, ROOT, inventory_of

GOLDEN = ROOT / "tests" / "golden"
SHOWN = 60


@pytest.mark.parametrize("stack", CLUSTER_STACKS)
def test_the_stack_has_the_accepted_resources(stack: str, accept: bool) -> None:
    """Compares URNs without their common head; `make golden` accepts."""
    now = [resource.urn.split("::", 2)[2] for resource in inventory_of(stack)]
    file = GOLDEN / f"{stack}.txt"
    if accept:
        file.write_text("".join(f"{line}\n" for line in now))
        return
    accepted = file.read_text().splitlines() if file.exists() else []
    changes = [line for line in difflib.unified_diff(accepted, now, "accepted", "now", lineterm="", n=0) if not line.startswith("@@")]
    more = f"\n… and {len(changes) - SHOWN} more" if len(changes) > SHOWN else ""
    assert not changes, f"{stack} has other resources; `make golden` accepts them:\n" + "\n".join(changes[:SHOWN]) + more
