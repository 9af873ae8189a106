"""`preflight cost` on every stack, and on any other program."""

import difflib
import functools
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from costing import Estimate, estimate
from costing.catalogue import Catalogue
from costing.compare import compare, lines_of_report
from costing.estimators import estimator_of, why_free
from costing.price import Price
from costing.tables import tables as price_tables
from inventory.resource import Inventory
from preflight.cost.costs import Band, By, Costs, costs_of
from preflight.cost.markdown import as_markdown
from preflight.cost.report import as_json
from preflight.cost.tables import tables
from preflight.cost.usage import usage_of
from tests.costs import inventory, resource
from tests.stacks.test_preview import preflight
from tests.support import ALL_STACKS, CLUSTER_STACKS, LOCAL, ROOT, STACKS, any_settings_of, inventory_of, settings_of

GOLDEN = ROOT / "tests" / "golden" / "cost.txt"
ENGINE = ROOT / "tests" / "data" / "engine"


@functools.cache
def costs(stack: str) -> Costs:
    """A stack's cost with the advice."""
    return costs_of(inventory_of(stack), any_settings_of(stack), with_advice=True)


@pytest.mark.parametrize("stack", CLUSTER_STACKS)
def test_every_type_of_a_stack_is_priced_or_free(stack: str) -> None:
    found = costs(stack).of(Band.expected)
    assert not found.not_priced and not found.problems
    types = {one.type for one in inventory_of(stack) if one.custom or one.type.startswith("eks:")}
    left = {type_ for type_ in types if not estimator_of(type_) and not why_free(type_)} - set(found.free)
    assert not left


@pytest.mark.parametrize("stack", CLUSTER_STACKS)
def test_totals_are_sums_of_lines_to_the_cent(stack: str) -> None:
    report = json.loads(as_json(costs(stack), Band.expected))["cost"]
    lines = sum((Decimal(str(line["monthly"])) for line in report["lines"]), Decimal())
    assert Decimal(str(report["total_monthly"])) == lines
    for part in ("by_region", "by_component", "by_service"):
        assert sum((Decimal(str(amount)) for amount in report[part].values()), Decimal()) == lines
    for line in report["lines"]:
        assert line["monthly"] == pytest.approx(line["quantity"] * line["unit_price"], abs=0.0051 + 0.00005 * abs(line["unit_price"]))


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_every_price_is_in_the_catalogue_with_its_source(stack: str) -> None:
    """Some lines are paid in part, as spot capacity is: their source says so."""
    found, asked = _estimated(stack)
    prices = {(price.unit, price.source, price.usd) for price in asked}
    assert found.lines
    for line in found.lines:
        source, _, part = line.source.partition("; × ")
        full = {usd for unit, known, usd in prices if (unit, known) == (line.unit, source)}
        assert any(line.unit_price == pytest.approx(usd * Decimal(part or 1), rel=Decimal("1e-5")) for usd in full), line


def _estimated(stack: str) -> tuple[Estimate, list[Price]]:
    """A stack's estimate, and the prices that it asked the catalogue for."""
    asked: list[Price] = []

    class Asked(Catalogue):
        def price(self, region: str, service: str, item: str, kind: str = "") -> Price:
            asked.append(super().price(region, service, item, kind))
            return asked[-1]

    prices = Asked(json.loads((ROOT / "data" / "prices.json").read_text()), price_tables())
    return estimate(inventory_of(stack), usage_of(settings_of(stack), inventory_of(stack)), prices), asked


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_more_use_never_costs_less(stack: str) -> None:
    found = costs(stack).bands
    assert 0 < found.low.total <= found.expected.total <= found.high.total


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_nothing_that_a_stack_states_of_its_use_is_in_vain(stack: str) -> None:
    assert not [note for note in costs(stack).notes if note.startswith("Pulumi.")]


def test_the_stacks_cost_what_was_last_accepted(accept: bool) -> None:
    """By region and service; `--accept` writes the file anew."""
    now = [line for stack in CLUSTER_STACKS for line in golden(stack)]
    if accept:
        GOLDEN.write_text("".join(f"{line}\n" for line in now))
        return
    accepted = GOLDEN.read_text().splitlines() if GOLDEN.exists() else []
    changes = [line for line in difflib.unified_diff(accepted, now, "accepted", "now", lineterm="", n=0) if not line.startswith("@@")]
    assert not changes, "the stacks cost something else; `make golden` accepts it:\n" + "\n".join(changes[:60])


def golden(stack: str) -> list[str]:
    """A stack's totals."""
    bands = costs(stack).bands
    lines = [f"{stack}: {bands.expected.total} ({bands.low.total} to {bands.high.total})"]
    lines += [f"  {region}: {total}" for region, total in bands.expected.by(By.region.of).items()]
    return lines + [f"  {service}: {total}" for service, total in bands.expected.by(By.service.of).items()]


def test_a_stack_against_itself_differs_in_nothing() -> None:
    lines = costs("staging").of(Band.expected).lines
    found = compare(lines_of_report(json.loads(as_json(costs("staging"), Band.expected))["cost"]), lines)
    assert found.total.difference == 0
    assert not found.added and not found.removed
    assert not [change for change in found.changed if change.difference]


def test_advice_of_each_stack_saves_no_more_than_there_is() -> None:
    for stack in STACKS:
        found = costs(stack)
        assert found.advice
        assert all(0 < one.saving < found.of(Band.expected).total and one.resources for one in found.advice)


