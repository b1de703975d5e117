"""What every test may use, and what none may do.

1. An installation of its own: keys and database files lie in a temporary folder, never in the person's own.
2. Fixed budgets for generated cases: the same cases in every run (``HYPOTHESIS_PROFILE=long`` draws many new ones).
3. No way out: a connection or a name look-up beyond this machine is an error, for the product must make none.
4. One suite, two databases: SQLite, or what ``DATABASE_URL`` names; ``only_on`` marks what concerns one of them, and what
   asks for no database is the same on both, so it runs on SQLite alone.
5. With ``CI=true`` a test that would skip fails instead.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, settings

from tests import installation
from tests.forked import Forked

ROOT = Path(__file__).parent.parent
CI = os.environ.get("CI") == "true"
DATABASE = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"

# No database of examples: what failed once is written down as a test, not kept on one machine.
settings.register_profile(
    "fixed",
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long",
    max_examples=600,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


class ReachedOut(AssertionError):
    """A test tried to connect to, or to look up, something that is not this machine."""


def _here(host: object) -> bool:
    return host in (None, "", "localhost", "testserver", "::1", b"localhost") or str(host).startswith("127.")


def _stay_here() -> None:
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connecting(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not _here(address[0]):
            raise ReachedOut(f"a test tried to connect to {address[0]}")
        connect(self, address)

    def looking_up(host: Any, *args: Any, **more: Any) -> Any:
        if not _here(host):
            raise ReachedOut(f"a test tried to look up {host}")
        return look_up(host, *args, **more)

    socket.socket.connect = connecting  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = looking_up


def pytest_configure(config: pytest.Config) -> None:
    """Close the way out."""
    _stay_here()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    shutil.rmtree(installation.FOLDER, ignore_errors=True)


def pytest_report_header(config: pytest.Config) -> str:
    """Say which database the run is on."""
    return f"database: {DATABASE}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what does not apply (it is not skipped): the other database's, and what needs a device; browser last."""
    elsewhere = [item for item in items if not _concerns(item)]
    elsewhere += [
        item
        for item in items
        if (mark := item.get_closest_marker("needs")) and not all(map(shutil.which, mark.args))
    ]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
    # Playwright leaves a running event loop behind, in which Django refuses to touch a database.
    items.sort(key=lambda item: "tests/browser/" in item.nodeid)


def _concerns(item: pytest.Item) -> bool:
    """Say whether a test is for the database of the run."""
    if mark := item.get_closest_marker("only_on"):
        return DATABASE in mark.args
    asks = item.get_closest_marker("django_db") or "django_db_setup" in getattr(item, "fixturenames", ())
    return DATABASE == "sqlite" or bool(asks)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid}: with CI=true nothing may be skipped: {call.excinfo and call.excinfo.value}"
        )
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """In CI a module that skips itself is an error."""
    report = yield
    if CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid}: with CI=true nothing may be skipped: {report.longrepr}"
    return report


def absent(what: str) -> NoReturn:
    """Skip, saying what is absent; in CI the skip counts as a failure."""
    pytest.skip(f"{what} is absent")


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of shared material (``SEKISHO_SHARED``, else ``../shared`` beside the project)."""
    folder = Path(os.environ.get("SEKISHO_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        absent(f"the shared material ({folder})")
    return folder


@pytest.fixture(scope="session")
def database_kind() -> str:
    """``sqlite`` or ``postgresql``: what the run is on."""
    return DATABASE


@pytest.fixture(scope="session")
def forked() -> Iterator[Forked]:
    """Runs what a test does beside itself in processes of their own that need not load the program first."""
    with Forked(os.environ) as made:
        yield made


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How the browser starts: the system's Chromium where there is one, and no name resolves but this machine's."""
    quiet = [
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--disable-gpu",
        "--no-first-run",
        "--lang=ja",
    ]
    # Chromium's sandbox refuses root, which is who tests run as in a container.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    system = shutil.which("chromium") or shutil.which("chromium-browser")
    chosen = {"executable_path": system} if system else {}
    return {**browser_type_launch_args, **chosen, "args": [*quiet, *sandbox]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """The person in the browser: in Tokyo, reading Japanese, on a desk's screen."""
    person = {"locale": "ja-JP", "timezone_id": "Asia/Tokyo", "viewport": {"width": 1280, "height": 900}}
    return {**browser_context_args, **person}
