"""Kong and the way to the api, as each stack's program registers them."""

from pathlib import Path

import pytest

from components.kubernetes.gateway import plugins
from components.kubernetes.gateway.api import PODS, people
from components.kubernetes.mesh import routes
from inventory.resource import SECRET
from settings.mesh import CircuitBreaker, Users
from tests.cluster import objects, the, values
from tests.support import LOCAL, any_settings_of, settings_of
from tests.unit.stack_files import changed, mistakes

NEEDS_A_DATABASE = {"oauth2"}
ENTERPRISE = {"openid-connect", "rate-limiting-advanced"}
every_stack = pytest.mark.parametrize("stack", [LOCAL, "dev", "prod"])


@every_stack
def test_kong_listens_on_tls_only_and_keeps_its_admin_api_to_itself(stack: str) -> None:
    told = values(stack, "kong")
    assert told["proxy"]["http"] == {"enabled": False}
    assert all(told[part] == {"enabled": False} for part in ("admin", "manager", "portal", "portalapi", "postgresql"))
    assert told["env"]["database"] == "off"


@every_stack
def test_kongs_calls_carry_the_name_that_services_let_in(stack: str) -> None:
    assert f"cluster.local/ns/kong/sa/{values(stack, 'kong')['deployment']['serviceAccount']['name']}" == routes.KONG_PRINCIPAL


@every_stack
def test_every_plugin_works_in_open_source_kong_without_a_database(stack: str) -> None:
    used = {one.inputs["plugin"] for kind in ("KongPlugin", "KongClusterPlugin") for one in objects(stack, kind)}
    assert used == {"jwt", "rate-limiting", "request-transformer", "prometheus"}
    assert not used & (NEEDS_A_DATABASE | ENTERPRISE)


@every_stack
def test_programs_prove_themselves_and_lose_their_token_on_the_way(stack: str) -> None:
    route = the(stack, "Ingress", "api/api")
    used = route.inputs["metadata"]["annotations"]["konghq.com/plugins"].split(",")
    assert used == ["tokens", "address-limit", "program-request"]
    assert the(stack, "KongPlugin", "api/tokens").inputs["config"]["claims_to_verify"] == ["exp"]
    assert "authorization" in the(stack, "KongPlugin", "api/program-request").inputs["config"]["remove"]["headers"]


@every_stack
def test_every_route_is_https_with_its_own_certificate_and_known_plugins(stack: str) -> None:
    known = {one.inputs["metadata"]["name"] for one in objects(stack, "KongPlugin")}
    for route in objects(stack, "Ingress"):
        annotations, spec = route.inputs["metadata"]["annotations"], route.inputs["spec"]
        assert annotations["konghq.com/protocols"] == "https"
        assert annotations["konghq.com/preserve-host"] == "false"
        assert set(annotations["konghq.com/plugins"].split(",")) <= known
        (tls,) = spec["tls"]
        assert tls["hosts"] == [rule["host"] for rule in spec["rules"]]
        assert the(stack, "Certificate", f"api/{tls['secretName']}").inputs["spec"]["dnsNames"] == tls["hosts"]


@every_stack
def test_each_consumer_has_a_generated_key_and_a_limit_of_its_own(stack: str) -> None:
    settings = any_settings_of(stack).gateway
    assert settings.consumers
    for consumer in settings.consumers:
        made = the(stack, "KongConsumer", f"api/{consumer}").inputs
        assert made["metadata"]["annotations"]["konghq.com/plugins"] == "consumer-limit"
        (secret,) = made["credentials"]
        kind = "Secret" if stack == LOCAL else "ExternalSecret"
        key = the(stack, kind, f"api/{secret}").inputs
        labels = key["metadata"]["labels"] if stack == LOCAL else key["spec"]["target"]["template"]["metadata"]["labels"]
        assert labels == {"konghq.com/credential": "jwt"}
        if stack == LOCAL:
            assert key["stringData"]["secret"] == SECRET
        else:
            assert key["spec"]["target"]["template"]["data"]["algorithm"] == "HS256"


