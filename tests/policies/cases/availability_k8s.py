"""What serves inside a cluster has more than one pod, on more than one node, and outlives the loss of a node or a release."""

from typing import Any

from tests.policies.case import Case, Made, made

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
ROLLOUT = "kubernetes:argoproj.io/v1alpha1:Rollout"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
KEDA = "kubernetes:keda.sh/v1alpha1:ScaledObject"
STORAGE_CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
VOLUME = "kubernetes:core/v1:PersistentVolume"

API = {"name": "api", "namespace": "api"}
LABELS = {"app.kubernetes.io/name": "api", "team": "product"}
SPREAD = {"topologySpreadConstraints": [{"topologyKey": "topology.kubernetes.io/zone"}]}
APART = {"affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1}]}}}
PROBE = {"httpGet": {"path": "/health", "port": 8080}}


def workload(replicas: float | None = None, type_: str = DEPLOYMENT, pod: dict[str, Any] | None = None, **spec: Any) -> Made:
    """A workload whose pods have LABELS."""
    template = {"metadata": {"labels": LABELS}, "spec": pod or {"containers": [{"name": "api"}]}}
    return made(type_, "api", metadata=API, spec={"replicas": replicas, "template": template, **spec})


def container(**values: Any) -> Made:
    """A workload of one container."""
    return workload(pod={"containers": [{"name": "api", **values}]})


def service(namespace: str = "api", **selector: str) -> Made:
    """A service."""
    spec = {"selector": selector} if selector else {}
    return made("kubernetes:core/v1:Service", "service", metadata={"name": "api", "namespace": namespace}, spec=spec)


def budget(namespace: str = "api", labels: dict[str, str] | None = None, **limit: Any) -> Made:
    """A disruption budget."""
    selector = {"selector": {"matchLabels": labels or {"team": "product"}}}
    return made(BUDGET, "budget", metadata={"name": "api", "namespace": namespace}, spec={**selector, **limit})


def hpa(least: float | None, name: str = "api", **target: str) -> Made:
    """An autoscaler."""
    ref = {"kind": "Deployment", "name": name, **target}
    return made(HPA, "hpa", metadata=API, spec={"scaleTargetRef": ref, "minReplicas": least, "maxReplicas": 9})


def keda(least: float | None) -> Made:
    """An autoscaler of KEDA's."""
    return made(KEDA, "keda", metadata=API, spec={"scaleTargetRef": {"name": "api"}, "minReplicaCount": least})


SERVICE = service(team="product")

CASES = [
    Case(
        "k8s-replicas",
        passing=[
            workload(1),
            [workload(2), SERVICE],
            [workload(1), service(team="other")],
            [workload(1), service()],
            [workload(1), service("web", team="product")],
            [workload(), hpa(2), SERVICE],
            [workload(1), keda(3), SERVICE],
            [workload(type_=ROLLOUT), hpa(2, kind="Rollout"), SERVICE],
        ],
        failing=[
            [workload(1), SERVICE],
            [workload(), SERVICE],
            [workload(3), hpa(1), SERVICE],
            [workload(3), hpa(None), SERVICE],
            [workload(3), keda(None), SERVICE],
            [workload(1), hpa(3, name="other"), SERVICE],
            [workload(1), hpa(3, kind="StatefulSet"), SERVICE],
        ],
    ),
    Case(
        "k8s-disruption-budget",
        passing=[workload(1), [workload(2), budget()], [workload(3, STATEFUL_SET), budget()]],
        failing=[
            workload(2),
            [workload(2), budget("web")],
            [workload(2), budget(labels={"team": "other"})],
            [workload(1), hpa(2)],
            [workload(2), made(BUDGET, metadata=API, spec={"maxUnavailable": 1})],
        ],
    ),
    Case(
        "k8s-disruption-budget-lets-go",
        passing=[budget(maxUnavailable=1), budget(minAvailable="50%"), budget(minAvailable=1)],
        failing=[budget(maxUnavailable=0), budget(maxUnavailable="0%"), budget(minAvailable="100%")],
    ),
    Case(
        "k8s-disruption-budget-below-replicas",
        passing=[
            [workload(3), budget(minAvailable=2)],
            [workload(1), budget(maxUnavailable=1)],
            [workload(1), budget(minAvailable=1, labels={"team": "other"})],
        ],
        failing=[[workload(2), budget(minAvailable=2)], [workload(9), hpa(1), budget(minAvailable=1)]],
    ),
    Case(
        "k8s-spread",
        passing=[workload(1), workload(2, pod=SPREAD), workload(2, STATEFUL_SET, pod=APART)],
        failing=[workload(2), [workload(1), hpa(2)]],
    ),
    Case(
        "k8s-liveness-probe",
        passing=[container(livenessProbe=PROBE), workload(pod={"initContainers": [{"name": "first"}]})],
        failing=[container(), made("kubernetes:apps/v1:DaemonSet", spec={"template": {"spec": {"containers": [{"name": "agent"}]}}})],
    ),
    Case(
        "k8s-readiness-probe",
        passing=[container(), container(ports=[{"containerPort": 8080}], readinessProbe=PROBE)],
        failing=[container(ports=[{"containerPort": 8080}])],
    ),
    Case(
        "k8s-drains-before-stop",
        passing=[workload(), [container(lifecycle={"preStop": {"sleep": {"seconds": 15}}}), SERVICE]],
        failing=[[workload(), SERVICE]],
    ),
    Case("k8s-autoscaler-minimum", passing=[hpa(2)], failing=[hpa(1), hpa(None)]),
    Case(
        "k8s-rolling-update",
        passing=[
            workload(3),
            workload(1, strategy={"type": "Recreate"}),
            workload(3, strategy={"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%"}}),
        ],
        failing=[
            workload(3, strategy={"type": "Recreate"}),
            workload(3, strategy={"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "100%"}}),
        ],
    ),
    Case(
        "k8s-statefulset-keeps-volumes",
        passing=[workload(3, STATEFUL_SET), workload(3, STATEFUL_SET, persistentVolumeClaimRetentionPolicy={"whenDeleted": "Retain"})],
        failing=[
            workload(3, STATEFUL_SET, persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"}),
            workload(3, STATEFUL_SET, persistentVolumeClaimRetentionPolicy={"whenScaled": "Delete"}),
        ],
    ),
    Case(
        "k8s-volumes-retained",
        passing=[made(STORAGE_CLASS, reclaimPolicy="Retain"), made(VOLUME, spec={"persistentVolumeReclaimPolicy": "Retain"})],
        failing=[made(STORAGE_CLASS), made(VOLUME, spec={"persistentVolumeReclaimPolicy": "Delete"})],
    ),
]
