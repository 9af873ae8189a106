"""References to container images: `registry:port/repository:tag@digest`."""

from dataclasses import dataclass

_DOCKER_HUB = "docker.io"


@dataclass(frozen=True)
class Image:
    """A reference in its parts; the registry is always there, tag and digest may be empty."""

    registry: str
    repository: str
    tag: str
    digest: str

    @property
    def is_fixed(self) -> bool:
        """Whether it names one version: a digest, or a tag that is not moved with every release."""
        return bool(self.digest) or self.tag.lower() not in ("", "latest")

    @property
    def full_name(self) -> str:
        """Registry and repository, as `docker.io/library/redis`."""
        return f"{self.registry}/{self.repository}"


def parse(reference: str) -> Image:
    """Take a reference apart as container runtimes do: without a registry it is Docker Hub's."""
    name, _, digest = reference.partition("@")
    host, slash, path = name.partition("/")
    if not slash or not ("." in host or ":" in host or host == "localhost"):
        host, path = _DOCKER_HUB, name
    repository, _, tag = path.partition(":")
    if host == _DOCKER_HUB and "/" not in repository:
        repository = f"library/{repository}"
    return Image(host, repository, tag, digest)
