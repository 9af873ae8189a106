"""Serves the pack: `pulumi preview --policy-pack policies/resilience`."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[2])  # the clone this pack stands in, whose other folders it needs

from policies import resilience
from policies.resilience import rules
from policies.rule import rules_in
from policies.server import serve

serve("resilience", rules_in(rules), resilience.__doc__ or "")
