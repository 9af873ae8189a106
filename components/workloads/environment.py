"""What a service is told: addresses and names by a ConfigMap, passwords by Secrets, each in an environment variable of its own."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi

from components.kubernetes.ground import Ground
from components.kubernetes.names import OTLP
from components.kubernetes.tls import CA_FILE
from components.workloads import endpoints
from components.workloads.profiles import HTTP_PORT, METRICS_PORT, PROFILES, Profile
from settings.workloads import Service


@dataclass(frozen=True)
class Environment:
    """A service's variables."""

    config: Mapping[str, pulumi.Input[str]]
    """The ConfigMap's data."""
    secrets: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Variable → Secret and key."""
    optional: bool = False
    """Pods start without Secrets, too: in a pilot light not every store is there yet."""

    def checksum(self) -> pulumi.Output[str]:
        """Changes with the configuration, and so starts new pods."""
        return pulumi.Output.json_dumps(dict(self.config), sort_keys=True).apply(lambda text: hashlib.sha256(text.encode()).hexdigest())

    def variables(self) -> list[dict[str, Any]]:
        """`env` of the container: what the ConfigMap cannot hold."""
        more = {"optional": True} if self.optional else {}
        pod = {"POD_NAME": "metadata.name", "POD_NAMESPACE": "metadata.namespace", "NODE_NAME": "spec.nodeName"}
        return [
            *({"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}} for name, path in pod.items()),
            *(
                {"name": name, "valueFrom": {"secretKeyRef": {"name": secret, "key": key, **more}}}
                for name, (secret, key) in sorted(self.secrets.items())
            ),
        ]


def environment(ground: Ground, profile: Profile, service: Service) -> Environment:
    """Everything that a service needs to find what its profile says that it uses."""
    config: dict[str, pulumi.Input[str]] = {
        "PORT": str(HTTP_PORT),
        "METRICS_PORT": str(METRICS_PORT),
        "OTEL_SERVICE_NAME": profile.name,
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"https://{OTLP}",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
        "OTEL_EXPORTER_OTLP_CERTIFICATE": CA_FILE,
        "OTEL_PROPAGATORS": "tracecontext,baggage",
        "OTEL_RESOURCE_ATTRIBUTES": ",".join(
            f"{key}={value}"
            for key, value in (
                ("service.namespace", profile.namespace),
                ("service.version", service.image),
                ("deployment.environment.name", ground.settings.environment),
                ("k8s.cluster.name", ground.cluster_name),
            )
        ),
        **{f"{called.upper().replace('-', '_')}_URL": _url(PROFILES[called]) for called in profile.calls},
    }
    secrets: dict[str, tuple[str, str]] = {}
    _add_aws(config, secrets, ground, profile)
    _add_kafka(config, secrets, ground, profile)
    for store in endpoints.stores(ground, profile):
        prefix = store.name.upper()
        config |= {f"{prefix}_HOST": store.host, f"{prefix}_PORT": str(store.port)}
        config |= {f"{prefix}_CA_FILE": CA_FILE} if store.in_cluster else {}
        if store.user:
            config |= {f"{prefix}_USERNAME": store.user, f"{prefix}_AUTH": "iam"}
        if store.secret:
            secrets |= {f"{prefix}_{key.upper()}": (store.secret, key) for key in ("username", "password")}
    return Environment(config, secrets, optional=ground.pilot)


def _url(profile: Profile) -> str:
    """In the clear only up to the pod's own proxy: the mesh encrypts and says who calls."""
    return f"http://{profile.name}.{profile.namespace}.svc:{HTTP_PORT}"


def _add_aws(config: dict[str, pulumi.Input[str]], secrets: dict[str, tuple[str, str]], ground: Ground, profile: Profile) -> None:
    """What AWS runs, or what stands in for it elsewhere."""
    region, tables = ground.region, sorted({*profile.reads_tables, *profile.writes_tables})
    config["AWS_REGION"] = ground.s3_region
    if region and profile.writes_stream:
        config["RAW_STREAM_ARN"] = region.streaming.streams["raw-events"].arn
    if profile.reads_gold:
        config |= {"GOLD_BUCKET": ground.bucket("gold"), "MODELS_BUCKET": ground.bucket("artifacts")}
    for table in tables:
        config[f"{table.upper().replace('-', '_')}_TABLE"] = region.placement.physical(table) if region else table
    if tables and region is None:
        config["AWS_ENDPOINT_URL_DYNAMODB"] = endpoints.DYNAMODB_STAND_IN
    if profile.reads_gold and ground.s3_endpoint:
        config |= {"AWS_ENDPOINT_URL_S3": ground.s3_endpoint, "AWS_CA_BUNDLE": CA_FILE}
        secrets |= {key: (f"{profile.name}-s3", key) for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}


def _add_kafka(config: dict[str, pulumi.Input[str]], secrets: dict[str, tuple[str, str]], ground: Ground, profile: Profile) -> None:
    kafka = endpoints.kafka(ground)
    client = profile.kafka
    if kafka is None or client is None:
        return
    config |= {
        "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap,
        "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "KAFKA_SASL_MECHANISM": "AWS_MSK_IAM" if kafka.iam else "SCRAM-SHA-512",
        "KAFKA_GROUP_ID": profile.name,
        "KAFKA_READ_TOPICS": ",".join(client.reads),
        "KAFKA_WRITE_TOPICS": ",".join(client.writes),
    }
    if not kafka.iam:
        secret = endpoints.kafka_secret(profile)
        config["KAFKA_CA_FILE"] = CA_FILE
        secrets |= {f"KAFKA_{key.upper()}": (secret, key) for key in ("username", "password")}
