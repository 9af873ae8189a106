"""Estimators of stores take inputs of any shape: a price, or a reason why there is none."""

import inspect
import re
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costing import estimators
from costing.services import (
    analytics,
    aurora,
    backup,
    documentdb,
    dynamodb,
    efs,
    elasticache,
    fsx,
    keyspaces,
    migration,
    opensearch,
    rds,
    rds_proxy,
    redshift,
    s3,
    s3_tables,
)
from tests.costs import cost, resource

MODULES = (
    analytics,
    aurora,
    backup,
    documentdb,
    dynamodb,
    efs,
    elasticache,
    fsx,
    keyspaces,
    migration,
    opensearch,
    rds,
    rds_proxy,
    redshift,
    s3,
    s3_tables,
)
_KEY = re.compile(r'"([a-z]+[A-Z]?[A-Za-z]*)(?:\.[A-Za-z.]+)?"')
_ODD: st.SearchStrategy[object] = st.sampled_from(
    ["", "x", "db.t3.large", "postgres", "Enabled", True, 0, -3, 2.5, None, [], {}, [{}], [None, 1], {"a": {"b": []}}]
)


def _types(module: ModuleType) -> list[str]:
    named = set(re.findall(r"aws:[a-z0-9]+/\w+:\w+", inspect.getsource(module)))
    return sorted(type_ for type_ in named if (found := estimators.estimator_of(type_)) and found.__module__ == module.__name__)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_no_shape_breaks_an_estimator(module: ModuleType, data: st.DataObject) -> None:
    keys = sorted(set(_KEY.findall(inspect.getsource(module))))
    inputs = data.draw(st.dictionaries(st.sampled_from(keys), _ODD, max_size=12))
    types = _types(module)
    assert types
    found = cost(*(resource(type_, inputs, "it") for type_ in types), usage={"storage_gb": 10})
    assert all(line.monthly.is_finite() for line in found.lines)
    assert not found.not_priced
