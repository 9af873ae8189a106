"""Who is told of a failover: by which way, and that a way that fails stops nothing."""

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import pytest
import urllib3

from ops.failover.facts import Health
from ops.failover.messages import PAGERDUTY, Messages
from ops.failover.plan import FAILOVER, Move
from ops.outputs import Outputs
from ops.progress import Event, Progress

REGION = {
    "role": "dr",
    "alerts_topic_arn": "arn:topic",
    "cluster_name": "c",
    "cluster_endpoint": "e",
    "cluster_certificate": "",
    "backup_vault": "v",
}
KEY = "0123456789abcdef0123456789abcdef"
HOOK = "https://hooks.slack.com/services/T0/B0/secret"


class Seen:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def show(self, event: Event) -> None:
        self.events.append(event)

    def notes(self) -> str:
        return "\n".join(event.detail for event in self.events if event.status == "note")


class Gateway:
    """What messages ask of one."""

    def __init__(self, secrets: Mapping[str, str], dry_run: bool = False):
        self.seen = Seen()
        self.progress = Progress(self.seen)
        self.secrets, self.dry_run = secrets, dry_run
        self.changed: list[tuple[str, dict[str, Any]]] = []

    def read(self, region: str, service: str, operation: str, **asked: Any) -> dict[str, Any]:
        assert (region, service, operation) == ("us-west-2", "secretsmanager", "get_secret_value")
        return {"SecretString": self.secrets[asked["SecretId"]]}

    def change(self, region: str, service: str, operation: str, **asked: Any) -> dict[str, Any]:
        self.changed.append((f"{region} {service}.{operation}", asked))
        return {}

    def changing(self, what: str) -> Any:
        from ops.gateway import Gateway as Real

        real: Any = self
        return Real.changing(real, what)


@pytest.fixture
def posts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    sent: list[tuple[str, dict[str, Any]]] = []

    def request(method: str, url: str, *, json: dict[str, Any], **_: Any) -> Any:
        sent.append((url, json))
        if json.get("text") == "unreachable":
            raise urllib3.exceptions.HTTPError(f"no way to {url}")
        return SimpleNamespace(status=400 if json.get("text") == "refused" else 202, data=b"no")

    monkeypatch.setattr(urllib3, "request", request)
    yield sent


def messages(gateway: Gateway, *, slack: bool = True, pagerduty: bool = True) -> Messages:
    region = {**REGION, "secret_arns": {"slack": "arn:slack", "pagerduty": "arn:pagerduty"}}
    outputs = Outputs.model_validate(
        {
            "active_region": "us-east-1",
            "primary_region": "us-east-1",
            "dr_region": "us-west-2",
            "operations": {"table": "t", "region": "us-west-2"},
            "regions": {"us-east-1": region, "us-west-2": region},
        }
    )
    alerting = SimpleNamespace(slack=object() if slack else None, pagerduty=False)
    observability = SimpleNamespace(alerting=alerting, cloudwatch=SimpleNamespace(pagerduty=pagerduty))
    desk: Any = SimpleNamespace(
        stack="prod", settings=SimpleNamespace(observability=observability), outputs=outputs, gateway=gateway, progress=gateway.progress
    )
    return Messages(desk, Move(FAILOVER, "us-east-1", "us-west-2"), Health.healthy)


def test_all_ways_are_taken_and_the_incident_is_one(posts: list[tuple[str, dict[str, Any]]]) -> None:
    gateway = Gateway({"arn:slack": HOOK, "arn:pagerduty": KEY})
    both = messages(gateway)
    both.begun("failover-1", "somebody")
    both.ended("failover-1", "all is well\nin detail", well=True)
    assert [name for name, _ in gateway.changed] == ["us-west-2 sns.publish"] * 2
    assert [url for url, _ in posts] == [HOOK, PAGERDUTY] * 2
    first, last = posts[1][1], posts[3][1]
    assert (first["event_action"], last["event_action"]) == ("trigger", "resolve")
    assert first["dedup_key"] == last["dedup_key"] == "failover-1" and first["routing_key"] == KEY
    assert last["payload"]["summary"] == "all is well" and posts[2][1] == {"text": "all is well\nin detail"}
    assert gateway.seen.notes() == ""


def test_a_failure_is_an_incident_that_stays_open(posts: list[tuple[str, dict[str, Any]]]) -> None:
    messages(Gateway({"arn:slack": HOOK, "arn:pagerduty": KEY})).ended("r", "failed", well=False)
    assert posts[-1][1]["event_action"] == "trigger"


def test_ways_that_the_stack_does_not_have_are_not_taken(posts: list[tuple[str, dict[str, Any]]]) -> None:
    gateway = Gateway({})
    messages(gateway, slack=False, pagerduty=False).begun("r", "somebody")
    assert posts == [] and len(gateway.changed) == 1


def test_a_dry_run_tells_nobody(posts: list[tuple[str, dict[str, Any]]]) -> None:
    gateway = Gateway({"arn:slack": HOOK, "arn:pagerduty": KEY}, dry_run=True)
    messages(gateway).begun("r", "somebody")
    assert posts == []
    assert [event.detail.split(":")[0] for event in gateway.seen.events if event.status == "would change"] == [
        "tell Slack",
        "tell PagerDuty",
    ]


def test_a_secret_that_nobody_has_put_in_is_told(posts: list[tuple[str, dict[str, Any]]]) -> None:
    gateway = Gateway({"arn:slack": "to be replaced", "arn:pagerduty": "to be replaced"})
    messages(gateway).begun("r", "somebody")
    assert posts == [] and "Slack was not told: the secret slack has not been put in yet" in gateway.seen.notes()


@pytest.mark.parametrize(("text", "said"), [("unreachable", "Slack cannot be reached"), ("refused", "Slack answers 400: no")])
def test_a_way_that_fails_is_told_without_its_secret(posts: list[tuple[str, dict[str, Any]]], text: str, said: str) -> None:
    gateway = Gateway({"arn:slack": HOOK, "arn:pagerduty": KEY})
    messages(gateway).ended("r", text, well=True)
    assert said in gateway.seen.notes() and "secret" not in gateway.seen.notes()
    assert posts[-1][0] == PAGERDUTY
