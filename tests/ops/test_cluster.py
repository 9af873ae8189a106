"""What `ops` asks of a cluster, and what a person reads if it does not get it."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.aws import Patience
from ops.cluster import Cluster, ClusterError
from ops.gateway import Gateway
from ops.outputs import ClusterObject
from ops.progress import Event, Progress
from ops.steps.objects import Objects, current, holds, key_of
from tests.ops.kubernetes import Api, merged

SCALED = ClusterObject(
    api_version="keda.sh/v1alpha1",
    kind="ScaledObject",
    namespace="workloads",
    name="consumer",
    active={"metadata": {"annotations": {"autoscaling.keda.sh/paused": None}}, "spec": {"minReplicaCount": 3}},
    standby={"metadata": {"annotations": {"autoscaling.keda.sh/paused": "true"}}, "spec": {"minReplicaCount": 0}},
)


class Recorded:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def show(self, event: Event) -> None:
        self.events.append(event)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    api = Api()
    api.put(SCALED.api_version, SCALED.kind, SCALED.namespace, SCALED.name, **SCALED.standby)
    yield api
    api.stop()


def cluster(api: Api, *, dry_run: bool = False, certificate: str | None = None) -> tuple[Cluster, Recorded]:
    seen = Recorded()
    gateway = Gateway(boto3.Session(), Progress(seen), Patience(attempts=2, connect_seconds=2, read_seconds=2), dry_run)
    return Cluster(gateway, "us-west-2", "event-platform-dev-eks", api.endpoint, certificate or api.certificate), seen


def objects(api: Api, *, dry_run: bool = False) -> Objects:
    return Objects(cluster(api, dry_run=dry_run)[0], "us-west-2", [SCALED], {key_of(SCALED): SCALED.active}, "work")


def test_an_object_is_patched_as_pulumi_would_and_taken_back_as_it_was(api: Api) -> None:
    step = objects(api)
    before = step.before()
    assert step.missing() == "not as they should be: ScaledObject workloads/consumer"
    step.do()
    assert step.missing() == ""
    found = api.found(SCALED.api_version, SCALED.kind, SCALED.namespace, SCALED.name)
    assert found["spec"] == {"minReplicaCount": 3} and found["metadata"]["annotations"] == {}
    patch = next(asked for asked in api.asked if asked[0] == "PATCH")
    assert patch[2] == {"fieldManager": ["pulumi-kubernetes"]}
    back = step.reverse(json.loads(json.dumps(before)))
    back.do()
    found = api.found(SCALED.api_version, SCALED.kind, SCALED.namespace, SCALED.name)
    assert (found["spec"], found["metadata"]) == (SCALED.standby["spec"], SCALED.standby["metadata"])


def test_a_dry_run_patches_nothing(api: Api) -> None:
    objects(api, dry_run=True).do()
    assert not [asked for asked in api.asked if asked[0] != "GET"]


def test_the_token_is_a_signed_question_who_we_are_that_names_the_cluster(api: Api) -> None:
    cluster(api)[0].alive()
    token = api.asked[-1][3]
    assert token.startswith("k8s-aws-v1.")
    text = token.removeprefix("k8s-aws-v1.")
    address = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    assert address.startswith("https://sts.us-west-2.amazonaws.com/?Action=GetCallerIdentity")
    assert "x-k8s-aws-id" in address and "X-Amz-Expires=60" in address


@pytest.mark.parametrize(("status", "said"), [(401, "access entry"), (403, "no permission"), (409, "somebody else")])
def test_a_refusal_says_what_it_means(api: Api, status: int, said: str) -> None:
    api.refuse["PATCH"] = [status]
    with pytest.raises(ClusterError, match=said):
        objects(api).do()


def test_an_overloaded_server_is_asked_again(api: Api) -> None:
    api.refuse["PATCH"] = [503]
    step = objects(api)
    step.do()
    assert step.missing() == ""


def test_what_is_not_there_is_named(api: Api) -> None:
    found, _ = cluster(api)
    with pytest.raises(ClusterError, match=r"no such object: .*consumer2 not found"):
        found.get(SCALED.api_version, SCALED.kind, SCALED.namespace, "consumer2")
    with pytest.raises(ClusterError, match=r"knows no Cabbage of keda\.sh/v1alpha1"):
        found.get(SCALED.api_version, "Cabbage", SCALED.namespace, "consumer")


def test_a_server_with_another_certificate_is_not_trusted(api: Api) -> None:
    other = Api()
    try:
        with pytest.raises(ClusterError, match="cannot be reached"):
            cluster(api, certificate=other.certificate)[0].alive()
    finally:
        other.stop()
    assert not api.asked


def test_a_certificate_that_is_none_is_told(api: Api) -> None:
    with pytest.raises(ClusterError, match="its certificate in the outputs is not valid"):
        cluster(api, certificate="bm9uZQ==")[0].alive()


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3), lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=8
)
PATCHES = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


def plain(value: Any) -> Any:
    """As Kubernetes keeps it: without nulls."""
    return {key: plain(inner) for key, inner in value.items() if inner is not None} if isinstance(value, dict) else value


@given(PATCHES, PATCHES)
def test_what_was_patched_holds_and_the_patch_of_before_leads_back(found: dict[str, Any], patch: dict[str, Any]) -> None:
    found = plain(found)
    back = current(found, patch)
    after = merged(found, patch)
    assert holds(after, patch)
    assert holds(merged(after, back), back)


def pruned(value: Any) -> Any:
    """Without empty mappings, inside out."""
    if not isinstance(value, dict):
        return value
    inner = {key: pruned(one) for key, one in value.items()}
    return {key: one for key, one in inner.items() if one != {}}


@given(PATCHES, PATCHES)
def test_a_patch_that_holds_changes_nothing(found: dict[str, Any], patch: dict[str, Any]) -> None:
    found = plain(found)
    if holds(found, patch):
        assert pruned(merged(found, patch)) == pruned(found)
