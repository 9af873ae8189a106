"""Which types carry tags is what the installed SDKs say."""

import json
from importlib.metadata import version

from policies.taggable import DATA, from_sdks, taggable
from tests.support import STACKS, inventory_of

FACTS = json.loads(DATA.read_text())


def test_the_list_is_that_of_the_installed_sdks() -> None:
    assert FACTS["types"] == from_sdks(), "run: python -m policies.taggable"
    assert FACTS["source"] == f"pulumi_aws {version('pulumi_aws')}, pulumi_eks {version('pulumi_eks')}"


def test_the_types_are_named_as_rules_know_them() -> None:
    types = taggable()
    assert {"aws:s3/bucket:Bucket", "aws:lb/loadBalancer:LoadBalancer", "aws:guardduty/iPSet:IPSet", "eks:index:Cluster"} <= set(types)
    assert not {"aws:s3/bucketPolicy:BucketPolicy", "aws:autoscaling/group:Group", "aws:alb/loadBalancer:LoadBalancer"} & set(types)


def test_whatever_carries_tags_in_a_stack_is_listed() -> None:
    """The other way round: no type that takes tags is missing."""
    types = set(taggable())
    resources = [one for stack in STACKS for one in inventory_of(stack) if one.type.startswith("aws:")]
    tagged = {one.type for one in resources if isinstance(one.inputs.get("tags"), dict)}
    assert tagged
    assert tagged <= types
