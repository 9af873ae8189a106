"""What the Pulumi SDK does slowly for a large program, done quickly: more than half of an offline run's time and a third of its memory."""

import asyncio
import functools
import gc
import sys
import typing
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from pulumi import ComponentResource, Resource
from pulumi.runtime import resource, rpc, settings
from pulumi.runtime.proto import source_pb2


class Inline(ThreadPoolExecutor):
    """Runs at once what the SDK hands to a thread: the recording engine never waits for anything."""

    def submit(self, call: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Call, and answer with a finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(call(*arguments, **named))
        except Exception as error:  # the SDK awaits it, and raises it there
            future.set_exception(error)
        return future


async def settle() -> None:
    """Wait for all registrations and outputs at once. The SDK's own wait goes over every open task each time that one ends."""
    rpcs, outputs = settings._get_rpc_manager().rpcs, settings.SETTINGS.outputs
    while rpcs or outputs:
        pending = [*rpcs, *outputs]
        rpcs.clear()
        outputs.clear()
        await asyncio.gather(*pending)


@contextmanager
def quick(folder: Path) -> Iterator[None]:
    """Inside, a resource's place in the program is found without reading sources, no garbage is collected (a run leaves none), no
    unknown is looked for, circles are looked for only where there can be one, and no annotation is compiled twice.
    """
    before = resource._get_stack_trace
    program = f"{folder}/"

    def ours(frame: FrameType | None) -> FrameType | None:
        """The nearest frame of the program from one on."""
        while frame and (not frame.f_code.co_filename.startswith(program) or "/site-packages/" in frame.f_code.co_filename):
            frame = frame.f_back
        return frame

    def caller() -> source_pb2.StackTrace:
        nearest = frame = ours(sys._getframe(1))
        # The component's own line says more than that of a function which many components call.
        while frame and not isinstance(frame.f_locals.get("self"), ComponentResource):
            frame = ours(frame.f_back)
        frame = frame or nearest
        if frame is None:
            return source_pb2.StackTrace()
        place = source_pb2.SourcePosition(uri=f"file://{frame.f_code.co_filename}", line=frame.f_lineno)
        return source_pb2.StackTrace(frames=[source_pb2.StackFrame(pc=place)])

    resource._get_stack_trace = caller
    search, rpc.contains_unknowns = rpc.contains_unknowns, _none
    declare, rpc.declare_dependency = rpc.declare_dependency, _Dependencies().declare  # type: ignore[attr-defined]  # not exported
    typing.compile = functools.cache(compile)  # type: ignore[attr-defined]  # every annotation given as text is compiled
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        resource._get_stack_trace = before
        rpc.contains_unknowns = search
        rpc.declare_dependency = declare  # type: ignore[attr-defined]  # the same
        del typing.compile  # type: ignore[attr-defined]


def _none(val: Any) -> bool:  # noqa: ARG001  called as the SDK's own
    """Offline every value is known; the SDK's own search leaves a closure and a set behind for each value that it looks through."""
    return False


class _Dependencies:
    """Who depends on whom, as the SDK keeps it to refuse circles. It walks all of it for each dependency; nearly all are of a resource
    that nobody depends on yet, and those close no circle.
    """

    def __init__(self) -> None:
        self._of: dict[Resource, set[Resource]] = {}
        self._needed: set[Resource] = set()

    def declare(self, from_resource: Resource, to_resource: Resource) -> bool:
        """Remember a dependency, unless it closes a circle; then answer False."""
        if from_resource is to_resource or (from_resource in self._needed and self._reaches(to_resource, from_resource)):
            return False
        self._of.setdefault(from_resource, set()).add(to_resource)
        self._needed.add(to_resource)
        return True

    def _reaches(self, start: Resource, end: Resource) -> bool:
        waiting, seen = [start], {start}
        while waiting:
            for needed in self._of.get(waiting.pop(), ()):
                if needed is end:
                    return True
                if needed not in seen:
                    seen.add(needed)
                    waiting.append(needed)
        return False
