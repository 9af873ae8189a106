"""What rules say about a credential never quotes it."""

from policies.rule import rules_in
from policies.security import rules
from tests.policies.case import judged
from tests.policies.cases import access_databases, credentials

VALUES = ("example", "AKIAIOSFODNN7EXAMPLE")
"""What stands for a credential in those examples."""


def test_no_message_quotes_a_credential() -> None:
    by_name = {rule.name: rule for rule in rules_in(rules)}
    found = [
        message
        for case in (*credentials.CASES, *access_databases.CASES)
        for example in case.failing
        for message in judged(by_name[case.rule], example, case.config).violations
    ]
    assert found
    assert not [message for message in found if any(value in message for value in VALUES)]
