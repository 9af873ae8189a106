"""Search on OpenSearch, as each stack's program registers it."""

from tests.support import inventory_of, settings_of
from tests.unit.database_facts import DOMAIN, every_stack


@every_stack
def test_search_is_encrypted_everywhere_and_knows_its_users(stack: str) -> None:
    for domain in inventory_of(stack).of_type(DOMAIN):
        assert domain.inputs["nodeToNodeEncryption"] == {"enabled": True}
        assert domain.inputs["domainEndpointOptions"] == {"enforceHttps": True, "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"}
        security = domain.inputs["advancedSecurityOptions"]
        assert (security["enabled"], security["internalUserDatabaseEnabled"], security["anonymousAuthEnabled"]) == (True, True, False)


@every_stack
def test_the_accounts_role_for_search_is_made_once_and_before_every_domain(stack: str) -> None:
    inventory = inventory_of(stack)
    domains = inventory.of_type(DOMAIN)
    if not domains:
        return
    roles = inventory.of_type("aws:iam/serviceLinkedRole:ServiceLinkedRole")
    (role,) = [one for one in roles if one.inputs["awsServiceName"] == "opensearchservice.amazonaws.com"]
    assert role.region == settings_of(stack).primary.name
    assert all(role.urn in domain.depends_on for domain in domains)


def test_prods_search_spans_three_zones_with_masters_of_its_own_and_follows_no_other() -> None:
    inventory = inventory_of("prod")
    for domain in inventory.of_type(DOMAIN):
        config = domain.inputs["clusterConfig"]
        assert (config["instanceCount"], config["dedicatedMasterCount"]) == (3, 3)
        assert config["zoneAwarenessConfig"] == {"availabilityZoneCount": 3}
        assert len(domain.inputs["vpcOptions"]["subnetIds"]) == 3
    # A region's traces and logs are its own.
    assert not [one for one in inventory if one.type.startswith("aws:opensearch/outboundConnection")]
