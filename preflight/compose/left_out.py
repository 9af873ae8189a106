"""What has no part in a Compose file, and why."""

_KUBERNETES = "Kubernetes alone has a use for it"
_COPIES = "one container of each, so there is nothing to spread or to scale"
_MESH = "Compose's own network joins the containers"
_BACKUPS = "a laptop's data are not backed up"

REASONS: dict[str, str] = {}
"""Chart, or group and kind → reason."""


def reason(name: str) -> str:
    """Why something is left out; empty if nobody has said."""
    return REASONS.get(name, "")
