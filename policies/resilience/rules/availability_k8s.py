"""What serves inside a cluster has more than one pod, on more than one node, and outlives the loss of a node or a release."""

from collections.abc import Iterator

from inventory.values import Values
from policies.manifests import tokens
from policies.pods import Container, each_container, pods_of
from policies.resilience.workloads import BUDGETS, DEPLOYMENTS, HPAS, STATEFUL_SETS, budgets_of, counts_for, minimum_of, services_of
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Stack, Subject, any_of

_REPLICAS = {"replicas": {"type": "integer", "minimum": 1, "default": 2, "description": "How many pods there are at least."}}
_LONG_RUNNING = (*DEPLOYMENTS, *STATEFUL_SETS, *tokens("DaemonSet", "apps/v1", "apps/v1beta2", "extensions/v1beta1"))


@stack_rule(
    "k8s-replicas",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="A deployment behind a service has at least two pods.",
    remedy="Set replicas, or the minimum of its autoscaler, to 2 or more.",
    controls=("kyverno require-deployments-have-multiple-replicas",),
    types=DEPLOYMENTS,
    config=_REPLICAS,
)
def replicas(workload: Subject, stack: Stack) -> Iterator[str]:
    least = minimum_of(workload, stack)
    if least < workload.settings["replicas"] and services_of(workload, stack):
        yield f"it has {least:g} pods at least, not {workload.settings['replicas']:g}"


@stack_rule(
    "k8s-disruption-budget",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="A workload of several pods has a disruption budget, so that draining nodes never takes all of them.",
    remedy="Add a PodDisruptionBudget that selects its pods, with max_unavailable=1.",
    controls=("kyverno require-pdb",),
    types=(*DEPLOYMENTS, *STATEFUL_SETS),
)
def disruption_budget(workload: Subject, stack: Stack) -> Iterator[str]:
    if minimum_of(workload, stack) >= 2 and not budgets_of(workload, stack):
        yield "no PodDisruptionBudget selects its pods"


@resource_rule(
    "k8s-disruption-budget-lets-go",
    topic=Topic.AVAILABILITY,
    severity=Severity.HIGH,
    description="A disruption budget lets at least one pod go; otherwise no node can be drained and no cluster upgraded.",
    remedy="Set max_unavailable to 1 or more, or min_available below the number of pods.",
    controls=("kyverno pdb-maxunavailable", "kyverno require-reasonable-pdbs"),
    types=BUDGETS,
)
def disruption_budget_lets_go(budget: Subject) -> Iterator[str]:
    def gone(values: Values) -> Iterator[str]:
        if values.text("spec.maxUnavailable").removesuffix("%") == "0":
            yield "spec.maxUnavailable is 0"

    def there(values: Values) -> Iterator[str]:
        if values.text("spec.minAvailable") == "100%":
            yield "spec.minAvailable is 100%"

    yield from budget.separately(gone, there)


@stack_rule(
    "k8s-disruption-budget-below-replicas",
    topic=Topic.AVAILABILITY,
    severity=Severity.HIGH,
    description="A disruption budget asks for fewer pods than its workload has at least.",
    remedy="Set min_available below the workload's replicas, or use max_unavailable=1.",
    controls=("kyverno deployment-replicas-higher-than-pdb",),
    types=BUDGETS,
)
def disruption_budget_below_replicas(budget: Subject, stack: Stack) -> Iterator[str]:
    wanted = budget.values.number("spec.minAvailable")
    if wanted is None:
        return
    workloads = [workload for workload in stack.of_type(*DEPLOYMENTS, *STATEFUL_SETS) if counts_for(budget, workload)]
    for workload in workloads:
        if wanted >= (least := minimum_of(workload, stack)):
            yield f"spec.minAvailable is {wanted:g}, and {workload.name} may have just {least:g}"


@stack_rule(
    "k8s-spread",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="The pods of a workload are kept apart, on several nodes or in several zones.",
    remedy="Set topology_spread_constraints, or pod_anti_affinity, in the pod's spec.",
    controls=("kyverno spread-pods-across-topology",),
    types=(*DEPLOYMENTS, *STATEFUL_SETS),
)
def spread(workload: Subject, stack: Stack) -> Iterator[str]:
    if minimum_of(workload, stack) >= 2 and not all(_keeps_apart(pod.spec) for pod in pods_of(workload)):
        yield "neither topologySpreadConstraints nor podAntiAffinity keeps its pods apart"


def _keeps_apart(spec: Values) -> bool:
    return any_of(lambda: spec.has("topologySpreadConstraints"), lambda: spec.has("affinity.podAntiAffinity"))


