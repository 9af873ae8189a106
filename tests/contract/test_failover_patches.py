"""A real Kubernetes API server takes every patch of a failover, and makes of it what the stand-in of the tests of `ops` does."""

import base64
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest

from ops.cluster import Cluster, ClusterError
from ops.gateway import Gateway
from ops.outputs import ClusterObject, Outputs
from ops.progress import Progress, display_of
from tests.contract.test_kubernetes_api import TOOL, missing
from tests.ops.cloud.clusters import clusters_of
from tests.ops.kubernetes import Api, merged
from tests.support import inventory_of

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"needs {missing()}")

STACK, DR = "staging", "us-west-2"


def objects() -> list[ClusterObject]:
    """Of the dr region."""
    takeover = Outputs.model_validate(inventory_of(STACK).outputs).regions[DR].takeover
    assert takeover and takeover.objects
    return takeover.objects


@pytest.fixture(scope="module")
def standin() -> Iterator[Api]:
    """With the dr cluster's objects."""
    found = clusters_of(inventory_of(STACK))
    yield found[DR]
    for api in found.values():
        api.stop()


@pytest.fixture(scope="module")
def real(standin: Api) -> Iterator[Any]:
    """The real server with the same objects, and its client."""
    sys.path.insert(0, str(TOOL.parent))
    try:
        from kubeapi_core import build, crds, server  # type: ignore[import-not-found]  # shared tool, not always there
    finally:
        sys.path.pop(0)
    groups = {one.api_version.rpartition("/")[0] for one in objects()}
    with server.started(build.binaries(), "172.20.0.0/16") as started:
        client = started.client()
        crds.install(client, crds.files([crds.MANIFESTS], groups))
        for namespace in {one.namespace for one in objects()}:
            client.request("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})
        for one in objects():
            content = standin.found(one.api_version, one.kind, one.namespace, one.name)
            answer = client.apply(client.kind(one.api_version, one.kind).path(one.namespace, one.name), content)
            assert answer.ok, f"{one.kind} {one.name}: {answer.message}"
        yield started


def cluster(endpoint: str, certificate: str, token: str, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    monkeypatch.setattr(Cluster, "_token", lambda _: token)
    gateway = Gateway(boto3.Session("testing", "testing"), Progress(display_of()))
    return Cluster(gateway, DR, "made", endpoint, certificate)


@pytest.mark.parametrize("state", ["active", "standby"])
def test_both_make_the_same_of_every_patch(real: Any, standin: Api, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = base64.b64encode(real.certificate.encode()).decode()
    there = cluster(f"https://127.0.0.1:{real.port}", certificate, real.token, monkeypatch)
    here = cluster(standin.endpoint, standin.certificate, real.token, monkeypatch)
    for one in objects():
        patch = getattr(one, state)
        place = one.api_version, one.kind, one.namespace, one.name
        before = here.get(*place)
        for each in (there, here):
            each.patch(*place, patch)
        assert here.get(*place) == merged(before, patch)
        assert touched(there.get(*place), patch) == touched(here.get(*place), patch) == touched(merged({}, patch), patch), place


def test_both_say_that_there_is_no_such_object(real: Any, standin: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = base64.b64encode(real.certificate.encode()).decode()
    for endpoint, authority in ((f"https://127.0.0.1:{real.port}", certificate), (standin.endpoint, standin.certificate)):
        with pytest.raises(ClusterError, match="there is no such object"):
            cluster(endpoint, authority, real.token, monkeypatch).get("apps/v1", "Deployment", "web", "nobody")


def touched(found: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """What of an object a patch is about; None where nothing is."""
    return {key: touched(found.get(key) or {}, value) if isinstance(value, Mapping) else found.get(key) for key, value in patch.items()}
