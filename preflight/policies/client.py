"""Talks to a running pack as the engine does."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2

from preflight.policies.configuration import Configuration
from preflight.policies.pack import PackError, PackProcess
from preflight.policies.policy import LEVELS, Policy, policies_of
from preflight.policies.wire import Encoded, stack_request

_OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1), ("grpc.enable_http_proxy", 0)]
_SECONDS = 60
_STACK_SECONDS = 300
_IN_FLIGHT = 64
"""So many calls wait for an answer at a time: enough to keep a pack busy, too few to wait longer than a call may."""


class CallFailed(Exception):  # noqa: N818  an answer that the caller deals with
    """A policy raised while it judged: the pack answered with an error, and runs on."""

    def __init__(self, resource: Encoded | None, details: str) -> None:
        super().__init__(details)
        self.resource = resource
        """None for the stack as a whole."""
        self.details = details


class Client:
    """One pack's side of the conversation. Requests are bytes already."""

    def __init__(self, process: PackProcess) -> None:
        self._process = process
        self._channel = grpc.insecure_channel(f"127.0.0.1:{process.port}", options=_OPTIONS)
        info = self._call("GetAnalyzerInfo", empty_pb2.Empty().SerializeToString(), analyzer_pb2.AnalyzerInfo)
        self.pack = str(info.name)
        self.policies: tuple[Policy, ...] = policies_of(info)
        self.initial: Configuration = {
            name: {"enforcementLevel": LEVELS[one.enforcementLevel], **json_format.MessageToDict(one.properties)}
            for name, one in info.initialConfig.items()
        }
        """What the pack's author configures in code."""

    def configure(self, project: str, stack: str, configuration: Configuration) -> None:
        """Say which stack is judged, and how strictly."""
        context = analyzer_pb2.AnalyzerStackConfigureRequest(project=project, stack=stack, organization="organization", dry_run=True)
        try:
            self._call("ConfigureStack", context.SerializeToString(), empty_pb2.Empty)
        except _Refused as refused:
            if refused.code is not grpc.StatusCode.UNIMPLEMENTED:  # packs of older SDKs don't know the call
                raise PackError(f"policy pack {self.pack} refuses the stack: {refused.details}") from None
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        for name, values in configuration.items():
            properties = {key: value for key, value in values.items() if key != "enforcementLevel"}
            request.policyConfig[name].enforcementLevel = LEVELS.index(values["enforcementLevel"])
            request.policyConfig[name].properties.update(properties)
        try:
            self._call("Configure", request.SerializeToString(), empty_pb2.Empty)
        except _Refused as refused:
            raise PackError(f"policy pack {self.pack} refuses its configuration: {refused.details}") from None

    def analyze(self, resources: Sequence[Encoded]) -> Iterator[tuple[Encoded, Any]]:
        """A response or a CallFailed for each resource."""
        yield from self._each("Analyze", resources, analyzer_pb2.AnalyzeResponse)

    def remediate(self, resources: Sequence[Encoded]) -> Iterator[tuple[Encoded, Any]]:
        """The same for what a pack would put right."""
        yield from self._each("Remediate", resources, analyzer_pb2.RemediateResponse)

    def analyze_stack(self, resources: Sequence[Encoded]) -> Any:
        """The response, or a CallFailed."""
        try:
            return self._call("AnalyzeStack", stack_request(resources), analyzer_pb2.AnalyzeResponse, _STACK_SECONDS)
        except _Refused as refused:
            if refused.code is grpc.StatusCode.UNIMPLEMENTED:
                return analyzer_pb2.AnalyzeResponse()
            return CallFailed(None, refused.details)

    def close(self) -> None:
        """End the conversation."""
        self._channel.close()

    def _each(self, method: str, resources: Sequence[Encoded], answer: Any) -> Iterator[tuple[Encoded, Any]]:
        call = self._method(method, answer)
        places = threading.Semaphore(_IN_FLIGHT)
        pending = []
        for resource in resources:
            places.acquire()
            future = call.future(resource.alone, timeout=_SECONDS)
            future.add_done_callback(lambda _: places.release())
            pending.append((resource, future))
        for resource, future in pending:
            try:
                yield resource, future.result()
            except grpc.RpcError as error:
                yield resource, CallFailed(resource, self._refused(error, f"{method} of {resource.urn}").details)

    def _call(self, method: str, request: bytes, answer: Any, seconds: int = _SECONDS) -> Any:
        try:
            return self._method(method, answer)(request, timeout=seconds)
        except grpc.RpcError as error:
            raise self._refused(error, method) from None

    def _method(self, method: str, answer: Any) -> Any:
        return self._channel.unary_unary(f"/pulumirpc.Analyzer/{method}", request_serializer=None, response_deserializer=answer.FromString)

    def _refused(self, error: Any, what: str) -> "_Refused":
        """The pack's own error. Raises PackError if it answered nothing at all."""
        code = error.code()
        name = getattr(self, "pack", self._process.folder.name)
        if code is grpc.StatusCode.UNAVAILABLE or self._process.has_ended:
            raise PackError(f"policy pack {name} ended during {what}{self._process.last_words()}") from None
        if code is grpc.StatusCode.DEADLINE_EXCEEDED:
            raise PackError(f"policy pack {name} did not answer in time to {what}") from None
        return _Refused(code, str(error.details()).removeprefix("Exception calling application: "))


class _Refused(Exception):  # noqa: N818  becomes one of the errors above
    def __init__(self, code: Any, details: str) -> None:
        super().__init__(details)
        self.code = code
        self.details = details
