"""Who is told of alerts, when, and by which way."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.section import Section, matches

Address = Annotated[str, matches(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")]
Url = Annotated[str, matches(r"https?://[^\s/]+(/[^\s]*)?[^\s/]", "an http(s) address without a slash at its end")]
Channel = Annotated[str, matches(r"#[a-z0-9_-]{1,80}", "a Slack channel, such as #alerts")]
Time = Annotated[str, matches(r"([01]\d|2[0-3]):[0-5]\d|24:00", 'a time of day in UTC, in quotes, such as "02:00"')]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Slack(Section):
    """Chat. The webhook's address is a secret (`security.external_secrets`: slack)."""

    critical: Channel = "#incidents"
    warning: Channel = "#alerts"


class Telegram(Section):
    """Where the security team is told. The bot's token is a secret (`security.external_secrets`: telegram)."""

    chat_id: int
    """The group's number; negative for groups."""


class Email(Section):
    """Whatever nobody else is told, and the weekly summary."""

    smarthost: Annotated[str, matches(r"[a-z0-9.-]+:\d+", "host:port of an SMTP server")]
    """It must offer STARTTLS."""
    sender: Address
    to: Annotated[tuple[Address, ...], Field(min_length=1)]
    managers: tuple[Address, ...] = ()
    """Told of critical alerts that have gone on for 30 minutes."""
    username: str | None = None
    """With it, the password is a secret (`security.external_secrets`: smtp)."""


class Maintenance(Section):
    """A window, every week, in which only critical alerts are told."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    start: Time
    end: Time
    """Of the same day; `24:00` is midnight."""

    @model_validator(mode="after")
    def _forward(self) -> "Maintenance":
        if self.end <= self.start:
            raise ValueError(f"end ({self.end}) is not after start ({self.start}); give two windows for one over midnight")
        return self


class Alerting(Section):
    """A way that is left out is not taken; without any, alerts are seen in Alertmanager only."""

    runbooks: Url = "https://github.com/example/event-platform/blob/main/docs/runbooks"
    """Where the pages of docs/runbooks can be read."""
    grafana: Url | None = None
    """Grafana's address for people; messages link to it."""
    pagerduty: bool = False
    """Critical alerts page. The integration key is a secret (`security.external_secrets`: pagerduty)."""
    heartbeat: bool = False
    """The Watchdog calls an address every minute that raises the alarm when the calls stop (`security.external_secrets`: heartbeat)."""
    slack: Slack | None = None
    telegram: Telegram | None = None
    email: Email | None = None
    maintenance: tuple[Maintenance, ...] = ()

    @property
    def tokens(self) -> tuple[str, ...]:
        """The secrets that the chosen ways need, by name."""
        wanted = {
            "pagerduty": self.pagerduty,
            "slack": self.slack,
            "telegram": self.telegram,
            "smtp": self.email and self.email.username,
            "heartbeat": self.heartbeat,
        }
        return tuple(name for name, needed in wanted.items() if needed)
