"""Rules of the platform's own services: what one may ask for, and what must be there for it."""

from collections.abc import Iterator
from typing import Any

from settings.compute import REPOSITORIES
from settings.kafka_clients import CLIENTS
from settings.mesh import HostName
from settings.pod_size import PodSize
from settings.problems import Path, Problem
from settings.streaming import TOPICS, Topic
from settings.valid import Valid
from settings.workloads import BEHIND_THE_MESH, METRICS, Keda, Service, Target

_SERVICES = ("workloads", "services")
_SCALERS = ("replicas", "hpa", "keda")
_PODS_OF_THE_PLAN = ("ingestion", "attribution")


def workload_problems(valid: Valid, *, on_aws: bool) -> Iterator[Problem]:
    """Every broken rule."""
    yield from _images(valid, on_aws)
    kafka = valid.raw("streaming", "kafka") != "none" if on_aws else valid.raw("data_services", "kafka") is not None
    topics = {path[-1]: topic for path, topic in valid.each(Topic, *(("streaming", "topics") if on_aws else ("topics",)))} or TOPICS
    for path in valid.below(*_SERVICES):
        yield from _one_scaler(valid, path)
        yield from _metrics(valid, path)
        yield from _drains(valid, path)
        yield from _hosts(valid, path)
        if kafka:
            yield from _topics(valid, path, topics)
        elif valid.raw(*path, "keda", "kafka_lag") is not None:
            where = "streaming.kafka" if on_aws else "data_services.kafka"
            message = f"asks for the lag in Kafka, and there is none ({where}); scale by cpu or metrics"
            yield Problem((*path, "keda", "kafka_lag"), message, valid.raw(*path, "keda", "kafka_lag"))
        if on_aws:
            yield from _agrees_with_the_load(valid, path)


def _images(valid: Valid, on_aws: bool) -> Iterator[Problem]:
    prefix, services = valid.raw("workloads", "image_prefix"), valid.below(*_SERVICES)
    path = ("workloads", "image_prefix")
    if not on_aws and services and prefix is None:
        yield Problem(path, "is needed off AWS: the registry and path of the services' images, such as ghcr.io/example")
    if not on_aws:
        return
    if prefix is not None:
        yield Problem(path, "is for clusters off AWS; here images come from the region's own registry, so leave it out", prefix)
    repositories = valid.raw("compute", "ecr", "repositories") or REPOSITORIES
    for service in services:
        if service[-1] not in repositories:
            yield Problem(service, f"has no repository; add {service[-1]} to compute.ecr.repositories")


def _one_scaler(valid: Valid, path: Path) -> Iterator[Problem]:
    """Two scalers on one target undo each other's work."""
    given = [name for name in _SCALERS if valid.raw(*path, name) is not None]
    if not given:
        yield Problem(path, "has no number of pods; give one of replicas, hpa and keda")
    for name in given[1:]:
        message = f"stands beside {given[0]}, and both would set the number of pods; keep one of them (keda knows what hpa does, and more)"
        yield Problem((*path, name), message)


def _metrics(valid: Valid, path: Path) -> Iterator[Problem]:
    service: Any = path[-1]
    for scaler in ("hpa", "keda"):
        for metric_path, _ in valid.each(Target, *path, scaler, "metrics"):
            metric: Any = metric_path[-1]
            if metric in METRICS and service not in METRICS[metric]:
                has = ", ".join(name for name, services in METRICS.items() if service in services)
                yield Problem(metric_path, f"is nothing that {service} measures; it has {has}")


def _drains(valid: Valid, path: Path) -> Iterator[Problem]:
    service = valid.get(Service, *path)
    if service and service.min_available and service.min_available >= service.least:
        message = f"leaves no pod to move at the fewest, {service.least}: nodes could not be drained; lower it, or have more pods"
        yield Problem((*path, "min_available"), message, service.min_available)


def _hosts(valid: Valid, path: Path) -> Iterator[Problem]:
    known = [host for _, host in valid.each(HostName, "mesh", "hosts")]
    for host_path, host in valid.each(HostName, *path, "hosts"):
        if path[-1] not in BEHIND_THE_MESH:
            yield Problem(host_path, f"leads to {', '.join(BEHIND_THE_MESH)} only; the api's name is gateway.host", host)
        elif known and host not in known:
            yield Problem(host_path, "is not in mesh.hosts, so that the gateway has no certificate for it; add it there", host)


def _topics(valid: Valid, path: Path, topics: Any) -> Iterator[Problem]:
    service: Any = path[-1]
    client = CLIENTS.get(service)
    where = "streaming.topics" if valid.raw("streaming") else "topics"
    missing = sorted({*client.reads, *client.writes} - set(topics)) if client else []
    if missing:
        yield Problem(path, f"needs Kafka topics that are not there; add {', '.join(missing)} to {where}")
        return
    keda = valid.get(Keda, *path, "keda")
    if keda is None or keda.kafka_lag is None:
        return
    if client is None or not client.reads:
        message = f"asks for the lag of a consumer, and {service} reads no topic; scale by cpu or metrics"
        yield Problem((*path, "keda", "kafka_lag"), message, keda.kafka_lag)
        return
    partitions = max(topics[topic].partitions for topic in client.reads)
    if keda.max > partitions:
        message = f"is more than the {partitions} partitions it reads: the others would idle; lower it, or raise partitions in {where}"
        yield Problem((*path, "keda", "max"), message, keda.max)


def _agrees_with_the_load(valid: Valid, path: Path) -> Iterator[Problem]:
    """The capacity plan reckons with pods of one size: the services'. `load` says it only where there are none."""
    size = valid.get(PodSize, *path, "size")
    if path[-1] not in _PODS_OF_THE_PLAN or size is None:
        return
    for key, one in (("pod_cpus", size.cpu), ("pod_memory_gib", size.memory_gib)):
        planned = valid.raw("load", key)
        if planned is not None and planned != one:
            message = f"differs from workloads.services.{path[-1]}.size ({one:g}), which the plan goes by; leave it out"
            yield Problem(("load", key), message, planned)
