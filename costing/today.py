"""The day that prices are for: a Kubernetes version costs more once its standard support has ended."""

import os
from datetime import date

AS_OF = "COST_AS_OF"
"""Environment variable that names another day."""


def today() -> date:
    """Today, or the day that COST_AS_OF names (`2027-03-31`)."""
    given = os.environ.get(AS_OF)
    return date.fromisoformat(given) if given else date.today()
