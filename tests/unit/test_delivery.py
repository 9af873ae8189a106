"""Argo CD and Argo Rollouts, as each stack's program registers them."""

import json
from pathlib import Path

import pytest

from components.kubernetes.delivery import applications
from components.kubernetes.delivery.names import HOST_TLS, REDIS_TLS, REPO_SERVER_TLS, SERVER_TLS
from settings.delivery import Repository, SyncWindow, Team
from tests.cluster import objects, release, the, values
from tests.support import LOCAL
from tests.unit.stack_files import changed, mistakes

REPOSITORY = Repository(url="https://github.com/example/apps", path="apps/prod", revision="main")
every_stack = pytest.mark.parametrize("stack", [LOCAL, "dev", "prod"])


# Argo CD


def test_people_meet_a_publicly_trusted_certificate_where_the_zone_is_known_and_pods_the_clusters_own() -> None:
    issuers = {
        (one.inputs["metadata"]["namespace"], one.inputs["spec"]["secretName"]): one.inputs["spec"]["issuerRef"]["name"]
        for one in objects("prod", "Certificate")
    }
    assert {issuers["argocd", HOST_TLS], issuers["istio-ingress", "gateway-tls"], issuers["api", "api-tls"]} == {"public"}
    assert issuers["argocd", SERVER_TLS] == "platform"
    assert {one.inputs["spec"].get("issuerRef", {})["name"] for one in objects(LOCAL, "Certificate")} <= {"platform", "platform-authority"}


def test_the_application_of_applications_prunes_heals_and_tries_again() -> None:
    spec = the("prod", "Application", "argocd/platform").inputs["spec"]
    policy = spec["syncPolicy"]
    assert policy["automated"] == {"prune": True, "selfHeal": True}
    assert {"PruneLast=true", "ServerSideApply=true"} <= set(policy["syncOptions"])
    assert policy["retry"] == {"limit": 5, "backoff": {"duration": "5s", "factor": 2, "maxDuration": "3m"}}
    assert spec["source"]["targetRevision"] == "release"


def test_replicas_belong_to_autoscalers_in_every_application() -> None:
    ignored = the("prod", "Application", "argocd/platform").inputs["spec"]["ignoreDifferences"]
    assert {(one["group"], one["kind"]) for one in ignored} == {("apps", "Deployment"), ("argoproj.io", "Rollout")}
    assert all(one["jsonPointers"] == ["/spec/replicas"] for one in ignored)
    configuration = values("prod", "argo-cd")["configs"]["cm"]
    for kind in ("apps_Deployment", "argoproj.io_Rollout"):
        assert "/spec/replicas" in configuration[f"resource.customizations.ignoreDifferences.{kind}"]


def test_a_repository_is_optional() -> None:
    assert release(LOCAL, "argo-cd")
    assert not objects(LOCAL, "Application")
    assert not objects(LOCAL, "AppProject")


@every_stack
def test_there_is_no_administrator_and_no_password_in_values(stack: str) -> None:
    told = values(stack, "argo-cd")
    assert told["configs"]["cm"]["admin.enabled"] is False
    assert "secret" not in told["configs"]
    assert told["dex"] == {"enabled": False}
    assert "argocdServerAdminPassword" not in json.dumps(told)


@every_stack
def test_every_connection_of_argo_cd_is_tls_and_verified(stack: str) -> None:
    told = values(stack, "argo-cd")
    parameters = told["configs"]["params"]
    assert parameters["server.insecure"] is False
    assert all(parameters[f"{one}.repo.server.strict.tls"] for one in ("controller", "server", "applicationsetcontroller"))
    for part in ("controller", "server", "repoServer"):
        assert told[part]["extraArgs"][0] == "--redis-use-tls"
    arguments = told["redis"]["extraArgs"]
    assert arguments[arguments.index("--port") + 1] == "0"
    made = release(stack, "argo-cd")
    for secret, service in ((SERVER_TLS, "argocd-server"), (REPO_SERVER_TLS, "argocd-repo-server"), (REDIS_TLS, "argocd-redis")):
        certificate = the(stack, "Certificate", f"argocd/{secret}")
        assert service in certificate.inputs["spec"]["dnsNames"]
        assert certificate.urn.split("::")[2:] and any(one.endswith(certificate.name) for one in made.depends_on)


def test_a_private_repositorys_token_comes_from_secrets_manager() -> None:
    secret = the("prod", "ExternalSecret", "argocd/argocd-repository").inputs["spec"]
    template = secret["target"]["template"]
    assert template["metadata"]["labels"] == {"argocd.argoproj.io/secret-type": "repository"}
    assert template["data"]["password"] == "{{ .token }}"


def test_a_team_deploys_into_its_own_namespaces_only() -> None:
    project = the("prod", "AppProject", "argocd/ingestion").inputs["spec"]
    assert [one["namespace"] for one in project["destinations"]] == ["ingestion"]
    assert project["clusterResourceWhitelist"] == []
    assert {"NetworkPolicy", "ResourceQuota", "LimitRange"} <= {one["kind"] for one in project["namespaceResourceBlacklist"]}
    (role,) = project["roles"]
    assert role["groups"] == ["team-ingestion"]
    assert project["syncWindows"][0]["kind"] == "deny"


def test_the_platforms_project_makes_applications_and_nothing_else() -> None:
    project = applications.platform_project(REPOSITORY)["spec"]
    assert project["namespaceResourceWhitelist"] == [{"group": "argoproj.io", "kind": "Application"}]
    assert project["sourceRepos"] == [REPOSITORY.url]


def test_a_team_without_groups_or_windows_has_neither() -> None:
    spec = applications.team_project("one", Team(namespaces=("web",)), REPOSITORY)["spec"]
    assert not {"roles", "syncWindows"} & set(spec)
    window = SyncWindow(kind="allow", schedule="0 8 * * 1-5", duration="8h", manual=False)
    spec = applications.team_project("one", Team(namespaces=("web",), windows=(window,)), REPOSITORY)["spec"]
    assert spec["syncWindows"][0] | {} == {
        "kind": "allow",
        "schedule": "0 8 * * 1-5",
        "duration": "8h",
        "timeZone": "UTC",
        "applications": ["*"],
        "manualSync": False,
    }


def test_failed_deployments_are_told_where_a_channel_is_named() -> None:
    told = values("prod", "argo-cd")["notifications"]
    assert told["secret"] == {"create": False, "name": "argocd-notifications-secret"}
    assert told["subscriptions"] == [{"recipients": ["slack:deployments-prod"], "triggers": ["failed", "unhealthy"]}]
    assert the("prod", "ExternalSecret", "argocd/argocd-notifications-secret")
    assert values("dev", "argo-cd")["notifications"]["enabled"] is False


# Argo Rollouts


@every_stack
def test_rollouts_have_metrics_no_dashboard_and_rights_over_istios_routes_only(stack: str) -> None:
    told = values(stack, "argo-rollouts")
    assert told["controller"]["metrics"] == {"enabled": True}
    assert told["dashboard"] == {"enabled": False}
    assert [name for name, on in told["providerRBAC"]["providers"].items() if on] == ["istio"]
    assert told["podSecurityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}


def test_a_second_controller_waits_where_the_settings_ask_for_it() -> None:
    assert values("prod", "argo-rollouts")["controller"]["replicas"] == 2
    assert values("prod", "argo-rollouts")["controller"]["pdb"] == {"enabled": True, "minAvailable": 1}
    assert values(LOCAL, "argo-rollouts")["controller"]["pdb"] == {"enabled": False}


# Mistakes


def test_a_team_in_a_namespace_that_rules_the_cluster_is_refused(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("namespaces: [api, web]", "namespaces: [api, kube-system]"))).text()
    assert 'delivery.argo_cd.teams.product.namespaces[1] = "kube-system"' in text
    assert "is no team's: whoever deploys there rules the cluster" in text


def test_a_channel_without_slacks_token_is_refused(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("    audit_lock_days: 365", "    external_secrets: [pagerduty]\n    audit_lock_days: 365"))).text()
    assert "needs Slack's token: kubernetes.mode eks, and slack in security.external_secrets" in text


def test_a_schedule_that_is_no_cron_expression_is_refused(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(('schedule: "0 18 * * 5"', 'schedule: "fridays"'))).text()
    assert "must be five fields" in text


def test_a_repository_without_tls_is_refused(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("https://github.com/example/event-platform-apps", "git@github.com:example/apps"))).text()
    assert "must be an address that begins with https://" in text
