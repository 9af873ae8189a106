"""The proxy before PostgreSQL, which has the instance's name: it takes no replica, so an instance comes to it with its promotion."""

from abc import abstractmethod
from typing import Any

from ops.aws import AwsError
from ops.gateway import Gateway
from ops.journal import State
from ops.outputs import Postgres
from ops.runner import Step


class _Proxy(Step):
    """A region's proxy, if it has one."""

    timeout = 900
    gradual = True  # a proxy leads to one instance: the old one first leaves it

    def __init__(self, gateway: Gateway, region: str, postgres: Postgres):
        self._gateway, self._region, self._postgres, self._identifier = gateway, region, postgres, postgres.identifier

    def _change(self, operation: str, identifiers: list[str]) -> None:
        self._gateway.change(self._region, "rds", operation, DBProxyName=self._identifier, DBInstanceIdentifiers=identifiers)

    def _targets(self) -> dict[str, str] | None:
        """Instance → how the proxy finds it; None without a proxy."""
        try:
            self._gateway.read(self._region, "rds", "describe_db_proxies", DBProxyName=self._identifier)
        except AwsError as error:
            if error.code in ("DBProxyNotFoundFault", "DBProxyNotFound"):
                return None
            raise
        answer = self._gateway.read(self._region, "rds", "describe_db_proxy_targets", DBProxyName=self._identifier)
        found: list[dict[str, Any]] = answer["Targets"]
        return {one["RdsResourceId"]: (one.get("TargetHealth") or {}).get("State", "") for one in found}


class Proxied(_Proxy):
    """It leads to the instance that is written to."""

    def __init__(self, gateway: Gateway, region: str, postgres: Postgres):
        super().__init__(gateway, region, postgres)
        self.name = f"proxy {region}"
        self.what = f"the proxy of {region} leads to {postgres.identifier}, if there is one"

    def before(self) -> State:
        """Whether it led there already."""
        targets = self._targets()
        return {"led": targets is None or self._identifier in targets}

    def missing(self) -> str:
        """Where it leads instead."""
        targets = self._targets()
        if targets is None:
            return ""
        wrong = [name for name in targets if name != self._identifier]
        if wrong or not targets:
            return f"the proxy leads to {', '.join(wrong) or 'nothing'}"
        state = targets[self._identifier]
        return "" if state in ("", "AVAILABLE") else f"the proxy's target is {state}"

    def do(self) -> None:
        """Another's name leaves, ours comes."""
        targets = self._targets()
        if targets is None:
            return
        if wrong := [name for name in targets if name != self._identifier]:
            self._change("deregister_db_proxy_targets", wrong)
        elif not targets:
            self._change("register_db_proxy_targets", [self._identifier])

    def reverse(self, before: State) -> Step | None:
        """The instance becomes a copy again: what did not lead to it before leads nowhere."""
        return None if before.get("led", True) else Unproxied(self._gateway, self._region, self._postgres)


class _Leaving(_Proxy):
    """Instances are behind it no more. Not taken back."""

    @abstractmethod
    def leaving(self) -> list[str]:
        """Those that are."""

    def missing(self) -> str:
        """Where it leads."""
        found = self.leaving()
        return f"the proxy leads to {', '.join(found)}" if found else ""

    def do(self) -> None:
        """They leave."""
        if found := self.leaving():
            self._change("deregister_db_proxy_targets", found)


class Freed(_Leaving):
    """No instance that was set aside is behind it, which it may have followed: what is written there is lost.

    Nobody uses the proxy of a region that stands by, so there is no way back.
    """

    def __init__(self, gateway: Gateway, region: str, postgres: Postgres):
        super().__init__(gateway, region, postgres)
        self.name = f"proxy freed {region}"
        self.what = f"the proxy of {region} leads to no instance that was set aside, if there is one"

    def leaving(self) -> list[str]:
        """All but the one with the name."""
        return [name for name in self._targets() or () if name != self._identifier]


class Unproxied(_Leaving):
    """It leads nowhere, as behind it only a copy will be, which cannot be registered again."""

    def __init__(self, gateway: Gateway, region: str, postgres: Postgres):
        super().__init__(gateway, region, postgres)
        self.name = f"no proxy {region}"
        self.what = f"the proxy of {region} leads nowhere, if there is one"

    def leaving(self) -> list[str]:
        """All."""
        return list(self._targets() or ())
