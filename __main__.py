"""The Pulumi program: settings → platform → exports."""

from pathlib import Path

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env

from capacity.addressing import require_addresses
from capacity.objectives import require_objectives
from components.existing import ExistingPlatform
from components.platform import Platform
from settings import Settings, SettingsError, from_engine

stack = pulumi.get_stack()
try:
    settings = from_engine(Path(pulumi.get_root_directory()), stack, {**get_config_env(), **CONFIG.get()})
    if isinstance(settings, Settings):
        require_addresses(settings)
        require_objectives(settings)
except SettingsError as error:
    raise pulumi.RunError(str(error)) from None

platform = Platform(stack, settings) if isinstance(settings, Settings) else ExistingPlatform(stack, settings)
for key, value in platform.exports().items():
    pulumi.export(key, value)
