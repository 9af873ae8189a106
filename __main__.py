"""The Pulumi program: settings → platform → exports."""

from pathlib import Path

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env

from capacity.addressing import require_addresses
from components.platform import Platform
from settings import SettingsError, from_engine

stack = pulumi.get_stack()
try:
    settings = from_engine(Path(pulumi.get_root_directory()), stack, {**get_config_env(), **CONFIG.get()})
    require_addresses(settings)
except SettingsError as error:
    raise pulumi.RunError(str(error)) from None

for key, value in Platform(stack, settings).exports().items():
    pulumi.export(key, value)
