"""Everything says what it belongs to, in the same words."""

import json
from typing import Any

from policies.taggable import taggable
from tests.policies.case import Case, made, ref

BUCKET = "aws:s3/bucket:Bucket"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
GROUP = "aws:autoscaling/group:Group"
SERVICE = "aws:ecs/service:Service"
TAGS = {"project": "events", "stack": "prod", "owner": "platform-team"}
PROVIDER = {"region": "us-east-1", "defaultTags": json.dumps({"tags": TAGS})}


def _specifications(**tags: Any) -> list[object]:
    return [{"resourceType": kind, "tags": given} for kind, given in tags.items()]


def _propagated(propagate: bool, *keys: str) -> list[object]:
    return [{"key": key, "value": TAGS[key], "propagateAtLaunch": propagate} for key in keys]


CASES = [
    Case(
        "tags-required",
        passing=[
            made(BUCKET, tags=TAGS),
            made(BUCKET, tags={**TAGS, "owner": ref("team")}),
            made(BUCKET, provider=PROVIDER),
            made(BUCKET, provider={"defaultTags": {"tags": {"owner": "platform-team"}}}, tags={"project": "events", "stack": "prod"}),
            made("aws:s3/bucketPolicy:BucketPolicy"),
            made("eks:index:Cluster", tags=TAGS),
        ],
        failing=[made(BUCKET), made(BUCKET, tags={"Project": "events", "stack": "prod"}), made("eks:index:Cluster", tags={})],
        config={"values": TAGS},
    ),
    Case(
        "tags-required",
        passing=[made(BUCKET, tags={"cost-center": "4711"})],
        failing=[made(BUCKET, tags={"owner": "platform-team"}), made(taggable()[0])],
        config={"keys": ["cost-center"], "values": {"cost-center": "4711"}},
    ),
    Case(
        "tags-well-formed",
        passing=[made(BUCKET), made(BUCKET, tags={**TAGS, "Name": "Raw Events"}), made(BUCKET, tags={"cost-center": "AB-4711"})],
        failing=[
            made(BUCKET, tags={**TAGS, "project": "Event Platform"}),
            made(BUCKET, tags={**TAGS, "owner": " "}),
            made(BUCKET, tags={**TAGS, "Owner": "platform-team"}),
            made(BUCKET, tags={"cost-center": "4711", "CostCenter": "4711"}),
        ],
    ),
    Case(
        "tags-well-formed",
        passing=[made(BUCKET, tags={"tier": "1"})],
        failing=[made(BUCKET, tags={"tier": "first"})],
        config={"patterns": {"tier": "[123]"}},
    ),
    Case(
        "tags-data-classified",
        passing=[
            made(BUCKET, tags={"data-classification": "confidential"}),
            made(BUCKET, provider={"defaultTags": json.dumps({"tags": {"data-classification": "internal"}})}),
        ],
        failing=[made(BUCKET), made(BUCKET, tags={"data-classification": "secret"})],
    ),
    Case(
        "tags-data-classified",
        passing=[made(BUCKET, tags={"class": "C3"})],
        failing=[made(BUCKET, tags={"data-classification": "confidential"})],
        config={"key": "class", "classes": ["C1", "C2", "C3"]},
    ),
    Case(
        "tags-reach-instances",
        passing=[
            made(TEMPLATE, tagSpecifications=_specifications(instance=TAGS, volume=TAGS)),
            made(GROUP, tags=_propagated(True, *TAGS)),
        ],
        failing=[
            made(TEMPLATE),
            made(TEMPLATE, tagSpecifications=_specifications(instance=TAGS)),
            made(TEMPLATE, tagSpecifications=_specifications(instance={"project": "events"}, volume=TAGS)),
            made(GROUP, tags=_propagated(False, *TAGS)),
            made(GROUP, tags=_propagated(True, "project", "stack")),
        ],
    ),
    Case(
        "ecs-tags-propagated",
        passing=[made(SERVICE, propagateTags="SERVICE"), made(SERVICE, propagateTags="TASK_DEFINITION")],
        failing=[made(SERVICE), made(SERVICE, propagateTags="NONE")],
    ),
    Case(
        "snapshots-keep-tags",
        passing=[made("aws:rds/instance:Instance", copyTagsToSnapshot=True)],
        failing=[made("aws:rds/instance:Instance"), made("aws:neptune/cluster:Cluster", copyTagsToSnapshot=False)],
    ),
]
