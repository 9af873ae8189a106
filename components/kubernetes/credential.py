"""A password that pods read: generated, kept in Secrets Manager where there is one, never in values or manifests."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_random as random

from components.component import Component
from components.kubernetes.external_secret import LOGIN, external_secret
from components.kubernetes.ground import Ground
from components.region import RegionStack
from components.security.secrets import GeneratedSecret, GeneratedSecretArgs, StoredSecret, StoredSecretArgs

_LENGTH = 32


@dataclass(frozen=True)
class CredentialArgs:
    """Whose password it is, and where it is read."""

    ground: Ground
    secret: str
    """The name of the Kubernetes Secret."""
    description: str
    username: str
    namespaces: Sequence[str]
    """Those that get the Secret."""
    store: pulumi.Resource | None = None
    """The secret store, where there is one (`Operators.secrets`)."""
    more: Mapping[str, str] = field(default_factory=dict)
    """Further keys of the Secret, as Go templates over `.username` and `.password`, such as a configuration file that holds both."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Of the Secret, where a reader finds it by them."""
    password: pulumi.Output[str] | None = None
    """Another region's, where both must be the same. None generates one."""


class Credential(Component):
    """The Secret, with keys `username` and `password`, in each of the namespaces.

    Letters and digits only, so that it fits every client's syntax.
    """

    secret: str
    password: pulumi.Output[str]
    objects: list[pulumi.Resource]
    """What a pod that reads it waits for."""

    def __init__(self, name: str, args: CredentialArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("kubernetes", name, opts)
        self.secret = args.secret
        self.objects = self._from_secrets_manager(name, args, args.ground.region) if args.ground.region else self._made_here(name, args)
        self.register_outputs({})

    def _from_secrets_manager(self, name: str, args: CredentialArgs, region: RegionStack) -> list[pulumi.Resource]:
        arn = self._stored(name, args, region)
        data = {**LOGIN, **args.more}
        return [
            external_secret(self, args.ground, args.store, namespace, args.secret, arn, data=data, labels=args.labels)
            for namespace in args.namespaces
        ]

    def _stored(self, name: str, args: CredentialArgs, region: RegionStack) -> pulumi.Output[str]:
        """The ARN of the secret in Secrets Manager."""
        if args.password is None:
            kept = GeneratedSecretArgs(region.placement, region.keys, args.secret, args.description, args.username, special="")
            generated = GeneratedSecret(name, kept, self.options())
            self.password = generated.password
            return generated.arn
        self.password = args.password
        value = pulumi.Output.json_dumps({"username": args.username, "password": args.password}, sort_keys=True)
        return StoredSecret(name, StoredSecretArgs(region.placement, region.keys, args.secret, args.description, value), self.options()).arn

    def _made_here(self, name: str, args: CredentialArgs) -> list[pulumi.Resource]:
        generated = random.RandomPassword(name, length=_LENGTH, special=False, opts=self.options()).result
        password = self.password = pulumi.Output.secret(args.password or generated)
        more = {key: password.apply(functools.partial(_filled, template, args.username)) for key, template in args.more.items()}
        data: dict[str, pulumi.Input[str]] = {"username": args.username, "password": password, **more}
        return [
            args.ground.object(
                self,
                {
                    "apiVersion": "v1",
                    "kind": "Secret",
                    "metadata": {"name": args.secret, "namespace": namespace, **({"labels": dict(args.labels)} if args.labels else {})},
                    "type": "Opaque",
                    "stringData": data,
                },
            )
            for namespace in args.namespaces
        ]


def _filled(template: str, username: str, password: str) -> str:
    """A template's text, as External Secrets would fill it."""
    return template.replace("{{ .username }}", username).replace("{{ .password }}", password)
