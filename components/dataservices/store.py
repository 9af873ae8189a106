"""What every store is made with: certificates, users of its clients, who may reach it, budgets and monitors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pulumi

from components.component import Component
from components.dataservices.clients import CLIENTS, Client, secret_of
from components.kubernetes import monitors, tls
from components.kubernetes.credential import Credential, CredentialArgs
from components.kubernetes.ground import Ground
from components.kubernetes.names import DATABASES
from components.kubernetes.operators import Operators
from components.observability.observability import Observability

Manifest = dict[str, Any]
T = TypeVar("T")
Port = int | str

_KEY = {"algorithm": "RSA", "encoding": "PKCS8", "size": 2048, "rotationPolicy": "Always"}
"""What every store's TLS reads."""
_POD_IDENTITY = "169.254.170.23/32"
"""The agent on each EKS node that hands out a pod identity's credentials, by plain HTTP on the node itself."""


@dataclass(frozen=True)
class StoreArgs(Generic[T]):
    """What a store needs."""

    ground: Ground
    operators: Operators
    observability: Observability
    settings: T
    """The store's own."""


class Store(Component):
    """A store in namespace `databases`."""

    def __init__(self, name: str, args: StoreArgs[Any], opts: pulumi.ResourceOptions | None = None):
        super().__init__("dataservices", name, opts)
        self.ground = args.ground
        self.operators = args.operators
        self.monitors = args.observability.monitors

    def stateful(self) -> dict[str, bool]:
        """Options that keep what holds data from a careless deployment where the stack asks for it."""
        return {"protect": self.ground.settings.protect, "retain_on_delete": self.ground.settings.protect}

    def make(self, kind: str, name: str, body: Mapping[str, Any], after: Sequence[pulumi.Resource] = (), **options: Any) -> pulumi.Resource:
        """One object in `databases`; `kind` is written `apiVersion/Kind`."""
        version, _, word = kind.rpartition("/")
        metadata = {"name": name, "namespace": DATABASES, **body.get("metadata", {})}
        manifest = {"apiVersion": version, "kind": word, **body, "metadata": metadata}
        return self.ground.object(self, manifest, after=after, **options)

    def certificate(self, name: str, names: Sequence[str], **more: Any) -> pulumi.Resource:
        """A certificate of the cluster's own issuer, in a Secret of the same name with `tls.crt`, `tls.key` and `ca.crt`."""
        own = {"usages": tls.MUTUAL, "privateKey": _KEY, **more}
        return tls.certificate(self, self.ground, DATABASES, name, names, self.operators.certificates, **own)

    def account(self, name: str) -> pulumi.Resource:
        """A service account, which asks the API server nothing."""
        return self.make("v1/ServiceAccount", name, {"automountServiceAccountToken": False})

    def credential(self, secret: str, description: str, username: str, namespaces: Sequence[str] = (), **more: str) -> Credential:
        """A user's password, in `databases` and in the namespaces."""
        wanted = CredentialArgs(self.ground, secret, description, username, (DATABASES, *namespaces), self.operators.secrets, more)
        return Credential(self.ground.label(secret), wanted, self.options())

    def clients(self, store: str) -> dict[Client, Credential]:
        """A user of its own for each service that uses the store."""
        return {
            client: self.credential(
                secret_of(store, client.service), f"User {client.service} of {store} inside the cluster", client.service, [client.namespace]
            )
            for client in CLIENTS[store]
        }

    def budget(self, name: str, pods: Mapping[str, str]) -> pulumi.Resource:
        """One pod may be taken away at a time, by a drain or an upgrade."""
        return self.make("policy/v1/PodDisruptionBudget", name, {"spec": {"maxUnavailable": 1, "selector": {"matchLabels": dict(pods)}}})

    def pod_monitor(self, name: str, pods: Mapping[str, str], port: str, **more: Any) -> pulumi.Resource:
        """Prometheus reads the pods' metrics; `more` is what the endpoint has besides."""
        return self.ground.object(self, monitors.pod_monitor(DATABASES, name, pods, {"port": port, **more}), after=[self.monitors])

    def service_monitor(self, name: str, services: Mapping[str, str], port: str, **more: Any) -> pulumi.Resource:
        """The same by the port of a Service; for TLS, `platform-ca` verifies."""
        return self.ground.object(self, monitors.service_monitor(DATABASES, name, services, {"port": port, **more}), after=[self.monitors])

    def isolate(
        self, name: str, pods: Mapping[str, str], doors: Mapping[str, Sequence[Port]], outside: Sequence[Port] = ()
    ) -> pulumi.Resource:
        """Who reaches the pods (namespace → ports), and whom they reach: `databases`, DNS, the object store, the API server, and
        further ports outside."""
        inside: dict[str, Any] = {"podSelector": {}}
        ingress = [
            {"from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}}], "ports": tcp(*ports)}
            for namespace, ports in sorted(doors.items())
        ]
        egress: list[dict[str, Any]] = [
            {"to": [inside]},
            {"ports": [{"protocol": protocol, "port": 53} for protocol in ("UDP", "TCP")]},
            {"ports": tcp(443, *outside) if self.ground.region else tcp(443, 6443, *outside)},
        ]
        if self.ground.region:
            egress.append({"to": [{"ipBlock": {"cidr": _POD_IDENTITY}}], "ports": tcp(80)})
        spec = {
            "podSelector": {"matchLabels": dict(pods)},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{"from": [inside]}, *ingress],
            "egress": egress,
        }
        return self.make("networking.k8s.io/v1/NetworkPolicy", name, {"spec": spec})


def tcp(*ports: Port) -> list[dict[str, Any]]:
    """Ports of a NetworkPolicy."""
    return [{"protocol": "TCP", "port": port} for port in ports]


def hosts(*names: str) -> list[str]:
    """Names of Services or pods in `databases`, as short and as long as clients write them."""
    return [each for name in names for each in tls.service_names(name, DATABASES)]


def verified(server: str) -> dict[str, Any]:
    """How Prometheus speaks TLS to a store."""
    return {"scheme": "https", "tlsConfig": tls.client_config(server)}
