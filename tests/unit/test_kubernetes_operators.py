"""The operators of each cluster, as each stack's program registers them."""

import json
from typing import Any

import pytest

from components.kubernetes.controllers.admission_rules import rules
from components.kubernetes.controllers.cluster_backups import schedule_spec
from components.kubernetes.pods import budget
from inventory.resource import Resource
from settings.kubernetes import Backups
from tests.cluster import POLICY, in_clusters, namespace_of, objects, order_of, released
from tests.support import ALL_STACKS, LOCAL, any_settings_of, inventory_of, settings_of

EVERYWHERE = ("cert-manager", "keda", "kyverno", "reloader", "velero", "vertical-pod-autoscaler")
ON_AWS = ("aws-load-balancer-controller", "external-dns", "external-secrets")

either = pytest.mark.parametrize("stack", ["dev", LOCAL])


def only(stack: str, chart: str) -> Resource:
    """A chart's one release."""
    (found,) = released(stack, chart)
    return found


def rights(stack: str, role: str) -> list[dict[str, Any]]:
    """The statements of a pod identity's one policy."""
    (policy,) = [one for one in inventory_of(stack).of_type("aws:iam/rolePolicy:RolePolicy") if one.name == role]
    statements: list[dict[str, Any]] = json.loads(policy.inputs["policy"])["Statement"]
    return statements


# Which there are


@either
def test_every_cluster_has_the_operators_that_all_build_on(stack: str) -> None:
    assert [chart for chart in EVERYWHERE if len(released(stack, chart)) != 1] == []


def test_what_connects_with_aws_is_there_on_aws_only() -> None:
    assert [chart for chart in ON_AWS if len(released("dev", chart)) != 1] == []
    assert [chart for chart in ON_AWS if released(LOCAL, chart)] == []


def test_scans_and_resource_metrics_are_where_the_settings_want_them() -> None:
    for stack in ("dev", LOCAL):
        settings = any_settings_of(stack).kubernetes
        assert bool(released(stack, "trivy-operator")) is settings.image_scans
        assert bool(released(stack, "metrics-server")) is (settings.mode == "existing" and settings.metrics_server)


@pytest.mark.parametrize("stack", ALL_STACKS)
def test_every_region_has_the_same_operators(stack: str) -> None:
    for chart in (*EVERYWHERE, "external-secrets", "aws-load-balancer-controller"):
        assert {one.region for one in released(stack, chart)} == {region.name for region in settings_of(stack).regions}, chart


@pytest.mark.parametrize("stack", ["dev", "prod", LOCAL])
def test_operators_have_as_many_pods_as_the_settings_say_and_a_budget_for_several(stack: str) -> None:
    replicas = any_settings_of(stack).kubernetes.operator_replicas
    for release in released(stack, "cert-manager"):
        values = release.inputs["values"]
        for part in (values, values["webhook"], values["cainjector"]):
            assert part["replicaCount"] == replicas
            assert part["podDisruptionBudget"] == budget(replicas)
    for release in released(stack, "kyverno"):
        assert release.inputs["values"]["admissionController"]["replicas"] == replicas


def test_a_single_pod_is_in_no_drains_way_and_of_several_one_stays() -> None:
    assert budget(1) == {"enabled": False}
    assert budget(2) == {"enabled": True, "minAvailable": 1}


@either
def test_only_recommendations_come_of_the_vertical_autoscaler(stack: str) -> None:
    values = only(stack, "vertical-pod-autoscaler").inputs["values"]
    assert values["updater"] == values["admissionController"] == {"enabled": False}


def test_no_service_waits_for_the_load_balancer_controller_to_be_made() -> None:
    values = only("dev", "aws-load-balancer-controller").inputs["values"]
    assert values["enableServiceMutatorWebhook"] is False
    assert values["enableCertManager"] is True
    (issuer,) = [one for one in objects("dev", "ClusterIssuer") if one.inputs["metadata"]["name"] == "platform"]
    assert order_of("dev").comes_after(only("dev", "aws-load-balancer-controller"), issuer)


# Certificates


@either
def test_every_namespace_of_ours_has_what_verifies_the_clusters_certificates(stack: str) -> None:
    trusting = {namespace_of(one) for one in objects(stack, "Certificate") if one.inputs["spec"]["secretName"] == "platform-ca"}
    assert trusting >= {"ingestion", "processing", "api", "ml", "web", "monitoring", "databases"}