def test_the_command_says_the_total_first_and_what_is_assumed() -> None:
    done = preflight("cost", "--stack", "dev")
    assert done.returncode == 0, done.stderr
    total = costs("dev").of(Band.expected).total
    assert done.stdout.startswith(f"event-platform · dev: ${total:,.2f} a month (")
    for said in ("per million events", "By component and region", "By service", "dearest of", "Assumed", "list prices in USD"):
        assert said in done.stdout


def test_json_has_the_documented_form_and_is_byte_identical() -> None:
    runs = [preflight("cost", "--stack", "dev", "--format", "json", "--advice", seed=seed).stdout for seed in ("1", "2")]
    assert runs[0] == runs[1]
    report = json.loads(runs[0])["cost"]
    documented = {"currency", "as_of", "total_monthly", "by_region", "by_component", "by_service", "lines", "not_priced", "free"}
    assert documented <= set(report) and {"bands", "advice", "problems", "assumed", "notes", "clusters"} <= set(report)
    of_line = {"urn", "resource_type", "region", "component", "service", "item", "quantity", "unit", "unit_price", "monthly"}
    assert set(report["lines"][0]) == of_line


def test_a_baseline_shows_what_differs_from_it(tmp_path: Path) -> None:
    report = json.loads(as_json(costs("dev"), Band.expected))
    dropped = report["cost"]["lines"].pop()
    before = tmp_path / "before.json"
    before.write_text(json.dumps(report))
    done = preflight("cost", "--stack", "dev", "--baseline", str(before), "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["cost"]["comparison"]["total"]["difference"] == dropped["monthly"]


def test_two_stacks_compare() -> None:
    done = preflight("cost", "--stack", "staging", "--compare", "dev", "--format", "markdown")
    assert done.returncode == 0, done.stderr
    before, after = (costs(stack).of(Band.expected).total for stack in ("dev", "staging"))
    assert f"Against dev: \\${before:,.2f} → \\${after:,.2f}, +\\${after - before:,.2f}" in done.stdout


@pytest.mark.parametrize("by", By)
def test_everything_adds_up_by_anything(by: By) -> None:
    [table] = tables(costs_of(inventory_of("dev"), any_settings_of("dev")), Band.expected, by)
    *rows, total = [Decimal(re.sub("[$,]", "", row[1])) for row in table.rows]
    assert sum(rows) == total == costs("dev").of(Band.expected).total


def test_markdown_of_the_largest_stack_fits_a_comment() -> None:
    text = as_markdown(costs("prod"), Band.expected, None)
    assert text.startswith("<!-- preflight cost: event-platform/prod -->\n")
    assert len(text) < 65_536 and "… cut" not in text


@pytest.mark.parametrize("file", ["preview-new.json", "preview-changes-and-sames.json"])
def test_the_engines_preview_is_priced(file: str) -> None:
    done = preflight("cost", "--from-preview", str(ENGINE / file), "--format", "json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)["cost"]
    # db.t4g.medium and a key: 730 h × $0.065 or more
    assert report["total_monthly"] > 730 * 0.065
    assert report["per_million_events"] is None


def test_what_is_deployed_is_priced() -> None:
    done = preflight("cost", "--from-stack", str(ENGINE / "stack-export.json"), "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["cost"]["by_service"]["kms"] == 1.0


def test_what_cannot_be_priced_is_a_finding_that_names_its_resource(tmp_path: Path) -> None:
    preview = json.loads((ENGINE / "preview-new.json").read_text())
    for step in preview["steps"]:
        inputs = step["newState"].get("inputs", {})
        if "instanceClass" in inputs:
            inputs["instanceClass"] = "db.t4g.mediun"
    file = tmp_path / "preview.json"
    file.write_text(json.dumps(preview))
    done = preflight("cost", "--from-preview", str(file))
    assert done.returncode == 1
    assert "Problem: orders (aws:rds/instance:Instance): no price for" in done.stdout
    assert "db.t4g.medium" in done.stdout


def test_a_region_without_prices_is_a_finding_that_names_its_resource() -> None:
    found = costs_of(inventory(resource("aws:kms/key:Key", {}, "key", "xx-east-9")), None)
    [problem] = found.problems
    assert problem.startswith("key (aws:kms/key:Key): no prices for the region xx-east-9")


def test_the_stack_of_an_existing_cluster_costs_nothing_on_aws() -> None:
    assert costs(LOCAL).of(Band.expected).total == 0
    done = preflight("cost", "--stack", LOCAL)
    assert done.returncode == 0, done.stderr


def test_a_program_that_is_empty_costs_nothing() -> None:
    assert costs_of(Inventory("p", "s", ()), None).of(Band.expected).total == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name what to price with one of --stack, --from-preview, --from-stack"),
        (("--from-preview", "a", "--from-stack", "b"), "not both at once"),
        (("--stack", "dev", "--compare", "prod", "--baseline", "x"), "not with both at once"),
        (("--stack", "nope"), 'there is no stack "nope"'),
        (("--from-preview", "nowhere.json"), "nowhere.json"),
        (("--stack", "dev", "--baseline", "nowhere.json"), "nowhere.json cannot be read"),
        (("--stack", "dev", "--baseline", str(ENGINE / "preview-new.json")), "holds no report on cost"),
    ],
)
def test_wrong_use_is_refused(arguments: tuple[str, ...], said: str) -> None:
    done = preflight("cost", *arguments)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr
