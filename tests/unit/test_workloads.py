"""The platform's own services, as each stack's program registers them."""

import json
import re

import pytest

from components.workloads.profiles import PROFILES, callers
from inventory.resource import SECRET
from tests.cluster import DR, PRIMARY
from tests.support import LOCAL, any_settings_of, inventory_of
from tests.unit.workload_facts import CALLERS, CONFIG, EXTERNAL_SECRET, MONITOR, POLICY, SERVICE, controllers, find, place_of, pod, spec

SECRETS = "kubernetes:core/v1:Secret"
STACKS = ("local", "staging")
every_stack = pytest.mark.parametrize("stack", STACKS)


@every_stack
def test_each_service_of_the_settings_runs_in_each_cluster_and_no_other_does(stack: str) -> None:
    wanted = set(any_settings_of(stack).workloads.services)
    clusters = [LOCAL] if stack == "local" else [PRIMARY, DR]
    found = [(place_of(one), one.inputs["metadata"]["name"]) for one in controllers(stack)]
    assert sorted(found) == sorted((cluster, service) for cluster in clusters for service in wanted)


@every_stack
def test_pods_are_restricted_and_write_to_a_bounded_folder_only(stack: str) -> None:
    for one in controllers(stack):
        pods = one.inputs["spec"]["template"]["spec"]
        assert pods["securityContext"]["runAsNonRoot"] and pods["securityContext"]["runAsUser"] == 1000
        assert pods["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pods["automountServiceAccountToken"] is False
        for container in pods["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert {"cpu", "memory"} <= set(container["resources"]["requests"])
            assert container["resources"]["limits"]["memory"]
        assert all(volume["emptyDir"]["sizeLimit"] for volume in pods["volumes"] if "emptyDir" in volume)


@every_stack
def test_a_pod_is_asked_whether_it_lives_and_answers_on_while_callers_hear_that_it_leaves(stack: str) -> None:
    for one in controllers(stack):
        pods = one.inputs["spec"]["template"]["spec"]
        (container,) = pods["containers"]
        assert container["livenessProbe"]["httpGet"]["path"] == "/health/live"
        assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
        assert container["startupProbe"]["failureThreshold"] * container["startupProbe"]["periodSeconds"] >= 60
        assert container["lifecycle"]["preStop"] == {"sleep": {"seconds": 15}}
        assert pods["terminationGracePeriodSeconds"] > 15


@every_stack
def test_images_have_a_version_and_come_from_our_own_registry(stack: str) -> None:
    for one in controllers(stack):
        (container,) = one.inputs["spec"]["template"]["spec"]["containers"]
        repository, _, tag = container["image"].rpartition(":")
        assert tag and tag != "latest"
        if stack == "local":
            assert repository.startswith(f"{any_settings_of(stack).workloads.image_prefix}/")
        else:
            assert ".dkr.ecr." in repository and one.region in repository


def test_ingestion_in_prod_is_of_the_size_that_the_plan_reckons_with() -> None:
    (container,) = pod("prod", PRIMARY, "ingestion")["containers"]
    assert container["resources"] == {"requests": {"cpu": "4", "memory": "8Gi"}, "limits": {"cpu": "8", "memory": "16Gi"}}
    assert pod("prod", PRIMARY, "ingestion")["nodeSelector"] == {"workload": "high-performance"}
    assert pod("prod", PRIMARY, "ingestion")["tolerations"][0]["key"] == "high-performance"


def test_pods_are_spread_over_zones_strictly_and_over_hosts_as_far_as_possible() -> None:
    rules = {rule["topologyKey"]: rule["whenUnsatisfiable"] for rule in pod("staging", PRIMARY, "api")["topologySpreadConstraints"]}
    assert rules == {"topology.kubernetes.io/zone": "DoNotSchedule", "kubernetes.io/hostname": "ScheduleAnyway"}
    (alone,) = pod("local", LOCAL, "api")["topologySpreadConstraints"]
    assert alone["whenUnsatisfiable"] == "ScheduleAnyway", "a cluster of one node has no zones"


@every_stack
def test_no_password_stands_in_a_manifest(stack: str) -> None:
    for one in inventory_of(stack):
        if "platform:workloads:" in one.qualified_type and one.type.startswith("kubernetes:") and one.type != SECRETS:
            assert SECRET not in json.dumps(one.inputs), one.urn
    for one in controllers(stack):
        (container,) = one.inputs["spec"]["template"]["spec"]["containers"]
        values = [entry for entry in container["env"] if "value" in entry]
        assert not values, "what is no secret stands in the ConfigMap, what is one in a Secret"


@every_stack
def test_a_new_configuration_starts_new_pods(stack: str) -> None:
    sums = [one.inputs["spec"]["template"]["metadata"]["annotations"]["checksum/config"] for one in controllers(stack)]
    assert all(len(each) == 64 for each in sums) and len(set(sums)) == len(sums)


@every_stack
def test_everything_leaves_by_tls_and_is_verified(stack: str) -> None:
    for one in inventory_of(stack).of_type(CONFIG):
        data = one.inputs.get("data", {})
        if "platform:workloads:" not in one.qualified_type:
            continue
        assert data["OTEL_EXPORTER_OTLP_ENDPOINT"].startswith("https://")
        assert data.get("KAFKA_SECURITY_PROTOCOL", "SASL_SSL") == "SASL_SSL"
        assert "KAFKA_SECURITY_PROTOCOL" not in data or data["KAFKA_SASL_MECHANISM"] in ("AWS_MSK_IAM", "SCRAM-SHA-512")


def test_on_msk_services_prove_themselves_by_their_identity_and_elsewhere_by_a_secret() -> None:
    def variables(stack: str, place: str) -> set[str]:
        return {entry["name"] for entry in pod(stack, place, "ml")["containers"][0]["env"]}

    assert "KAFKA_PASSWORD" in variables("local", LOCAL)
    assert "KAFKA_PASSWORD" not in variables("staging", PRIMARY)
    config = find("staging", CONFIG, PRIMARY, "ml")
    assert config and config.inputs["data"]["KAFKA_SASL_MECHANISM"] == "AWS_MSK_IAM"


def test_each_service_has_the_rights_that_it_needs_on_aws_and_web_has_none() -> None:
    identities = {
        one.inputs["serviceAccount"]: one
        for one in inventory_of("staging").of_type("aws:eks/podIdentityAssociation:PodIdentityAssociation")
        if one.region == PRIMARY and "platform:workloads:" in one.qualified_type
    }
    assert set(identities) == set(PROFILES) - {"web"} | {"keda-operator"}
    policies = {
        one.name: json.loads(one.inputs["policy"])
        for one in inventory_of("staging").of_type("aws:iam/rolePolicy:RolePolicy")
        if "platform:workloads:" in one.qualified_type and one.region == PRIMARY
    }

    def actions(service: str) -> set[str]:
        return {action for statement in policies[f"{PRIMARY}-pod-{service}"]["Statement"] for action in statement["Action"]}

    assert {"kinesis:PutRecords", "kafka-cluster:WriteData"} <= actions("ingestion")
    assert "kafka-cluster:ReadData" not in actions("ingestion")
    assert {"s3:GetObject", "kafka-cluster:ReadData"} <= actions("ml")
    assert not {action for action in actions("ml") if action.startswith("s3:Put")}
    assert actions("keda-operator") == {"kafka-cluster:Connect", "kafka-cluster:DescribeTopic", "kafka-cluster:DescribeGroup"}


def test_passwords_of_stores_that_aws_runs_come_from_secrets_manager_where_services_read_them() -> None:
    secret = spec("dev", EXTERNAL_SECRET, PRIMARY, "postgres")
    assert secret["target"]["template"]["data"].keys() == {"username", "password"}
    names = {entry["name"] for entry in pod("dev", PRIMARY, "campaign-manager")["containers"][0]["env"]}
    assert {"POSTGRES_USERNAME", "POSTGRES_PASSWORD"} <= names


@pytest.mark.parametrize("region", [PRIMARY, DR])
def test_services_come_to_postgresql_by_its_proxy_and_log_in_by_iam_before_and_after_a_failover(region: str) -> None:
    config = find("staging", CONFIG, region, "campaign-manager")
    assert config
    told = config.inputs["data"]
    assert ".proxy-" in told["POSTGRES_HOST"] and f".{region}." in told["POSTGRES_HOST"]
    assert (told["POSTGRES_USERNAME"], told["POSTGRES_AUTH"]) == ("platform", "iam")
    assert not [entry for entry in pod("staging", region, "campaign-manager")["containers"][0]["env"] if "POSTGRES" in entry["name"]]
    assert not find("staging", EXTERNAL_SECRET, region, "postgres"), "the proxy alone knows the password"
    policies = [
        json.loads(one.inputs["policy"])
        for one in inventory_of("staging").of_type("aws:iam/rolePolicy:RolePolicy")
        if one.name == f"{region}-pod-campaign-manager"
    ]
    (allowed,) = [one for policy in policies for one in policy["Statement"] if one["Action"] == ["rds-db:connect"]]
    (user,) = allowed["Resource"]
    assert re.fullmatch(rf"arn:aws:rds-db:{region}:\d{{12}}:dbuser:prx-[0-9a-f]+/platform", user)


def test_off_aws_the_models_and_the_gold_layer_are_in_the_clusters_own_object_store() -> None:
    config = find("local", CONFIG, LOCAL, "ml")
    assert config and config.inputs["data"]["AWS_ENDPOINT_URL_S3"].partition("://")[2] == "seaweedfs-s3.databases.svc:8333"
    keys = {entry["name"]: entry["valueFrom"]["secretKeyRef"]["name"] for entry in pod("local", LOCAL, "ml")["containers"][0]["env"][3:]}
    assert keys["AWS_ACCESS_KEY_ID"] == keys["AWS_SECRET_ACCESS_KEY"] == "ml-s3"
    assert find("local", SECRETS, LOCAL, "ml-s3")
    assert not [entry for entry in pod("staging", PRIMARY, "ml")["containers"][0]["env"] if "AWS" in entry["name"]]


@pytest.mark.parametrize("name", PROFILES)
def test_only_callers_and_the_gateway_before_a_service_reach_it(name: str) -> None:
    profile = PROFILES[name]  # type: ignore[index]
    rules = spec("staging", POLICY, PRIMARY, name).get("ingress", [])
    peers = [peer for rule in rules for peer in rule["from"]]
    gateways = {"mesh": "istio-ingress", "kong": "kong"}
    namespaces = {peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"] for peer in peers}
    wanted = {caller.namespace for caller in callers(profile.name)} | ({gateways[profile.gateway]} if profile.gateway else set())
    assert namespaces == wanted | ({profile.namespace} if name == "ingestion" else set()), "its smoke test runs beside it"
    assert all(rule["ports"] == [{"protocol": "TCP", "port": 8080}] for rule in rules)
    allowed = spec("staging", CALLERS, PRIMARY, name)
    principals = [who for rule in allowed["rules"] for source in rule.get("from", []) for who in source["source"]["principals"]]
    assert len(principals) == len(peers), "the mesh and the network agree on who may call"


def test_off_aws_nobody_may_call_the_world_but_those_who_talk_to_other_companies() -> None:
    for name, profile in PROFILES.items():
        blocks = [peer for rule in spec("local", POLICY, LOCAL, name)["egress"] for peer in rule["to"] if "ipBlock" in peer]
        assert bool(blocks) == profile.third_parties


@every_stack
def test_prometheus_reads_every_service_and_no_version_that_waits(stack: str) -> None:
    for one in controllers(stack):
        name, namespace = one.inputs["metadata"]["name"], one.inputs["metadata"]["namespace"]
        monitored = [
            service.inputs["metadata"]["name"]
            for monitor in inventory_of(stack).of_type(MONITOR)
            for service in inventory_of(stack).of_type(SERVICE)
            if (monitor.inputs["metadata"]["namespace"], monitor.inputs["metadata"]["name"]) == (namespace, name)
            and service.inputs["metadata"]["namespace"] == namespace
            and service.inputs["metadata"].get("labels", {}) == monitor.inputs["spec"]["selector"]["matchLabels"]
        ]
        assert set(monitored) == {name}


def test_kong_leads_to_the_api_by_the_name_that_the_mesh_knows() -> None:
    api, web = (find("local", SERVICE, LOCAL, name) for name in ("api", "web"))
    assert api and web
    assert api.inputs["metadata"]["annotations"]["konghq.com/host-header"] == "api.api.svc.cluster.local"
    assert not [key for key in web.inputs["metadata"]["annotations"] if "konghq" in key]
