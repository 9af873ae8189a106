"""A Lambda function's alias, moved by its weights.

The alias is nobody else's while CodeDeploy has no deployment going on: the program leaves its version and its weights alone.
CodeDeploy itself knows one step or equal ones only.
"""

from collections.abc import Sequence

from ops.aws import AwsError
from ops.canary.alarms import alarm_names, going_off, group_of, refuse_a_second
from ops.canary.steps import ALL
from ops.context import Context
from ops.errors import OpsError, RunError
from ops.outputs import FunctionDeployment
from settings.problems import did_you_mean


class FunctionCanary:
    """The old version behind the alias, and the new one beside it."""

    def __init__(self, context: Context, region: str, name: str, version: str | None = None):
        self._context, self._region = context, region
        self._deployment = _deployment(context, region, name)
        group = group_of(context, region, self._deployment.application, self._deployment.group)
        self._alarms = alarm_names(group)
        refuse_a_second(context, region, self._deployment.application, self._deployment.group)
        alias = context.gateway.read(region, "lambda", "get_alias", **self._alias)
        self.old: str = alias["FunctionVersion"]
        self.new = version or self._deployment.version
        self._revision: str = alias["RevisionId"]
        weights = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
        if others := sorted(set(weights) - {self.new}):
            raise OpsError(
                f"version {others[0]} already gets {weights[others[0]]:.0%} of the calls; give it --version, or end its canary first"
            )
        if self.new != self.old:
            context.gateway.read(region, "lambda", "get_function", FunctionName=self._deployment.function, Qualifier=self.new)

    def shift(self, percent: int) -> None:
        """All of the calls make the new version the alias's own."""
        if percent >= ALL:
            self._update(self.new, {})
        else:
            self._update(self.old, {self.new: percent / 100})

    def back(self) -> None:
        """The old version alone, whoever has changed the alias meanwhile."""
        self._revision = ""
        try:
            self._update(self.old, {})
        except AwsError as error:
            named = f"--function-name {self._deployment.function} --name {self._deployment.alias} --function-version {self.old}"
            by_hand = f"aws lambda update-alias --region {self._region} {named} --routing-config AdditionalVersionWeights={{}}"
            raise RunError(f"the new version could not be taken back: {error}. Do it by hand, now: {by_hand}") from None

    def alarms(self) -> Sequence[str]:
        """Of old and new version together, as they are of the alias."""
        return going_off(self._context, self._region, self._alarms)

    @property
    def _alias(self) -> dict[str, str]:
        return {"FunctionName": self._deployment.function, "Name": self._deployment.alias}

    def _update(self, version: str, weights: dict[str, float]) -> None:
        """On condition that nobody else has changed the alias meanwhile."""
        condition = {"RevisionId": self._revision} if self._revision else {}
        answer = self._context.gateway.change(
            self._region,
            "lambda",
            "update_alias",
            **self._alias,
            FunctionVersion=version,
            RoutingConfig={"AdditionalVersionWeights": weights},
            **condition,
        )
        self._revision = answer.get("RevisionId", self._revision)


def _deployment(context: Context, region: str, name: str) -> FunctionDeployment:
    functions = context.outputs.regions[region].functions
    if name not in functions:
        raise OpsError(
            f"{region} has no function {name}{did_you_mean(name, functions)}; there are {', '.join(sorted(functions)) or 'none'}"
        )
    return functions[name]
