"""A stack's settings, validated once into frozen models."""

from settings.loader import AnySettings, engine_config, from_aws_stack_file, from_engine, from_stack_file
from settings.model import ClusterSettings, ExistingSettings, Settings
from settings.naming import PROJECT
from settings.problems import Problem, SettingsError

__all__ = [
    "PROJECT",
    "AnySettings",
    "ClusterSettings",
    "ExistingSettings",
    "Problem",
    "Settings",
    "SettingsError",
    "engine_config",
    "from_aws_stack_file",
    "from_engine",
    "from_stack_file",
]