@either
def test_the_authority_keeps_its_key_when_its_certificate_is_renewed(stack: str) -> None:
    (root,) = [one for one in objects(stack, "Certificate") if one.inputs["spec"].get("isCA")]
    assert root.inputs["spec"]["privateKey"]["rotationPolicy"] == "Never"


def test_publicly_trusted_certificates_are_proven_in_the_zone_of_the_settings() -> None:
    zone = settings_of("dev").kubernetes.zone
    assert zone is not None
    (issuer,) = [one for one in objects("dev", "ClusterIssuer") if one.inputs["metadata"]["name"] == "public"]
    (solver,) = issuer.inputs["spec"]["acme"]["solvers"]
    assert solver["dns01"]["route53"]["hostedZoneID"] == zone.id
    assert not [one for one in objects(LOCAL, "ClusterIssuer") if one.inputs["metadata"]["name"] == "public"]
    (proof,) = [one for one in rights("dev", "us-east-1-cert-manager") if one["Action"] == ["route53:ChangeResourceRecordSets"]]
    assert proof["Resource"] == [f"arn:aws:route53:::hostedzone/{zone.id}"]
    assert proof["Condition"]["ForAllValues:StringLike"] == {"route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"]}


# Rights on AWS


def test_the_secret_store_reads_the_stacks_secrets_and_no_others() -> None:
    for stack in ("dev", "staging"):
        account = settings_of(stack).account_id
        read, decrypt = rights(stack, "us-east-1-external-secrets")
        assert read["Action"] == ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
        assert read["Resource"] == [f"arn:aws:secretsmanager:us-east-1:{account}:secret:event-platform/{stack}/*"]
        assert decrypt["Action"] == ["kms:Decrypt"]
        assert "*" not in decrypt["Resource"][0].split("/")[-1]


def test_the_secret_store_is_open_to_those_namespaces_only_that_read_from_it() -> None:
    for store in inventory_of("prod").of_type("kubernetes:external-secrets.io/v1:ClusterSecretStore"):
        (condition,) = store.inputs["spec"]["conditions"]
        readers = inventory_of("prod").of_type("kubernetes:external-secrets.io/v1:ExternalSecret")
        assert {namespace_of(reader) for reader in readers} <= set(condition["namespaces"])


def test_external_dns_writes_to_its_zone_only() -> None:
    zone = settings_of("dev").kubernetes.zone
    assert zone is not None
    writing = [one for one in rights("dev", "us-east-1-external-dns") if "route53:ChangeResourceRecordSets" in one["Action"]]
    assert [one["Resource"] for one in writing] == [[f"arn:aws:route53:::hostedzone/{zone.id}"]]


def test_the_load_balancer_controller_changes_only_what_is_tagged_as_its_clusters() -> None:
    tags = {"aws:ResourceTag/elbv2.k8s.aws/cluster", "aws:RequestTag/elbv2.k8s.aws/cluster"}
    free = {"Look", "ServiceRole", "GroupsInTheVpc", "Firewalls"}
    for statement in rights("dev", "us-east-1-load-balancers"):
        equal = statement.get("Condition", {}).get("StringEquals", {})
        assert statement["Sid"] in free or {equal[tag] for tag in tags & equal.keys()} == {"event-platform-dev-eks"}, statement["Sid"]
        if "*" in statement["Resource"]:
            assert all(action.split(":")[1].startswith(("Describe", "Get", "List")) for action in statement["Action"]), statement["Sid"]


def test_velero_deletes_only_snapshots_that_it_made() -> None:
    (deleting,) = [one for one in rights("dev", "us-east-1-velero") if "ec2:DeleteSnapshot" in one["Action"]]
    assert deleting["Condition"] == {"StringLike": {"aws:ResourceTag/velero.io/backup": "*"}}


# Backups


def test_clusters_are_backed_up_every_hour_for_a_week_where_nothing_else_is_said() -> None:
    spec = schedule_spec(Backups(), active=True, by_file=False)
    assert spec["schedule"] == "10 * * * *"
    assert spec["template"]["ttl"] == "168h0m0s"
    assert spec["template"]["snapshotVolumes"] is True
    assert spec["paused"] is False


