"""The Pulumi project that a stack belongs to."""

from dataclasses import dataclass
from pathlib import Path

import yaml


class ProjectError(Exception):
    """There is no usable Pulumi.yaml."""


@dataclass(frozen=True)
class Project:
    """A folder with a Pulumi.yaml and stack files, and the folder of the program it runs."""

    name: str
    folder: Path
    program: Path

    @classmethod
    def read(cls, folder: Path) -> "Project":
        """Read a folder's Pulumi.yaml. Raises ProjectError if there is none or it is not usable."""
        file = folder / "Pulumi.yaml"
        try:
            content = yaml.safe_load(file.read_text())
            return cls(str(content["name"]), folder.resolve(), (folder / content.get("main", ".")).resolve())
        except (FileNotFoundError, NotADirectoryError):
            raise ProjectError(f"no Pulumi.yaml in {folder.resolve()}; name the project's folder with --project") from None
        except OSError as error:
            raise ProjectError(f"{file} cannot be read: {error.strerror}") from None
        except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
            raise ProjectError(f"{file} is no Pulumi project: {error}") from None

    def stack_file(self, stack: str) -> Path:
        """Where a stack's configuration stands."""
        return self.folder / f"Pulumi.{stack}.yaml"
