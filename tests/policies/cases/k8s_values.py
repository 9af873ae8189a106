"""Values of Helm charts, and custom resources, weaken nothing."""

from typing import Any

from tests.policies.case import Case, Made, made

ROLLOUT = "kubernetes:argoproj.io/v1alpha1:Rollout"


def release(**values: Any) -> Made:
    """A chart's release."""
    return made("kubernetes:helm.sh/v3:Release", chart="api", values=values)


def custom(**spec: Any) -> Made:
    """A custom resource of a kind that no rule knows."""
    return made("kubernetes:example.com/v1:Thing", spec=spec)


def security(**context: Any) -> Made:
    """A chart whose pods have a security context."""
    return release(server={"securityContext": context})


SCHEME = "service.beta.kubernetes.io/aws-load-balancer-scheme"

CASES = [
    Case(
        "k8s-values-host",
        passing=[
            release(privileged=False, hostNetwork="false", hostPath="", type="Unconfined", path="/var/log"),
            security(capabilities={"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]}, seccompProfile={"type": "RuntimeDefault"}),
            release(add=["SYS_ADMIN"], hostPath={"type": "Directory"}, seccompProfile={"mode": "Unconfined"}),
            made(ROLLOUT, spec={"template": {"spec": {"hostNetwork": True}}}),
            made("kubernetes:core/v1:Pod", spec={"hostNetwork": True}),
            made("kubernetes:example.k8s.io/v1:Thing", spec={"hostNetwork": True}),
            made("kubernetes:kyverno.io/v1:ClusterPolicy", spec={"hostNetwork": True}),
        ],
        failing=[
            security(privileged=True),
            release(hostNetwork="true"),
            custom(template={"hostPID": True}),
            release(volumes=[{"name": "logs", "hostPath": {"path": "/var/log"}}]),
            release(hostPath="/var/log"),
            security(capabilities={"add": ["NET_BIND_SERVICE", "SYS_ADMIN"]}),
            security(seccompProfile={"type": "Unconfined"}),
        ],
    ),
    Case(
        "k8s-values-root",
        passing=[
            security(runAsUser=1000, runAsNonRoot=True, allowPrivilegeEscalation=False),
            security(runAsUser=False),
            release(replicas=0, enabled=False, on=True),
            made(ROLLOUT, spec={"template": {"spec": {"securityContext": {"runAsUser": 0}}}}),
        ],
        failing=[
            security(runAsUser=0),
            custom(podSecurityContext={"runAsGroup": "0"}),
            security(runAsNonRoot=False),
            security(allowPrivilegeEscalation=True),
        ],
    ),
    Case(
        "k8s-values-secrets",
        passing=[
            release(auth={"existingSecret": "db", "secretKey": "password", "password": "", "enabled": True}),
            custom(authentication={"passwordSecret": {"secretName": "kafka", "password": "admin-password"}}),
            release(labels={"konghq.com/credential": "key-auth"}),
            release(env=[{"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}]),
        ],
        failing=[
            release(auth={"adminPassword": "hunter2"}),
            release(env=[{"name": "DB_PASSWORD", "value": "hunter2"}]),
            release(secret={"password": "hunter2"}),
            custom(url="postgres://api:hunter2@db/api"),
        ],
    ),
    Case(
        "k8s-values-image-tag",
        passing=[release(image={"tag": "1.0.0"}, channel="latest"), release(image="api:1.0.0", note="api:latest")],
        failing=[release(image={"tag": "latest"}), custom(image="api:latest"), release(imageTag="latest")],
    ),
    Case(
        "k8s-values-tls",
        passing=[
            release(tls={"enabled": True, "other": False}, insecure=False, skipVerify="false", metrics={"enabled": False}),
            release(args=["--secure"], config="tls on", insecureEdgeTerminationPolicy=True, verify=True),
        ],
        failing=[
            release(tls={"enabled": False}),
            custom(endpoint={"insecureSkipVerify": True}),
            release(s3={"insecure": True}),
            release(global_={"tlsDisable": "true"}),
            release(args=["--kubelet-insecure-tls"]),
            release(config={"outputs": "[OUTPUT]\n    Name es\n    tls.verify Off\n"}),
        ],
    ),
    Case(
        "k8s-values-exposed",
        passing=[
            release(service={"type": "ClusterIP"}, note={"kind": "NodePort"}),
            release(service={"type": "NodePort", "enabled": False}),
            release(service={"type": "LoadBalancer", "annotations": {SCHEME: "internal"}}),
            release(service={"type": "LoadBalancer", "loadBalancerSourceRanges": ["10.0.0.0/8"]}),
        ],
        failing=[
            release(service={"type": "NodePort"}),
            release(ui={"serviceType": "LoadBalancer"}),
            release(service={"type": "LoadBalancer", "annotations": {SCHEME: "internet-facing"}}),
            release(service={"type": "LoadBalancer", "loadBalancerSourceRanges": ["0.0.0.0/0"]}),
            release(service={"type": "NodePort", "loadBalancerSourceRanges": ["10.0.0.0/8"]}),
        ],
    ),
]
