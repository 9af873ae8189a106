"""What a drill showed: how long it took, and what was promised."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from ops.tables import duration


@dataclass(frozen=True)
class Stage:
    """A part of a drill, such as `failover`."""

    name: str
    seconds: float
    detail: str = ""
    measured_seconds: float | None = None
    """What of it the objective is about, if anything is."""


@dataclass(frozen=True)
class Report:
    """One drill."""

    kind: str
    """`component`, `region` or `restore`."""
    stack: str
    subject: str
    began: datetime
    passed: bool
    stages: Sequence[Stage]
    measured_seconds: float
    """What the objective is about: a region's failover, a store's restore."""
    objective_seconds: float | None = None
    tier: str = ""
    findings: Sequence[str] = field(default_factory=tuple)

    @property
    def in_time(self) -> bool:
        """Whether the objective was met; without one, it is."""
        limit = self.objective_seconds
        measured = [self.measured_seconds, *(one.measured_seconds for one in self.stages if one.measured_seconds is not None)]
        return limit is None or max(measured) <= limit

    def as_json(self) -> str:
        """For machines."""
        found = asdict(self) | {"began": self.began.isoformat(timespec="seconds"), "in_time": self.in_time}
        return json.dumps(found, indent=1) + "\n"

    def as_markdown(self) -> str:
        """For people."""
        promised = f"{duration(self.objective_seconds)} (tier {self.tier})" if self.objective_seconds else "none"
        verdict = "passed" if self.passed and self.in_time else "not passed"
        lines = [
            f"# Drill: {self.kind} {self.subject}",
            "",
            f"Stack {self.stack}, {self.began:%Y-%m-%d %H:%M}Z: **{verdict}**",
            "",
            "| | |",
            "| --- | --- |",
            *self._measured(),
            f"| objective (RTO) | {promised} |",
            "",
            "| stage | time | |",
            "| --- | --- | --- |",
            *(f"| {stage.name} | {duration(stage.seconds)} | {_cell(stage.detail)} |" for stage in self.stages),
        ]
        if self.findings:
            lines += ["", "What was found:", "", *(f"- {finding}" for finding in self.findings)]
        return "\n".join(lines) + "\n"

    def _measured(self) -> list[str]:
        """A line a stage that has the objective, or one for all."""
        stages = [(f"measured: {one.name}", one.measured_seconds) for one in self.stages if one.measured_seconds is not None]
        return [f"| {name} | {duration(seconds)} |" for name, seconds in stages or [("measured", self.measured_seconds)]]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
