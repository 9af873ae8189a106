"""The tokens by which Alertmanager tells people, as files that it reads. The program never sees their values."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.external_secret import external_secret
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING
from components.kubernetes.operators import Operators
from components.observability.alerting.routing import KEY, secret_name
from components.region import RegionStack
from components.security.secrets import PLACEHOLDER


@dataclass(frozen=True)
class ReceiversArgs:
    """What the tokens need."""

    ground: Ground
    operators: Operators


class Receivers(Component):
    """A Secret for each token that the settings' ways need: from Secrets Manager on AWS, elsewhere a placeholder that a person replaces."""

    secrets: list[str]
    """Their names, for `alertmanagerSpec.secrets`."""
    objects: list[pulumi.Resource]
    """What Alertmanager waits for."""

    def __init__(self, name: str, args: ReceiversArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        tokens = args.ground.settings.observability.alerting.tokens
        self.secrets = [secret_name(token) for token in tokens]
        region = args.ground.region
        self.objects = [self._from_secrets_manager(args, region, token) if region else self._placeholder(args, token) for token in tokens]
        self.register_outputs({})

    def _from_secrets_manager(self, args: ReceiversArgs, region: RegionStack, token: str) -> pulumi.Resource:
        return external_secret(self, args.ground, args.operators.secrets, MONITORING, secret_name(token), region.secrets.arns[token], KEY)

    def _placeholder(self, args: ReceiversArgs, token: str) -> pulumi.Resource:
        return args.ground.object(
            self,
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {"name": secret_name(token), "namespace": MONITORING},
                "type": "Opaque",
                "stringData": {KEY: pulumi.Output.secret(PLACEHOLDER)},
            },
            ignore_changes=["stringData", "data"],
        )
