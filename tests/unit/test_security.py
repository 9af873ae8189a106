"""Keys, identity, secrets and detection, as each stack's program registers them."""

import fnmatch
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from components.placement import Placement
from components.security.boundary import boundary_arn, deployment_policy, workload_boundary
from components.security.findings import PATTERNS
from components.security.keys import REPLICATED, key_policy, trail_arn
from components.security.log_archive import access_log_statements, audit_statements, log_statements
from components.security.pipelines import github_trust, preview_policy
from components.security.policies import allow, deny, document, iam_path, pod_trust, service_may, trust
from components.security.secrets import resource_policy
from inventory.resource import SECRET, Inventory, Resource
from tests.support import ALL_STACKS, STACKS, inventory_of, settings_of

ROLE = "aws:iam/role:Role"
PIPELINES = ("preview", "deploy")
# Services that send no source account when they take a role; S3 takes one to replicate.
NO_SOURCE = {
    "cloudtrail.amazonaws.com",
    "ec2.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "eks-fargate-pods.amazonaws.com",
    "eks.amazonaws.com",
    "s3.amazonaws.com",
}

# What ECR calls a policy is a lifecycle.
NOT_IAM = ("aws:ecr/lifecyclePolicy:LifecyclePolicy",)

every_stack = pytest.mark.parametrize("stack", STACKS)


def placement(stack: str = "prod", region: str | None = None) -> Placement:
    settings = settings_of(stack)
    chosen = next(r for r in settings.regions if r.name == (region or settings.primary.name))
    return Placement(stack, settings, chosen, "arn:aws:iam::aws:policy/test")


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(text: str) -> list[dict[str, Any]]:
    return as_list(json.loads(text)["Statement"])


def policies_of(stack: str) -> Iterator[tuple[Resource, dict[str, Any]]]:
    """Every statement of every identity or resource policy."""
    for resource in inventory_of(stack):
        for key in ("policy", "resourcePolicy"):
            text = resource.inputs.get(key)
            if resource.is_aws and isinstance(text, str) and text.startswith("{") and resource.type not in NOT_IAM:
                yield from ((resource, statement) for statement in statements(text))


def by_arn(inventory: Inventory, type_: str) -> dict[str, Resource]:
    """Keys by the ARN that the recording engine gives them."""
    account = settings_of(inventory.stack).account_id
    return {f"arn:aws:kms:{r.region}:{account}:key/{r.id}": r for r in inventory.of_type(type_)}


# Keys


@every_stack
def test_every_key_rotates_and_can_be_brought_back(stack: str) -> None:
    days = settings_of(stack).security.key_deletion_days
    keys = inventory_of(stack).of_type("aws:kms/key:Key")
    assert len(keys) >= 7
    for key in keys:
        assert key.inputs["enableKeyRotation"] is True, key.urn
        assert key.inputs["deletionWindowInDays"] == days, key.urn


@every_stack
def test_every_key_has_an_alias_of_its_own(stack: str) -> None:
    inventory = inventory_of(stack)
    keys = inventory.of_type("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey")
    aliases = {(alias.region, alias.inputs["targetKeyId"]) for alias in inventory.of_type("aws:kms/alias:Alias")}
    assert {(key.region, key.id) for key in keys} == aliases


def test_replica_keys_point_at_multi_region_keys_of_the_primary_region() -> None:
    inventory = inventory_of("prod")
    originals = by_arn(inventory, "aws:kms/key:Key")
    replicas = inventory.of_type("aws:kms/replicaKey:ReplicaKey")
    assert len(replicas) == len(REPLICATED) * (len(settings_of("prod").regions) - 1)
    for replica in replicas:
        original = originals[replica.inputs["primaryKeyArn"]]
        assert original.inputs["multiRegion"] is True
        assert original.region == settings_of("prod").primary.name != replica.region


def test_a_key_policy_lets_no_service_in_without_a_condition() -> None:
    for region in settings_of("prod").regions:
        for purpose in ("s3", "eks", "rds", "streams", "logs", "secrets", "backup"):
            root, *others = statements(key_policy(placement(region=region.name), purpose))
            assert root["Principal"] == {"AWS": f"arn:aws:iam::{settings_of('prod').account_id}:root"}
            assert all(other["Condition"] for other in others)


