"""A cluster's own API, by a token of EKS: objects are read, and changed by merge patches."""

import base64
import json
import ssl
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import urllib3
from botocore.signers import RequestSigner
from urllib3.exceptions import HTTPError

from ops.errors import OpsError
from ops.gateway import Gateway
from ops.outputs import Outputs

PROVIDER, OURS = "pulumi-kubernetes", "event-platform-ops"
"""By these names the API server knows who set a field.

What belongs to the program is patched in the name of Pulumi's provider, which takes over the fields of that manager before it applies
(fixCSAFieldManagers in its pkg/await): those of any other would be conflicts at the next `pulumi up`. What only `ops` makes is its own.
"""
_TOKEN_SECONDS = 60
_NOT_FOUND = 404
_MESSAGES = {
    401: "the cluster does not know these credentials: give their role an access entry of EKS",
    403: "no permission in the cluster",
    404: "there is no such object",
    409: "somebody else changes it at this moment",
}


class ClusterError(OpsError):
    """The cluster did not do it, with what to do about it."""

    def __init__(self, message: str, status: int = 0):
        super().__init__(message)
        self.code = status
        """HTTP's; 0 if there was no answer."""


class Cluster:
    """One cluster."""

    def __init__(self, gateway: Gateway, region: str, name: str, endpoint: str, certificate: str):
        self._gateway, self._region, self._name, self._endpoint = gateway, region, name, endpoint.rstrip("/")
        self._certificate = certificate
        self._pool: urllib3.PoolManager | None = None
        self._plurals: dict[tuple[str, str], tuple[str, bool]] = {}

    def get(self, api_version: str, kind: str, namespace: str, name: str) -> dict[str, Any]:
        """An object. Raises ClusterError."""
        return self._ask("GET", self._path(api_version, kind, namespace, name))

    def find(self, api_version: str, kind: str, namespace: str, name: str) -> dict[str, Any] | None:
        """An object; None without one. Raises ClusterError."""
        try:
            return self.get(api_version, kind, namespace, name)
        except ClusterError as error:
            if error.code == _NOT_FOUND:
                return None
            raise

    def patch(self, api_version: str, kind: str, namespace: str, name: str, patch: Mapping[str, Any]) -> None:
        """Change an object by a merge patch (RFC 7386). Raises ClusterError."""
        path = self._path(api_version, kind, namespace, name)
        with self._gateway.changing(f"{self._region} {self._name}: patch {kind} {namespace}/{name} {json.dumps(patch)}") as really:
            if really:
                query = urlencode({"fieldManager": PROVIDER})
                self._ask("PATCH", f"{path}?{query}", json.dumps(patch).encode(), "application/merge-patch+json")

    def create(self, manifest: Mapping[str, Any]) -> None:
        """Make an object that is not there yet. Raises ClusterError."""
        kind, metadata = manifest["kind"], manifest["metadata"]
        namespace, name = metadata.get("namespace", ""), metadata["name"]
        with self._gateway.changing(f"{self._region} {self._name}: create {kind} {namespace}/{name} {json.dumps(manifest)}") as really:
            if really:
                collection = self._path(manifest["apiVersion"], kind, namespace, name).rpartition("/")[0]
                query = urlencode({"fieldManager": OURS})
                self._ask("POST", f"{collection}?{query}", json.dumps(manifest).encode(), "application/json")

    def delete(self, api_version: str, kind: str, namespace: str, name: str) -> None:
        """Take an object away, and what it made; nothing if it is not there. Raises ClusterError."""
        with self._gateway.changing(f"{self._region} {self._name}: delete {kind} {namespace}/{name}") as really:
            if really:
                try:
                    self._ask("DELETE", f"{self._path(api_version, kind, namespace, name)}?propagationPolicy=Background")
                except ClusterError as error:
                    if error.code != _NOT_FOUND:
                        raise

    def post(self, path: str, body: Any) -> None:
        """Send something to a path, such as to a service behind the API server. Raises ClusterError."""
        with self._gateway.changing(f"{self._region} {self._name}: POST {path}") as really:
            if really:
                self._ask("POST", path, json.dumps(body).encode(), "application/json")

    def alive(self) -> None:
        """Raises ClusterError if it does not answer, or does not know us."""
        self._ask("GET", "/version")

    def _path(self, api_version: str, kind: str, namespace: str, name: str) -> str:
        plural, namespaced = self._plural(api_version, kind)
        within = f"/namespaces/{quote(namespace)}" if namespaced else ""
        return f"{_root(api_version)}{within}/{plural}/{quote(name)}"

    def _plural(self, api_version: str, kind: str) -> tuple[str, bool]:
        """How a kind is called in addresses, and whether it lives in a namespace, as the server says."""
        if (api_version, kind) not in self._plurals:
            for resource in self._ask("GET", _root(api_version)).get("resources", []):
                if "/" not in resource["name"]:
                    self._plurals[api_version, resource["kind"]] = resource["name"], resource["namespaced"]
        try:
            return self._plurals[api_version, kind]
        except KeyError:
            raise ClusterError(
                f"{self._name} in {self._region} knows no {kind} of {api_version}: is its operator installed?", 404
            ) from None

    def _ask(self, method: str, path: str, body: bytes | None = None, content: str | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token()}", "Accept": "application/json"}
        if content:
            headers["Content-Type"] = content
        where = f"{self._name} in {self._region}"
        if method == "GET":
            self._gateway.progress.tell("call", f"{where}: {method} {path}")
        patience = self._gateway.patience
        try:
            answer = self._connection().request(
                method,
                f"{self._endpoint}{path}",
                body=body,
                headers=headers,
                timeout=urllib3.Timeout(connect=patience.connect_seconds, read=patience.read_seconds),
                # PATCH with the same content is harmless to repeat
                retries=urllib3.Retry(
                    total=patience.attempts - 1,
                    backoff_factor=0.2,
                    status_forcelist=(429, 500, 502, 503, 504),
                    allowed_methods=("GET", "PATCH"),
                    raise_on_status=False,
                ),
            )
        except HTTPError as error:
            raise ClusterError(f"{where} cannot be reached at {self._endpoint}: {error}") from None
        if answer.status >= 400:
            raise ClusterError(f"{where}: {method} {path}: {_reason(answer.status, answer.data)}", answer.status)
        try:
            found: dict[str, Any] = json.loads(answer.data or b"{}")
        except ValueError:
            found = {}
        return found

    def _connection(self) -> urllib3.PoolManager:
        """Trusts the cluster's own authority only."""
        if self._pool is None:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "ca.crt"
                try:
                    file.write_bytes(base64.b64decode(self._certificate, validate=True))
                    self._pool = urllib3.PoolManager(ssl_context=_context(file))
                except (ValueError, OSError) as error:
                    raise ClusterError(f"{self._name} in {self._region}: its certificate in the outputs is not valid: {error}") from None
        return self._pool

    def _token(self) -> str:
        """What EKS takes as proof of who asks: an address of STS that this session has signed."""
        sts = self._gateway.client(self._region, "sts")
        credentials = self._gateway.session.get_credentials()
        if credentials is None:
            raise ClusterError("there are no AWS credentials to ask the cluster with")
        signer = RequestSigner(sts.meta.service_model.service_id, self._region, "sts", "v4", credentials, sts.meta.events)
        request = {
            "method": "GET",
            "url": f"https://sts.{self._region}.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
            "body": {},
            "headers": {"x-k8s-aws-id": self._name},
            "context": {},
        }
        signed = signer.generate_presigned_url(request, region_name=self._region, expires_in=_TOKEN_SECONDS, operation_name="")
        return "k8s-aws-v1." + base64.urlsafe_b64encode(signed.encode()).decode().rstrip("=")


def cluster_of(gateway: Gateway, outputs: Outputs, region: str) -> Cluster:
    """A region's."""
    found = outputs.regions[region]
    return Cluster(gateway, region, found.cluster_name, found.cluster_endpoint, found.cluster_certificate)


def _context(file: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(file))


def _root(api_version: str) -> str:
    return f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"


def _reason(status: int, data: bytes) -> str:
    """What the server says, and what that means."""
    try:
        said = json.loads(data).get("message", "")
    except (ValueError, AttributeError):
        said = data[:200].decode(errors="replace")
    return f"{_MESSAGES.get(status, f'HTTP {status}')}: {said}"
