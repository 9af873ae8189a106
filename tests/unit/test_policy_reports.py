"""Findings as text, JSON, Markdown and SARIF."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rich.console import Console

from preflight.policies import listing, markdown, sarif, text
from preflight.policies.finding import Excluded, Finding, Kind
from preflight.policies.judgement import Judgement
from preflight.policies.policy import Policy
from preflight.policies.report import as_json, counts, only, summary
from tests.support import ROOT

SCHEMA = Path(os.environ.get("SARIF_SCHEMA", ROOT.parent / "shared" / "facts" / "sarif-schema-2.1.0.json"))
"""OASIS's own, which is not in the repository."""

NONE: dict[str, Any] = {"type": "object", "properties": {}, "required": []}


def policy(name: str, severity: str, level: str, topic: str = "network") -> Policy:
    return Policy("security", name, f"{name} holds.", f"Make {name} hold.", topic, ("FSBP X.1",), severity, level, False, NONE)


PUBLIC, NOTED, KEYED = (
    policy("no-public-bucket", "critical", "mandatory"),
    policy("named-well", "low", "advisory", "tagging"),
    policy("own-key", "medium", "mandatory", "encryption"),
)


def finding(rule: Policy, name: str, message: str = "is wrong", kind: Kind = Kind.VIOLATION, source: str = "network/nat.py:31") -> Finding:
    type_ = "aws:s3/bucket:Bucket"
    urn = f"urn:pulumi:dev::p::{type_}::{name}"
    level = "advisory" if kind is Kind.NOT_YET_KNOWN else rule.level
    return Finding(
        rule.pack,
        rule.name,
        kind,
        level,
        rule.severity,
        rule.topic,
        urn,
        "aws:s3/bucket:Bucket",
        source,
        message,
        rule.remedy,
        rule.controls,
    )


def judgement(*findings: Finding, excluded: tuple[Excluded, ...] = (), notes: tuple[str, ...] = ()) -> Judgement:
    ordered = tuple(sorted(findings, key=lambda one: one.order))
    return Judgement("p", "dev", 12, (KEYED, NOTED, PUBLIC), ordered, excluded, notes)


CACHE = "urn:pulumi:dev::p::aws:s3/bucket:Bucket::cache"
EXCLUDED = Excluded("security", "own-key", CACHE, "a/b.py:3", "2027-06-30", "holds nothing of worth")
FOUND = judgement(
    *(finding(NOTED, f"bucket-{number:02}", f"is wrong {number}") for number in range(12)),
    finding(KEYED, "later", "kmsKeyId", Kind.NOT_YET_KNOWN),
    finding(PUBLIC, "open", "is public"),
    finding(PUBLIC, "open", "has no block", source=""),
    finding(KEYED, "strange", "KeyError in keys.py:3", Kind.ERROR),
    excluded=(EXCLUDED,),
    notes=("Pulumi.dev.yaml:7: x excludes y, which no resource is called",),
)
CLEAN = judgement()


def shown(found: Judgement, verbose: bool = False) -> str:
    """The text as a terminal has it."""
    console = Console(width=140, color_system=None)
    with console.capture() as capture:
        console.print(text.as_text(found, verbose, 1.25))
    return capture.get()


def test_only_mandatory_violations_and_faults_of_rules_stop_a_deployment() -> None:
    assert counts(FOUND) == {"mandatory": 2, "advisory": 12, "not_yet_known": 1, "errors": 1, "excluded": 1}
    assert FOUND.fails
    assert judgement(finding(KEYED, "strange", "KeyError", Kind.ERROR)).fails
    assert not judgement(finding(NOTED, "a"), finding(KEYED, "later", "kmsKeyId", Kind.NOT_YET_KNOWN)).fails
    assert not CLEAN.fails


def test_text_begins_with_what_stops_a_deployment_and_groups_by_rule() -> None:
    report = shown(FOUND)
    places = [report.index(part) for part in ("Rules that failed", "Mandatory", "Advisory", "Not yet known", "Excluded", "Note:")]
    assert places == sorted(places)
    assert report.count("Make no-public-bucket hold.") == 1, "a rule's remedy stands once"
    assert "open aws:s3/bucket:Bucket  network/nat.py:31: is public" in report
    assert "own-key until 2027-06-30: holds nothing of worth cache" in report
    assert report.rstrip().endswith("3 rules of 1 pack on 12 resources of dev, in 1.2 s")


def test_text_shortens_advisories_unless_all_are_asked_for() -> None:
    assert "… and 9 more (--verbose)" in shown(FOUND)
    assert "bucket-11" not in shown(FOUND)
    assert "bucket-11" in shown(FOUND, verbose=True)


def test_what_is_the_same_in_each_region_stands_once() -> None:
    regions = judgement(*(finding(PUBLIC, f"{region}-logs") for region in ("a", "b", "c")), finding(PUBLIC, "logs", source="other.py:1"))
    assert shown(regions).count("is wrong") == 2
    assert "a-logs and 2 like it" in shown(regions)
    assert "`a-logs and 2 like it` `network/nat.py:31`: is wrong" in markdown.as_markdown(regions)


def test_text_takes_nothing_in_a_message_for_markup() -> None:
    assert "has [red]brackets[/]" in shown(judgement(finding(PUBLIC, "open", "has [red]brackets[/]")))


def test_a_clean_run_says_so_in_a_line() -> None:
    assert summary(CLEAN) == "0 mandatory violations, 0 advisories, 0 not yet known, 0 excluded; 3 rules of 1 pack on 12 resources of dev"
    assert shown(CLEAN).count("\n") == 1


