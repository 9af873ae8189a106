"""IAM and the policies of KMS keys."""

import json
from collections.abc import Iterator
from typing import Any

from quotas.counting import One, Use, counts
from quotas.tables import KEYS

_ROLE = "aws:iam/role:Role"
_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"


@counts("iam", "Managed policies per role", of=(_ROLE, _ATTACHMENT))
def attached_policies(one: One) -> Iterator[Use]:
    if one.resource.type == _ROLE:
        yield one.use(one.values.count("managedPolicyArns"), where=one.name)
    else:
        yield one.use(1, where=one.owner("role", _ROLE))


@counts("iam", "Role trust policy length, characters", of=(_ROLE,))
def trust_policy(one: One) -> Iterator[Use]:
    """IAM does not count white space."""
    yield one.use(len(compact(one.values.get("assumeRolePolicy"))), where=one.name)


@counts("kms", "Key policy document size, bytes", of=KEYS)
def key_policy(one: One) -> Iterator[Use]:
    yield one.use(len(_text(one.values.get("policy")).encode()), where=one.name)


def compact(document: Any) -> str:
    """A policy without white space between its words."""
    try:
        content = json.loads(document) if isinstance(document, str) else document
    except ValueError:
        return "".join(str(document).split())
    return json.dumps(content, separators=(",", ":")) if content else ""


def _text(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(document) if document else ""
