"""Settings of the Kubernetes layer: what its parts need of each other is said before anything is made."""

from pathlib import Path

import pytest

from settings.kubernetes import POD_SECURITY, QUOTAS, Kubernetes, PodSecurity, Quota
from tests.support import ROOT
from tests.unit.stack_files import PROD, changed, mistakes

REPLICAS = "operator_replicas: 3\n"
ZONE = "    zone: { id: Z0PROD0EXAMPLE0ZONE0, domain: example.com }\n    certificate"
LOCAL = (ROOT / "Pulumi.local.yaml").read_text()
MODE = "    mode: existing\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (REPLICAS, "operator_replicas: 1\n", 'admission.action = "enforce"\n      refuses every pod while Kyverno\'s only one restarts'),
        (REPLICAS, "operator_replicas: 6\n", "kubernetes.operator_replicas = 6\n      must be at most 5"),
        (REPLICAS, "pod_security_version: latest\n", "must be a version of Kubernetes, such as v1.35"),
        (REPLICAS, "metrics_server: true\n", "metrics_server = true\n      is for mode existing; EKS has an add-on of its own"),
        (REPLICAS, "context: kind\n", "context is for mode existing"),
        (REPLICAS, "quotas: { apis: { cpu: 1, memory_gib: 1, pods: 1 } }\n", "kubernetes.quotas.apis"),
        (REPLICAS, "quotas: { api: { cpu: 1, memory_gib: 8, pods: 1 } }\n", "container_memory_gib (16) is more than memory_gib (8)"),
        (REPLICAS, "backups: { every_hours: 5 }\n", "backups.every_hours = 5\n      must be one of 1, 2, 3, 4, 6, 8, 12, 24"),
        (ZONE, "    certificate", "certificate_email\n      needs kubernetes.zone"),
        (ZONE, ZONE.replace("Z0PROD0EXAMPLE0ZONE0", "Z0OTHER0EXAMPLE0ZONE"), "is another zone of example.com than compute.ecs.zone"),
        ("platform@example.com", "platform", "must be an e-mail address"),
        ("docker.io/istio/", "docker.io/istio", "must be a registry or a part of one, with a slash at its end"),
        (
            REPLICAS,
            "pod_security: { node-agents: { level: baseline, reason: because we say so } }\n",
            "pod_security.node-agents\n      is an exception of every cluster already",
        ),
        (REPLICAS, "pod_security: { api: { level: privileged, reason: why } }\n", "should have at least 10 characters"),
    ],
)
def test_a_mistake_is_answered_with_its_place_and_what_would_do(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in mistakes(tmp_path, changed((old, new))).text()


@pytest.mark.parametrize("line", ["zone: { id: Z0PROD0EXAMPLE0ZONE0, domain: example.com }", "certificate_email: a@example.com"])
def test_an_existing_cluster_has_nothing_that_needs_aws(tmp_path: Path, line: str) -> None:
    text = mistakes(tmp_path, LOCAL.replace(MODE, f"{MODE}    {line}\n"), "local").text()
    assert f"kubernetes.{line.partition(':')[0]}" in text
    assert "needs AWS; leave it out in mode existing" in text


def test_enforcing_with_a_single_kyverno_is_refused_off_aws_too(tmp_path: Path) -> None:
    text = LOCAL.replace(MODE, f"{MODE}    admission: {{ action: enforce }}\n")
    assert "refuses every pod while Kyverno's only one restarts" in mistakes(tmp_path, text, "local").text()


def test_a_stack_adds_exceptions_to_those_of_every_cluster() -> None:
    own = PodSecurity(level="baseline", reason="an old agent shares the host's network")
    assert Kubernetes(pod_security={"legacy": own}).exceptions == {**POD_SECURITY, "legacy": own}


def test_a_namespace_without_a_quota_of_the_stack_gets_that_of_the_largest_load() -> None:
    own = Quota(cpu=1, memory_gib=20, pods=1)
    settings = Kubernetes(quotas={"web": own})
    assert settings.quota("web") == own
    assert settings.quota("api") == QUOTAS["api"]


def test_prod_says_what_is_meant_for_the_largest_load() -> None:
    assert "\n    quotas:" not in PROD  # below `kubernetes`; those of AWS stand by themselves
