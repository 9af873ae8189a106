"""Images are the ones that were tested: from a registry that is trusted, at a version that stays."""

from collections.abc import Callable, Iterable, Iterator

from inventory.values import Values
from policies.pods import PODS, each_container
from policies.rule import Severity, Topic, resource_rule
from policies.security.images import Image, parse
from policies.subject import Subject

_IN_CUSTOM_RESOURCES = {
    "kubernetes:flink.apache.org/v1beta1:FlinkDeployment": "spec.image",
    "kubernetes:sparkoperator.k8s.io/v1beta2:SparkApplication": "spec.image",
    "kubernetes:sparkoperator.k8s.io/v1beta2:ScheduledSparkApplication": "spec.template.image",
    "kubernetes:opentelemetry.io/v1beta1:OpenTelemetryCollector": "spec.image",
    "kubernetes:kafka.strimzi.io/v1:Kafka": "spec.kafka.image",
    "kubernetes:kafka.strimzi.io/v1:KafkaConnect": "spec.image",
    "kubernetes:monitoring.coreos.com/v1:Prometheus": "spec.image",
    "kubernetes:monitoring.coreos.com/v1:Alertmanager": "spec.image",
    "kubernetes:postgresql.cnpg.io/v1:Cluster": "spec.imageName",
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:Redis": "spec.kubernetesConfig.image",
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisCluster": "spec.kubernetesConfig.image",
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisReplication": "spec.kubernetesConfig.image",
    "kubernetes:redis.redis.opstreelabs.in/v1beta2:RedisSentinel": "spec.kubernetesConfig.image",
    "kubernetes:valkey.io/v1alpha1:ValkeyCluster": "spec.image",
}
"""Type → where an operator is told which image to run."""
_CATALOGS = ("kubernetes:postgresql.cnpg.io/v1:ImageCatalog", "kubernetes:postgresql.cnpg.io/v1:ClusterImageCatalog")
_TYPES = (*dict.fromkeys((*PODS, *_IN_CUSTOM_RESOURCES)), *_CATALOGS)

ImageCheck = Callable[[Image], Iterable[str]]


def _each_image(subject: Subject, check: ImageCheck) -> Iterator[str]:
    yield from each_container(subject, lambda container: _at(container.values, "image", check))
    if subject.type in _IN_CUSTOM_RESOURCES:
        yield from subject.separately(lambda values: _at(values, _IN_CUSTOM_RESOURCES[subject.type], check))
    if subject.type in _CATALOGS:
        yield from subject.each(subject.values.items("spec.images"), lambda entry: _at(entry, "image", check))


def _at(values: Values, place: str, check: ImageCheck) -> Iterator[str]:
    """What is wrong with the image there, if one is given: what comes without it takes an operator's own."""
    reference = values.text(place)
    if reference:
        yield from (f"{reference} {wrong}" for wrong in check(parse(reference)))


@resource_rule(
    "k8s-image-tag",
    topic=Topic.K8S,
    severity=Severity.MEDIUM,
    description="Every image is named by a version or a digest, so that a restart runs what was tested.",
    remedy="Give a tag other than latest, or a digest.",
    controls=("CKV_K8S_14", "kyverno disallow-latest-tag"),
    types=_TYPES,
)
def image_tag(subject: Subject) -> Iterator[str]:
    yield from _each_image(subject, lambda image: () if image.is_fixed else ("has no fixed tag",))


@resource_rule(
    "k8s-image-digest",
    topic=Topic.K8S,
    severity=Severity.LOW,
    description="Images are named by digest, which nobody can move to other content.",
    remedy="Append @sha256:… of the image that was tested.",
    controls=("CKV_K8S_43", "kyverno require-image-checksum"),
    types=_TYPES,
)
def image_digest(subject: Subject) -> Iterator[str]:
    yield from _each_image(subject, lambda image: () if image.digest else ("has no digest",))


@resource_rule(
    "k8s-image-registry",
    topic=Topic.K8S,
    severity=Severity.HIGH,
    description="Images come from the registries that the platform trusts.",
    remedy="Copy the image to a trusted registry, or add its registry to the setting `registries`.",
    controls=("kyverno restrict-image-registries",),
    types=_TYPES,
    config={
        "registries": {
            "type": "array",
            "items": {"type": "string"},
            "default": [],
            "description": "Beginnings of full image names, such as `docker.io/library/` or `quay.io/`. Without any, all are trusted.",
        }
    },
)
def image_registry(subject: Subject) -> Iterator[str]:
    trusted = tuple(subject.settings["registries"])
    yield from _each_image(subject, lambda image: _from_others(image, trusted))


def _from_others(image: Image, trusted: tuple[str, ...]) -> Iterator[str]:
    if trusted and not image.full_name.startswith(trusted):
        yield "comes from a registry that is not trusted"
