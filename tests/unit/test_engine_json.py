"""The engine's own JSON, a preview's or a stack's, gives the same kind of inventory as a run offline."""

import json
from pathlib import Path
from typing import Any

import pytest

from inventory.engine_json import EngineFileError, plain
from inventory.preview_json import read_preview
from inventory.resource import SECRET, UNKNOWN, Inventory, Resource
from inventory.state_json import read_state
from tests.support import ROOT

DATA = ROOT / "tests" / "data" / "engine"
BEFORE, CHANGES, ALL = (DATA / f"preview-{name}.json" for name in ("new", "changes", "changes-and-sames"))
STATE = DATA / "stack-export.json"


def one(inventory: Inventory, type_: str) -> Resource:
    [found] = inventory.of_type(type_)
    return found


@pytest.mark.parametrize("inventory", [read_preview(BEFORE), read_state(STATE)], ids=["preview", "state"])
def test_a_database_is_read_with_all_that_is_known_of_it(inventory: Inventory) -> None:
    assert (inventory.project, inventory.stack) == ("sample", "dev")
    database = one(inventory, "aws:rds/instance:Instance")
    key = one(inventory, "aws:kms/key:Key")
    assert database.name == "orders"
    assert database.custom and database.protect
    assert database.parent == one(inventory, "sample:index:Store").urn
    assert database.provider.endswith("pulumi:providers:aws::ireland")
    assert database.region == "eu-west-1"
    assert database.source == "__main__.py:18"
    assert database.inputs["password"] == SECRET
    assert database.secret_inputs == ("password",)
    assert database.inputs["allocatedStorage"] == 20
    assert "__defaults" not in database.inputs
    assert key.urn in database.depends_on
    assert database.property_dependencies["kmsKeyId"] == (key.urn,)


def test_what_a_preview_does_not_know_stays_unknown() -> None:
    inventory = read_preview(BEFORE)
    assert one(inventory, "aws:rds/instance:Instance").inputs["kmsKeyId"] == UNKNOWN
    assert one(inventory, "aws:kms/key:Key").id == UNKNOWN
    assert one(inventory, "sample:index:Store").id == ""


def test_a_state_knows_ids_and_outputs() -> None:
    key = one(read_state(STATE), "aws:kms/key:Key")
    assert key.id == key.outputs["keyId"]
    assert one(read_state(STATE), "aws:rds/instance:Instance").outputs["password"] == SECRET


@pytest.mark.parametrize("inventory", [read_preview(BEFORE), read_preview(ALL), read_state(STATE)], ids=["new", "sames", "state"])
def test_the_region_is_the_resources_own_or_its_providers(inventory: Inventory) -> None:
    assert one(inventory, "aws:ssm/parameter:Parameter").region == "us-east-1"
    assert one(inventory, "aws:lambda/function:Function").region == "eu-west-1", "of the default provider"
    assert one(inventory, "aws:s3/bucket:Bucket").region == "eu-west-1"


def test_the_place_of_a_resource_is_in_the_program_never_in_a_library() -> None:
    [provider] = [resource for resource in read_preview(BEFORE) if resource.name == "ireland"]
    assert provider.source == "__main__.py:8"


def test_secrets_and_files_are_masked_deep_down() -> None:
    function = one(read_state(STATE), "aws:lambda/function:Function")
    assert function.inputs["environment"] == {"variables": {"MODE": "fast", "PASSWORD": SECRET}}
    assert function.secret_inputs == ("environment.variables.PASSWORD",)
    assert function.inputs["code"] == "asset:files"
    assert read_state(STATE).outputs == {"password": SECRET}
    assert "ciphertext" not in json.dumps([vars(resource) for resource in read_state(STATE)], default=dict)


@pytest.mark.parametrize("inventory", [read_preview(BEFORE), read_preview(ALL), read_state(STATE)], ids=["new", "sames", "state"])
def test_what_is_only_read_is_not_the_stacks(inventory: Inventory) -> None:
    assert not inventory.of_type("aws:ec2/vpc:Vpc")


def test_a_preview_of_changes_holds_what_will_be_there() -> None:
    inventory = read_preview(ALL)
    assert not inventory.of_type("aws:sns/topic:Topic"), "it is deleted"
    assert one(inventory, "aws:sqs/queue:Queue").id == UNKNOWN, "it is new"
    database = one(inventory, "aws:rds/instance:Instance")
    assert database.inputs["instanceClass"] == "db.t4g.large"
    assert database.id == one(read_state(STATE), "aws:rds/instance:Instance").id, "it stays the same resource"
    assert one(inventory, "aws:kms/key:Key").outputs["arn"].startswith("arn:aws:kms:")
    assert not inventory.notes


def test_a_preview_without_what_stays_says_so() -> None:
    [note] = read_preview(CHANGES).notes
    assert "leaves out 7 resources" in note
    assert "--show-sames" in note


SIGNATURE = "4dabf18193072939515e22adb298388d"


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ({SIGNATURE: "5cf8f73096256a8f31e491e813e4eb8e", "urn": "urn:pulumi:a::b::c::d", "id": "i-1"}, "i-1"),
        ({SIGNATURE: "5cf8f73096256a8f31e491e813e4eb8e", "urn": "urn:pulumi:a::b::c::d"}, "urn:pulumi:a::b::c::d"),
        ({SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "path": "main.py"}, "asset:main.py"),
        ({SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"hunter2"'}, SECRET),
        (None, None),
        ([{"a": [UNKNOWN]}], [{"a": [UNKNOWN]}]),
    ],
)
def test_values_with_signatures_become_plain(value: Any, meant: Any) -> None:
    assert plain({"it": value}, []) == {"it": meant}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "holds no JSON object"),
        ("{}", "holds no preview"),
        ('{"steps": []}', "names no resource"),
        ('{"steps": [{"op": "create", "newState": {"urn": "x"}}]}', "a step that is none"),
        ('{"deployment": {}}', "name it with --from-stack"),
    ],
)
def test_a_file_that_is_no_preview_is_refused(content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "file.json").write_text(content)
    with pytest.raises(EngineFileError, match=said):
        read_preview(tmp_path / "file.json")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", "holds no stack"),
        ('{"steps": []}', "name it with --from-preview"),
        ('{"deployment": {"resources": [3]}}', "a resource that is none"),
        ('{"deployment": {}}', "without any resource"),
    ],
)
def test_a_file_that_is_no_state_is_refused(content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "file.json").write_text(content)
    with pytest.raises(EngineFileError, match=said):
        read_state(tmp_path / "file.json")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineFileError, match=r"gone\.json cannot be read: No such file"):
        read_state(tmp_path / "gone.json")
