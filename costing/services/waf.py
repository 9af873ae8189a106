"""WAF, both generations."""

from costing.bill import Bill
from costing.estimators import estimates, free
from inventory.values import Values

_BOT_CONTROL = "AWSManagedRulesBotControlRuleSet"
_FRAUD_CONTROL = ("AWSManagedRulesATPRuleSet", "AWSManagedRulesACFPRuleSet")

free(
    "part of the web ACL",
    "aws:wafv2/apiKey:ApiKey",
    "aws:wafv2/ipSet:IpSet",
    "aws:wafv2/regexPatternSet:RegexPatternSet",
    "aws:wafv2/webAclAssociation:WebAclAssociation",
    "aws:wafregional/webAclAssociation:WebAclAssociation",
    *(
        f"aws:{module}/{one[0].lower()}{one[1:]}:{one}"
        for module in ("waf", "wafregional")
        for one in (
            *("ByteMatchSet", "GeoMatchSet", "IpSet", "RegexMatchSet", "RegexPatternSet", "SizeConstraintSet", "SqlInjectionMatchSet"),
            *("XssMatchSet", "Rule", "RateBasedRule"),
        )
    ),
)
free("where the logs go is paid", "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration")


@estimates("aws:wafv2/webAcl:WebAcl")
def web_acl(bill: Bill) -> None:
    """Usage: `requests`; `login_attempts`, of those that a rule group for fraud looks at."""
    bill.add("web ACL", 1, "waf", "web_acl_month")
    requests = bill.usage("requests") / 1_000_000
    bill.add("requests", requests, "waf", "requests", by_usage=True)
    document = bill.values.document("ruleJson").raw
    from_json = [Values(_camel(rule)) for rule in document] if isinstance(document, list) else []
    for rule in [*bill.values.items("rules"), *from_json]:
        _add_rule(bill, rule.inner("statement.managedRuleGroupStatement"), rule.text("name"), requests)


@estimates("aws:wafv2/webAclRule:WebAclRule")
def web_acl_rule(bill: Bill) -> None:
    """Usage of a managed group that is paid by it: `requests`, `login_attempts`."""
    managed = bill.values.inner("statement.managedRuleGroupStatement")
    _add_rule(bill, managed, bill.values.text("name"), bill.usage("requests") / 1_000_000)


@estimates("aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation")
def web_acl_rule_group(bill: Bill) -> None:
    """Usage of a managed group that is paid by it: `requests`, `login_attempts`."""
    managed = bill.values.inner("managedRuleGroup")
    _add_rule(bill, managed, bill.values.text("ruleName"), bill.usage("requests") / 1_000_000)


@estimates("aws:wafv2/ruleGroup:RuleGroup", "aws:waf/ruleGroup:RuleGroup", "aws:wafregional/ruleGroup:RuleGroup")
def rule_group(bill: Bill) -> None:
    bill.add("rule group", 1, "waf", "rule_group_month")
    rules = bill.values.items("rules") or bill.values.items("activatedRules")
    bill.add("rules", len(rules), "waf", "rule_month")


@estimates("aws:waf/webAcl:WebAcl", "aws:wafregional/webAcl:WebAcl")
def classic_web_acl(bill: Bill) -> None:
    """Usage: `requests`."""
    bill.add("web ACL", 1, "waf", "web_acl_month")
    bill.add("rules", len(bill.values.items("rules")), "waf", "rule_month")
    bill.add("requests", bill.usage("requests") / 1_000_000, "waf", "requests", by_usage=True)


def _add_rule(bill: Bill, managed: Values, name: str, requests: float) -> None:
    """A rule's lines: a managed group counts as one rule, and some of them cost more."""
    group = managed.text("name") or managed.text("ruleGroupName")
    if not group:
        bill.add(f"rule {name}", 1, "waf", "rule_month")
        return
    bill.add(f"managed rules {group}", 1, "waf", "managed_rule_group_month")
    if group == _BOT_CONTROL:
        configurations = [*managed.items("managedRuleGroupConfigs"), *managed.items("managedRuleGroupConfigurations")]
        levels = [one.text("awsManagedRulesBotControlRuleSet.inspectionLevel").lower() for one in configurations]
        level = "targeted" if "targeted" in levels else "common"
        bill.add("bot control", 1, "waf", "bot_control_month")
        bill.add(f"bot control, {level}: requests", requests, "waf", f"bot_control_{level}_requests", by_usage=True)
    elif group in _FRAUD_CONTROL:
        bill.add("fraud control", 1, "waf", "fraud_control_month")
        bill.add("fraud control: attempts", bill.usage("login_attempts") / 1000, "waf", "fraud_control_attempts", by_usage=True)


def _camel(value: object) -> object:
    """AWS's own JSON with the names that Pulumi gives them."""
    if isinstance(value, dict):
        return {f"{key[:1].lower()}{key[1:]}": _camel(inner) for key, inner in value.items()}
    return [_camel(inner) for inner in value] if isinstance(value, list) else value
