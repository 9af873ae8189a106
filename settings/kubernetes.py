"""The Kubernetes layer: what every cluster has, wherever it runs."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.compute import PublicZone
from settings.section import Days, PositiveCount, Section, matches

Application = Literal["ingestion", "processing", "api", "ml", "web"]
"""A namespace of the platform's own services."""
Registry = Annotated[str, matches(r"[a-z0-9.-]+(:\d+)?(/[a-z0-9._-]+)*/", "a registry or a part of one, with a slash at its end")]
Email = Annotated[str, matches(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")]


class PodSecurity(Section):
    """A namespace whose pods need more than Pod Security's level `restricted` allows."""

    level: Literal["baseline", "privileged"]
    reason: Annotated[str, Field(min_length=10)]
    """Which pods need it, and what for."""


POD_SECURITY: dict[str, PodSecurity] = {
    "node-agents": PodSecurity(level="privileged", reason="node-exporter, Alloy and Fluent Bit read the host's files and network"),
    "trivy-operator": PodSecurity(level="privileged", reason="the node collector reads the kubelet's files on each host"),
    "istio-cni": PodSecurity(level="privileged", reason="redirects pods' traffic on each node, so that no other pod needs the right"),
}
"""Exceptions that every cluster needs. A stack file adds those of its own: `pod_security`."""


class Quota(Section):
    """The most that a namespace's pods may ask for in all, a second set of them during a blue-green release included."""

    cpu: PositiveCount
    """vCPUs requested."""
    memory_gib: PositiveCount
    """Memory requested."""
    pods: PositiveCount
    container_memory_gib: PositiveCount = 16
    """The most memory of any one container."""

    @model_validator(mode="after")
    def _has_room_for_a_container(self) -> "Quota":
        if self.container_memory_gib > self.memory_gib:
            raise ValueError(f"container_memory_gib ({self.container_memory_gib}) is more than memory_gib ({self.memory_gib})")
        return self


QUOTAS: dict[Application, Quota] = {
    "ingestion": Quota(cpu=480, memory_gib=960, pods=150),
    "processing": Quota(cpu=320, memory_gib=960, pods=200),
    "api": Quota(cpu=120, memory_gib=240, pods=100),
    "ml": Quota(cpu=120, memory_gib=480, pods=60, container_memory_gib=64),
    "web": Quota(cpu=40, memory_gib=80, pods=60),
}
"""Twice the services' largest size, so that a blue-green release fits beside it."""


class Admission(Section):
    """What Kyverno asks of pods, beside Pod Security."""

    action: Literal["audit", "enforce"] = "audit"
    """`audit` reports what breaks a rule, `enforce` refuses it."""
    registries: tuple[Registry, ...] = ()
    """Where images of the platform's own services and of what stands beside them may come from, such as
    `111111111111.dkr.ecr.us-east-1.amazonaws.com/`; none allows any. Operators' images are pinned by their charts."""


class Backups(Section):
    """Velero: every object of the cluster, and its volumes."""

    every_hours: Literal[1, 2, 3, 4, 6, 8, 12, 24] = 1
    keep_days: Days = 7


class Kubernetes(Section):
    """The cluster, and the operators that others build on."""

    mode: Literal["eks", "existing"] = "eks"
    """`eks`: one cluster in each region, made here. `existing`: one that is there already (k3s, kind, GKE), and no AWS resource at all."""
    context: str | None = None
    """Mode `existing`: the kubeconfig context of the cluster; none is the current one."""
    storage_class: Annotated[str, matches(r"[a-z0-9][a-z0-9.-]*", "a storage class's name")] = "gp3"
    """What volumes are made of. `gp3` is the encrypted one that mode `eks` brings; k3s has `local-path`."""
    metrics_server: bool = True
    """Mode `existing`: brings the metrics that HPAs scale by. Off where the cluster has one: k3s does, kind does not; EKS has an add-on."""
    operator_replicas: Annotated[int, Field(ge=1, le=5)] = 2
    """Pods of each operator. From two on one may be lost, and a budget keeps one while nodes are drained."""
    pod_security: dict[str, PodSecurity] = Field(default_factory=dict)
    """Exceptions from `restricted`, by namespace, beside those that every cluster needs."""
    pod_security_version: Annotated[str, matches(r"v1\.\d{2}", "a version of Kubernetes, such as v1.35")] = "v1.35"
    """The version of Pod Security's levels, so that an upgrade of the cluster does not change what they mean."""
    quotas: dict[Application, Quota] = Field(default_factory=dict)
    """By namespace, instead of the ones for the largest load."""
    admission: Admission = Admission()
    image_scans: bool = True
    """Trivy looks for known vulnerabilities in every image that runs. It downloads its database once a day."""
    backups: Backups = Backups()
    zone: PublicZone | None = None
    """Mode `eks`: a public zone of Route 53 in which external-dns names what the cluster serves. None leaves names to others."""
    certificate_email: Email | None = None
    """Mode `eks`: an issuer (Let's Encrypt) of publicly trusted certificates for names in `zone`, whose account has this address."""

    @property
    def exceptions(self) -> dict[str, PodSecurity]:
        """Every namespace that is not `restricted`."""
        return POD_SECURITY | self.pod_security

    def quota(self, application: Application) -> Quota:
        """The most that a namespace may use."""
        return self.quotas.get(application, QUOTAS[application])

    @model_validator(mode="after")
    def _context_only_where_one_is_used(self) -> "Kubernetes":
        if self.mode == "eks" and self.context:
            raise ValueError("context is for mode existing; on EKS the program makes the cluster")
        return self