def test_limits_count_by_consumer_and_by_address_and_let_calls_through_without_a_cache() -> None:
    for name, by, second, minute in (("consumer-limit", "consumer", 100, 3000), ("address-limit", "ip", 20, 600)):
        config = the("prod", "KongPlugin", f"api/{name}").inputs["config"]
        assert (config["limit_by"], config["second"], config["minute"], config["fault_tolerant"]) == (by, second, minute, True)


def test_replicas_count_together_where_the_region_has_a_cache() -> None:
    policies = {}
    for one in objects("prod", "KongPlugin"):
        if one.inputs["metadata"]["name"] == "address-limit":
            config = one.inputs["config"]
            policies[one.name.split("-api-")[0]] = config["policy"]
            if config["policy"] == "redis":
                assert (config["redis"]["ssl"], config["redis"]["ssl_verify"]) == (True, True)
                assert "password" not in config["redis"]
                (patch,) = one.inputs["configPatches"]
                assert patch["valueFrom"]["secretKeyRef"] == {"name": "rate-limit-cache", "key": "password"}
    assert policies == {"us-east-1": "redis", "eu-west-1": "redis", "ap-south-1": "redis", "us-west-2": "redis"}
    assert the(LOCAL, "KongPlugin", "api/address-limit").inputs["config"]["policy"] == "local"


def test_the_circuit_opens_by_calls_and_closes_by_probes() -> None:
    checks = plugins.circuit_breaker(CircuitBreaker())["spec"]["healthchecks"]
    assert checks["passive"]["unhealthy"] == {"httpFailures": 5, "tcpFailures": 5, "timeouts": 5}
    assert checks["active"]["healthy"] == {"interval": 5, "successes": 2}
    assert checks["active"]["httpPath"] == "/health/ready"
    assert plugins.service_annotations("api", "api")["konghq.com/upstream-policy"] == "api"


def test_analytics_are_of_every_route_and_by_consumer() -> None:
    one = the("prod", "KongClusterPlugin", "analytics").inputs
    assert one["metadata"]["labels"] == {"global": "true"}
    assert one["config"]["per_consumer"] is True


def test_people_come_with_a_token_that_the_mesh_verifies() -> None:
    users = Users(
        host="app.example.com", issuer="https://login.example.com/", jwks_uri="https://login.example.com/keys", audience="platform"
    )
    asked, refused = people(users)
    (rule,) = asked["spec"]["jwtRules"]
    assert (rule["issuer"], rule["audiences"]) == ("https://login.example.com/", ["platform"])
    assert refused["spec"]["action"] == "DENY"
    (denied,) = refused["spec"]["rules"]
    assert denied["from"] == [{"source": {"notRequestPrincipals": ["*"]}}]
    assert denied["when"] == [{"key": "request.headers[x-platform-caller]", "values": ["person"]}]
    assert asked["spec"]["selector"] == refused["spec"]["selector"] == {"matchLabels": PODS}


def test_a_caller_cannot_say_what_only_kong_may() -> None:
    for name, caller in (("person-request", "person"), ("program-request", "program")):
        config = the("prod", "KongPlugin", f"api/{name}").inputs["config"]
        assert {"x-platform-caller", "x-platform-cluster"} <= set(config["remove"]["headers"])
        assert f"x-platform-caller:{caller}" in config["add"]["headers"]


def test_the_callers_address_is_believed_of_the_regions_own_network_only() -> None:
    networks = [[str(region.cidr), str(region.pod_cidr)] for region in settings_of("prod").regions]
    assert values("prod", "kong")["env"]["trusted_ips"].split(",") in networks
    assert "trusted_ips" not in values(LOCAL, "kong")["env"]


# Mistakes


def test_consumers_without_a_host_to_call_are_refused(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("    host: api.example.com\n", ""))).text()
    assert "consumers have no host to call; give gateway.host" in text


def test_people_on_the_host_of_programs_are_refused(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("host: app-api.example.com", "host: api.example.com"))).text()
    assert "users.host (api.example.com) is host, too" in text


def test_a_provider_without_tls_is_refused(tmp_path: Path) -> None:
    text = mistakes(tmp_path, changed(("jwks_uri: https://", "jwks_uri: http://"))).text()
    assert "must be an address that begins with https://" in text
