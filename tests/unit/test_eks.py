"""The cluster: control plane, add-ons, storage, access, and the order in which they come up."""

import json

from components.compute.eks.control_plane import LOG_TYPES
from settings import eks_versions
from tests.support import inventory_of, settings_of
from tests.unit.eks_facts import ADDON, CLUSTER, NODE_GROUP, RELEASE, by_name, every_stack, needs


@every_stack
def test_every_region_has_one_cluster_of_the_version_asked_for(stack: str) -> None:
    settings = settings_of(stack)
    clusters = inventory_of(stack).of_type(CLUSTER)
    assert sorted(cluster.region for cluster in clusters) == sorted(region.name for region in settings.regions)
    assert {cluster.inputs["version"] for cluster in clusters} == {settings.eks.version}


@every_stack
def test_clusters_are_private_encrypted_logged_and_in_standard_support(stack: str) -> None:
    for cluster in inventory_of(stack).of_type(CLUSTER):
        assert cluster.inputs["endpointPrivateAccess"] is True
        assert cluster.inputs["authenticationMode"] == "API"
        assert cluster.inputs["upgradePolicy"] == {"supportType": "STANDARD"}
        assert f":{cluster.region}:" in cluster.inputs["encryptionConfigKeyArn"]
        assert sorted(cluster.inputs["enabledClusterLogTypes"]) == sorted(LOG_TYPES)
        assert len(LOG_TYPES) == 5


@every_stack
def test_the_api_server_is_public_for_listed_networks_only(stack: str) -> None:
    listed = [str(block) for block in settings_of(stack).eks.public_access_cidrs]
    for cluster in inventory_of(stack).of_type(CLUSTER):
        assert cluster.inputs["endpointPublicAccess"] is bool(listed)
        assert cluster.inputs.get("publicAccessCidrs", []) == listed


@every_stack
def test_the_log_group_is_there_before_the_cluster_writes_to_it(stack: str) -> None:
    inventory = inventory_of(stack)
    for cluster in inventory.of_type(CLUSTER):
        wanted = f"/aws/eks/{cluster.inputs['name']}/cluster"
        (logs,) = [
            r
            for r in inventory.of_type("aws:cloudwatch/logGroup:LogGroup")
            if r.region == cluster.region and r.inputs.get("name") == wanted
        ]
        assert logs.urn in cluster.depends_on
        assert logs.inputs["retentionInDays"] == settings_of(stack).eks.log_days
        assert logs.inputs["kmsKeyId"].startswith(f"arn:aws:kms:{cluster.region}:")


@every_stack
def test_nothing_is_made_inside_the_component_where_nobody_sees_it(stack: str) -> None:
    for cluster in inventory_of(stack).of_type(CLUSTER):
        hidden = {key: cluster.inputs[key] for key in ("createInstanceRole", "createOidcProvider", "bootstrapSelfManagedAddons")}
        assert not any(hidden.values())
        assert cluster.inputs["skipDefaultNodeGroup"] and cluster.inputs["skipDefaultSecurityGroups"] and cluster.inputs["useDefaultVpcCni"]
        assert not cluster.inputs["kubeProxyAddonOptions"]["enabled"] and not cluster.inputs["corednsAddonOptions"]["enabled"]


def test_prod_clusters_are_protected_from_deletion() -> None:
    for cluster in inventory_of("prod").of_type(CLUSTER):
        assert cluster.protect and cluster.inputs["deletionProtection"] is True


@every_stack
def test_all_add_ons_are_pinned_for_the_version(stack: str) -> None:
    settings = settings_of(stack)
    pins = eks_versions.addon_versions(settings.eks.version)
    for region in settings.regions:
        addons = {r.inputs["addonName"]: r.inputs["addonVersion"] for r in inventory_of(stack).of_type(ADDON) if r.region == region.name}
        assert addons == dict(pins)
        assert len(addons) == 7


@every_stack
def test_pods_take_prefixes_from_their_zones_pod_subnet_and_obey_network_policies(stack: str) -> None:
    inventory = inventory_of(stack)
    for region in settings_of(stack).regions:
        cni = by_name(inventory.of_type(ADDON), f"{region.name}-vpc-cni")
        configuration = json.loads(cni.inputs["configurationValues"])
        subnets = {
            r.id: r.inputs["availabilityZone"] for r in inventory.of_type("aws:ec2/subnet:Subnet") if f"{region.name}-pods-" in r.name
        }
        assert {entry["id"]: zone for zone, entry in configuration["eniConfig"]["subnets"].items()} == subnets
        assert configuration["env"]["ENABLE_PREFIX_DELEGATION"] == "true"
        assert configuration["env"]["AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG"] == "true"
        assert configuration["enableNetworkPolicy"] == "true"