@pytest.mark.parametrize(("hours", "cron"), [(1, "10 * * * *"), (6, "10 */6 * * *"), (24, "10 1 * * *")])
def test_backups_come_as_often_as_the_settings_say(hours: Any, cron: str) -> None:
    assert schedule_spec(Backups(every_hours=hours), active=True, by_file=True)["schedule"] == cron


def test_a_region_that_stands_by_makes_no_backups_of_nothing() -> None:
    paused = {one.region: one.inputs["spec"]["paused"] for one in objects("prod", "Schedule")}
    assert paused == {region.name: region.role == "dr" for region in settings_of("prod").regions}


def test_volumes_are_snapshots_on_aws_and_files_elsewhere() -> None:
    on_aws, elsewhere = (only(stack, "velero").inputs["values"] for stack in ("dev", LOCAL))
    assert on_aws["snapshotsEnabled"] is True and on_aws["deployNodeAgent"] is False
    assert "extraSecretRef" not in on_aws["credentials"]
    assert elsewhere["snapshotsEnabled"] is False and elsewhere["deployNodeAgent"] is True
    assert elsewhere["credentials"]["extraSecretRef"] == "velero-s3"


def test_backups_go_to_the_bucket_and_off_aws_the_store_is_verified() -> None:
    (on_aws,), (elsewhere,) = (objects(stack, "BackupStorageLocation") for stack in ("dev", LOCAL))
    assert on_aws.inputs["spec"]["objectStorage"]["bucket"].startswith("event-platform-dev-backups-us-east-1-")
    assert "caCertRef" not in on_aws.inputs["spec"]["objectStorage"]
    assert elsewhere.inputs["spec"]["objectStorage"]["caCertRef"] == {"name": "platform-ca", "key": "ca.crt"}
    assert elsewhere.inputs["spec"]["config"]["s3Url"].startswith("https://")


def test_no_volume_is_left_out_of_the_backups() -> None:
    for stack, how in (("dev", "snapshotVolumes"), (LOCAL, "defaultVolumesToFsBackup")):
        for one in objects(stack, "Schedule"):
            template = one.inputs["spec"]["template"]
            assert template[how] is True
            assert set(template["excludedNamespaces"]) == {"kube-node-lease", "kube-public", "kube-system"}


# Admission


def test_our_own_services_get_the_settings_action_and_what_charts_bring_is_only_reported() -> None:
    for stack, action in (("dev", "Audit"), ("prod", "Deny")):
        for policy in objects(stack, "ValidatingPolicy"):
            own = policy.inputs["metadata"]["name"].startswith("own-")
            spec = policy.inputs["spec"]
            assert spec["validationActions"] == [action if own else "Audit"], policy.urn
            assert spec["failurePolicy"] == ("Fail" if spec["validationActions"] == ["Deny"] else "Ignore"), policy.urn
            (namespaces,) = spec["matchConstraints"]["namespaceSelector"]["matchExpressions"]
            assert namespaces["operator"] == ("In" if own else "NotIn")
            assert ("kube-system" in namespaces["values"]) is not own


def test_registries_are_restricted_where_the_settings_name_some() -> None:
    assert "registries" not in [rule.name for rule in rules(())]
    (rule,) = [rule for rule in rules(["ghcr.io/ours/", "quay.io/"]) if rule.name == "registries"]
    assert rule.expression == "variables.containers.all(c, c.image.startsWith('ghcr.io/ours/') || c.image.startsWith('quay.io/'))"
    assert rule.everywhere is False


# Metrics


@pytest.mark.parametrize("stack", ["dev", LOCAL])
def test_prometheus_may_reach_every_port_of_metrics_by_another_name(stack: str) -> None:
    opened = {(namespace_of(one), rule["port"]) for one in in_clusters(stack) if one.type == POLICY for rule in _from_monitoring(one)}
    expected = {("cert-manager", "http-metrics"), ("reloader", "http"), ("velero", "http-monitoring"), ("vpa", "prometheus")}
    assert opened >= expected | {("keda", "metrics"), ("kyverno", "metrics-port")}


def _from_monitoring(policy: Resource) -> list[dict[str, Any]]:
    return [
        port
        for rule in policy.inputs["spec"].get("ingress", [])
        if "'monitoring'" in str(rule.get("from"))
        for port in rule.get("ports", [])
    ]
