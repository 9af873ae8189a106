"""A namespace: what its pods may do, and who may talk to them."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground


@dataclass(frozen=True)
class NamespaceArgs:
    """What sets a namespace apart."""

    ground: Ground
    name: str
    labels: tuple[tuple[str, str], ...] = ()


class Namespace(Component):
    """Pods that break the Pod Security level are refused: `restricted`, unless the settings give the namespace another, with the reason."""

    name: str

    def __init__(self, name: str, args: NamespaceArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        self.name = args.name
        ground = args.ground
        exception = ground.settings.kubernetes.exceptions.get(args.name)
        level = exception.level if exception else "restricted"
        labels = {f"pod-security.kubernetes.io/{mode}": level for mode in ("enforce", "warn", "audit")}
        ground.namespaces[args.name] = ground.object(
            self,
            {
                "apiVersion": "v1",
                "kind": "Namespace",
                "metadata": {"name": args.name, "labels": {**labels, "monitoring": "true", **dict(args.labels)}},
            },
        )
        self.register_outputs({})
