"""Serves the pack: `pulumi preview --policy-pack policies/security`."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[2])  # the clone this pack stands in, whose other folders it needs

from policies import security
from policies.rule import rules_in
from policies.security import rules
from policies.server import serve

serve("security", rules_in(rules), security.__doc__ or "")
