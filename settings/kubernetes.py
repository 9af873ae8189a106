"""The Kubernetes layer: what every cluster has, wherever it runs."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.section import Section, matches


class PodSecurity(Section):
    """A namespace whose pods need more than Pod Security's level `restricted` allows."""

    level: Literal["baseline", "privileged"]
    reason: Annotated[str, Field(min_length=10)]
    """Which pods need it, and what for."""


POD_SECURITY = {
    "node-agents": PodSecurity(level="privileged", reason="node-exporter, Alloy and Fluent Bit read the host's files and network"),
}


class Kubernetes(Section):
    """The cluster, and the operators that others build on."""

    mode: Literal["eks", "existing"] = "eks"
    """`eks`: one cluster in each region, made here. `existing`: one that is there already (k3s, kind, GKE), and no AWS resource at all."""
    context: str | None = None
    """Mode `existing`: the kubeconfig context of the cluster; none is the current one."""
    storage_class: Annotated[str, matches(r"[a-z0-9][a-z0-9.-]*", "a storage class's name")] = "gp3"
    """What volumes are made of. `gp3` is the encrypted one that mode `eks` brings; k3s has `local-path`."""
    pod_security: dict[str, PodSecurity] = Field(default_factory=lambda: dict(POD_SECURITY))
    """Exceptions from `restricted`, by namespace."""

    @model_validator(mode="after")
    def _context_only_where_one_is_used(self) -> "Kubernetes":
        if self.mode == "eks" and self.context:
            raise ValueError("context is for mode existing; on EKS the program makes the cluster")
        return self
