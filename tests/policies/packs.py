"""The packs, and all of their rules."""

from policies.cost import rules as cost
from policies.resilience import rules as resilience
from policies.rule import Rule, rules_in
from policies.security import rules as security

PACKAGES = {"security": security, "resilience": resilience, "cost": cost}
PACKS = {name: rules_in(package) for name, package in PACKAGES.items()}
RULES: dict[str, Rule] = {rule.name: rule for rules in PACKS.values() for rule in rules}
