"""The platform inside a Kubernetes cluster that is there already: k3s, kind, or another cloud's. No AWS resource at all."""

import pulumi
import pulumi_kubernetes as kubernetes
import pulumi_random as random

from components.cluster import ClusterStack, ClusterStackArgs
from components.component import Component
from components.kubernetes.ground import EXISTING_PLACE, Ground, StaticKeys
from settings import PROJECT, ExistingSettings


class ExistingPlatform(Component):
    """The same components as on AWS, with stand-ins for what AWS runs there."""

    def __init__(self, stack: str, settings: ExistingSettings):
        super().__init__("index", stack)
        cluster = kubernetes.Provider("cluster", context=settings.kubernetes.context, opts=self.options())
        generator = random.Provider("random", opts=self.options())
        providers = self.options(providers={"kubernetes": cluster, "random": generator})
        ground = Ground(
            stack=stack,
            settings=settings,
            topics=settings.topics,
            cluster_name=f"{PROJECT}-{stack}",
            place=EXISTING_PLACE,
            zones=(),
            region=None,
            static_keys=self._object_store_keys(generator),
        )
        ClusterStack("cluster", ClusterStackArgs(ground, None), providers)
        self.register_outputs({})

    def _object_store_keys(self, generator: random.Provider) -> StaticKeys:
        access, secret = (
            random.RandomPassword(f"object-store-{part}", length=length, special=False, opts=self.options(provider=generator))
            for part, length in (("access", 20), ("secret", 40))
        )
        return StaticKeys(pulumi.Output.secret(access.result), pulumi.Output.secret(secret.result))

    def exports(self) -> dict[str, object]:
        """The outputs of the stack."""
        return {}
