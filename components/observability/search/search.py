"""Where traces and application logs are searched: the region's OpenSearch domain, or a node inside the cluster where there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from components.component import Component
from components.databases.search import Search as Domain
from components.kubernetes import network_policy
from components.kubernetes.credential import Credential, CredentialArgs
from components.kubernetes.external_secret import LOGIN, ROTATED, external_secret
from components.kubernetes.ground import Ground
from components.kubernetes.names import MONITORING
from components.kubernetes.operators import Operators
from components.observability import certificates
from components.observability.search import node
from components.observability.search.retention import retention_job
from settings.databases import Search as DomainSettings

CREDENTIAL = "search"
"""The Secret with `username` and `password`, in the namespaces of its clients."""


USERNAME = "platform"
"""The same as the domain's."""


@dataclass(frozen=True)
class SearchArgs:
    """What the store needs."""

    ground: Ground
    operators: Operators
    namespaces: Sequence[str]
    """Its clients'."""


class Search(Component):
    """Clients come by HTTPS with the password of the Secret `search`."""

    host: pulumi.Output[str]
    port: int
    url: pulumi.Output[str]
    own_issuer: bool
    """Whether the platform's issuer signed its certificate; AWS's domains have publicly trusted ones."""
    copies: int
    """Further copies of each shard."""
    objects: list[pulumi.Resource]
    """What a client waits for."""

    def __init__(self, name: str, args: SearchArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("observability", name, opts)
        self._args = args
        ground = args.ground
        domain = ground.region.databases.search if ground.region else None
        if ground.region and domain:
            self._use(domain, ground.region.placement.settings.databases.search)
        else:
            self._run()
        self.url = pulumi.Output.concat("https://", self.host, f":{self.port}")
        settings = ground.settings.observability
        days = {"logs": settings.logs.search_days or 1, "jaeger": settings.traces.days}
        for manifest in retention_job(days, CREDENTIAL, self.url, self.own_issuer):
            ground.object(self, manifest, after=self.objects)
        self.register_outputs({"url": self.url})

    def _use(self, domain: Domain, settings: DomainSettings | None) -> None:
        """Its password is rotated, so clients read it from a file, again and again."""
        args = self._args
        self.host, self.port, self.own_issuer = domain.domain.endpoint, 443, False
        self.copies = 1 if settings and settings.nodes > 1 else 0
        self.objects = [
            external_secret(
                self, args.ground, args.operators.secrets, namespace, CREDENTIAL, domain.secret.arn, data=LOGIN, refresh=ROTATED
            )
            for namespace in args.namespaces
        ]

    def _run(self) -> None:
        args = self._args
        ground, operators = args.ground, args.operators
        made = CredentialArgs(
            ground,
            CREDENTIAL,
            "Jaeger's and Fluent Bit's user of OpenSearch",
            USERNAME,
            list(args.namespaces),
            operators.secrets,
        )
        credential = Credential(ground.label("search"), made, self.options())
        certificate = certificates.certificate(self, ground, operators.certificates, node.CERTIFICATE, [node.CHART])
        values: dict[str, Any] = node.node_values(ground, CREDENTIAL)
        release = ground.release(self, node.CHART, MONITORING, values, after=[*credential.objects, certificate])
        others = [namespace for namespace in args.namespaces if namespace != MONITORING]
        network_policy.admit(self, ground, MONITORING, "opensearch-clients", [9200], others, {"app.kubernetes.io/name": node.CHART})
        self.host, self.port, self.own_issuer, self.copies = pulumi.Output.from_input(f"{node.CHART}.{MONITORING}.svc"), 9200, True, 0
        self.objects = [*credential.objects, release]
