"""The warehouse on Redshift and its snapshots, as each stack's program registers them."""

import json

import pytest

from tests.support import inventory_of
from tests.unit.database_facts import CLUSTER, NAMESPACE, WORKGROUP, data_group, dependencies, every_stack, only


@every_stack
def test_the_warehouse_reaches_s3_by_the_vpcs_endpoints_only(stack: str) -> None:
    inventory = inventory_of(stack)
    for store in inventory.of_type(CLUSTER, WORKGROUP):
        assert store.inputs["enhancedVpcRouting"] is True
        assert store.inputs["publiclyAccessible"] is False
        groups = store.inputs.get("vpcSecurityGroupIds") or store.inputs["securityGroupIds"]
        assert data_group(inventory, store.region) in groups


def test_prods_warehouse_is_in_the_primary_region_and_its_snapshots_are_copied_to_dr() -> None:
    inventory = inventory_of("prod")
    cluster = only(inventory, CLUSTER)
    assert (cluster.region, cluster.inputs["nodeType"], cluster.inputs["numberOfNodes"]) == ("us-east-1", "ra3.4xlarge", 3)
    assert (cluster.inputs["encrypted"], cluster.inputs["automatedSnapshotRetentionPeriod"]) == (True, 7)
    grant = only(inventory, "aws:redshift/snapshotCopyGrant:SnapshotCopyGrant")
    copy = only(inventory, "aws:redshift/snapshotCopy:SnapshotCopy")
    assert (grant.region, copy.region, copy.inputs["destinationRegion"]) == ("us-west-2", "us-east-1", "us-west-2")
    assert grant.inputs["kmsKeyId"].startswith("arn:aws:kms:us-west-2:")
    assert {cluster.urn, grant.urn} <= dependencies(inventory, copy)
    assert (copy.inputs["retentionPeriod"], copy.inputs["manualSnapshotRetentionPeriod"]) == (7, 365)


@every_stack
def test_the_warehouse_takes_tls_only_and_logs_who_did_what(stack: str) -> None:
    inventory = inventory_of(stack)
    exports = {"connectionlog", "userlog", "useractivitylog"}
    for group in inventory.of_type("aws:redshift/parameterGroup:ParameterGroup"):
        assert {"name": "require_ssl", "value": "true"} in group.inputs["parameters"]
    for logging in inventory.of_type("aws:redshift/logging:Logging"):
        assert set(logging.inputs["logExports"]) == exports
    for workgroup in inventory.of_type(WORKGROUP):
        assert {"parameterKey": "require_ssl", "parameterValue": "true"} in workgroup.inputs["configParameters"]
    for namespace in inventory.of_type(NAMESPACE):
        assert set(namespace.inputs["logExports"]) == exports


@pytest.mark.parametrize(
    ("stack", "call", "key", "days"),
    [
        ("prod", "redshift:createClusterSnapshot", "ManualSnapshotRetentionPeriod", 365),
        ("databases", "redshiftserverless:createSnapshot", "retentionPeriod", 90),
    ],
)
def test_a_snapshot_of_each_month_is_kept(stack: str, call: str, key: str, days: int) -> None:
    schedules = inventory_of(stack).of_type("aws:scheduler/schedule:Schedule")
    (schedule,) = [one for one in schedules if one.inputs["target"]["arn"].endswith(call)]
    assert schedule.inputs["scheduleExpression"] == "cron(0 4 1 * ? *)"
    assert json.loads(schedule.inputs["target"]["input"])[key] == days
    policy = next(one for one in inventory_of(stack).of_type("aws:iam/rolePolicy:RolePolicy") if one.name == schedule.name)
    used = [one for one in json.loads(policy.inputs["policy"])["Statement"] if one["Action"] == ["kms:Decrypt"]]
    assert [one["Resource"] for one in used] == [[schedule.inputs["kmsKeyArn"]]], "the schedule is read by its role"
