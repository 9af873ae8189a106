"""The server: moto's own, with what it lacks, what goes wrong, and a record of every call."""

import socket
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from moto.core.exceptions import ServiceException
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests.ops.cloud.faults import Cut, Faults
from tests.ops.cloud.wire import Call, Refused, answer, read

Result = Mapping[str, Any] | Response
Forward = Callable[[], Response]
Addition = Callable[[Call, Forward], Result]
"""Answers a call, in moto's place or with moto's help."""

LOOK = 0.02
"""Seconds between two looks of a server whether it is to end, for which each test waits; half a second, if nobody says."""


class _Handler(MotoRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Tests have their own record."""


class Server:
    """Serves one account on a free port of this machine."""

    def __init__(self, account_id: str, additions: Mapping[tuple[str, str], Addition]):
        self.account_id = account_id
        self.faults = Faults()
        self.calls: list[Call] = []
        self.health: dict[str, int] = {}
        """Region → status of its hosts at /health/<region>/<host>, where it is not 200."""
        self._additions = additions
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._moto_lock = threading.RLock()  # moto's models know nothing of threads
        self._server = make_server("127.0.0.1", 0, self._respond, threaded=True, request_handler=_Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(LOOK,), daemon=True)

    @property
    def url(self) -> str:
        """Where all services are."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """End it; who still waits for an answer gets none."""
        self.faults.clear()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def changes(self) -> list[Call]:
        """The calls that changed something, or tried to."""
        return [call for call in self.calls if call.changes]

    def _respond(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        _, root, *place = environ["PATH_INFO"].split("/")
        if root == "health":
            return Response(status=self.health.get(place[0], 200))(environ, start_response)
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = self.account_id
        call = read(environ)
        try:
            response = self._answered(call, environ) if call else self._forward(environ)
        except Cut:
            connection = environ["werkzeug.socket"]
            connection.shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError from None
        return response(environ, start_response)

    def _answered(self, call: Call, environ: dict[str, Any]) -> Response:
        self.calls.append(call)
        content_type = environ.get("CONTENT_TYPE", "")
        try:
            self.faults.happen(call)
            with self._moto_lock:
                addition = self._additions.get((call.service, call.operation))
                result: Result = addition(call, lambda: self._forward(environ)) if addition else self._forward(environ)
            response = result if isinstance(result, Response) else answer(call, result, content_type)
            self.faults.happen(call, after=True)
        except ServiceException as refusal:
            return answer(call, refusal, content_type)
        except NotImplementedError:
            return answer(call, Refused("NotInTestBed", f"{call}: neither moto nor the test bed knows it"), content_type)
        except Cut:
            raise
        except Exception as error:
            return answer(call, Refused("NotInTestBed", f"{call}: {''.join(traceback.format_exception(error))}"), content_type)
        return response

    def _forward(self, environ: dict[str, Any]) -> Response:
        with self._moto_lock:
            return Response.from_app(self._moto, environ, buffered=True)
