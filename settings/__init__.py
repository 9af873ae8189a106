"""A stack's settings, validated once into frozen models."""

from settings.loader import engine_config, from_engine, from_stack_file
from settings.model import Settings
from settings.naming import PROJECT
from settings.problems import Problem, SettingsError

__all__ = ["PROJECT", "Problem", "Settings", "SettingsError", "engine_config", "from_engine", "from_stack_file"]