def test_events_reach_encrypted_topics_by_the_topic_because_they_send_no_source() -> None:
    events = [s for s in statements(key_policy(placement(), "logs")) if s["Principal"].get("Service") == "events.amazonaws.com"]
    assert [list(s["Condition"]) for s in events] == [["ArnLike"]]
    assert events[0]["Condition"]["ArnLike"] == {"kms:EncryptionContext:aws:sns:topicArn": placement().arn("sns", "*")}


def test_node_volumes_can_be_encrypted_by_the_roles_that_start_instances() -> None:
    using, granting = statements(key_policy(placement(), "eks"))[1:3]
    assert any("AWSServiceRoleForAutoScaling" in arn for arn in using["Condition"]["ArnEquals"]["aws:PrincipalArn"])
    assert granting["Action"] == ["kms:CreateGrant"]
    assert granting["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


def test_only_the_primary_regions_key_serves_the_trail() -> None:
    with_trail = [r.role for r in settings_of("prod").regions if "cloudtrail" in key_policy(placement(region=r.name), "logs")]
    assert with_trail == ["primary"]


# Policies


def test_a_statement_keeps_its_sid_and_condition() -> None:
    statement = allow(["s3:GetObject"], ["arn:aws:s3:::a/*"], "Reads", Condition={"Bool": {"aws:SecureTransport": "true"}})
    assert statement["Sid"] == "Reads"
    assert statement["Effect"] == "Allow"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "true"}}
    assert deny(["s3:*"], ["*"], "No")["Effect"] == "Deny"
    assert "Sid" not in allow(["s3:GetObject"], ["*"])


def test_documents_are_the_same_text_in_every_run() -> None:
    assert document({"b": 1, "a": 2}) == document({"a": 2, "b": 1})


def test_a_service_is_trusted_for_this_account_only() -> None:
    (statement,) = statements(trust(placement(), "glue.amazonaws.com", "athena.amazonaws.com"))
    assert statement["Principal"] == {"Service": ["athena.amazonaws.com", "glue.amazonaws.com"]}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": settings_of("prod").account_id}}


def test_a_pod_is_trusted_by_cluster_namespace_and_service_account() -> None:
    (statement,) = statements(pod_trust(placement(), "cluster", "ingestion", "events"))
    equal = statement["Condition"]["StringEquals"]
    assert equal["aws:RequestTag/kubernetes-namespace"] == "ingestion"
    assert equal["aws:RequestTag/kubernetes-service-account"] == "events"
    assert statement["Condition"]["ArnEquals"]["aws:SourceArn"].endswith(":cluster/cluster")


def test_a_service_statement_without_conditions_has_none() -> None:
    assert "Condition" not in service_may("A", "sns.amazonaws.com", ["sqs:SendMessage"], ["*"])


@every_stack
def test_no_statement_allows_everything_on_everything(stack: str) -> None:
    wrong = [
        resource.urn
        for resource, statement in policies_of(stack)
        if statement["Effect"] == "Allow" and "*" in as_list(statement.get("Action", "*"))
    ]
    assert not wrong


@every_stack
def test_no_role_policy_uses_a_whole_service_on_every_resource(stack: str) -> None:
    wrong = [
        f"{resource.urn}: {action}"
        for resource, statement in policies_of(stack)
        if resource.type == "aws:iam/rolePolicy:RolePolicy" and statement["Effect"] == "Allow" and "*" in as_list(statement["Resource"])
        for action in as_list(statement["Action"])
        if action.endswith(":*")
    ]
    assert not wrong


# Identity


@every_stack
def test_no_role_lacks_the_boundary(stack: str) -> None:
    arn = boundary_arn(placement(stack))
    roles = inventory_of(stack).of_type(ROLE)
    assert roles
    for role in roles:
        limit = role.inputs.get("permissionsBoundary")
        expected = arn.replace("-boundary", "-deployment") if role.name in PIPELINES else arn
        assert limit == expected, role.urn


@every_stack
def test_every_role_but_the_pipelines_stands_under_the_path_that_a_deployment_manages(stack: str) -> None:
    for role in inventory_of(stack).of_type(ROLE):
        assert role.inputs.get("path") == (None if role.name in PIPELINES else iam_path(stack)), role.urn


@every_stack
def test_trust_policies_name_this_account(stack: str) -> None:
    account = settings_of(stack).account_id
    for role in inventory_of(stack).of_type(ROLE):
        for statement in statements(role.inputs["assumeRolePolicy"]):
            principal = statement["Principal"]
            assert principal != "*", role.urn
            if set(as_list(principal.get("Service", []))) & NO_SOURCE:
                continue
            assert account in json.dumps(statement), role.urn


