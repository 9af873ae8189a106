"""Web application firewalls have rules, and those that matter most."""

from collections.abc import Iterator
from functools import partial

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule
from policies.subject import Subject, any_of

_FIREWALL = "aws:wafv2/webAcl:WebAcl"
_KNOWN_BAD = "AWSManagedRulesKnownBadInputsRuleSet"
_LOG4J = "Log4JRCE"


@resource_rule(
    "wafv2-has-rules",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Firewalls have rules: an empty one lets everything pass.",
    remedy="Add rules or managed rule groups to the aws.wafv2.WebAcl.",
    controls=("FSBP WAF.10", "CKV_AWS_175"),
    types=(_FIREWALL,),
)
def firewall_has_rules(firewall: Subject) -> Iterator[str]:
    if not firewall.values.has("ruleJson") and not firewall.values.has("rules"):
        yield "rules is empty"


@resource_rule(
    "wafv2-blocks-known-bad-inputs",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Firewalls block what is known to be an attack, such as that on Log4j.",
    remedy="Add the managed rule group AWSManagedRulesKnownBadInputsRuleSet, with override_action none and without counting Log4JRCE.",
    controls=("CKV_AWS_192",),
    types=(_FIREWALL,),
)
def firewall_blocks_known_bad_inputs(firewall: Subject) -> Iterator[str]:
    if firewall.values.has("ruleJson"):
        return  # in the names of the service's own API
    if not any_of(*(partial(_blocks_known_bad, rule) for rule in firewall.values.items("rules"))):
        yield f"no rule blocks by {_KNOWN_BAD}"


def _blocks_known_bad(rule: Values) -> bool:
    group = rule.inner("statement").inner("managedRuleGroupStatement")
    counted = [override.text("name") for override in group.items("ruleActionOverrides") if "count" in override.keys("actionToUse")]
    return group.text("name") == _KNOWN_BAD and "count" not in rule.keys("overrideAction") and _LOG4J not in counted


@resource_rule(
    "wafv2-limits-rate",
    topic=Topic.NETWORK,
    severity=Severity.LOW,
    description="Firewalls slow down who asks too often.",
    remedy="Add a rule with a rate_based_statement.",
    controls=("platform",),
    types=(_FIREWALL,),
)
def firewall_limits_rate(firewall: Subject) -> Iterator[str]:
    if firewall.values.has("ruleJson"):
        return
    if not any_of(*(partial(_limits_rate, rule) for rule in firewall.values.items("rules"))):
        yield "no rule has a rateBasedStatement"


def _limits_rate(rule: Values) -> bool:
    return "rateBasedStatement" in rule.keys("statement")
