"""Figures on the command line: how long a person waits before anything happens."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from ._measuring import figure, seconds

HELP_LIMIT = 0.3
"""Seconds within which ``sekisho --help`` has to answer."""


def figures() -> Iterator[dict[str, Any]]:
    """Yield the time to help, beside its limit and beside an interpreter that does nothing."""
    answered = seconds(lambda: _run("-m", "sekisho", "--help"))
    yield figure("command_help", "s", answered, "the limit", HELP_LIMIT)
    idle = seconds(lambda: _run("-c", "pass"))
    yield figure("command_help_over_idle_python", "s", answered, "python -c pass", min(idle))


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
