"""A cluster's API as far as `ops` uses it: HTTPS under an authority of its own, discovery, objects and merge patches."""

import base64
import datetime
import ipaddress
import json
import ssl
import tempfile
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.ops.cloud.server import LOOK


def merged(target: Any, patch: Any) -> Any:
    """RFC 7386."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def plural(kind: str) -> str:
    """As Kubernetes forms most of them."""
    lower = kind.lower()
    return lower[:-1] + "ies" if lower.endswith("y") else lower + "s"


def _key_pair() -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return certificate.public_bytes(serialization.Encoding.PEM), private


class Api:
    """One cluster. Paths of objects are kept as the server sees them."""

    def __init__(self) -> None:
        certificate, private = _key_pair()
        self.certificate = base64.b64encode(certificate).decode()
        self.objects: dict[str, dict[str, Any]] = {}
        self.kinds: dict[str, dict[str, bool]] = {}
        """API version → kind → whether it lives in a namespace."""
        self.asked: list[tuple[str, str, dict[str, list[str]], str]] = []
        """Method, path, query and token."""
        self.posted: list[tuple[str, Any]] = []
        self.refuse: dict[str, list[int]] = {}
        """By method: statuses to answer with, in order."""
        self.patched: Callable[[], None] = lambda: None
        """Called after each change."""
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                api.answer(self)

            def do_PATCH(self) -> None:
                api.answer(self)

            def do_POST(self) -> None:
                api.answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            files = Path(folder) / "tls.crt", Path(folder) / "tls.key"
            files[0].write_bytes(certificate)
            files[1].write_bytes(private)
            context.load_cert_chain(*files)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(LOOK,), daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"https://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def put(self, api_version: str, kind: str, namespace: str, name: str, **content: Any) -> None:
        """An object is there."""
        self.kinds.setdefault(api_version, {})[kind] = bool(namespace)
        self.objects[self.path(api_version, kind, namespace, name)] = {"apiVersion": api_version, "kind": kind, **content}

    def found(self, api_version: str, kind: str, namespace: str, name: str) -> dict[str, Any]:
        return self.objects[self.path(api_version, kind, namespace, name)]

    @staticmethod
    def path(api_version: str, kind: str, namespace: str, name: str) -> str:
        root = f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
        return f"{root}{f'/namespaces/{namespace}' if namespace else ''}/{plural(kind)}/{name}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        method, split = request.command, urlsplit(request.path)
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.asked.append((method, split.path, parse_qs(split.query), token))
        status, content = self._result(method, split.path, request.headers.get("Content-Type", ""), body)
        data = json.dumps(content).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    def _result(self, method: str, path: str, content_type: str, body: bytes) -> tuple[int, Any]:
        if self.refuse.get(method):
            return self.refuse[method].pop(0), {"message": "told to"}
        version = path.removeprefix("/apis/").removeprefix("/api/")
        if path == "/version":
            return 200, {"major": "1"}
        if method == "GET" and version in self.kinds:
            kinds = self.kinds[version].items()
            return 200, {"resources": [{"name": plural(kind), "kind": kind, "namespaced": inside} for kind, inside in kinds]}
        if method == "POST":
            self.posted.append((path, json.loads(body)))
            return 200, {}
        if path not in self.objects:
            return 404, {"message": f"{path} not found"}
        if method == "PATCH":
            if content_type != "application/merge-patch+json":
                return 415, {"message": f"no patch of type {content_type}"}
            self.objects[path] = merged(self.objects[path], json.loads(body))
            self.patched()
        return 200, self.objects[path]
