"""A stack in an existing cluster as a Docker Compose file: the same services on one laptop, without Kubernetes.

What Kubernetes itself needs (operators, scalers, the mesh) has no part in it; `left_out` says why, kind by kind. TLS and the users of
single services are left out, too: everything talks on Compose's own network, and only loopback addresses are published.
"""

from preflight.compose.render import ComposeError, render

__all__ = ["ComposeError", "render"]
