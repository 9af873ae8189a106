"""The operators that everything else in a cluster builds on."""

from dataclasses import dataclass

import pulumi

from components.component import Component
from components.kubernetes.controllers.admission import Admission, AdmissionArgs
from components.kubernetes.controllers.certificates import Certificates, CertificatesArgs
from components.kubernetes.controllers.cluster_backups import ClusterBackups, ClusterBackupsArgs
from components.kubernetes.controllers.event_scaling import EventScaling, EventScalingArgs
from components.kubernetes.controllers.image_scans import ImageScans, ImageScansArgs
from components.kubernetes.controllers.load_balancers import LoadBalancers, LoadBalancersArgs
from components.kubernetes.controllers.public_names import PublicNames, PublicNamesArgs
from components.kubernetes.controllers.reloads import Reloads, ReloadsArgs
from components.kubernetes.controllers.resource_metrics import ResourceMetrics, ResourceMetricsArgs
from components.kubernetes.controllers.secret_store import SecretStore, SecretStoreArgs
from components.kubernetes.controllers.size_advice import SizeAdvice, SizeAdviceArgs
from components.kubernetes.gateway.gateway import Gateway, GatewayArgs
from components.kubernetes.ground import Ground
from components.kubernetes.mesh.mesh import Mesh, MeshArgs
from components.kubernetes.rollouts import Rollouts, RolloutsArgs
from components.kubernetes.targets import Target
from components.region import RegionStack


@dataclass(frozen=True)
class OperatorsArgs:
    """What the operators need."""

    ground: Ground


class Operators(Component):
    """Each attribute is what an object of that operator's kinds waits for."""

    certificates: pulumi.Resource
    """cert-manager, with the ClusterIssuer `names.ISSUER`."""
    secrets: pulumi.Resource | None
    """External Secrets, with the ClusterSecretStore `names.SECRET_STORE`; None off AWS, where Secrets are made by the program."""
    load_balancers: pulumi.Resource | None
    """The AWS Load Balancer Controller; None off AWS. A Service or Ingress with a load balancer waits for it, and goes before it."""
    keda: pulumi.Resource
    mesh: pulumi.Resource
    """Istio."""
    gateway: pulumi.Resource
    """Kong."""
    rollouts: pulumi.Resource
    """Argo Rollouts."""
    vpa: pulumi.Resource
    """Vertical Pod Autoscaler, which only recommends."""
    targets: list[Target]
    """What Prometheus is to read of all of them."""

    def __init__(self, name: str, args: OperatorsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        ground, label = args.ground, args.ground.label
        self.targets = []
        certificates = Certificates(label("certificates"), CertificatesArgs(ground), self.options())
        self.certificates = certificates.issuer
        self.targets += certificates.targets
        self.secrets = self.load_balancers = None
        if ground.region:
            self._on_aws(ground, ground.region)
        self._for_all(ground)
        self._for_traffic(ground)
        self.register_outputs({})

    def _on_aws(self, ground: Ground, region: RegionStack) -> None:
        """What connects a cluster with AWS."""
        secrets = SecretStore(ground.label("secret-store"), SecretStoreArgs(ground, region), self.options())
        self.secrets = secrets.store
        balancers = LoadBalancersArgs(ground, region, self.certificates)
        balancing = LoadBalancers(ground.label("load-balancers"), balancers, self.options())
        self.load_balancers = balancing.release
        self.targets += [*secrets.targets, *balancing.targets]
        if zone := ground.settings.kubernetes.zone:
            self.targets += PublicNames(ground.label("public-names"), PublicNamesArgs(ground, region, zone), self.options()).targets

    def _for_all(self, ground: Ground) -> None:
        """What every cluster has."""
        label, settings = ground.label, ground.settings.kubernetes
        scaling = EventScaling(label("event-scaling"), EventScalingArgs(ground, self.certificates), self.options())
        advice = SizeAdvice(label("size-advice"), SizeAdviceArgs(ground), self.options())
        self.keda, self.vpa = scaling.release, advice.release
        self.targets += [*scaling.targets, *advice.targets]
        self.targets += Reloads(label("reloads"), ReloadsArgs(ground), self.options()).targets
        self.targets += Admission(label("admission"), AdmissionArgs(ground), self.options()).targets
        self.targets += ClusterBackups(label("cluster-backups"), ClusterBackupsArgs(ground, self.certificates), self.options()).targets
        if settings.image_scans:
            self.targets += ImageScans(label("image-scans"), ImageScansArgs(ground), self.options()).targets
        if settings.mode == "existing" and settings.metrics_server:
            self.targets += ResourceMetrics(label("resource-metrics"), ResourceMetricsArgs(ground), self.options()).targets

    def _for_traffic(self, ground: Ground) -> None:
        """Between services, from outside, and from one version to the next."""
        label = ground.label
        balancers = [self.load_balancers] if self.load_balancers else []
        mesh = Mesh(label("mesh"), MeshArgs(ground, self.certificates, balancers), self.options())
        gateway = Gateway(label("gateway"), GatewayArgs(ground, mesh.ready, self.certificates, self.secrets, balancers), self.options())
        rollouts = Rollouts(label("rollouts"), RolloutsArgs(ground, mesh.ready, self.certificates), self.options())
        self.mesh, self.gateway, self.rollouts = mesh.ready, gateway.ready, rollouts.ready
        self.targets += [*mesh.targets, *gateway.targets, *rollouts.targets]
