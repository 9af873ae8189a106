"""Communicate: the stack's topic, Slack, PagerDuty, and the clusters' Alertmanagers. That one of them fails stops nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

from ops.command import Desk
from ops.errors import OpsError
from ops.failover.facts import Health
from ops.failover.plan import Move, Plan
from ops.progress import now

ALERT = "RegionFailover"
"""Silences what breaks in a region while it is left (Alertmanager's inhibit rules)."""
PAGERDUTY = "https://events.pagerduty.com/v2/enqueue"
_ALERTMANAGER = "/api/v1/namespaces/monitoring/services/https:kube-prometheus-stack-alertmanager:9093/proxy/api/v2/alerts"
_SILENT = timedelta(hours=2)
"""How long the alert lasts if nobody ends it."""
_SUBJECT = 100
_SECONDS = 5.0


@dataclass(frozen=True)
class Messages:
    """Told at the start and at the end of a move."""

    desk: Desk
    move: Move
    source: Health

    def begun(self, run: str, owner: str) -> None:
        """The move begins."""
        text = f"{self.move.words} of stack {self.desk.stack} begun by {owner}"
        self._tell(run, text, "trigger")
        self._alert(text, ends=False)

    def ended(self, run: str, text: str, *, well: bool) -> None:
        """It is done, or has failed."""
        self._tell(run, text, "resolve" if well else "trigger")
        self._alert(text, ends=True)

    def _tell(self, run: str, text: str, action: str) -> None:
        summary = text.splitlines()[0]
        self._try("SNS", lambda: self._publish(summary, text))
        self._try("Slack", lambda: self._slack(text))
        self._try("PagerDuty", lambda: self._page(run, summary, text, action))

    def _publish(self, summary: str, text: str) -> None:
        region = self.desk.outputs.regions[self.move.target]
        self.desk.gateway.change(
            self.move.target,
            "sns",
            "publish",
            TopicArn=region.alerts_topic_arn,
            Subject=summary.encode("ascii", "replace").decode()[:_SUBJECT],
            Message=text,
        )

    def _slack(self, text: str) -> None:
        if self.desk.settings.observability.alerting.slack is None:
            return
        address = self._secret("slack", r"https://\S+")
        if address:
            self._post("Slack", address, {"text": text})

    def _page(self, run: str, summary: str, text: str, action: str) -> None:
        watching = self.desk.settings.observability
        if not (watching.cloudwatch.pagerduty or watching.alerting.pagerduty):
            return
        key = self._secret("pagerduty", r"[0-9A-Za-z]{32}")
        if key:
            payload = {"summary": summary, "source": self.desk.stack, "severity": "critical", "custom_details": {"text": text}}
            event = {"routing_key": key, "event_action": action, "dedup_key": run, "payload": payload}
            self._post("PagerDuty", PAGERDUTY, event)

    def _secret(self, name: str, form: str) -> str | None:
        """A person puts it in; None until somebody has."""
        arn = self.desk.outputs.regions[self.move.target].secret_arns.get(name)
        if arn is None:
            return None
        found = self.desk.gateway.read(self.move.target, "secretsmanager", "get_secret_value", SecretId=arn)["SecretString"]
        if not re.fullmatch(form, found.strip()):
            raise OpsError(f"the secret {name} has not been put in yet")
        return str(found.strip())

    def _post(self, whom: str, address: str, body: Mapping[str, Any]) -> None:
        with self.desk.gateway.changing(f"tell {whom}: {body.get('text') or body['payload']['summary']}") as really:
            if not really:
                return
            try:
                timeout = urllib3.Timeout(total=_SECONDS)
                answer = urllib3.request("POST", address, json=dict(body), timeout=timeout, retries=urllib3.Retry(1))
            except HTTPError as error:
                reason = str(error).replace(address, "its address")
                raise OpsError(f"{whom} cannot be reached: {reason}") from None
            if answer.status >= 400:
                raise OpsError(f"{whom} answers {answer.status}: {answer.data[:200].decode(errors='replace')}")

    def _alert(self, text: str, *, ends: bool) -> None:
        """In each of the two clusters; the source's is asked only if its region answers."""
        regions = [self.move.target] if self.source is Health.unreachable else [self.move.source, self.move.target]
        moment = now()
        alert = {
            "labels": {"alertname": ALERT, "severity": "critical", "region": self.move.source, "stack": self.desk.stack},
            "annotations": {"summary": text.splitlines()[0]},
            "startsAt": moment.isoformat(),
            "endsAt": (moment if ends else moment + _SILENT).isoformat(),
        }
        plan = Plan(self.desk, self.move, forced=self.source is not Health.healthy)
        for region in regions:
            if self.desk.outputs.regions[region].takeover:
                self._try(f"Alertmanager of {region}", lambda region=region: plan.cluster(region).post(_ALERTMANAGER, [alert]))

    def _try(self, whom: str, tell: Any) -> None:
        try:
            tell()
        except OpsError as error:
            self.desk.progress.tell("note", f"{whom} was not told: {error}")