@resource_rule(
    "k8s-liveness-probe",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="A container that hangs is started again.",
    remedy="Set liveness_probe.",
    controls=("CKV_K8S_8", "kyverno require-probes"),
    types=_LONG_RUNNING,
)
def liveness_probe(workload: Subject) -> Iterator[str]:
    def check(container: Container) -> Iterator[str]:
        if not container.values.has("livenessProbe"):
            yield f"{container.called} has no livenessProbe"

    yield from each_container(workload, check, roles=("containers",))


@resource_rule(
    "k8s-readiness-probe",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="A container gets traffic once it is ready, and none while it is not.",
    remedy="Set readiness_probe.",
    controls=("CKV_K8S_9", "kyverno require-probes"),
    types=_LONG_RUNNING,
)
def readiness_probe(workload: Subject) -> Iterator[str]:
    def check(container: Container) -> Iterator[str]:
        if container.values.has("ports") and not container.values.has("readinessProbe"):
            yield f"{container.called} has no readinessProbe"

    yield from each_container(workload, check, roles=("containers",))


@stack_rule(
    "k8s-drains-before-stop",
    topic=Topic.AVAILABILITY,
    severity=Severity.LOW,
    description="A pod behind a service waits before it stops, until nobody sends it traffic any more.",
    remedy="Set lifecycle's pre_stop to sleep for some seconds.",
    controls=("platform",),
    types=DEPLOYMENTS,
)
def drains_before_stop(workload: Subject, stack: Stack) -> Iterator[str]:
    for pod in pods_of(workload):
        waits = any(container.has("lifecycle.preStop") for container in pod.spec.items("containers"))
        if not waits and services_of(workload, stack):
            yield "no container has lifecycle.preStop"


@resource_rule(
    "k8s-autoscaler-minimum",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="An autoscaler never goes down to a single pod.",
    remedy="Set min_replicas to 2 or more; it is 1 without.",
    controls=("platform",),
    types=HPAS,
    config=_REPLICAS,
)
def autoscaler_minimum(scaler: Subject) -> Iterator[str]:
    least = scaler.values.number("spec.minReplicas")
    if (1 if least is None else least) < scaler.settings["replicas"]:
        yield f"spec.minReplicas is less than {scaler.settings['replicas']:g}"


@resource_rule(
    "k8s-rolling-update",
    topic=Topic.AVAILABILITY,
    severity=Severity.MEDIUM,
    description="A new release never takes all pods of the old one at once.",
    remedy='Leave out strategy, or set rolling_update with max_unavailable below "100%".',
    controls=("platform",),
    types=DEPLOYMENTS,
)
def rolling_update(workload: Subject) -> Iterator[str]:
    def at_once(values: Values) -> Iterator[str]:
        if values.text("spec.strategy.type") == "Recreate" and (values.number("spec.replicas") or 1) > 1:
            yield "spec.strategy.type is Recreate"

    def unavailable(values: Values) -> Iterator[str]:
        if values.text("spec.strategy.rollingUpdate.maxUnavailable") == "100%":
            yield "spec.strategy.rollingUpdate.maxUnavailable is 100%"

    yield from workload.separately(at_once, unavailable)


@resource_rule(
    "k8s-statefulset-keeps-volumes",
    topic=Topic.BACKUP,
    severity=Severity.HIGH,
    description="The volumes of a stateful set stay when it is deleted or scaled down.",
    remedy="Leave out persistent_volume_claim_retention_policy, or set Retain.",
    controls=("platform",),
    types=STATEFUL_SETS,
)
def statefulset_keeps_volumes(workload: Subject) -> Iterator[str]:
    policy = workload.values.inner("spec.persistentVolumeClaimRetentionPolicy")
    for when in ("whenDeleted", "whenScaled"):
        if policy.text(when) == "Delete":
            yield f"{policy.path}.{when} is Delete"


@resource_rule(
    "k8s-volumes-retained",
    topic=Topic.BACKUP,
    severity=Severity.LOW,
    description="A volume stays when its claim is deleted.",
    remedy='Set reclaim_policy="Retain" on the storage class (persistent_volume_reclaim_policy on a volume); without, it is deleted.',
    controls=("platform",),
    types=(*tokens("StorageClass", "storage.k8s.io/v1", "storage.k8s.io/v1beta1"), *tokens("PersistentVolume", "core/v1")),
)
def volumes_retained(storage: Subject) -> Iterator[str]:
    if storage.type.endswith(":StorageClass"):
        if storage.values.text("reclaimPolicy") != "Retain":
            yield "reclaimPolicy is not Retain"
    elif storage.values.text("spec.persistentVolumeReclaimPolicy") == "Delete":
        yield "spec.persistentVolumeReclaimPolicy is Delete"
