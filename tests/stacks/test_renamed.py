"""What was moved or renamed in the program is found by what it was called when it was deployed, and so not replaced."""

from collections import Counter

import pytest

from tests.support import ALL_STACKS, inventory_of, settings_of

CERTIFICATE = "platform:compute:Certificate"
"""What ECS had before the edge needed certificates too."""
WITH_ECS = [stack for stack in ALL_STACKS if (compute := settings_of(stack).compute) and compute.ecs]


@pytest.mark.parametrize("stack", WITH_ECS)
def test_the_certificate_of_ecs_and_its_proof_are_those_that_were_deployed(stack: str) -> None:
    inventory = inventory_of(stack)
    moved = [one for one in inventory.of_type("platform:edge:Certificate") if "$platform:compute:IngestionApi$" in one.urn]
    assert moved
    for component in moved:
        beginning, _, name = component.urn.rpartition("::")
        before = beginning.replace("platform:edge:Certificate", CERTIFICATE)
        assert f"{before}::{name}" in component.aliases
        children = [one for one in inventory if one.parent == component.urn]
        assert Counter(one.type for one in children) == {
            "aws:acm/certificate:Certificate": 1,
            "aws:route53/record:Record": 1,
            "aws:acm/certificateValidation:CertificateValidation": 1,
        }
        assert all(f"{before}${one.type}::{name}" in one.aliases for one in children)


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_nothing_is_taken_for_something_else(stack: str) -> None:
    inventory = inventory_of(stack)
    former = Counter(alias for one in inventory for alias in one.aliases)
    assert [alias for alias, times in former.items() if times > 1] == []
    assert set(former) & {one.urn for one in inventory} == set()
