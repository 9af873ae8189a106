"""Whatever shape a program's values have, an estimator prices it or says why not; it never breaks."""

import re

import pytest

from costing import Usage, estimate
from costing.estimators import estimates, estimators, free
from inventory.values import UNKNOWN
from tests.costs import inventory, resource
from tests.support import ROOT

_NAMES = sorted(
    {
        name
        for file in (ROOT / "costing").rglob("*.py")
        for path in re.findall(r'"([a-z][A-Za-z0-9_.]*)"', file.read_text())
        for name in path.split(".")
        if name
    }
)
"""Everything that an estimator might read."""
_ODD = ["", "text", "m5.large", "1", 0, -1, 1.5, 10, True, None, [], ["text"], [[]], {}, {"x": 1}, [{}], [None], UNKNOWN, [UNKNOWN]]


@pytest.mark.parametrize("type_", sorted(estimators()))
def test_odd_values_break_nothing(type_: str) -> None:
    for odd in _ODD:
        flat = dict.fromkeys(_NAMES, odd)
        for inputs in (flat, dict.fromkeys(_NAMES, flat), {name: [flat] for name in _NAMES}):
            found = estimate(inventory(resource(type_, inputs)), Usage({"*": dict.fromkeys(_NAMES, 1.0)}))
            assert all(line.quantity > 0 and line.unit_price > 0 for line in found.lines)


@pytest.mark.parametrize("again", ["aws:lakeformation/permissions:Permissions", "aws:s3/bucket:Bucket"])
def test_what_a_type_costs_is_said_once(again: str) -> None:
    estimators()
    with pytest.raises(ValueError, match=f"more than once: {again}"):
        free("nothing", again)
    with pytest.raises(ValueError, match=f"more than once: {again}"):
        estimates(again)(lambda _: None)