def matches(action: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


@every_stack
def test_no_role_is_given_what_the_boundary_takes_away(stack: str) -> None:
    cap = statements(workload_boundary(placement(stack)))
    allowed = [action for s in cap if s["Effect"] == "Allow" for action in s["Action"]]
    denied = [action for s in cap if s["Effect"] == "Deny" and "Condition" not in s for action in s["Action"]]
    given = {
        action
        for resource, statement in policies_of(stack)
        if resource.type == "aws:iam/rolePolicy:RolePolicy" and statement["Effect"] == "Allow" and "preview" not in resource.name
        for action in as_list(statement["Action"])
    }
    assert given
    assert {action for action in given if not matches(action, allowed)} == set()
    assert {action for action in given if matches(action, denied)} == set()


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_a_deployment_may_call_every_service_that_the_stack_uses(stack: str) -> None:
    """SDK module → prefix of its IAM actions, where they differ."""
    prefixes = {
        "accessanalyzer": "access-analyzer",
        "appautoscaling": "application-autoscaling",
        "cfg": "config",
        "costexplorer": "ce",
        "ebs": "ec2",
        "ec2transitgateway": "ec2",
        "efs": "elasticfilesystem",
        "emr": "elasticmapreduce",
        "emrserverless": "emr-serverless",
        "lb": "elasticloadbalancing",
        "kinesisanalyticsv2": "kinesisanalytics",
        "redshiftserverless": "redshift-serverless",
        "msk": "kafka",
        "opensearch": "es",
        "sfn": "states",
        "vpc": "ec2",
    }
    services = {action.removesuffix(":*") for action in statements(deployment_policy(placement("prod")))[0]["Action"]}
    modules = {resource.type.split(":")[1].split("/")[0] for resource in inventory_of(stack) if resource.is_aws} - {"iam"}
    assert {prefixes.get(module, module) for module in modules} <= services


def test_policies_fit_into_what_iam_allows() -> None:
    everywhere = placement("prod")
    for policy in (workload_boundary(everywhere), deployment_policy(everywhere), preview_policy(everywhere)):
        assert len(re.sub(r"\s", "", policy)) <= 6144


def test_the_boundary_keeps_what_watches_and_protects() -> None:
    denied = {action for s in statements(workload_boundary(placement())) if s["Effect"] == "Deny" for action in s["Action"]}
    assert denied >= {
        "cloudtrail:StopLogging",
        "config:StopConfigurationRecorder",
        "guardduty:Delete*",
        "iam:CreateAccessKey",
        "iam:CreateUser",
        "iam:DeleteRolePermissionsBoundary",
        "organizations:*",
        "kms:ScheduleKeyDeletion",
        "s3:BypassGovernanceRetention",
    }


def test_the_boundary_allows_no_change_of_identities() -> None:
    allowed = {action for s in statements(workload_boundary(placement())) if s["Effect"] == "Allow" for action in s["Action"]}
    assert not {action for action in allowed if action.startswith(("organizations:", "account:", "iam:*", "iam:Put", "iam:Attach"))} - {
        "iam:*InstanceProfile"
    }


def test_a_deployment_makes_roles_only_under_the_boundary_and_cannot_reach_its_own_limits() -> None:
    here = placement()
    roles = next(s for s in statements(deployment_policy(here)) if "iam:CreateRole" in s["Action"])
    assert roles["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": boundary_arn(here)}}
    managed = f":policy{iam_path('prod')}"
    assert managed not in boundary_arn(here)
    changing = [
        s for s in statements(deployment_policy(here)) if any(a.startswith(("iam:*", "iam:Put", "iam:Delete")) for a in s["Action"])
    ]
    assert changing
    assert all(resource != "*" for s in changing for resource in s["Resource"])


def test_a_deployment_works_in_the_stacks_regions_only() -> None:
    services = statements(deployment_policy(placement()))[0]
    assert set(services["Condition"]["StringEquals"]["aws:RequestedRegion"]) == {r.name for r in settings_of("prod").regions} | {
        "us-east-1"
    }


