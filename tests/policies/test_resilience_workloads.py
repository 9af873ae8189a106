"""Objects of the same name in two clusters are kept apart."""

from policies.resilience.workloads import is_beside
from policies.subject import Subject


def _object(cluster: str, namespace: str) -> Subject:
    return Subject("", "kubernetes:core/v1:Service", "it", lambda: {"metadata": {"namespace": namespace}}, provider_urn=cluster)


def test_objects_are_beside_each_other_in_a_namespace_of_one_cluster() -> None:
    assert is_beside(_object("us-east-1", "api"), _object("us-east-1", "api"))
    assert not is_beside(_object("us-east-1", "api"), _object("us-east-1", "web"))
    assert not is_beside(_object("us-east-1", "api"), _object("eu-west-1", "api"))
