"""What the service runs by night, as whom, and where it reports."""

import json

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from tests.policies.planted import account

IMAGE = "registry.k8s.io/e2e-test-images/agnhost:2.53@sha256:" + 64 * "0"
LOCKED = {
    "allow_privilege_escalation": False,
    "read_only_root_filesystem": True,
    "capabilities": {"drop": ["ALL"]},
}
SIZE = {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"cpu": "50m", "memory": "64Mi"}}


def logs(provider: aws.Provider) -> None:
    """Logs in the second region."""
    opts = pulumi.ResourceOptions(provider=provider)
    aws.cloudwatch.LogGroup("jobs", retention_in_days=365, kms_key_id=account.key("logs", provider).arn, opts=opts)


def role(fault: str, provider: aws.Provider) -> None:
    """Whom the pipeline becomes."""
    issuer = "token.actions.githubusercontent.com"
    # The fault: the branch was meant, but the wildcard takes every repository of the owner.
    subject = "repo:example/*:ref:refs/heads/main" if fault == "iam" else "repo:example/planted:ref:refs/heads/main"
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{account.ACCOUNT}:oidc-provider/{issuer}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}, "StringLike": {f"{issuer}:sub": subject}},
    }
    aws.iam.Role(
        "pipeline",
        assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        permissions_boundary=f"arn:aws:iam::{account.ACCOUNT}:policy/boundary",
        opts=pulumi.ResourceOptions(provider=provider),
    )


def cron_job(fault: str) -> None:
    """A job in a namespace that is closed by itself."""
    opts = pulumi.ResourceOptions(provider=kubernetes.Provider("cluster", kubeconfig="{}"))
    labels = {"app.kubernetes.io/name": "nightly"}
    namespace = kubernetes.core.v1.Namespace(
        "nightly", metadata={"labels": {"pod-security.kubernetes.io/enforce": "restricted"}}, opts=opts
    )
    inside = {"namespace": namespace.metadata.name, "labels": labels}
    kubernetes.networking.v1.NetworkPolicy(
        "nightly", metadata=inside, spec={"pod_selector": {}, "policy_types": ["Ingress", "Egress"]}, opts=opts
    )
    # The fault: the container is locked down, the one that prepares its data is not.
    prepares = {**LOCKED, "allow_privilege_escalation": True} if fault == "k8s" else LOCKED
    kubernetes.batch.v1.CronJob(
        "nightly",
        metadata=inside,
        spec={
            "schedule": "0 3 * * *",
            "job_template": {
                "spec": {
                    "template": {
                        "metadata": {"labels": labels},
                        "spec": {
                            "restart_policy": "Never",
                            "automount_service_account_token": False,
                            "security_context": {
                                "run_as_non_root": True,
                                "run_as_user": 65532,
                                "run_as_group": 65532,
                                "seccomp_profile": {"type": "RuntimeDefault"},
                            },
                            "init_containers": [_container("prepare", prepares)],
                            "containers": [_container("report", LOCKED)],
                        },
                    }
                }
            },
        },
        opts=opts,
    )


def _container(name: str, security_context: dict[str, object]) -> dict[str, object]:
    return {"name": name, "image": IMAGE, "resources": SIZE, "security_context": security_context}
