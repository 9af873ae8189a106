"""Images are the ones that were tested."""

from tests.policies.case import Case, Made, made
from tests.policies.cases.k8s_pod_security import pod, with_container

DIGEST = "api@sha256:" + "0" * 64
ALLOWED = {"registries": ["docker.io/library/", "registry.example.com:5000/platform/"]}


def image(reference: str) -> Made:
    """A pod with an image."""
    return with_container(image=reference)


def catalog(reference: str) -> Made:
    """A catalog with an image."""
    return made("kubernetes:postgresql.cnpg.io/v1:ImageCatalog", spec={"images": [{"major": 17, "image": reference}]})


def postgres(reference: str) -> Made:
    """A database server with an image."""
    return made("kubernetes:postgresql.cnpg.io/v1:Cluster", spec={"imageName": reference})


CASES = [
    Case(
        "k8s-image-tag",
        passing=[
            image("api:1.0.0"),
            image(DIGEST),
            image("registry.example.com:5000/team/api:1.0.0"),
            pod(containers=[{"name": "without"}]),
            catalog("postgres:17.2"),
            postgres("postgres:17.2"),
        ],
        failing=[
            image("api"),
            image("api:latest"),
            image("registry.example.com:5000/team/api"),
            catalog("postgres"),
            postgres("postgres:latest"),
        ],
    ),
    Case("k8s-image-digest", passing=[image(DIGEST)], failing=[image("api:1.0.0")]),
    Case(
        "k8s-image-registry",
        passing=[image("redis:7"), image("registry.example.com:5000/platform/api:1"), image("docker.io/redis:7")],
        failing=[image("someone/redis:7"), image("ghcr.io/redis:7"), image("registry.example.com:5000/other/api:1")],
        config=ALLOWED,
    ),
    Case("k8s-image-registry", passing=[image("ghcr.io/redis:7")], failing=[image("redis:7")], config={"registries": ["ghcr.io/"]}),
]
