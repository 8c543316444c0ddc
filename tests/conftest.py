"""What all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A slow shared machine is no fault of the code; a clean run on CI tries the same examples every time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the repository."""
    return Path(__file__).parent.parent