def test_json_has_all_of_a_finding() -> None:
    content = json.loads(as_json(FOUND))
    assert content["counts"]["mandatory"] == 2
    assert content["packs"] == {"security": 3}
    assert content["policies"][0]["kind"] == "error"
    [public, _] = [one for one in content["policies"] if one["policy"] == "no-public-bucket" and one["kind"] == "violation"]
    assert set(public) == {
        "pack", "policy", "kind", "level", "severity", "topic", "urn", "type", "source", "message", "remedy", "controls",
    }  # fmt: skip
    assert content["excluded"][0]["reason"] == "holds nothing of worth"


def test_the_order_does_not_depend_on_the_order_of_answers() -> None:
    assert as_json(judgement(*reversed(FOUND.findings))) == as_json(judgement(*FOUND.findings))


def test_markdown_is_found_again_by_its_first_line_and_folds_what_is_long() -> None:
    report = markdown.as_markdown(FOUND)
    assert report.startswith("<!-- preflight policies: p/dev -->\n")
    assert report.splitlines()[0] == markdown.as_markdown(CLEAN).splitlines()[0], "whatever was found"
    assert report.count("<details>") == report.count("</details>") == 3
    assert "| `named-well` | 12 | `bucket-00`: is wrong 0 |" in report
    assert "- `open` `network/nat.py:31`: is public" in report
    assert "❌" in report
    assert "✅" in markdown.as_markdown(CLEAN)


def test_markdown_cannot_be_broken_out_of() -> None:
    report = markdown.as_markdown(judgement(finding(NOTED, "a", "</details> | @everybody <script>\n# title")))
    assert "</details> |" not in report
    assert "<script>" not in report
    assert "@everybody" not in report
    assert "\n# title" not in report


def test_markdown_fits_into_a_comment() -> None:
    many = [finding(policy(f"rule-{number}", "high", "mandatory"), "it", "x" * 500) for number in range(300)]
    report = markdown.as_markdown(judgement(*many))
    assert len(report) < 65_536
    assert "python -m preflight policies" in report.splitlines()[-1]


def log(found: Judgement) -> dict[str, Any]:
    return dict(json.loads(sarif.as_sarif(found)))


def test_sarif_has_each_rule_with_help_tags_and_severity() -> None:
    [run] = log(FOUND)["runs"]
    [rule] = [rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "no-public-bucket"]
    assert rule["properties"]["tags"] == ["security", "network", "FSBP X.1"]
    assert float(rule["properties"]["security-severity"]) > 9, "critical to GitHub"
    assert "Make no-public-bucket hold." in rule["help"]["text"]
    assert rule["defaultConfiguration"] == {"enabled": True, "level": "error"}


def test_sarif_points_at_the_line_that_asks_for_the_resource() -> None:
    [run] = log(FOUND)["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {"network/nat.py", "Pulumi.yaml", "a/b.py"}
    assert all(place["region"]["startLine"] >= 1 for place in places)
    assert {place["artifactLocation"]["uriBaseId"] for place in places} <= set(run["originalUriBaseIds"])


def test_sarif_knows_a_result_again_when_lines_move() -> None:
    def prints(found: Judgement) -> list[Any]:
        return [result["partialFingerprints"] for result in log(found)["runs"][0]["results"]]

    moved = replace(FOUND, findings=tuple(replace(one, source="elsewhere.py:1") for one in FOUND.findings))
    assert prints(moved) == prints(FOUND)
    assert len({json.dumps(one) for one in prints(FOUND)}) == len(prints(FOUND)), "and tells results apart"


def test_sarif_refers_to_its_own_rules_and_suppresses_what_is_excluded() -> None:
    [run] = log(FOUND)["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    [suppressed] = [result for result in run["results"] if "suppressions" in result]
    assert suppressed["suppressions"][0]["justification"] == "holds nothing of worth"


def test_sarif_has_faults_and_what_is_not_known_as_notifications() -> None:
    [run] = log(FOUND)["runs"]
    [invocation] = run["invocations"]
    assert not invocation["executionSuccessful"]
    assert {one["level"] for one in invocation["toolExecutionNotifications"]} == {"error", "note"}
    assert log(CLEAN)["runs"][0]["invocations"][0]["executionSuccessful"]


@pytest.mark.skipif(not SCHEMA.exists(), reason=f"needs OASIS's schema as {SCHEMA} or named by SARIF_SCHEMA")
@pytest.mark.parametrize("found", [FOUND, CLEAN], ids=["found", "clean"])
def test_sarif_is_valid_by_the_official_schema(found: Judgement) -> None:
    schema = json.loads(SCHEMA.read_text())
    jsonschema.validators.validator_for(schema)(schema).validate(log(found))


def test_some_rules_and_topics_can_be_asked_for() -> None:
    assert {one.policy for one in only(FOUND, [], ["network"]).findings} == {"no-public-bucket"}
    assert {one.policy for one in only(FOUND, ["own-key"], []).findings} == {"own-key"}
    assert only(FOUND, [], []) is FOUND


def test_the_list_of_rules_has_the_level_that_the_stack_gives() -> None:
    [rule] = json.loads(listing.as_json([KEYED], {"own-key": {"enforcementLevel": "advisory"}}))["rules"]
    assert (rule["name"], rule["level"], rule["topic"]) == ("own-key", "advisory", "encryption")
