"""Serves the pack: `pulumi preview --policy-pack policies/cost`."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[2])  # the clone this pack stands in, whose other folders it needs

from policies import cost
from policies.cost import rules
from policies.rule import rules_in
from policies.server import serve

serve("cost", rules_in(rules), cost.__doc__ or "")
