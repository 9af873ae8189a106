"""Pods are found wherever an object describes them; images and secrets are told from what looks like them."""

from typing import Any

import pytest

from inventory.values import UNKNOWN, NotYetKnown
from policies.manifests import is_inside, namespace_of
from policies.pods import PODS, WHOLE_PODS, each_container, pods_of
from policies.security.images import Image, parse
from policies.security.literals import is_secret_name, is_written_secret
from policies.subject import Subject

CONTAINER = {"name": "api"}
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"


def _subject(type_: str, **properties: Any) -> Subject:
    return Subject("urn", f"kubernetes:{type_}", "it", lambda: properties)


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        ("core/v1:Pod", {"spec": {"containers": [CONTAINER]}}),
        ("core/v1:PodTemplate", {"template": {"spec": {"containers": [CONTAINER]}}}),
        ("apps/v1:Deployment", {"spec": {"template": {"spec": {"containers": [CONTAINER]}}}}),
        ("extensions/v1beta1:DaemonSet", {"spec": {"template": {"spec": {"initContainers": [CONTAINER]}}}}),
        ("batch/v1beta1:CronJob", {"spec": {"jobTemplate": {"spec": {"template": {"spec": {"ephemeralContainers": [CONTAINER]}}}}}}),
        ("argoproj.io/v1alpha1:Rollout", {"spec": {"template": {"spec": {"containers": [CONTAINER]}}}}),
        ("keda.sh/v1alpha1:ScaledJob", {"spec": {"jobTargetRef": {"template": {"spec": {"containers": [CONTAINER]}}}}}),
        ("apps/v1:DeploymentPatch", {"spec": {"template": {"spec": {"containers": [CONTAINER]}}}}),
    ],
)
def test_each_kind_has_its_pod_where_the_api_says(type_: str, properties: dict[str, Any]) -> None:
    found = list(each_container(_subject(type_, **properties), lambda container: [container.called]))
    assert found == ["container api"]


def test_a_pod_that_is_not_known_yet_does_not_hide_the_others() -> None:
    templates = [{"name": "a", "spec": UNKNOWN}, {"name": "b", "spec": {"containers": [CONTAINER]}}]
    subject = _subject("clickhouse.altinity.com/v1:ClickHouseInstallation", spec={"templates": {"podTemplates": templates}})
    assert len(pods_of(subject)) == 2
    assert list(each_container(subject, lambda container: [container.called])) == ["container api"]
    assert "spec.templates.podTemplates[0].spec" in subject.not_known


def test_an_object_is_in_the_namespace_of_its_own_cluster() -> None:
    metadata = {"metadata": {"name": "deny", "namespace": "api"}}
    here, there = (Subject("urn", POLICY, "deny", lambda: metadata, provider_urn=urn) for urn in ("here", "there"))
    namespace = Subject("urn", "kubernetes:core/v1:Namespace", "api", lambda: {"metadata": {"name": "api"}}, provider_urn="here")
    assert is_inside(here, namespace)
    assert not is_inside(there, namespace)


def test_a_namespace_that_the_provider_gives_may_not_be_known_yet() -> None:
    with pytest.raises(NotYetKnown):
        namespace_of(Subject("urn", POLICY, "deny", dict, provider={"namespace": UNKNOWN}))


def test_what_is_no_pod_has_none() -> None:
    assert pods_of(_subject("core/v1:Service", spec={"containers": [CONTAINER]})) == []
    assert pods_of(_subject("apps/v1:Deployment", spec="text")) == []


def test_a_pod_that_an_operator_completes_is_not_asked_for_what_it_does_not_say() -> None:
    assert "kubernetes:postgresql.cnpg.io/v1:Pooler" in set(PODS) - set(WHOLE_PODS)


@pytest.mark.parametrize(
    ("reference", "image"),
    [
        ("redis", Image("docker.io", "library/redis", "", "")),
        ("redis:7", Image("docker.io", "library/redis", "7", "")),
        ("bitnami/redis:7", Image("docker.io", "bitnami/redis", "7", "")),
        ("localhost/redis", Image("localhost", "redis", "", "")),
        ("registry.example.com:5000/team/api:1.0@sha256:ab", Image("registry.example.com:5000", "team/api", "1.0", "sha256:ab")),
        ("registry.example.com:5000/api", Image("registry.example.com:5000", "api", "", "")),
    ],
)
def test_an_image_is_taken_apart_as_runtimes_do(reference: str, image: Image) -> None:
    assert parse(reference) == image


@pytest.mark.parametrize(
    "name", ["DB_PASSWORD", "adminPassword", "api-key", "AWS_SECRET_ACCESS_KEY", "clientSecret", "token", "PASSWORD_2"]
)
def test_what_is_called_a_secret_is_one(name: str) -> None:
    assert is_secret_name(name)
    assert is_written_secret(name, "hunter2")
    assert not is_written_secret(name, "$(OTHER)")


@pytest.mark.parametrize(
    "name", ["PASSWORD_FILE", "existingSecret", "secretName", "secretKey", "tokenTTL", "AWS_ACCESS_KEY_ID", "konghq.com/credential", "HOST"]
)
def test_what_says_something_about_a_secret_is_none(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize("text", ["postgres://api:hunter2@db/api", "-----BEGIN EC PRIVATE KEY-----", "key AKIAABCDEFGHIJKLMNOP"])
def test_a_secret_is_known_by_its_form_under_any_name(text: str) -> None:
    assert is_written_secret("note", text)


@pytest.mark.parametrize("text", ["https://db/api", "postgres://api:$(PASSWORD)@db/api", "https://example.com:8443/@user"])
def test_an_address_without_a_password_is_no_secret(text: str) -> None:
    assert not is_written_secret("note", text)
