"""How new versions come into a cluster: Argo CD and Argo Rollouts."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from settings.mesh import HostName, HttpsUrl, Replicas, Resources
from settings.section import Section, matches

_CRON = re.compile(r"[\d*/,-]+( [\d*/,-]+){3} [\d*/,A-Za-z-]+")


def _schedule(text: str) -> str:
    if not _CRON.fullmatch(text):
        raise ValueError("must be a cron schedule of five fields (minute hour day month weekday), such as 0 22 * * 5")
    return text


TeamName = Annotated[str, matches(r"[a-z]([a-z0-9-]{0,40}[a-z0-9])?", "small letters, digits and dashes, such as ingestion")]
Duration = Annotated[str, matches(r"([1-9]\d*[smh])+", "a duration, such as 30m or 8h")]


class Retry(Section):
    """How often a failed deployment is tried again, each time after a longer wait."""

    limit: Annotated[int, Field(ge=0, le=20)] = 5
    first: Duration = "5s"
    factor: Annotated[int, Field(ge=1, le=10)] = 2
    longest: Duration = "3m"


class Repository(Section):
    """The Git repository that says what runs: a folder of Argo CD Applications."""

    url: HttpsUrl
    path: Annotated[str, matches(r"[\w.-]+(/[\w.-]+)*", "a folder inside the repository, such as apps/prod")]
    revision: Annotated[str, Field(min_length=1)]
    """A branch, or a tag where a stack moves by hand."""
    private: bool = True
    """Read with a token that a person puts into the secret `argocd-repository` of each region (mode `eks`)."""


class SyncWindow(Section):
    """When Argo CD may deploy, or may not."""

    kind: Literal["allow", "deny"]
    schedule: Annotated[str, AfterValidator(_schedule)]
    """When it begins, in UTC."""
    duration: Duration
    manual: bool = True
    """Whether a person may deploy all the same."""


class Team(Section):
    """Who may deploy what: an Argo CD project."""

    namespaces: Annotated[tuple[str, ...], Field(min_length=1)]
    """The only ones into which the team's applications go."""
    groups: tuple[str, ...] = ()
    """Of the OIDC provider, whose members may look at the team's applications and sync them."""
    windows: tuple[SyncWindow, ...] = ()


class Oidc(Section):
    """Where people sign in. Without it nobody does: there is no administrator, and `argocd --core` goes by Kubernetes' rights."""

    issuer: HttpsUrl
    client_id: Annotated[str, Field(min_length=1)]
    """Of a public client: the browser proves itself with PKCE, so that there is no secret to keep."""
    administrators: str
    """The group whose members may do everything."""


class ArgoCd(Section):
    """Argo CD brings the cluster to what the repository says, and keeps it there."""

    replicas: Replicas = 2
    """Of the server and the repository server. The controller is one; its successor starts where it stopped."""
    controller_resources: Resources = Resources(cpu="500m", memory="1Gi", memory_limit="2Gi")
    resources: Resources = Resources(cpu="100m", memory="256Mi", memory_limit="512Mi")
    """Of each other part."""
    host: HostName | None = None
    """Where people find it, through Kong. Without it: `kubectl port-forward`."""
    repository: Repository | None = None
    retry: Retry = Retry()
    teams: dict[TeamName, Team] = Field(default_factory=dict)
    oidc: Oidc | None = None
    slack_channel: Annotated[str, matches(r"[a-z0-9][a-z0-9_-]{0,79}", "a Slack channel without #")] | None = None
    """Who hears of deployments that failed and of what became unhealthy after one."""


class Rollouts(Section):
    """Argo Rollouts: blue-green and canary deployments."""

    replicas: Replicas = 2
    """One works, the other waits."""
    resources: Resources = Resources(cpu="100m", memory="256Mi", memory_limit="512Mi")


class Delivery(Section):
    """What brings new versions into the clusters."""

    argo_cd: ArgoCd | None = ArgoCd()
    """null leaves it out."""
    rollouts: Rollouts = Rollouts()
