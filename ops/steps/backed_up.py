"""AWS Backup finds PostgreSQL by its tags: where it is written to, and not where it is a copy."""

from ops.gateway import Gateway
from ops.journal import State
from ops.outputs import Postgres
from ops.runner import Step
from ops.steps.postgres import instance_of


class BackedUp(Step):
    """A region's instance has the tags, or none of them."""

    def __init__(self, gateway: Gateway, region: str, postgres: Postgres, on: bool):
        self.name = f"backups {region}"
        self.what = f"AWS Backup {'takes' if on else 'leaves out'} PostgreSQL of {region}"
        self._gateway, self._region, self._postgres, self._on = gateway, region, postgres, on

    def before(self) -> State:
        """Whether it is as it is to be."""
        return {"done": not self.missing()}

    def missing(self) -> str:
        """The tags that are wrong."""
        instance = instance_of(self._gateway, self._region, self._postgres.identifier)
        if instance is None:
            return f"there is no instance {self._postgres.identifier}" if self._on else ""
        present = {one["Key"]: one["Value"] for one in instance.get("TagList") or ()}
        wrong = [key for key, value in self._postgres.tags.items() if (present.get(key) == value) is not self._on]
        return f"{self._postgres.identifier} {'lacks' if self._on else 'has'} tag {', '.join(wrong)}" if wrong else ""

    def do(self) -> None:
        """Give or take them."""
        instance = instance_of(self._gateway, self._region, self._postgres.identifier)
        if instance is None:
            return
        arn, tags = instance["DBInstanceArn"], self._postgres.tags
        if self._on:
            given = [{"Key": key, "Value": value} for key, value in tags.items()]
            self._gateway.change(self._region, "rds", "add_tags_to_resource", ResourceName=arn, Tags=given)
        else:
            self._gateway.change(self._region, "rds", "remove_tags_from_resource", ResourceName=arn, TagKeys=list(tags))

    def reverse(self, before: State) -> Step | None:
        """As it was."""
        return None if before.get("done", True) else BackedUp(self._gateway, self._region, self._postgres, not self._on)
