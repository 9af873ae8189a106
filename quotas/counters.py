"""Every module of counters; each registers its own when it is imported."""

from quotas import (
    access,
    containers,
    databases,
    edge,
    instances,
    interfaces,
    kubernetes,
    load_balancers,
    network,
    operations,
    rules,
    serverless,
    streaming,
    tables,
)

_MODULES = (
    access,
    containers,
    databases,
    edge,
    instances,
    interfaces,
    kubernetes,
    load_balancers,
    network,
    operations,
    rules,
    serverless,
    streaming,
    tables,
)


def load() -> int:
    """How many there are; they are registered already."""
    return len(_MODULES)
