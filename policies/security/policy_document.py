"""Statements of IAM and resource policies, in whatever way they are written.

A policy is a JSON text or an object; its statements, actions, resources and principals are one or a list. What is not known
yet counts for the statement it stands in only.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from ipaddress import ip_network
from typing import Any

from inventory.values import UNKNOWN, NotYetKnown, Values
from policies.subject import Subject, any_of

IDENTITY_POLICIES = {
    "aws:iam/policy:Policy": "policy",
    "aws:iam/rolePolicy:RolePolicy": "policy",
    "aws:iam/userPolicy:UserPolicy": "policy",
    "aws:iam/groupPolicy:GroupPolicy": "policy",
    "aws:iam/role:Role": "inlinePolicies.policy",
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": "inlinePolicy",
}
"""Types with a policy that says what somebody may do → where it stands."""

CALLERS = (
    *("aws:sourcearn", "aws:sourceaccount", "aws:sourceowner", "aws:sourceorgid", "aws:sourceorgpaths"),
    *("aws:sourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"),
    *("aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:userid"),
    *("kms:calleraccount", "s3:dataaccesspointarn", "s3:dataaccesspointaccount", "elasticfilesystem:accessedviamounttarget"),
)
"""Condition keys that say who may call, in lower case. A fixed value for one makes a policy not public."""

SOURCES = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceowner", "aws:sourceorgid", "aws:sourceorgpaths")
"""Condition keys that say for whom a service may call."""

_DEMANDS = ("stringequals", "stringlike", "stringequalsignorecase", "arnequals", "arnlike", "ipaddress", "bool")
"""Operators that demand a value. A negated one lets pass whatever it does not name."""
_WHOLE_TYPE = re.compile(r"\*|[a-z][a-z-]*[/:]\*|\*/\*")
"""The part of an ARN that names every resource of a type, such as `role/*`."""
_NAMES_FIRST = ("s3", "execute-api")
"""Services of which an ARN begins with a resource's own name."""
_ANY_ACCOUNT = re.compile(r"arn:aws[\w-]*:iam::\*")
_ACCOUNT = re.compile(r"(?:arn:aws[\w-]*:iam::)?(\d{12})(?::.*)?")


@dataclass(frozen=True)
class Condition:
    """A value that a statement demands of a key."""

    key: str
    """In lower case."""
    wanted: tuple[Any, ...]
    """Any of these will do."""
    place: str

    def texts(self) -> list[str]:
        """The values, if all are known."""
        if UNKNOWN in self.wanted:
            raise NotYetKnown(self.place)
        return [str(value) for value in self.wanted]

    @property
    def is_fixed(self) -> bool:
        """Whether each value pins something down: neither a wildcard nor the caller's own claim nor half the internet."""
        return all(_is_fixed(self.key, text) for text in self.texts())


