"""Names that several parts of a cluster agree on."""

INGESTION = "ingestion"
PROCESSING = "processing"
API = "api"
ML = "ml"
WEB = "web"
MONITORING = "monitoring"
DATABASES = "databases"

ISTIO = "istio-system"
"""The mesh's control plane."""
GATEWAY_NAMESPACE = "istio-ingress"
"""The gateway by which calls come into the mesh."""
KONG = "kong"
"""The api's front door."""

APPLICATIONS = (INGESTION, PROCESSING, API, ML, WEB)
"""Namespaces of the platform's own services."""

METRICS_PORT = "metrics"
"""A container's port by this name is open to Prometheus in every namespace of ours; one by another needs a policy of its own."""

SECRET_STORE = "platform"
"""The ClusterSecretStore over AWS Secrets Manager."""

READ_SECRETS = (*APPLICATIONS, MONITORING, DATABASES, "altinity-clickhouse-operator", "argocd", "flink-operator", "node-agents")
"""Namespaces that read from it; to all others it is closed."""

ISSUER = "platform"
"""The ClusterIssuer (cert-manager) of certificates inside the cluster."""

PUBLIC_ISSUER = "public"
"""The ClusterIssuer of publicly trusted certificates, where the settings name a zone and an address (`kubernetes.certificate_email`)."""

CA_SECRET = "platform-ca"
"""In every namespace of ours: a Secret whose `ca.crt` verifies certificates of that issuer."""

IN_MESH = (("istio-injection", "enabled"),)
"""Labels of a namespace whose pods get Istio's proxy: those of the platform's own services, and Kong's."""

# PriorityClasses, the most important first.
CRITICAL = "platform-critical"
STATEFUL = "platform-stateful"
SERVICE = "platform-service"
BATCH = "platform-batch"

OUT_OF_MESH = {"sidecar.istio.io/inject": "false"}
"""On pods in an application namespace that call each other by address, as engines do: the mesh's mutual TLS goes by service."""

PROXY_METRICS_PORT = 15090
"""Of the mesh's sidecars. Network policies find it by number only: a sidecar is an init container."""

PART_OF = {"app.kubernetes.io/part-of": "event-platform"}
"""On every pod of the platform's own services."""

KAFKA = "events"
"""The Strimzi cluster in namespace `databases`: clients begin at `KAFKA_BOOTSTRAP` with TLS and SCRAM-SHA-512."""
KAFKA_BOOTSTRAP = f"{KAFKA}-kafka-bootstrap.{DATABASES}.svc:9093"

OTLP = f"otel-collector.{MONITORING}.svc:4317"
"""Where services send traces and metrics (OTLP over gRPC)."""
