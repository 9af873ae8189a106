"""Between HTTP and calls of AWS's services, by the same models that boto3 works with."""

import functools
import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import botocore.session
from botocore.exceptions import UnknownServiceError
from moto.core.exceptions import ServiceException
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import XFormedAttributePicker, get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

# Name that a service signs with → boto3's own, where they differ.
_SIGNED = {
    "monitoring": "cloudwatch",
    "kinesisanalytics": "kinesisanalyticsv2",
    "es": "opensearch",
    "elasticfilesystem": "efs",
    "elasticloadbalancing": "elbv2",
    "states": "stepfunctions",
}
_READS = (
    "Get",
    "List",
    "Describe",
    "Head",
    "BatchGet",
    "Query",
    "Scan",
    "Search",
    "Lookup",
    "Select",
    "Check",
    "Filter",
    "TestMetric",
    "Preview",
)


class Refused(ServiceException):
    """A service says no, in its own words."""

    def __init__(self, code: str, message: str):
        super().__init__(code, message)


@dataclass(frozen=True)
class Call:
    """One request to a service."""

    service: str
    """boto3's name of it."""
    operation: str
    region: str
    parameters: Mapping[str, Any]

    @property
    def changes(self) -> bool:
        """Whether it changes something, by its name."""
        return not self.operation.startswith(_READS)

    def __str__(self) -> str:
        return f"{self.region} {self.service}.{self.operation}"


@functools.cache
def _services() -> frozenset[str]:
    return frozenset(botocore.session.get_session().get_available_services())


def read(environ: dict[str, Any]) -> Call | None:
    """The call that a request is; None if it is none. The request can be read again after it."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if length else b""
    environ["wsgi.input"] = io.BytesIO(body)
    scope = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")[2].partition(",")[0].split("/")
    if len(scope) != 5:
        return None
    region, service = scope[2], _SIGNED.get(scope[3], scope[3])
    if service not in _services():
        return None
    request = Request({**environ, "wsgi.input": io.BytesIO(body)})
    try:
        operation, labels = get_service_router(service).match(request)
    except (HTTPException, NotImplementedError, UnknownServiceError):
        return None
    protocol = determine_request_protocol(get_service_model(service), request.content_type)
    parser = PROTOCOL_PARSERS[protocol](operation)
    parameters = parser.parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": body,
            "url_path": request.path,
            "url_params": labels,
        }
    )
    return Call(service, operation.name, region, parameters)


def answer(call: Call, result: Mapping[str, Any] | ServiceException, content_type: str = "") -> Response:
    """A service's answer to a call, or its refusal, as it goes over the wire."""
    model = get_service_model(call.service)
    protocol = determine_request_protocol(model, content_type)
    serializer = get_serializer_class(call.service, protocol)(model.operation_model(call.operation), value_picker=XFormedAttributePicker())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # moto's models do not list the errors that all services have in common
        serialized = serializer.serialize(result)
    return Response(serialized["body"], serialized["status_code"], serialized["headers"])
