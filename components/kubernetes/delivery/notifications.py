"""Who hears what of a deployment."""

from typing import Any

import pulumi

from components.component import Component
from components.kubernetes.delivery.names import ARGO_CD, NOTIFICATIONS_SECRET
from components.kubernetes.external_secret import external_secret
from components.kubernetes.ground import Ground
from settings.delivery import ArgoCd

_TEMPLATES = {
    "failed": "{{.app.metadata.name}} could not be deployed: {{.app.status.operationState.message}}",
    "unhealthy": "{{.app.metadata.name}} is {{.app.status.health.status}}",
}
_TRIGGERS = {
    "failed": "app.status.operationState != nil and app.status.operationState.phase in ['Error', 'Failed']",
    "unhealthy": "app.status.health.status == 'Degraded'",
}


def notifications(settings: ArgoCd) -> dict[str, Any]:
    """The chart's values. The token is in a Secret that External Secrets makes."""
    if not settings.slack_channel:
        return {"enabled": False}
    return {
        "enabled": True,
        "secret": {"create": False, "name": NOTIFICATIONS_SECRET},
        "notifiers": {"service.slack": "token: $slack-token\n"},
        "templates": {f"template.{name}": f"message: |\n  {text}\n" for name, text in _TEMPLATES.items()},
        "triggers": {f"trigger.{name}": f'- when: "{when}"\n  send: [{name}]\n' for name, when in _TRIGGERS.items()},
        "subscriptions": [{"recipients": [f"slack:{settings.slack_channel}"], "triggers": list(_TRIGGERS)}],
    }


def token(parent: Component, ground: Ground, store: pulumi.Resource | None) -> list[pulumi.Resource]:
    """Slack's token, as Argo CD wants it."""
    if ground.region is None or store is None:
        return []
    arn = ground.region.secrets.arns["slack"]
    return [external_secret(parent, ground, store, ARGO_CD, NOTIFICATIONS_SECRET, arn, "slack-token")]
