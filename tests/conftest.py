"""What every test may use: the shared material, fixed budgets for generated cases, and an installation of its own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before Django's settings are read: keys and database files of the tests live in a folder of their own.
os.environ.setdefault("SEKISHO_HOME", tempfile.mkdtemp(prefix="sekisho-tests-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.settings")

settings.register_profile(
    "fixed", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "long", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

ROOT = Path(__file__).parent.parent
CI = os.environ.get("CI") == "true"


def absent(what: str) -> None:
    """Skip, saying what is absent; in CI that is a failure, for there nothing may be skipped."""
    if CI:
        pytest.fail(f"{what} is absent, and with CI=true nothing may be skipped")
    pytest.skip(f"{what} is absent")


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of shared material (``SEKISHO_SHARED``, else ``../shared`` beside the project)."""
    folder = Path(os.environ.get("SEKISHO_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        absent(str(folder.name))
    return folder
