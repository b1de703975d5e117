"""An installation of a benchmark's own: a home folder and a database, and programs run in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.with_postgres import ON_DISK, cluster

ENGINES = ("sqlite", "postgresql")
ROOT = Path(__file__).parents[1]


@contextmanager
def installation(engine: str) -> Iterator[Callable[..., list[Any]]]:
    """Yield what runs ``bench/<program>.py`` with arguments in the installation and returns the JSON lines it prints.

    PostgreSQL's disk is reached at every commit, as in use.
    """
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as home, _database(engine) as url:
        told = {"SEKISHO_HOME": home, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "sekisho.settings"}

        def run(program: str, *arguments: str) -> list[Any]:
            command = [sys.executable, "-m", "bench._program", program, *arguments]
            done = subprocess.run(
                command, cwd=ROOT, env=os.environ | told, stdout=subprocess.PIPE, text=True, check=True
            )
            return [json.loads(line) for line in done.stdout.splitlines()]

        yield run


@contextmanager
def _database(engine: str) -> Iterator[str]:
    if engine == "sqlite":
        yield ""
        return
    with cluster(ON_DISK) as url:
        yield url
