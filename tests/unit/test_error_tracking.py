"""GlitchTip: pods that Pod Security lets in, TLS on every listener, and secrets that stay in Secrets."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from components.kubernetes.images import image
from inventory.resource import Resource
from settings.error_tracking import ErrorTracking
from tests.support import LOCAL, inventory_of, settings_of

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
JOB = "kubernetes:batch/v1:Job"
SERVICE = "kubernetes:core/v1:Service"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
WORKLOADS = (DEPLOYMENT, STATEFUL_SET, JOB)
STACK = "staging"
WEB, POSTGRES = "glitchtip-web", "glitchtip-postgres"
MIGRATE = f"glitchtip-migrate-{image('glitchtip').rpartition(':')[2].replace('.', '-')}"


def ours(*types: str, stack: str = STACK) -> dict[str, Resource]:
    """GlitchTip's objects of these types in a cluster that works on events, by name."""
    region = settings_of(stack).primary.name
    found = [one for one in inventory_of(stack).of_type(*types) if one.inputs["metadata"]["name"].startswith("glitchtip")]
    return {one.inputs["metadata"]["name"]: one for one in found if one.name.startswith(region)}


def pod(workload: Resource) -> dict[str, Any]:
    spec: dict[str, Any] = workload.inputs["spec"]["template"]["spec"]
    return spec


def environment(workload: Resource) -> dict[str, Any]:
    return {one["name"]: one.get("value", one.get("valueFrom")) for one in pod(workload)["containers"][0]["env"]}


def test_it_runs_in_every_region_that_works_on_events_and_in_no_other() -> None:
    deployed = [
        one.name.removesuffix("-monitoring-glitchtip-web")
        for one in inventory_of("prod").of_type(DEPLOYMENT)
        if "glitchtip-web" in one.name
    ]
    assert sorted(deployed) == sorted(region.name for region in settings_of("prod").regions if region.role != "dr")


@pytest.mark.parametrize("stack", ["dev", LOCAL])
def test_where_it_is_not_asked_for_there_is_nothing_of_it(stack: str) -> None:
    found = [one for one in inventory_of(stack) if "glitchtip" in one.name]
    assert {one.type.rpartition(":")[2] for one in found} <= {"PrometheusRule"}, "rules are the same everywhere, and silent there"


@pytest.mark.parametrize("name", [WEB, "glitchtip-worker", POSTGRES, MIGRATE])
def test_its_pods_are_restricted_and_sized(name: str) -> None:
    spec = pod(ours(*WORKLOADS)[name])
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["automountServiceAccountToken"] is False
    for container in spec["containers"]:
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["resources"]["requests"].keys() == {"cpu", "memory"}
        assert "memory" in container["resources"]["limits"]


def test_no_password_is_written_down() -> None:
    for workload in ours(*WORKLOADS).values():
        for name, value in environment(workload).items():
            if name in ("DATABASE_URL", "SECRET_KEY", "POSTGRES_PASSWORD", "POSTGRES_USER"):
                assert "secretKeyRef" in value, name


def test_the_database_takes_tls_only_and_its_clients_verify_it() -> None:
    settings = pod(ours(STATEFUL_SET)["glitchtip-postgres"])["containers"][0]["args"]
    assert "ssl=on" in settings
    (rules,) = ours("kubernetes:core/v1:ConfigMap")["glitchtip-postgres"].inputs["data"].values()
    assert all(line.split()[0] in ("local", "hostssl") for line in rules.splitlines())
    (secret,) = [
        one
        for one in inventory_of(STACK).of_type("kubernetes:external-secrets.io/v1:ExternalSecret")
        if one.inputs["metadata"]["name"] == "glitchtip-postgres"
    ]
    assert "sslmode=verify-full" in json.dumps(secret.inputs["spec"]["target"])


def test_web_pods_serve_https_under_a_certificate_that_renews_them() -> None:
    web = ours(DEPLOYMENT)["glitchtip-web"]
    assert environment(web)["GRANIAN_SSL_CERTIFICATE"].endswith("/tls.crt")
    assert pod(web)["containers"][0]["readinessProbe"]["httpGet"]["scheme"] == "HTTPS"
    assert web.inputs["metadata"]["annotations"] == {"reloader.stakater.com/auto": "true"}


def test_services_select_the_pods_that_they_are_for() -> None:
    services = ours(SERVICE)
    for name, workload in (("glitchtip", ours(DEPLOYMENT)[WEB]), (POSTGRES, ours(STATEFUL_SET)[POSTGRES])):
        labels = workload.inputs["spec"]["template"]["metadata"]["labels"]
        assert services[name].inputs["spec"]["selector"].items() <= labels.items()


def test_the_database_is_ready_before_it_is_migrated_and_migrated_before_pods_start() -> None:
    (job,) = ours(JOB).values()
    assert ours(STATEFUL_SET)["glitchtip-postgres"].urn in job.depends_on
    for deployment in ours(DEPLOYMENT).values():
        assert job.urn in deployment.depends_on


def test_each_service_may_report_and_nobody_else_from_outside() -> None:
    (policy,) = [
        one
        for one in inventory_of(STACK).of_type(POLICY)
        if (one.inputs["metadata"]["namespace"], one.inputs["metadata"]["name"]) == ("monitoring", "glitchtip")
    ]
    (rule,) = policy.inputs["spec"]["ingress"]
    allowed = {one["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"] for one in rule["from"]}
    assert allowed == {"ingestion", "processing", "api", "ml", "web"}


def test_only_one_pod_does_what_is_due_by_the_clock() -> None:
    worker = ours(DEPLOYMENT, stack="prod")["glitchtip-worker"].inputs["spec"]
    assert worker["replicas"] == 1
    assert worker["strategy"] == {"type": "Recreate"}


def test_an_address_without_tls_is_a_mistake() -> None:
    assert ErrorTracking(address="https://errors.example.com").replicas == 2
    with pytest.raises(ValidationError, match="https://"):
        ErrorTracking(address="http://errors.example.com")
