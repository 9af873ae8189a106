"""OpenSearch inside a cluster, where AWS runs none."""

from settings.pod_size import PodSize
from settings.section import GiB, Section


class SearchNode(Section):
    """One node: for a laptop or a small cluster. On AWS `databases.search` takes its place."""

    size: PodSize = PodSize(cpu=0.5, max_cpu=2, memory_gib=2)
    """Half of the memory is Java's."""
    volume_gib: GiB = 20
