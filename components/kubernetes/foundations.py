"""What stands in a cluster before anything else: namespaces, and who comes first when there is no room."""

from dataclasses import dataclass
from typing import get_args

import pulumi

from components.component import Component
from components.kubernetes.ground import Ground
from components.kubernetes.names import DATABASES, IN_MESH, MONITORING
from components.kubernetes.namespace import Namespace, NamespaceArgs
from components.kubernetes.priorities import priority_classes
from settings.kubernetes import Application


@dataclass(frozen=True)
class FoundationsArgs:
    """What the foundations need."""

    ground: Ground


class Foundations(Component):
    """The namespaces of our own services and stores. An operator's own is made beside it."""

    def __init__(self, name: str, args: FoundationsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground = args.ground
        ground.priorities.extend(ground.object(self, manifest) for manifest in priority_classes())
        for application in get_args(Application):
            quota = ground.settings.kubernetes.quota(application)
            self._namespace(NamespaceArgs(ground, application, IN_MESH, isolated=True, quota=quota))
        for shared in (MONITORING, DATABASES):
            self._namespace(NamespaceArgs(ground, shared))
        self.register_outputs({})

    def _namespace(self, args: NamespaceArgs) -> None:
        Namespace(args.ground.label("namespace", args.name), args, self.options())