class Statement:
    """A statement of a policy."""

    def __init__(self, values: Values) -> None:
        self.values = values

    @property
    def label(self) -> str:
        """How messages name it: its Sid, or its place."""
        sid = self.values.raw.get("Sid") if isinstance(self.values.raw, dict) else ""
        return sid if isinstance(sid, str) and sid else self.values.path

    @property
    def allows(self) -> bool:
        """Whether it grants something."""
        return self.values.text("Effect") == "Allow"

    def actions(self) -> Iterator[str]:
        """The actions it names; raises at the end if one is not known yet."""
        return self.values.each_text("Action")

    def covers(self, *actions: str) -> list[str]:
        """Which of some actions it is about: by name, by wildcard, or as NotAction does not leave them out."""
        if self.values.has("NotAction"):
            left_out = self.values.texts("NotAction")
            return [action for action in actions if not any(_matches(action, pattern) for pattern in left_out)]
        patterns, unknown = [], None
        try:
            for pattern in self.actions():
                patterns.append(pattern)
        except NotYetKnown as reason:
            unknown = reason
        found = [action for action in actions if any(_matches(action, pattern) for pattern in patterns)]
        if unknown and not found:
            raise unknown
        return found

    def on_everything(self) -> bool:
        """Whether it is about every resource, or every one of a type."""
        return self.values.has("NotResource") or any(_is_everything(text) for text in self.values.each_text("Resource"))

    def principals(self, kind: str) -> Iterator[str]:
        """The principals of a kind (`AWS`, `Service`, `Federated`); `*` stands for all. Raises at the end if one is not known yet."""
        kinds = self.values.keys("Principal")
        return self.values.each_text(f"Principal.{kind}" if kinds else "Principal")

    def for_anybody(self) -> bool:
        """Whether it is for everyone: a principal `*`, or all but some."""
        return self.values.has("NotPrincipal") or any_of(
            lambda: any(_is_anybody(principal) for principal in self.principals("AWS")),
            lambda: self.values.has("Principal.*"),
        )

    @cached_property
    def conditions(self) -> list[Condition]:
        """What it demands. Left out is what holds for a caller without the key (IfExists, ForAllValues)."""
        found = []
        block = self.values.inner("Condition")
        operators = [key for key in block.keys("") if key.lower().removeprefix("foranyvalue:") in _DEMANDS]
        for demanded in map(block.inner, operators):
            for key in demanded.keys(""):
                value = demanded.raw[key]
                wanted = tuple(value) if isinstance(value, list) else (value,)
                found.append(Condition(key.lower(), wanted, f"{demanded.path}.{key}"))
        return found

    def demands(self, *keys: str) -> list[Condition]:
        """The conditions on some keys, given in lower case and with wildcards."""
        return [condition for condition in self.conditions if any(fnmatchcase(condition.key, key) for key in keys)]

    def pins(self, *keys: str) -> bool:
        """Whether it demands a fixed value for one of the keys."""
        return any_of(*((lambda condition=condition: condition.is_fixed) for condition in self.demands(*keys)))


StatementCheck = Callable[[Statement], Iterable[str]]


def each_statement(subject: Subject, place: str, *checks: StatementCheck) -> Iterator[str]:
    """What checks find wrong with the statements of the policy at a place. In `a.b`, `a` may be a list of objects with a policy each."""
    holder, _, leaf = place.rpartition(".")

    def of_holder(values: Values) -> Iterator[str]:
        statements = values.document(leaf).items("Statement")
        yield from subject.each(statements, *((lambda one, check=check: check(Statement(one))) for check in checks))

    yield from subject.each(subject.values.items(holder) if holder else [subject.values], of_holder)


def each_grant(subject: Subject, place: str, *checks: StatementCheck) -> Iterator[str]:
    """The same for statements that allow something."""

    def of_grants(check: StatementCheck) -> StatementCheck:
        return lambda statement: check(statement) if statement.allows else ()

    return each_statement(subject, place, *(of_grants(check) for check in checks))


def account_of(principal: str) -> str:
    """The account of a principal given as an ARN or an account id; empty if it is neither."""
    found = _ACCOUNT.fullmatch(principal)
    return found[1] if found else ""


def _matches(action: str, pattern: str) -> bool:
    action, pattern = action.lower(), pattern.lower()
    service, _, name = pattern.partition(":")
    if "*" not in service and not action.startswith(f"{service}:"):
        return False  # most patterns are of another service
    return name == "*" or fnmatchcase(action, pattern.replace("[", "[[]"))


def _is_everything(resource: str) -> bool:
    parts = resource.split(":", maxsplit=5)
    if len(parts) < 6:  # not a whole ARN: what follows a wildcard can be anything
        return not resource.strip("*?") or (resource.startswith("arn:") and resource.endswith("*"))
    service, named = parts[2], parts[5]
    if service in _NAMES_FIRST:
        return named in ("*", "*/*")
    return bool(_WHOLE_TYPE.fullmatch(named))


def _is_anybody(principal: str) -> bool:
    return principal == "*" or bool(_ANY_ACCOUNT.match(principal))


def _is_fixed(key: str, text: str) -> bool:
    if "${" in text or not text.strip("*?") or text.lower() == "false":
        return False
    if key in ("aws:sourceip", "aws:vpcsourceip"):
        return not _is_wide(text)
    if text.startswith("arn:"):
        parts = text.split(":", maxsplit=5)
        return len(parts) == 6 and (parts[4].isdigit() or not parts[5].startswith("*"))
    return text[0] not in "*?"


def _is_wide(network: str) -> bool:
    try:
        found = ip_network(network, strict=False)
    except ValueError:
        return True
    return not found.is_private and found.prefixlen < (8 if found.version == 4 else 32)
