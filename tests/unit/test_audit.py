"""What is recorded, and where it is kept: CloudTrail, AWS Config, and the log archive."""

import json
import re

from components.security.keys import trail_arn
from components.security.log_archive import access_log_statements, audit_statements, log_statements
from tests.support import inventory_of, settings_of
from tests.unit.placements import placement
from tests.unit.security_facts import every_stack


@every_stack
def test_every_stack_has_one_locked_audit_bucket(stack: str) -> None:
    inventory = inventory_of(stack)
    security = settings_of(stack).security
    (trail,) = inventory.of_type("aws:cloudtrail/trail:Trail")
    locks = inventory.of_type("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    (lock,) = [lock for lock in locks if lock.inputs["bucket"] == trail.inputs["s3BucketName"]]
    assert lock.inputs["rule"]["defaultRetention"] == {"mode": security.audit_lock_mode, "days": security.audit_lock_days}


def test_nobody_can_shorten_the_audit_log_of_prod() -> None:
    assert settings_of("prod").security.audit_lock_mode == "COMPLIANCE"
    assert settings_of("prod").security.audit_lock_days >= 365


def test_log_buckets_let_services_write_for_this_account_only() -> None:
    here, bucket = placement(), "arn:aws:s3:::bucket"
    account = settings_of("prod").account_id
    for statement in (*access_log_statements(here, bucket), *log_statements(here, bucket), *audit_statements(here, bucket)):
        assert account in json.dumps(statement), statement["Sid"]
        assert set(statement["Action"]) <= {"s3:PutObject", "s3:GetBucketAcl", "s3:ListBucket"}


@every_stack
def test_the_trail_sees_all_regions_and_proves_its_logs(stack: str) -> None:
    (trail,) = inventory_of(stack).of_type("aws:cloudtrail/trail:Trail")
    assert trail.region == settings_of(stack).primary.name
    assert trail.inputs["isMultiRegionTrail"] is True
    assert trail.inputs["enableLogFileValidation"] is True
    assert trail.inputs["includeGlobalServiceEvents"] is True
    assert trail_arn(placement(stack)).endswith(f":trail/{trail.inputs['name']}")


def test_the_trail_watches_the_lakehouse_but_no_log_bucket() -> None:
    (trail,) = inventory_of("prod").of_type("aws:cloudtrail/trail:Trail")
    selector = trail.inputs["advancedEventSelectors"][1]["fieldSelectors"]
    prefixes = tuple(next(f["startsWiths"] for f in selector if f["field"] == "resources.ARN"))
    named = {b.inputs["bucket"] for b in inventory_of("prod").of_type("aws:s3/bucket:Bucket")}
    watched = {name for name in named if f"arn:aws:s3:::{name}".startswith(prefixes)}
    assert not {name for name in watched if re.search(r"-(logs|access-logs|audit)-", name)}


def test_global_resources_are_recorded_in_the_primary_region_only() -> None:
    recorders = inventory_of("prod").of_type("aws:cfg/recorder:Recorder")
    assert all(r.inputs["recordingGroup"]["allSupported"] for r in recorders)
    assert [r.region for r in recorders if r.inputs["recordingGroup"]["includeGlobalResourceTypes"]] == ["us-east-1"]


def test_recording_starts_last_and_so_stops_first() -> None:
    inventory = inventory_of("prod")
    recorders = {r.urn for r in inventory.of_type("aws:cfg/recorder:Recorder")}
    channels = inventory.of_type("aws:cfg/deliveryChannel:DeliveryChannel")
    assert all(recorders & set(channel.depends_on) for channel in channels)
    for status in inventory.of_type("aws:cfg/recorderStatus:RecorderStatus"):
        assert {channel.urn for channel in channels} & set(status.depends_on)
