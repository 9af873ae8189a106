"""Scaling by KEDA: what waits in Kafka, what Prometheus knows, and the clock."""

from collections.abc import Iterator
from typing import Any

from components.kubernetes.ground import Ground
from components.kubernetes.names import CA_SECRET
from components.kubernetes.objects import Manifest
from components.observability.endpoints import PROMETHEUS_URL
from components.workloads.custom_metrics import BY_NAME
from components.workloads.endpoints import KafkaEndpoint, kafka, kafka_secret
from components.workloads.profiles import Profile
from components.workloads.scaling import TargetRef, behavior, least
from settings.workloads import Keda, Service

OPERATOR_NAMESPACE, OPERATOR_ACCOUNT = "keda", "keda-operator"
"""Who asks MSK for the lag: the operator, by its own pod identity."""
PAUSED = "autoscaling.keda.sh/paused-replicas"

Trigger = dict[str, Any]


def scaled_object(ground: Ground, profile: Profile, keda: Keda, service: Service, target: TargetRef, active: bool) -> Manifest:
    """A ScaledObject. In a region that stands by it is paused at the standby size: consumers must not work on what is copied there."""
    triggers = list(_triggers(ground, profile, keda))
    measured = any(trigger["type"] in ("kafka", "prometheus") for trigger in triggers)
    return {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": {
            "name": profile.name,
            "namespace": profile.namespace,
            "labels": profile.labels,
            **({} if active else {"annotations": {PAUSED: str(service.standby)}}),
        },
        "spec": {
            "scaleTargetRef": target,
            "minReplicaCount": max(1, least(service, active)),
            "maxReplicaCount": keda.max,
            "pollingInterval": 15,
            "cooldownPeriod": 300,
            "advanced": {"horizontalPodAutoscalerConfig": {"behavior": behavior(ground.settings.workloads.growth)}},
            # While nothing can be measured, as many pods as there are.
            **({"fallback": {"failureThreshold": 3, "replicas": keda.min, "behavior": "currentReplicasIfHigher"}} if measured else {}),
            "triggers": triggers,
        },
    }


def authentication(ground: Ground, profile: Profile) -> Manifest | None:
    """How KEDA comes to Kafka: on MSK as itself, else as the service's own user."""
    endpoint = kafka(ground)
    if endpoint is None:
        return None
    secret = kafka_secret(profile)
    user = [{"parameter": parameter, "name": secret, "key": parameter} for parameter in ("username", "password")]
    spec: dict[str, Any] = (
        {"podIdentity": {"provider": "aws"}}
        if endpoint.iam
        else {"secretTargetRef": [*user, {"parameter": "ca", "name": CA_SECRET, "key": "ca.crt"}]}
    )
    return {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "TriggerAuthentication",
        "metadata": {"name": secret, "namespace": profile.namespace, "labels": profile.labels},
        "spec": spec,
    }


def _triggers(ground: Ground, profile: Profile, keda: Keda) -> Iterator[Trigger]:
    for name, percent in (("cpu", keda.cpu), ("memory", keda.memory)):
        if percent:
            yield {"type": name, "metricType": "Utilization", "metadata": {"value": str(percent)}}
    for metric, value in keda.metrics.items():
        query = BY_NAME[metric].for_service(profile.namespace, profile.name)
        yield {
            "type": "prometheus",
            # The query gives an average over the pods, which more pods make smaller.
            "metricType": "Value",
            "metadata": {"serverAddress": PROMETHEUS_URL, "query": query, "threshold": f"{value:g}"},
        }
    endpoint = kafka(ground)
    if keda.kafka_lag and endpoint and profile.kafka:
        for topic in profile.kafka.reads:
            yield _lag(ground, profile, endpoint, topic, keda.kafka_lag)
    for cron in keda.cron:
        yield {
            "type": "cron",
            "metadata": {"timezone": cron.timezone, "start": cron.start, "end": cron.end, "desiredReplicas": str(cron.replicas)},
        }


def _lag(ground: Ground, profile: Profile, endpoint: KafkaEndpoint, topic: str, threshold: int) -> Trigger:
    access = (
        {"sasl": "oauthbearer", "saslTokenProvider": "aws_msk_iam", "awsRegion": ground.s3_region}
        if endpoint.iam
        else {"sasl": "scram_sha512"}
    )
    return {
        "type": "kafka",
        "metadata": {
            "bootstrapServers": endpoint.bootstrap,
            "consumerGroup": profile.name,
            "topic": topic,
            "lagThreshold": str(threshold),
            "offsetResetPolicy": "earliest",
            "tls": "enable",
            **access,
        },
        "authenticationRef": {"name": kafka_secret(profile)},
    }