@every_stack
def test_gp3_is_the_one_default_class_and_encrypts_with_the_regions_key(stack: str) -> None:
    inventory = inventory_of(stack)
    for region in settings_of(stack).regions:
        classes = [r.inputs for r in inventory.of_type("kubernetes:storage.k8s.io/v1:StorageClass") if r.region == region.name]
        defaults = [one for one in classes if one["metadata"].get("annotations")]
        assert [one["metadata"]["name"] for one in defaults] == ["gp3"]
        assert defaults[0]["parameters"]["encrypted"] == "true"
        assert defaults[0]["parameters"]["kmsKeyId"].startswith(f"arn:aws:kms:{region.name}:")
        assert defaults[0]["volumeBindingMode"] == "WaitForFirstConsumer" and defaults[0]["allowVolumeExpansion"]


@every_stack
def test_the_shared_file_system_is_backed_up_and_mounted_in_every_zone_by_nodes_only(stack: str) -> None:
    inventory = inventory_of(stack)
    for region in settings_of(stack).regions:
        targets = [r for r in inventory.of_type("aws:efs/mountTarget:MountTarget") if r.region == region.name]
        assert len({target.inputs["subnetId"] for target in targets}) == region.availability_zones
        # By the stack's own plans and their copies to dr; EFS's automatic backup would be a second one beside it.
        assert by_name(inventory.of_type("aws:efs/fileSystem:FileSystem"), f"{region.name}-efs").inputs["tags"]["backup"] == "hourly"
        automatic = by_name(inventory.of_type("aws:efs/backupPolicy:BackupPolicy"), f"{region.name}-efs")
        assert automatic.inputs["backupPolicy"]["status"] == "DISABLED"
        nodes = by_name(inventory.of_type("aws:ec2/securityGroup:SecurityGroup"), f"{region.name}-nodes").id
        rule = by_name(inventory.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"), f"{region.name}-efs-from-nodes")
        assert (rule.inputs["referencedSecurityGroupId"], rule.inputs["fromPort"], rule.inputs["toPort"]) == (nodes, 2049, 2049)


@every_stack
def test_each_role_of_the_settings_has_one_entry_and_its_policies(stack: str) -> None:
    settings, inventory = settings_of(stack), inventory_of(stack)
    wanted: list[tuple[str, str, tuple[str, ...]]] = [
        (role, "AmazonEKSClusterAdminPolicy", ()) for role in settings.security.administrators
    ]
    wanted += [(access.role, access.policy, access.namespaces) for access in settings.eks.access]
    for region in settings.regions:
        entries = [
            r.inputs["principalArn"]
            for r in inventory.of_type("aws:eks/accessEntry:AccessEntry")
            if r.region == region.name and r.inputs["type"] == "STANDARD"
        ]
        assert sorted(entries) == sorted({role for role, _, _ in wanted})
        given = [
            (r.inputs["principalArn"], r.inputs["policyArn"].rpartition("/")[2], tuple(r.inputs["accessScope"].get("namespaces", ())))
            for r in inventory.of_type("aws:eks/accessPolicyAssociation:AccessPolicyAssociation")
            if r.region == region.name
        ]
        assert sorted(given) == sorted(wanted)


@every_stack
def test_a_pod_identity_trusts_one_service_account_of_its_own_cluster(stack: str) -> None:
    inventory = inventory_of(stack)
    roles = {role.urn: role for role in inventory.of_type("aws:iam/role:Role")}
    for association in inventory.of_type("aws:eks/podIdentityAssociation:PodIdentityAssociation"):
        (urn,) = association.property_dependencies["roleArn"]
        (statement,) = json.loads(roles[urn].inputs["assumeRolePolicy"])["Statement"]
        equals = statement["Condition"]["StringEquals"]
        assert equals["aws:RequestTag/kubernetes-namespace"] == association.inputs["namespace"]
        assert equals["aws:RequestTag/kubernetes-service-account"] == association.inputs["serviceAccount"]
        source = statement["Condition"]["ArnEquals"]["aws:SourceArn"]
        assert source.endswith(f":cluster/{association.inputs['clusterName']}") and f":{association.region}:" in source


# Coming up, which reversed is going down.


@every_stack
def test_node_groups_come_after_the_cni_and_their_role_and_the_cluster(stack: str) -> None:
    inventory = inventory_of(stack)
    reach = needs(inventory)
    for group in inventory.of_type(NODE_GROUP):
        before = {urn.split("$")[-1] for urn in reach[group.urn]}
        region = group.region
        assert f"{ADDON}::{region}-vpc-cni" in before
        assert f"{ADDON}::{region}-kube-proxy" in before
        assert f"{ADDON}::{region}-eks-pod-identity-agent" in before
        assert f"aws:iam/rolePolicyAttachment:RolePolicyAttachment::{region}-nodes-AmazonEKSWorkerNodePolicy" in before
        assert f"{CLUSTER}::{region}-eks" in before


@every_stack
def test_charts_come_after_the_nodes_they_run_on(stack: str) -> None:
    inventory = inventory_of(stack)
    reach = needs(inventory)
    for release in inventory.of_type(RELEASE):
        groups = {group.urn for group in inventory.of_type(NODE_GROUP) if group.region == release.region}
        assert groups <= reach[release.urn]


@every_stack
def test_kubernetes_objects_use_the_provider_of_their_own_region(stack: str) -> None:
    for resource in inventory_of(stack):
        if resource.type.startswith("kubernetes:"):
            assert resource.provider.endswith(f"::{resource.region}-eks")
