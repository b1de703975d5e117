"""A process of its own that acts on the database of the test, and how its record is looked over afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from sekisho.records.defence import arm, disarm
from tests.forked import Done, Forked

HERE = Path(__file__).parent
PACK = HERE.parents[1] / "contract" / "operations" / "pack"
Elsewhere = Callable[..., Done]


@pytest.fixture
def _armed_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        arm(connection)


@pytest.fixture
def environment(_armed_again: None, transactional_db: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The surroundings of a process that works on the database of this test, with keys of its own."""
    yield {
        **os.environ,
        "SEKISHO_HOME": str(tmp_path / "home"),
        "SEKISHO_PACK": str(PACK),
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
    }
    disarm(connection)


@pytest.fixture
def elsewhere(environment: dict[str, str], forked: Forked) -> Elsewhere:
    """Runs the acting script in a process of its own."""
    return partial(forked.run, environment)


@pytest.fixture
def at_once(environment: dict[str, str], forked: Forked) -> Callable[..., list[Done]]:
    """Runs the acting script in several processes at the same time, with the same arguments."""
    return lambda processes, *arguments: forked.at_once(processes, environment, *arguments)


def database_url() -> str:
    """The URL of the database of this test."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    who = f"{quote(settings['USER'])}:{quote(settings['PASSWORD'])}" if settings["USER"] else ""
    at = f"{who}@" if who else ""
    port = f"&port={settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{at}/{settings['NAME']}?host={quote(settings['HOST'], safe='')}{port}"
