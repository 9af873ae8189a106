"""How new versions come into a cluster: Argo CD and Argo Rollouts."""

from typing import Annotated, Literal

from pydantic import Field

from settings.mesh import HostName, HttpsUrl, Replicas
from settings.pod_size import PodSize
from settings.schedule import Schedule
from settings.section import Section, matches

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
    schedule: Schedule
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
    controller_size: PodSize = PodSize(cpu=0.5, memory_gib=1, max_memory_gib=2)
    size: PodSize = PodSize(cpu=0.1, memory_gib=0.25, max_memory_gib=0.5)
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
    size: PodSize = PodSize(cpu=0.1, memory_gib=0.25, max_memory_gib=0.5)


class Delivery(Section):
    """What brings new versions into the clusters."""

    argo_cd: ArgoCd | None = ArgoCd()
    """null leaves it out."""
    rollouts: Rollouts = Rollouts()
