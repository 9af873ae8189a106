"""A stack's policy settings become the configuration of packs; a wrong name is a mistake with file and line."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inventory.resource import Inventory, Resource
from policies.exclusions import SCHEMA
from preflight.policies.configuration import Configuration, ConfigurationError, check, configured, read, written
from preflight.policies.finding import Excluded
from preflight.policies.policy import Policy
from preflight.policies.stack_settings import from_settings, idle_exclusions
from settings import Settings, SettingsError
from settings.policies import Policies, accepted
from settings.problems import Source
from tests.policies.packs import RULES
from tests.support import CLUSTER_STACKS, any_settings_of, settings_of

DAYS = {"type": "integer", "minimum": 1, "default": 7}


def policy(name: str, topic: str = "backup", level: str = "mandatory", **properties: Any) -> Policy:
    """A rule of a pack."""
    schema = {"type": "object", "properties": {"exclusions": dict(SCHEMA), **properties}, "required": []}
    return Policy("pack", name, "It holds.", "Make it hold.", topic, (), "high", level, False, schema)


POLICIES = [policy("rds-backups", days=DAYS), policy("s3-versioned"), policy("sns-encrypted", "encryption", "advisory")]
EXCLUSION = {"rules": ["s3-versioned"], "resources": ["scratch-*"], "reason": "holds nothing of worth", "until": "2027-06-30"}


def stack(lines: dict[tuple[str | int, ...], int] | None = None, **policies: Any) -> Settings:
    """A stack with these policy settings."""
    given = Policies.model_validate_json(json.dumps(policies))
    return settings_of("dev").model_copy(update={"policies": given}).read_from(Source("Pulumi.dev.yaml", lines or {}))


def mistakes(settings: Settings) -> str:
    """What is said of wrong settings."""
    with pytest.raises(SettingsError) as caught:
        from_settings(settings, POLICIES, INVENTORY)
    return str(caught.value)


def test_a_stack_that_says_nothing_configures_nothing() -> None:
    assert from_settings(stack(), POLICIES, INVENTORY) == {}


def test_a_level_by_rule_wins_over_one_by_topic() -> None:
    found = from_settings(stack(levels={"backup": "advisory", "rds-backups": "disabled"}), POLICIES, INVENTORY)
    assert found == {"rds-backups": {"enforcementLevel": "disabled"}, "s3-versioned": {"enforcementLevel": "advisory"}}


def test_parameters_and_exclusions_go_to_their_rule() -> None:
    found = from_settings(stack(parameters={"rds-backups": {"days": 30}}, exclusions=[EXCLUSION]), POLICIES, INVENTORY)
    assert found["rds-backups"] == {"days": 30}
    assert found["s3-versioned"] == {"exclusions": [{key: EXCLUSION[key] for key in ("resources", "reason", "until")}]}


@pytest.mark.parametrize(
    ("policies", "said"),
    [
        ({"levels": {"rds-backup": "advisory"}}, "is neither a rule nor a topic (did you mean rds-backups?)"),
        ({"levels": {"bakup": "advisory"}}, "is neither a rule nor a topic (did you mean backup?)"),
        ({"parameters": {"rds-backups": {"dais": 3}}}, "is no setting of the rule (did you mean days?)"),
        ({"parameters": {"rds-backups": {"days": 0}}}, "0 is less than the minimum of 1"),
        ({"parameters": {"rds-backups": {"days": "many"}}}, "'many' is not of type 'integer'"),
        ({"parameters": {"s3-version": {}}}, "is no rule of the packs (did you mean s3-versioned?)"),
        ({"exclusions": [EXCLUSION | {"rules": ["s3-version"]}]}, "is no rule of the packs (did you mean s3-versioned?)"),
    ],
)
def test_what_does_not_exist_is_a_mistake_with_a_suggestion(policies: dict[str, Any], said: str) -> None:
    assert said in mistakes(stack(**policies))


def test_a_mistake_names_file_and_line() -> None:
    text = mistakes(stack({("policies", "levels", "bakup"): 42}, levels={"bakup": "advisory"}))
    assert "Pulumi.dev.yaml:42  policies.levels.bakup" in text


def test_every_mistake_is_named_at_once() -> None:
    assert mistakes(stack(levels={"a": "advisory"}, parameters={"b": {}}, exclusions=[EXCLUSION | {"rules": ["c"]}])).startswith(
        "Pulumi.dev.yaml: 3 mistakes"
    )


def resource(name: str) -> Resource:
    return Resource(f"urn:pulumi:dev::p::aws:s3/bucket:Bucket::{name}", "aws:s3/bucket:Bucket", name, "", "", True, {})


INVENTORY = Inventory("p", "dev", (resource("scratch-1"),))


def idle(settings: Settings, *used: Excluded, as_of: str = "2026-11-26") -> list[str]:
    """What is said of exclusions in vain."""
    return list(idle_exclusions(settings, INVENTORY, POLICIES, used, as_of))


def test_an_exclusion_that_no_resource_matches_is_noted_with_its_line() -> None:
    exclusion = EXCLUSION | {"resources": ["scratch-*", "gone"]}
    settings = stack({("policies", "exclusions", 0, "resources", 1): 7}, exclusions=[exclusion])
    assert idle(settings) == ["Pulumi.dev.yaml:7: s3-versioned excludes gone, which no resource is called"]


def test_an_exclusion_that_is_not_needed_is_noted() -> None:
    settings = stack({("policies", "exclusions", 0): 5}, exclusions=[EXCLUSION])
    [note] = idle(settings)
    assert note.startswith("Pulumi.dev.yaml:5: s3-versioned has nothing against")
    assert not idle(settings, Excluded("pack", "s3-versioned", resource("scratch-1").urn, "", "2027-06-30", EXCLUSION["reason"]))  # type: ignore[arg-type]
    assert not idle(settings, as_of="2027-07-01"), "it is over, which its violation says"


def test_a_configuration_has_a_level_and_the_defaults_for_every_policy() -> None:
    assert configured(POLICIES, {"rds-backups": {"enforcementLevel": "advisory"}}) == {
        "rds-backups": {"enforcementLevel": "advisory", "days": 7},
        "s3-versioned": {"enforcementLevel": "mandatory"},
        "sns-encrypted": {"enforcementLevel": "advisory"},
    }


def test_the_file_for_the_engine_judges_as_the_settings_do(tmp_path: Path) -> None:
    """What the engine reads from the file, it completes with a pack's defaults just as the offline run completes the settings."""
    layer = from_settings(
        stack(levels={"backup": "advisory"}, parameters={"rds-backups": {"days": 30}}, exclusions=[EXCLUSION]), POLICIES, INVENTORY
    )
    (tmp_path / "config.json").write_text(written(POLICIES, layer))
    content = json.loads((tmp_path / "config.json").read_text())
    assert content["rds-backups"] == {"enforcementLevel": "advisory", "days": 30}
    assert content["sns-encrypted"] == {"enforcementLevel": "advisory"}, "a level for every policy"
    assert configured(POLICIES, read(tmp_path / "config.json")) == configured(POLICIES, layer)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "must hold an object"),
        ('{"s3-versioned": 3}', "must be a level or an object"),
        ('{"s3-versioned": "fatal"}', "there are: advisory, disabled, mandatory, remediate"),
        ('{"s3-version": "advisory"}', r"did you mean s3-versioned\?"),
        ('{"rds-backups": {"days": 0}}', "rds-backups.days: 0 is less than the minimum"),
        (
            '{"rds-backups": {"exclusions": [{"resources": ["a"], "until": "2027-01-01"}]}}',
            r"exclusions\[0\]: 'reason' is a required property",
        ),
    ],
)
def test_a_configuration_file_that_is_wrong_is_refused(content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(content)
    with pytest.raises(ConfigurationError, match=said):
        check(read(tmp_path / "config.json"), POLICIES, tmp_path / "config.json")


def test_the_engines_own_keys_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"all": "advisory", "environments": ["a/b"]}')
    layer: Configuration = read(tmp_path / "config.json")
    check(layer, POLICIES, tmp_path / "config.json")
    assert layer == {"all": {"enforcementLevel": "advisory"}}


def test_what_the_platform_accepts_names_rules_of_its_packs() -> None:
    assert {rule for exclusion in accepted() for rule in exclusion.rules} <= set(RULES)


@pytest.mark.parametrize("name", CLUSTER_STACKS)
def test_what_a_stack_excludes_has_a_reason_and_a_day_within_a_year_or_so(name: str) -> None:
    for exclusion in (*accepted(), *any_settings_of(name).policies.exclusions):
        assert len(exclusion.reason.split()) >= 10
        assert date(2026, 11, 26) < date.fromisoformat(exclusion.until) <= date(2027, 12, 31)
