"""The account's whole state in moto, kept and put back within a fraction of a second."""

import copyreg
import io
import pickle
import threading
from types import FunctionType
from typing import Any
from weakref import WeakValueDictionary

from moto.core.base_backend import BackendDict

_LEFT_ALONE = ("ec2", "iam", "kms", "logs")
"""Services that `ops` changes nothing in: large, or with keys that cannot be copied. They stay as they are."""


def services() -> list[Any]:
    """moto's services that anybody has used."""
    used: list[Any] = BackendDict.__dict__["_instances"]
    return used


class Memory:
    """What the account held at one moment."""

    def __init__(self, account_id: str, kept: Any):
        """Remember everything, and `kept` besides."""
        self._account_id = account_id
        self._services = list(services())
        held = {one.service_name: dict(one[account_id].items()) for one in self._services}
        self._alone = {service: held.pop(service) for service in _LEFT_ALONE if service in held}
        self._contents = [(backend, backend.__dict__) for backends in self._alone.values() for backend in backends.values()]
        self._shared: list[Any] = [backend for backend, _ in self._contents]
        buffer = io.BytesIO()
        _Pickler(buffer, self._shared).dump((held, kept))
        self._bytes = buffer.getvalue()

    def recall(self) -> Any:
        """Put everything back, and answer `kept` as it was. What came to be since is gone, also if moto was reset."""
        held, kept = _Unpickler(io.BytesIO(self._bytes), self._shared).load()
        for backend, content in self._contents:
            backend.__dict__ = content
        for service in {*self._services, *services()}:
            account = service[self._account_id]
            account.clear()
            for region, backend in {**held, **self._alone}.get(service.service_name, {}).items():
                account[region] = backend
        return kept


def _weak(values: dict[Any, Any]) -> Any:
    return WeakValueDictionary(values)


class _Pickler(pickle.Pickler):
    """Locks are made anew; what is shared is named instead of copied."""

    dispatch_table = copyreg.dispatch_table.copy()
    dispatch_table[type(threading.Lock())] = lambda _: (threading.Lock, ())
    dispatch_table[type(threading.RLock())] = lambda _: (threading.RLock, ())
    dispatch_table[WeakValueDictionary] = lambda values: (_weak, (dict(values),))

    def __init__(self, file: io.BytesIO, shared: list[Any]):
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._shared = shared
        self._places = {id(one): place for place, one in enumerate(shared)}

    def persistent_id(self, obj: Any) -> int | None:
        """Where it is among the shared ones. Functions without a name of their own, such as a dictionary's default, are shared too."""
        if isinstance(obj, FunctionType) and "<locals>" in obj.__qualname__ and id(obj) not in self._places:
            self._places[id(obj)] = len(self._shared)
            self._shared.append(obj)
        return self._places.get(id(obj))


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, shared: list[Any]):
        super().__init__(file)
        self._shared = shared

    def persistent_load(self, pid: int) -> Any:
        """The shared one."""
        return self._shared[pid]
