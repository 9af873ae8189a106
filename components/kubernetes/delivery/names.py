"""What the parts of Argo CD are called."""

ARGO_CD = "argocd"
"""Its namespace, as all of its documentation has it."""

SERVER, REPO_SERVER, REDIS = "argocd-server", "argocd-repo-server", "argocd-redis"
SERVER_TLS, REPO_SERVER_TLS, REDIS_TLS = "argocd-server-tls", "argocd-repo-server-tls", "argocd-redis-tls"
"""Secrets with their certificates; Argo CD looks for the first two by these names."""

HOST_TLS = "argocd-host-tls"
"""The certificate that people see, where the settings give a host."""

NOTIFICATIONS_SECRET = "argocd-notifications-secret"
PLATFORM = "platform"
"""The project, and the application in it, that bring all others."""
