"""Who reads the copies of what the other region backed up, and how little more than that they may."""

import json
from dataclasses import replace
from typing import Any

import pytest

from components.lakehouse.copies import copies_in, copies_of
from components.placement import Placement
from inventory.resource import Resource
from tests.support import inventory_of, settings_of
from tests.unit.lakehouse_facts import BUCKET
from tests.unit.placements import placement

STACKS = ("prod", "staging")
OWN = "s3:AbortMultipartUpload"


def statements(policy: Resource) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(policy.inputs["policy"])["Statement"]
    return found


def touching(stack: str, bucket: str) -> dict[str, list[dict[str, Any]]]:
    """Role's policy → its statements about a bucket; those of S3's own copying are left out."""
    found = {}
    for policy in inventory_of(stack).of_type("aws:iam/rolePolicy:RolePolicy"):
        about = [one for one in statements(policy) if any(f":::{bucket}" in each for each in one.get("Resource", []))]
        if about and not policy.name.endswith("-replication"):
            found[policy.name] = about
    return found


def turns(stack: str) -> tuple[Placement, Placement]:
    primary = placement(stack)
    assert primary.other
    return primary, primary.other


@pytest.mark.parametrize("stack", STACKS)
def test_backing_up_reads_copies_below_its_prefix_and_changes_none(stack: str) -> None:
    readers = 0
    for here in turns(stack):
        assert here.other
        copies = copies_of(here.other, here)["backups"]
        for name, about in touching(stack, copies).items():
            assert name.startswith(here.region.name)
            readers += 1
            actions = {action for one in about for action in one["Action"]}
            assert actions == {"s3:ListBucket", "s3:GetObject"}, name
            (listing,) = [one for one in about if "s3:ListBucket" in one["Action"]]
            (reading,) = [one for one in about if "s3:GetObject" in one["Action"]]
            prefix = listing["Condition"]["StringLike"]["s3:prefix"][0]
            assert prefix and reading["Resource"] == [f"arn:aws:s3:::{copies}/{prefix}/*"]
            own = here.bucket("backups")
            assert any(f"arn:aws:s3:::{own}/{prefix}/*" in one["Resource"] for one in touching(stack, own)[name] if OWN in one["Action"])
    assert readers >= 4


@pytest.mark.parametrize("stack", STACKS)
def test_all_that_back_up_and_nobody_else(stack: str) -> None:
    for here in turns(stack):
        assert here.other
        copies = copies_of(here.other, here)["backups"]
        back_up = {
            name
            for name, about in touching(stack, here.bucket("backups")).items()
            if any(OWN in one["Action"] for one in about) and name.startswith(here.region.name)
        }
        assert set(touching(stack, copies)) == back_up, here.region.name
    # The pilot light has none of the stores, but Velero.
    assert set(touching(stack, copies)) == {f"{here.region.name}-velero"}


def test_the_buckets_that_are_named_are_those_that_are_made_and_their_key_is_the_readers() -> None:
    made = {one.inputs["bucket"]: one.region for one in inventory_of("prod").of_type(BUCKET)}
    for region in settings_of("prod").regions:
        here = placement(region=region.name)
        held = copies_in(here)
        assert held == inventory_of("prod").outputs["regions"][region.name].get("copies", {})
        assert all(made[bucket] == region.name for buckets in held.values() for bucket in buckets.values())
    assert set(copies_in(turns("prod")[1])) == {region.name for region in settings_of("prod").regions if region.role != "dr"}


def test_secondary_regions_and_stacks_without_a_dr_region_have_none() -> None:
    for region in settings_of("prod").regions:
        if region.role == "secondary":
            here = placement(region=region.name)
            assert here.other is None and copies_in(here) == {}
    (dev,) = {placement("dev").other}
    assert dev is None and not copies_in(placement("dev"))
    kinds = ("BackupStorageLocation", "ObjectStore")
    for stack, places in (("prod", turns("prod")), ("staging", turns("staging")), ("dev", ())):
        regions = {one.name.rpartition("-copies")[0].split("-databases")[0].split("-velero")[0] for one in _places(stack, kinds)}
        assert regions == {here.region.name for here in places}, stack


def _places(stack: str, kinds: tuple[str, ...]) -> list[Resource]:
    return [one for one in inventory_of(stack).resources if one.inputs.get("kind") in kinds and one.name.endswith("-copies")]


def test_without_copies_of_buckets_there_is_nothing_to_read() -> None:
    here = placement("prod")
    settings = here.settings.model_copy(update={"lakehouse": here.settings.lakehouse.model_copy(update={"replicate": False})})
    assert copies_in(replace(here, settings=settings)) == {}


def test_velero_and_timescale_read_copies_and_never_write_them() -> None:
    for one in _places("prod", ("BackupStorageLocation",)):
        own = next(r for r in inventory_of("prod").resources if r.name == one.name.removesuffix("copies") + "default").inputs["spec"]
        spec = one.inputs["spec"]
        assert spec["accessMode"] == "ReadOnly" and "default" not in spec and own["default"] is True
        assert spec["objectStorage"]["prefix"] == own["objectStorage"]["prefix"]
        assert spec["objectStorage"]["bucket"] != own["objectStorage"]["bucket"]
    archives = _places("prod", ("ObjectStore",))
    assert archives
    for one in archives:
        assert "retentionPolicy" not in one.inputs["spec"]
        own = next(r for r in inventory_of("prod").resources if r.name == one.name.removesuffix("-copies")).inputs["spec"]["configuration"]
        assert one.inputs["spec"]["configuration"] | {"destinationPath": ""} == own | {"destinationPath": ""}
    using = [one for one in inventory_of("prod").resources if one.inputs.get("kind") == "Cluster"]
    assert using and not any("timescale-copies" in json.dumps(one.inputs["spec"], default=str) for one in using)
