"""AWS Backup."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.section import Section

BackupDays = Annotated[int, Field(ge=1, le=3653)]


class Backup(Section):
    """A vault per region, and what goes there. A resource says by its tag `backup` how often: `daily` or `hourly`."""

    daily_days: BackupDays
    """How long the backup of each night is kept, and its copy in the `dr` region (of the `dr` region: in the primary)."""
    hourly_days: BackupDays
    """How long the backup of each hour is kept, and its copy."""
    lock: Literal["none", "governance", "compliance"]
    """Nothing in a locked vault can be deleted before its time. `compliance` binds even root, for ever, three days after the deployment;
    `governance` lets an administrator lift the lock; `none` is for a stack that is taken down."""
    restore_tests: bool = True
    """Every week the latest backups are restored, looked at and deleted again: a backup that nobody has restored is a hope."""

    @model_validator(mode="after")
    def _nights_outlive_hours(self) -> "Backup":
        if self.hourly_days > self.daily_days:
            raise ValueError(f"hourly_days ({self.hourly_days}) is more than daily_days ({self.daily_days})")
        return self
