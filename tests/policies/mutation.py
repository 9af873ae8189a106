"""Which lines of the rules no example holds: `python -m tests.policies.mutation security.rules.exposure_s3`; all without an argument.

Breaks a module of rules in one place at a time (a condition turned round, a comparison changed, a finding left out) and
sends the examples to its rules. A change that no example notices is printed; exit status 1 if there is one.
"""

import ast
import copy
import importlib
import pkgutil
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from policies.rule import Rule
from tests.policies import cases
from tests.policies.case import Case, judged
from tests.policies.packs import PACKAGES

Change = Callable[[Any], None]
_OTHER: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


def all_cases() -> list[Case]:
    """The examples of every module."""
    modules = (importlib.import_module(f"{cases.__name__}.{module.name}") for module in pkgutil.iter_modules(cases.__path__))
    return [case for module in modules for case in module.CASES]


def survivors(module: str, examples: list[Case]) -> Iterator[str]:
    """The changes of a module of rules that its examples do not notice, as `line: what`."""
    source = Path(str(importlib.import_module(module).__file__))
    tree = ast.parse(source.read_text())
    for line, what, mutant in _mutants(tree):
        rules = _rules(mutant, module)
        if rules is not None and not any(_notices(rules[case.rule], case) for case in examples if case.rule in rules):
            yield f"{source.name}:{line}: {what}"


def _mutants(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    for number, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node):
            mutant = copy.deepcopy(tree)
            change(list(ast.walk(mutant))[number])
            yield getattr(node, "lineno", 0), what, ast.fix_missing_locations(mutant)


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.If | ast.IfExp):
        yield "condition turned round", _turn_round
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
        yield "finding left out", lambda it: setattr(it, "value", ast.YieldFrom(ast.Tuple([], ast.Load())))
    if isinstance(node, ast.BoolOp):
        yield "and ↔ or", lambda it: setattr(it, "op", ast.Or() if isinstance(it.op, ast.And) else ast.And())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _OTHER:
        yield "comparison changed", lambda it: setattr(it, "ops", [_OTHER[type(it.ops[0])](), *it.ops[1:]])


def _turn_round(node: ast.If | ast.IfExp) -> None:
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _rules(mutant: ast.Module, name: str) -> dict[str, Rule] | None:
    """The rules of a changed module; None if it can't even be loaded."""
    module = types.ModuleType(name)
    module.__package__ = name.rpartition(".")[0]
    try:
        exec(compile(mutant, name, "exec"), module.__dict__)  # noqa: S102  our own sources
    except Exception:
        return None
    return {value.name: value for value in vars(module).values() if isinstance(value, Rule)}


def _notices(rule: Rule, case: Case) -> bool:
    return any(_is_off(rule, case, example, wrong=False) for example in case.passing) or any(
        _is_off(rule, case, example, wrong=True) for example in case.failing
    )


def _is_off(rule: Rule, case: Case, example: Any, wrong: bool) -> bool:
    found = judged(rule, example, case.config)
    return bool(found.violations) is not wrong or bool(found.errors or found.not_known)


def all_modules() -> list[str]:
    """Every module of rules."""
    return [module.name for package in PACKAGES.values() for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")]


def main(modules: list[str]) -> int:
    """Print the survivors."""
    examples = all_cases()
    named = [name if name.startswith("policies.") else f"policies.{name}" for name in modules] or all_modules()
    found = [survivor for module in named for survivor in survivors(module, examples)]
    print("\n".join(found))  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
