"""A stack file is read as the engine reads it, and both roads lead to the same settings."""

import json
from pathlib import Path

import pytest

from settings import SettingsError, engine_config, from_engine, from_stack_file
from tests.support import ALL_STACKS, ROOT, folder_of
from tests.unit.stack_files import PROD, changed, line_of, mistakes

FILES: list[tuple[str, str | bytes, int | None, tuple[str, ...]]] = [
    ("an empty file", "", 1, ("config: block",)),
    ("only a comment", "# later\n", 1, ("config: block",)),
    ("a list", "- a\n", 1, ("config: block",)),
    ("a text", "hello\n", 1, ("config: block",)),
    ("no configuration", "encryptionsalt: v1:x\n", 1, ("as keys and values",)),
    ("an empty configuration", "config:\n", 1, ("as keys and values",)),
    ("a configuration that is a list", "# a stack\nconfig: [1]\n", 2, ("as keys and values",)),
    ("two documents", "config: {}\n---\nconfig: {}\n", 2, ("is not YAML", "another document")),
    ("a tab", changed(("    nat: per_az", "\tnat: per_az")), line_of(PROD, "nat: per_az"), ("is not YAML", "a tab", "spaces")),
    ("two colons", changed(("environment: prod", "environment: a: b")), 3, ("is not YAML",)),
    ("an unknown alias", changed(("owner: platform-team", "owner: *x")), 6, ("is not YAML", "'x'")),
    ("an open list", changed(("[c6i.4xlarge]", "[c6i.4xlarge")), line_of(PROD, "c6i.4xlarge") + 1, ("is not YAML", "begins on line")),
    ("a dash in a block", changed(("    owner: platform-team", "    - owner")), 7, ("is not YAML", "indentation")),
    ("another encoding", PROD.replace("platform-team", "plätform").encode("latin-1"), 6, ("is not UTF-8", "0xe4")),
    ("a null character", PROD.replace("platform-team", "a\0b"), 6, ("is not YAML", "U+0000")),
    ("endless nesting", "config: " + "[" * 1200, None, ("too deeply",)),
]


@pytest.mark.parametrize(("content", "line", "words"), [case[1:] for case in FILES], ids=[case[0] for case in FILES])
def test_a_file_that_is_no_stack_file_is_one_mistake(
    tmp_path: Path, content: str | bytes, line: int | None, words: tuple[str, ...]
) -> None:
    title, place, message = mistakes(tmp_path, content).text().split("\n")
    assert title == "Pulumi.prod.yaml: 1 mistake"
    assert place.split()[0] == "Pulumi.prod.yaml" + (f":{line}" if line else "")
    assert [word for word in words if word not in message] == []


def test_a_misspelt_config_block_is_found(tmp_path: Path) -> None:
    text = mistakes(tmp_path, PROD.replace("config:", "confg:", 1)).text()
    assert "confg\n      means nothing to a stack file (did you mean config?)" in text


def test_an_anchor_that_contains_itself_is_found(tmp_path: Path) -> None:
    assert "contains itself" in mistakes(tmp_path, changed(("owner: platform-team", "owner: &x [*x]"))).text()


def test_secrets_of_other_namespaces_are_left_alone_and_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.prod.yaml"
    file.write_text(changed(("environment: prod", "environment: prod\n  aws:region: us-east-1\n  random:token: { secure: v1:abc }")))
    assert from_stack_file(tmp_path, "prod") == from_stack_file(ROOT, "prod")
    assert engine_config(file)["random:token"] == "[secret]"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"333333333333"', "333333333333"),
        ("protect: true", 'protect: "true"'),
        ("protect: true", "protect: TRUE"),
        ("max: 5", "max: 5.0"),
        ("max: 5", "max: +5"),
        ("disk_gib: 100", "disk_gib: 1e2"),
        ("event-platform:environment: prod", "environment: prod"),
        ("owner: platform-team\n    cost_center: event-platform", "owner: &a platform-team\n    cost_center: event-platform # *a"),
        ("gpu:\n", "gpu:\n        <<: [{ min: 0, priority: 10 }, { priority: 20 }]\n"),
        ("config:", "\ufeffconfig:"),
        ("config:", "secretsprovider: awskms://alias/pulumi\nencryptedkey: abc\nconfig:"),
    ],
)
def test_other_ways_to_write_the_same_are_right(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_text(changed((old, new)))
    assert from_stack_file(tmp_path, "prod") == from_stack_file(ROOT, "prod")


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_both_roads_lead_to_the_same_settings(stack: str) -> None:
    folder = folder_of(stack)
    config = engine_config(folder / f"Pulumi.{stack}.yaml")
    assert from_engine(folder, stack, config) == from_stack_file(folder, stack)
    assert all(isinstance(value, str) for value in config.values())
    assert json.loads(config["event-platform:regions"])[0]["role"] == "primary"
    assert config["event-platform:protect"] in ("true", "false")


def test_the_engine_road_tells_the_lines_of_the_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_text(changed(("nat: per_az", "nat: many")))
    with pytest.raises(SettingsError) as caught:
        from_engine(tmp_path, "prod", engine_config(tmp_path / "Pulumi.prod.yaml"))
    assert caught.value.text() == mistakes(tmp_path, changed(("nat: per_az", "nat: many"))).text()


def test_the_engine_road_works_without_a_file(tmp_path: Path) -> None:
    config = engine_config(ROOT / "Pulumi.prod.yaml")
    assert from_engine(tmp_path, "prod", config) == from_stack_file(ROOT, "prod")
    with pytest.raises(SettingsError, match=r'Pulumi.prod.yaml  environment = ""\n      is empty; must be one of local, dev'):
        from_engine(tmp_path, "prod", config | {"event-platform:environment": ""})


# What `pulumi preview` (3.272) put into PULUMI_CONFIG for each text, at the top and inside a block.
SCALARS = [
    ("on", "on", '"on"'),
    ("yes", "yes", '"yes"'),
    ("True", "true", "true"),
    ("FALSE", "false", "false"),
    ("1_000", "1000", "1000"),
    ("1e3", "1000", "1000"),
    ("60:30", "60:30", '"60:30"'),
    ("1.30", "1.3", "1.3"),
    ("20.0", "20", "20"),
    ("111111111111", "111111111111", "111111111111"),
    ("9007199254740993", "9007199254740993", "9007199254740993"),
    ("1e400", "1e400", '"1e400"'),
    ("123456789012345678901234567890", "1.2345678901234568e+29", "1.2345678901234568e+29"),
    ("-1", "-1", "-1"),
    ("+3", "3", "3"),
    ("~", "", "null"),
    ("null", "", "null"),
    ("", "", "null"),
    ('"[1, 2"', "[1, 2", '"[1, 2"'),
]


@pytest.mark.parametrize(("written", "top", "inside"), SCALARS)
def test_scalars_are_read_as_the_engine_reads_them(tmp_path: Path, written: str, top: str, inside: str) -> None:
    file = tmp_path / "Pulumi.x.yaml"
    file.write_text(f"config:\n  event-platform:top: {written}\n  event-platform:block:\n    inside: {written}\n")
    assert engine_config(file) == {"event-platform:top": top, "event-platform:block": f'{{"inside":{inside}}}'}
