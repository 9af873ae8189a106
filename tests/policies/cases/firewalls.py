"""Web application firewalls have rules, and those that matter most."""

from typing import Any

from tests.policies.case import Case, Made, made

FIREWALL = "aws:wafv2/webAcl:WebAcl"
KNOWN_BAD = "AWSManagedRulesKnownBadInputsRuleSet"
RATE = {"name": "rate", "statement": {"rateBasedStatement": {"limit": 2000}}}
IN_JSON = made(FIREWALL, ruleJson='[{"Name": "known-bad"}]')


def managed(name: str, override: str = "none", **statement: Any) -> Made:
    """A firewall with a managed group of rules."""
    rule = {
        "name": "managed",
        "overrideAction": {override: {}},
        "statement": {"managedRuleGroupStatement": {"name": name, "vendorName": "AWS", **statement}},
    }
    return made(FIREWALL, rules=[RATE, rule])


def overridden(rule: str, action: str) -> list[dict[str, Any]]:
    """What a rule of a group does instead."""
    return [{"name": rule, "actionToUse": {action: {}}}]


CASES = [
    Case(
        "wafv2-has-rules",
        passing=[managed(KNOWN_BAD), IN_JSON],
        failing=[made(FIREWALL), made(FIREWALL, rules=[])],
    ),
    Case(
        "wafv2-blocks-known-bad-inputs",
        passing=[
            managed(KNOWN_BAD),
            IN_JSON,
            managed(KNOWN_BAD, ruleActionOverrides=overridden("Log4JRCE", "block")),
            managed(KNOWN_BAD, ruleActionOverrides=overridden("Host_localhost_Header", "count")),
        ],
        failing=[
            made(FIREWALL),
            managed("AWSManagedRulesCommonRuleSet"),
            managed(KNOWN_BAD, "count"),
            managed(KNOWN_BAD, ruleActionOverrides=overridden("Log4JRCE", "count")),
        ],
    ),
    Case(
        "wafv2-limits-rate",
        passing=[made(FIREWALL, rules=[RATE]), IN_JSON],
        failing=[made(FIREWALL), made(FIREWALL, rules=[{"name": "geo", "statement": {"geoMatchStatement": {"countryCodes": ["KP"]}}}])],
    ),
]
