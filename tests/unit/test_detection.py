"""Detectors, and the way of their findings to people."""

import json

from components.security.findings import PATTERNS
from tests.support import inventory_of, settings_of
from tests.unit.security_facts import every_stack


@every_stack
def test_each_detector_that_the_settings_turn_on_is_in_every_region(stack: str) -> None:
    on = settings_of(stack).security.detection
    regions = sorted(r.name for r in settings_of(stack).regions)
    for wanted, type_ in (
        (on.guardduty, "aws:guardduty/detector:Detector"),
        (on.security_hub, "aws:securityhub/account:Account"),
        (on.config_recorder, "aws:cfg/recorder:Recorder"),
        (on.access_analyzer, "aws:accessanalyzer/analyzer:Analyzer"),
        (on.inspector, "aws:inspector2/enabler:Enabler"),
        (on.macie, "aws:macie2/account:Account"),
    ):
        assert sorted(r.region for r in inventory_of(stack).of_type(type_)) == (regions if wanted else []), type_


def test_guardduty_watches_buckets_clusters_volumes_databases_and_functions() -> None:
    features = inventory_of("prod").of_type("aws:guardduty/detectorFeature:DetectorFeature")
    assert {f.inputs["status"] for f in features} == {"ENABLED"}
    assert {f.inputs["name"] for f in features if f.region == "us-east-1"} >= {
        "S3_DATA_EVENTS",
        "EKS_AUDIT_LOGS",
        "EBS_MALWARE_PROTECTION",
        "RUNTIME_MONITORING",
        "RDS_LOGIN_EVENTS",
        "LAMBDA_NETWORK_LOGS",
    }


@every_stack
def test_findings_of_every_detector_reach_an_encrypted_topic(stack: str) -> None:
    inventory = inventory_of(stack)
    rules = {json.loads(r.inputs["eventPattern"])["source"][0] for r in inventory.of_type("aws:cloudwatch/eventRule:EventRule")}
    assert "aws.guardduty" in rules
    topics = [t for t in inventory.of_type("aws:sns/topic:Topic") if t.name.endswith("-findings")]
    assert {t.region for t in topics} == {r.name for r in settings_of(stack).regions}
    assert all(t.inputs["kmsMasterKeyId"].startswith("arn:aws:kms:") for t in topics)
    mails = [
        s.inputs["endpoint"] for s in inventory.of_type("aws:sns/topicSubscription:TopicSubscription") if s.inputs["protocol"] == "email"
    ]
    assert set(settings_of(stack).security.alert_emails) <= set(mails)


def test_every_pattern_names_its_source_and_narrows_it() -> None:
    for pattern in PATTERNS.values():
        assert pattern["source"][0].startswith("aws.")
        assert pattern["detail-type"]
        assert pattern["detail"]
