"""Settings from a stack file or from the running engine, by one road."""

import json
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path as File
from typing import Any

from pydantic import ValidationError

from settings import checks, stack_file
from settings.model import ExistingSettings, Settings, model_of
from settings.naming import PROJECT
from settings.problems import Path, Problem, SettingsError, Source, did_you_mean
from settings.stack_file import SECRET, StackFile
from settings.valid import Valid
from settings.wording import problems_of

AnySettings = Settings | ExistingSettings
"""What a stack file holds: a platform on AWS, or one in an existing cluster."""

_NAMESPACES = (PROJECT, "aws", "aws-native", "cloudflare", "eks", "kubernetes", "pulumi", "random")
_CLOUDFLARE_TOKEN = "cloudflare:apiToken"
_DEFAULT_PROVIDERS = "pulumi:disable-default-providers"
_NO_DEFAULT_PROVIDER = ("aws", "kubernetes")


def from_stack_file(folder: File, stack: str) -> AnySettings:
    """Read `Pulumi.<stack>.yaml` without the engine. Raises SettingsError with every mistake."""
    file = folder / f"Pulumi.{stack}.yaml"
    if not file.is_file():
        known = sorted(path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in folder.glob("Pulumi.*.yaml"))
        message = f'there is no stack "{stack}"{did_you_mean(stack, known)}; there are: {", ".join(known) or "none"}'
        raise SettingsError(Source(file.name), [Problem((), message)])
    content = stack_file.read(file)
    return _validate(stack, _as_engine(content), content)


def from_aws_stack_file(folder: File, stack: str) -> Settings:
    """The same for what is asked of AWS only. Raises SettingsError for the stack of an existing cluster, too."""
    settings = from_stack_file(folder, stack)
    if isinstance(settings, Settings):
        return settings
    message = "has nothing on AWS to ask about; name a stack in mode eks"
    raise SettingsError(settings.source, [Problem(("kubernetes", "mode"), message, settings.kubernetes.mode)])


def from_engine(folder: File, stack: str, config: Mapping[str, str]) -> AnySettings:
    """Read what the engine hands to the program; the stack file beside it only lends line numbers, and may be absent."""
    file = folder / f"Pulumi.{stack}.yaml"
    return _validate(stack, config, stack_file.read(file) if file.is_file() else StackFile({}, Source(file.name), ()))


def engine_config(file: File) -> dict[str, str]:
    """A stack file's configuration in the engine's own form: key → text, with JSON for lists and objects."""
    return _as_engine(stack_file.read(file))


def _as_engine(content: StackFile) -> dict[str, str]:
    return {key: _text(value) for key, value in content.config.items()}


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case _:
            return json.dumps(value, separators=(",", ":"))


def _validate(stack: str, config: Mapping[str, str], file: StackFile) -> AnySettings:
    values = {key.removeprefix(f"{PROJECT}:"): _value(key, text) for key, text in config.items() if key.startswith(f"{PROJECT}:")}
    model = model_of(values)
    found = [*_outside(config), *_tokens(config, values), *checks.problems(Valid(stack, values), model)]
    settings: AnySettings | None = None
    try:
        settings = model.model_validate_json(json.dumps(values), strict=True)
    except ValidationError as error:
        found += problems_of(error, model)
    known = {problem.path for problem in file.problems}
    found = [*file.problems, *(problem for problem in found if not _within(problem.path, known))]
    if found or settings is None:
        raise SettingsError(file.source, list({(problem.path, problem.message): problem for problem in found}.values()))
    return settings.read_from(file.source)


def _within(path: Path, others: set[Path]) -> bool:
    """Whether what stands at a path is wrong already for a reason of the file itself."""
    return any(path[:length] in others for length in range(1, len(path) + 1))


def _value(key: str, text: str) -> Any:
    """The engine hands over lists and objects as JSON, everything else as text; a setting that is text itself stays as it is."""
    name = key.removeprefix(f"{PROJECT}:")
    field = Settings.model_fields.get(name) or ExistingSettings.model_fields.get(name)
    takes_text = field is not None and (field.annotation is str or typing.get_origin(field.annotation) is typing.Literal)
    if (takes_text and text[:1] not in ("[", "{")) or text == SECRET:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _tokens(config: Mapping[str, str], values: Mapping[str, Any]) -> Iterator[Problem]:
    """What providers need besides, told before one of them fails."""
    edge = values.get("edge")
    if isinstance(edge, dict) and edge.get("cloudflare") is not None and not config.get(_CLOUDFLARE_TOKEN):
        message = f"is missing, which edge.cloudflare needs; pulumi config set --secret {_CLOUDFLARE_TOKEN} <token>"
        yield Problem(("config", _CLOUDFLARE_TOKEN), message)


def _outside(config: Mapping[str, str]) -> Iterator[Problem]:
    """Mistakes in the keys around the settings."""
    for key in config:
        namespace = key.partition(":")[0]
        if namespace not in _NAMESPACES:  # its value may be a secret, so it is not shown
            message = f"has an unknown namespace{did_you_mean(namespace, _NAMESPACES)}; the platform reads {', '.join(_NAMESPACES)}"
            yield Problem(("config", key), message)
    listed = config.get(_DEFAULT_PROVIDERS, "")
    missing = [name for name in _NO_DEFAULT_PROVIDER if f'"{name}"' not in listed and '"*"' not in listed]
    if missing:
        yield Problem(
            ("config", _DEFAULT_PROVIDERS),
            f"must list {' and '.join(missing)}, so that a resource outside a region fails instead of landing in the wrong one",
            listed or None,
        )
