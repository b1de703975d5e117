"""Processes of their own for what a test does beside itself, forked from one that has loaded everything.

Each is as much a process as one started anew, and dies by itself; what is saved is that each loads the program once more.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

ACTING = Path(__file__).parent / "crash" / "records" / "acting.py"

Done = subprocess.CompletedProcess[str]


class Forked:
    """Orders processes from one that listens; an installation is where the surroundings say."""

    def __init__(self, surroundings: Mapping[str, str]) -> None:
        self._listening = subprocess.Popen(
            [sys.executable, str(ACTING), "listen"],
            env=surroundings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, surroundings: Mapping[str, str], *arguments: str) -> Done:
        """Run the acting script and return what came of it."""
        return self.at_once(1, surroundings, *arguments)[0]

    def at_once(self, times: int, surroundings: Mapping[str, str], *arguments: str) -> list[Done]:
        """Run the acting script in so many processes at the same time."""
        assert self._listening.stdin and self._listening.stdout
        order = {"arguments": arguments, "surroundings": dict(surroundings), "times": times}
        print(json.dumps(order), file=self._listening.stdin, flush=True)
        answer = json.loads(self._listening.stdout.readline())
        return [subprocess.CompletedProcess(arguments, *each) for each in answer]

    def __enter__(self) -> Forked:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.communicate()
