"""What Pulumi's state must learn after a move: instances that took the name of another.

In the state an instance goes by its resource id, which a renamed one takes along. It can be neither deleted from the state, as others
depend on it, nor imported beside itself: so the id is replaced.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ops.aws import AwsError
from ops.command import Desk
from ops.journal import StepRecord
from ops.steps.postgres import aside, instance_of


@dataclass(frozen=True)
class Replaced:
    """An instance that is another than before."""

    region: str
    identifier: str
    before: str
    """Resource id."""
    after: str

    @property
    def named(self) -> str:
        """For people."""
        return f"{self.identifier} in {self.region}"

    @property
    def kept(self) -> str:
        """What the old one is called now."""
        return f"{aside(self.identifier, self.before)} in {self.region}"


def replaced(desk: Desk, records: Sequence[StepRecord]) -> list[Replaced]:
    """The instances that a run has replaced, as far as their regions answer."""
    found = []
    for region, outputs in desk.outputs.regions.items():
        postgres = outputs.takeover.postgres if outputs.takeover else None
        before = next((old for record in records if (old := _known(record, region))), None)
        if postgres is None or before is None:
            continue
        try:
            instance = instance_of(desk.gateway, region, postgres.identifier)
        except AwsError:
            continue
        if instance and instance["DbiResourceId"] != before:
            found.append(Replaced(region, postgres.identifier, before, instance["DbiResourceId"]))
    return found


def adoption(stack: str, instances: Sequence[Replaced]) -> str:
    """What a person has to run; empty if nothing was replaced."""
    if not instances:
        return ""
    edits = " ".join(f"-e s/{one.before}/{one.after}/g" for one in instances)
    return (
        f"New instances have taken the names of old ones ({', '.join(one.named for one in instances)}). "
        f"Let Pulumi's state know them, before anything else is deployed:\n"
        f"  pulumi stack export --stack {stack} | sed {edits} | pulumi stack import --stack {stack}\n"
        f"The old ones ({', '.join(one.kept for one in instances)}) are kept; delete them once nobody misses anything."
    )


def _known(record: StepRecord, region: str) -> str | None:
    """The resource id that a region's instance had before a step."""
    if record.name in (f"promotion {region}", f"replica {region}"):
        found: str | None = record.before.get("resource_id")
        return found
    return None
