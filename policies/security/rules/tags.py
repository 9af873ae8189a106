"""Everything says what it belongs to, in the same words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from inventory.values import Values
from policies.remediation import completing, setting
from policies.rule import Severity, Topic, resource_rule
from policies.subject import Check, Subject
from policies.taggable import default_tags, taggable

_TAGGABLE = taggable()
_KEYS: Mapping[str, Any] = {
    "type": "array",
    "items": {"type": "string"},
    "default": ["project", "stack", "owner"],
    "description": "The tags that everything carries.",
}
_STORES = (
    "aws:s3/bucket:Bucket",
    "aws:dynamodb/table:Table",
    "aws:rds/instance:Instance",
    "aws:rds/cluster:Cluster",
    "aws:docdb/cluster:Cluster",
    "aws:neptune/cluster:Cluster",
    "aws:redshift/cluster:Cluster",
    "aws:redshiftserverless/namespace:Namespace",
    "aws:opensearch/domain:Domain",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:efs/fileSystem:FileSystem",
    "aws:kinesis/stream:Stream",
    "aws:msk/cluster:Cluster",
    "aws:secretsmanager/secret:Secret",
    "aws:backup/vault:Vault",
)


@resource_rule(
    "tags-required",
    topic=Topic.TAGGING,
    severity=Severity.MEDIUM,
    description="Everything that can be tagged says which project and stack it belongs to, and who owns it.",
    remedy="Set tags, or default_tags of the provider; in a component, tag by one transformation.",
    controls=("platform",),
    types=_TAGGABLE,
    config={
        "keys": _KEYS,
        "values": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "default": {},
            "description": "Key → the value that remediation sets where the tag is missing.",
        },
    },
    remediation=completing("tags", "keys", "values"),
)
def tags_required(resource: Subject) -> Iterator[str]:
    given = {*resource.values.keys("tags"), *default_tags(resource).keys()}
    yield from (f"tags has no {key}" for key in resource.settings["keys"] if key not in given)


@resource_rule(
    "tags-well-formed",
    topic=Topic.TAGGING,
    severity=Severity.MEDIUM,
    description="Tags can be searched and counted: their values follow the patterns set, and no key is there twice in another spelling.",
    remedy="Use the value that other resources carry, and one spelling of the key.",
    controls=("platform",),
    types=_TAGGABLE,
    config={
        "patterns": {
            "type": "object",
            "additionalProperties": {"type": "string", "format": "regex"},
            "default": {
                "project": "[a-z][a-z0-9-]*",
                "stack": "[a-z][a-z0-9-]*",
                "environment": "[a-z][a-z0-9-]*",
                "owner": "[^\\s].*[^\\s]",
                "cost-center": "[a-zA-Z0-9-]+",
            },
            "description": "Key → what its value has to match as a whole.",
        }
    },
)
def tags_well_formed(resource: Subject) -> Iterator[str]:
    keys = resource.values.keys("tags")
    spellings = [_spelling(key) for key in keys]
    yield from (f"tags.{key} stands there in another spelling, too" for key in keys if spellings.count(_spelling(key)) > 1)
    tags = resource.values.inner("tags")
    patterns: Mapping[str, str] = resource.settings["patterns"]
    yield from resource.each([tags], *(_matches(key, pattern) for key, pattern in patterns.items() if key in keys))


def _spelling(key: str) -> str:
    """A key without what spellings differ in: `CostCenter` and `cost-center` are the same."""
    return re.sub(r"[-_ ]", "", key).lower()


def _matches(key: str, pattern: str) -> Check:
    def check(tags: Values) -> Iterator[str]:
        if not re.fullmatch(pattern, tags.text(key)):
            yield f"tags.{key} does not match {pattern}"

    return check


@resource_rule(
    "tags-data-classified",
    topic=Topic.TAGGING,
    severity=Severity.MEDIUM,
    description="Every store says how confidential its data is.",
    remedy="Set the tag data-classification to one of the classes.",
    controls=("platform",),
    types=_STORES,
    config={
        "key": {"type": "string", "default": "data-classification", "description": "The tag that says it."},
        "classes": {
            "type": "array",
            "items": {"type": "string"},
            "default": ["public", "internal", "confidential", "restricted"],
            "description": "Its values.",
        },
    },
)
def tags_data_classified(store: Subject) -> Iterator[str]:
    key = store.settings["key"]
    value = store.values.inner("tags").text(key) or default_tags(store).text(key)
    if value not in store.settings["classes"]:
        yield f"tags.{key} is none of {', '.join(store.settings['classes'])}"


@resource_rule(
    "tags-reach-instances",
    topic=Topic.TAGGING,
    severity=Severity.MEDIUM,
    description="Instances and volumes that a launch template or an autoscaling group starts carry the tags, too.",
    remedy="Set tag_specifications for instance and volume; in an autoscaling group, tags with propagate_at_launch=True.",
    controls=("platform",),
    types=("aws:ec2/launchTemplate:LaunchTemplate", "aws:autoscaling/group:Group"),
    config={"keys": _KEYS},
)
def tags_reach_instances(source: Subject) -> Iterator[str]:
    if source.type == "aws:autoscaling/group:Group":
        given = {tag.text("key") for tag in source.values.items("tags") if tag.flag("propagateAtLaunch")}
        yield from (f"tags propagates no {key}" for key in source.settings["keys"] if key not in given)
        return
    specified = {one.text("resourceType"): one.keys("tags") for one in source.values.items("tagSpecifications")}
    for kind in ("instance", "volume"):
        missing = [key for key in source.settings["keys"] if key not in specified.get(kind, ())]
        if missing:
            yield f"tagSpecifications of {kind} has no {', '.join(missing)}"


@resource_rule(
    "ecs-tags-propagated",
    topic=Topic.TAGGING,
    severity=Severity.LOW,
    description="Tasks carry the tags of their service or definition, without which their cost belongs to nobody.",
    remedy="Set propagate_tags to 'SERVICE' or 'TASK_DEFINITION'.",
    controls=("platform",),
    types=("aws:ecs/service:Service",),
)
def ecs_tags_propagated(service: Subject) -> Iterator[str]:
    if service.values.text("propagateTags") not in ("SERVICE", "TASK_DEFINITION"):
        yield "propagateTags is NONE"


@resource_rule(
    "snapshots-keep-tags",
    topic=Topic.TAGGING,
    severity=Severity.LOW,
    description="Snapshots of databases carry the tags of the database.",
    remedy="Set copy_tags_to_snapshot=True.",
    controls=("FSBP RDS.16", "FSBP RDS.17", "FSBP Neptune.8", "CKV2_AWS_60", "CKV_AWS_313", "CKV_AWS_362"),
    types=("aws:rds/instance:Instance", "aws:rds/cluster:Cluster", "aws:neptune/cluster:Cluster"),
    remediation=setting("copyTagsToSnapshot", True),
)
def snapshots_keep_tags(database: Subject) -> Iterator[str]:
    if not database.values.flag("copyTagsToSnapshot"):
        yield "copyTagsToSnapshot is not true"
