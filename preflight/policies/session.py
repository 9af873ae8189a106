"""A judgement from its beginning to its end: packs start while the stack is read, and stop whatever happens."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType

from inventory.resource import Inventory
from policies.today import AS_OF
from preflight.policies import configuration, stack_settings
from preflight.policies.client import Client
from preflight.policies.configuration import Configuration
from preflight.policies.judgement import Judgement, judge
from preflight.policies.pack import Packs, packs_of
from preflight.policies.policy import Policy
from preflight.subject import Subject
from settings import AnySettings


class Session:
    """Packs that run; a context that ends them."""

    def __init__(self, folders: Sequence[Path], project: Path, as_of: date | None = None) -> None:
        self.as_of = as_of or date.today()
        self._folders = folders
        self._project = project
        self._environment = {AS_OF: self.as_of.isoformat()}
        self._exit = ExitStack()
        self._processes = self._exit.enter_context(Packs(folders, self._environment))
        self._clients: list[Client] = []

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._exit.close()

    @property
    def clients(self) -> list[Client]:
        """The packs, once they serve. Raises PackError for one that does not."""
        if not self._clients:
            self._clients = [self._exit.enter_context(closing(Client(process))) for process in self._processes]
        return self._clients

    @property
    def policies(self) -> list[Policy]:
        """Every policy of the packs."""
        return [policy for client in self.clients for policy in client.policies]

    def judge(self, read: Callable[[], Subject], files: Sequence[Path] = ()) -> Judgement:
        """Judge what `read` reads, as the stack's settings and then the configuration files say."""
        subject = read()  # before the packs are waited for
        layers = self._layers(subject, files)
        configurations = [configuration.configured(client.policies, client.initial, *layers) for client in self.clients]
        found = judge(subject.inventory, self.clients, configurations)
        if subject.settings is None:
            return found
        idle = stack_settings.idle_exclusions(subject.settings, subject.inventory, found.policies, found.excluded, self.as_of.isoformat())
        return replace(found, notes=(*found.notes, *idle))

    def configuration_of(self, settings: AnySettings, inventory: Inventory) -> Configuration:
        """What a stack says to the packs. Names of the project's other packs are known, too."""
        policies = self.policies
        if stack_settings.names_in(settings) <= {name for policy in policies for name in (policy.name, policy.topic)}:
            return stack_settings.from_settings(settings, policies, inventory)
        others = [folder for folder in packs_of(self._project) if folder not in self._folders]
        with Session(others, self._project, self.as_of) as rest:
            return stack_settings.from_settings(settings, [*policies, *rest.policies], inventory)

    def _layers(self, subject: Subject, files: Sequence[Path]) -> list[Configuration]:
        layers = [] if subject.settings is None else [self.configuration_of(subject.settings, subject.inventory)]
        for file in files:
            layer = configuration.read(file)
            configuration.check(layer, self.policies, file)
            layers.append(layer)
        return layers