@every_stack
def test_github_deploys_only_from_the_repositorys_environment(stack: str) -> None:
    github = settings_of(stack).security.github
    assert github
    subjects = {}
    for role in inventory_of(stack).of_type(ROLE):
        for statement in statements(role.inputs["assumeRolePolicy"]):
            if "Federated" in statement["Principal"] and "githubusercontent" in statement["Principal"]["Federated"]:
                assert list(statement["Condition"]) == ["StringEquals"]
                equal = statement["Condition"]["StringEquals"]
                assert equal["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
                subjects[role.name] = equal["token.actions.githubusercontent.com:sub"]
    assert subjects == {
        "preview": f"repo:{github.repository}:pull_request",
        "deploy": f"repo:{github.repository}:environment:{github.environment}",
    }


def test_a_github_subject_is_matched_whole() -> None:
    (statement,) = statements(github_trust(placement(), "repo:example/event-platform:environment:prod"))
    assert "*" not in json.dumps(statement)


def test_a_preview_reads_no_values() -> None:
    denied = {action for s in statements(preview_policy(placement())) if s["Effect"] == "Deny" for action in s["Action"]}
    assert {"secretsmanager:GetSecretValue", "ssm:GetParameter*", "dynamodb:Scan", "s3:GetObject*"} <= denied


@every_stack
def test_every_region_is_closed_by_default(stack: str) -> None:
    inventory = inventory_of(stack)
    regions = {r.name for r in settings_of(stack).regions}
    for type_, key, value in (
        ("aws:ebs/encryptionByDefault:EncryptionByDefault", "enabled", True),
        ("aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", "state", "block-all-sharing"),
        ("aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults", "httpTokens", "required"),
    ):
        assert {r.region for r in inventory.of_type(type_) if r.inputs[key] == value} == regions
    (buckets,) = inventory.of_type("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock")
    assert buckets.region == settings_of(stack).primary.name


# Secrets


@every_stack
def test_every_secret_has_the_customers_key_and_can_be_brought_back(stack: str) -> None:
    inventory = inventory_of(stack)
    keys = {**by_arn(inventory, "aws:kms/key:Key"), **by_arn(inventory, "aws:kms/replicaKey:ReplicaKey")}
    for secret in inventory.of_type("aws:secretsmanager/secret:Secret"):
        key = keys[secret.inputs["kmsKeyId"]]
        assert key.name.endswith("-secrets")
        assert key.region == secret.region
        assert secret.inputs["recoveryWindowInDays"] == settings_of(stack).security.secret_recovery_days
        policy = statements(secret.inputs["policy"])
        assert "Deny" in {s["Effect"] for s in policy}, secret.urn
        assert all(list(s["Principal"]) == ["Service"] for s in policy if s["Effect"] == "Allow"), secret.urn


@every_stack
def test_secret_values_are_masked_in_the_inventory(stack: str) -> None:
    versions = inventory_of(stack).of_type("aws:secretsmanager/secretVersion:SecretVersion")
    assert versions
    assert {version.inputs["secretString"] for version in versions} == {SECRET}


def test_shared_secrets_are_copied_to_every_other_region_under_its_own_key() -> None:
    inventory = inventory_of("prod")
    replicas = by_arn(inventory, "aws:kms/replicaKey:ReplicaKey")
    others = {r.name for r in settings_of("prod").regions} - {settings_of("prod").primary.name}
    shared = [s for s in inventory.of_type("aws:secretsmanager/secret:Secret") if s.inputs.get("replicas")]
    assert len(shared) == 2 + len(settings_of("prod").security.external_secrets)
    for secret in shared:
        assert {copy["region"] for copy in secret.inputs["replicas"]} == others
        assert all(replicas[copy["kmsKeyId"]].region == copy["region"] for copy in secret.inputs["replicas"])


def test_every_region_exports_the_arns_of_its_own_copies() -> None:
    for region, exported in inventory_of("prod").outputs["regions"].items():
        arns = exported["secret_arns"]
        assert {"api-signing-key", "data-encryption-key", "slack", "grafana"} <= set(arns)
        assert all(arn.startswith(f"arn:aws:secretsmanager:{region}:") for arn in arns.values())


def test_other_accounts_and_open_connections_get_no_secret() -> None:
    tls, account = statements(resource_policy(placement()))
    assert tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert account["Condition"]["StringNotEquals"] == {"aws:PrincipalAccount": settings_of("prod").account_id}


# Logs


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


# Detection


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
