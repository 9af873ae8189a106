"""What stands in a cluster before anything else: namespaces, and who comes first when there is no room."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import APPLICATIONS, DATABASES, IN_MESH, MONITORING
from components.kubernetes.namespace import Namespace, NamespaceArgs


@dataclass(frozen=True)
class FoundationsArgs:
    """What the foundations need."""

    ground: Ground


class Foundations(Component):
    """The namespaces of our own services and stores. An operator's own is made beside it."""

    def __init__(self, name: str, args: FoundationsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        for namespace in (*APPLICATIONS, MONITORING, DATABASES):
            labels = IN_MESH if namespace in APPLICATIONS else ()
            Namespace(args.ground.label("namespace", namespace), NamespaceArgs(args.ground, namespace, labels), self.options())
        self.register_outputs({})
