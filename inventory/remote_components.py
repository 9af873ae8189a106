"""Outputs of components whose code runs in a provider of its own and is therefore opaque offline.

Their children exist only in the real engine. The ones that programs read from are imitated, so that
`cluster.eks_cluster.name` is a value; they are not part of the inventory, which counts the component once.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inventory.outputs import outputs
from inventory.wire import reference


@dataclass(frozen=True)
class Child:
    """An imitated child of a component."""

    urn: str
    id: str
    state: Mapping[str, Any]


def expand(type_: str, urn: str, name: str, inputs: Mapping[str, Any], region: str, account: str) -> tuple[list[Child], dict[str, Any]]:
    """The children and outputs of a remote component; none for a component that is not known here."""
    if type_ == "eks:index:Cluster":
        return _eks_cluster(urn, name, inputs, region, account)
    return [], {}


def _eks_cluster(urn: str, name: str, inputs: Mapping[str, Any], region: str, account: str) -> tuple[list[Child], dict[str, Any]]:
    def child(type_: str, suffix: str, child_inputs: dict[str, Any]) -> Child:
        stack, project, types, _ = urn.split("::")
        child_urn = f"{stack}::{project}::{types}${type_}::{name}-{suffix}"
        made = outputs(type_, child_urn, f"{name}-{suffix}", child_inputs, region, account)
        return Child(child_urn, made.id, child_inputs | made.state)

    cluster = child(
        "aws:eks/cluster:Cluster",
        "eksCluster",
        {"name": inputs.get("name") or f"{name}-eksCluster", "version": inputs.get("version", ""), "tags": inputs.get("tags", {})},
    )
    control_plane = child("aws:ec2/securityGroup:SecurityGroup", "eksClusterSecurityGroup", {"vpcId": inputs.get("vpcId", "")})
    nodes = child("aws:ec2/securityGroup:SecurityGroup", "nodeSecurityGroup", {"vpcId": inputs.get("vpcId", "")})
    own = bool(inputs.get("skipDefaultSecurityGroups"))
    group = cluster.state["vpcConfig"]["clusterSecurityGroupId"]
    issuer = cluster.state["identities"][0]["oidcs"][0]["issuer"]
    config = _kubeconfig(cluster.state, region)
    return [cluster, control_plane, nodes], {
        "eksCluster": reference(cluster.urn, cluster.id),
        "clusterSecurityGroup": reference(control_plane.urn, control_plane.id),
        "nodeSecurityGroup": reference(nodes.urn, nodes.id),
        "clusterSecurityGroupId": group if own else control_plane.id,
        "nodeSecurityGroupId": group if own else nodes.id,
        "clusterIngressRuleId": "" if own else "sgr-00000000000000000",
        "oidcIssuer": issuer.removeprefix("https://"),
        "oidcProviderUrl": issuer,
        "oidcProviderArn": f"arn:aws:iam::{account}:oidc-provider/{issuer.removeprefix('https://')}"
        if inputs.get("createOidcProvider")
        else "",
        "kubeconfig": config,
        "kubeconfigJson": json.dumps(config, sort_keys=True),
        "defaultNodeGroupAsgName": "",
        "fargateProfileId": "",
        "fargateProfileStatus": "",
        "autoModeNodeRoleName": "",
        "instanceRoles": [],
    }


def _kubeconfig(state: Mapping[str, Any], region: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": "kubernetes",
                "cluster": {"server": state["endpoint"], "certificate-authority-data": state["certificateAuthority"]["data"]},
            }
        ],
        "contexts": [{"name": "aws", "context": {"cluster": "kubernetes", "user": "aws"}}],
        "current-context": "aws",
        "users": [
            {
                "name": "aws",
                "user": {
                    "exec": {
                        "apiVersion": "client.authentication.k8s.io/v1beta1",
                        "command": "aws",
                        "args": ["--region", region, "eks", "get-token", "--cluster-name", state["name"], "--output", "json"],
                    }
                },
            }
        ],
    }
