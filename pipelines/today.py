"""The day of today: the system's, or that of an environment variable, for tests and checks."""

import os
from datetime import date

VARIABLE = "VERZUIMBEELD_TODAY"


def today() -> date:
    """Today. Raises ValueError for a variable that holds no ISO date."""
    told = os.environ.get(VARIABLE)
    return date.fromisoformat(told) if told else date.today()
