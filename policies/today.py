"""The day as of which rules judge: what is in support today may not be in spring."""

import os
from datetime import date

AS_OF = "POLICY_AS_OF"
"""Environment variable that names another day."""


def today() -> date:
    """Today, or the day that POLICY_AS_OF names (`2027-03-31`)."""
    given = os.environ.get(AS_OF)
    return date.fromisoformat(given) if given else date.today()
