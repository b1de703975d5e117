"""A backup brings everything back, and no copy is opened that is changed, older than known, or without its keys."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from sekisho.records.key_box import Locked, lock_keys, unlock_keys
from tests.forked import Done, Forked

ROOT = Path(__file__).parents[3]
PASSPHRASE = "a passphrase of the tests"
FAULTS = ("no manifest", "no keys", "not empty")


class Place:
    """An installation of the test's own: a home, a database, and commands run in processes of their own."""

    def __init__(self, folder: Path, forked: Forked) -> None:
        folder.mkdir()
        self.home, self.folder, self._forked = folder / "home", folder, forked
        self.database = f"backup_{folder.name}_{os.getpid()}"

    @property
    def file(self) -> Path:
        """The database's file, where it is one."""
        return self.folder / "d.sqlite3"

    @property
    def surroundings(self) -> dict[str, str]:
        """What a process must know of this installation."""
        settings = connection.settings_dict
        there = f"postgresql://{settings['USER']}@/{self.database}?host={quote(settings['HOST'], safe='')}"
        return os.environ | {
            "DATABASE_URL": f"sqlite:///{self.file}" if connection.vendor == "sqlite" else there,
            "SEKISHO_HOME": str(self.home),
            "SEKISHO_PACK": str(Path(__file__).parent / "pack"),
            "SEKISHO_KEYS_PASSPHRASE": PASSPHRASE,
            "PG_BIN": _programs(),
        }

    def sekisho(self, *arguments: str) -> Done:
        """Run a command of the product."""
        return self._forked.run(self.surroundings, "sekisho", *arguments)

    def sekisho_anew(self, *arguments: str) -> Done:
        """Run a command of the product as its operator does: as a program that begins with nothing."""
        command = [sys.executable, "-m", "sekisho", *arguments]
        return subprocess.run(
            command, env=self.surroundings, capture_output=True, text=True, timeout=300, check=False
        )

    def acting(self, *arguments: str) -> str:
        """Run the acting script of the crash tests; it must succeed."""
        done = self._forked.run(self.surroundings, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout


def _programs() -> str:
    if connection.vendor == "sqlite":
        return ""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        from with_postgres import binaries

        return str(binaries())
    finally:
        sys.path.pop(0)


Places = Callable[..., Place]
"""Makes an installation by its name, empty or, with ``like``, as another one is."""
Filled = tuple[Place, Path, Path]
"""An installation with a record, a backup of it, and one of its keys."""


@contextmanager
def _places(folder: Path, forked: Forked) -> Iterator[Places]:
    """Makes installations; their databases are dropped afterwards."""
    made: list[Place] = []

    def make(name: str, like: Place | None = None) -> Place:
        made.append(Place(folder / name, forked))
        _maintain(f"CREATE DATABASE {made[-1].database} TEMPLATE {like.database if like else 'template1'}")
        if like:
            shutil.copytree(like.home, made[-1].home)
            if like.file.exists():
                shutil.copy(like.file, made[-1].file)
        return made[-1]

    yield make
    for place in made:
        _maintain(f"DROP DATABASE {place.database} WITH (FORCE)")


@pytest.fixture
def places(db: None, tmp_path: Path, forked: Forked) -> Iterator[Places]:
    """Installations of one test."""
    with _places(tmp_path, forked) as make:
        yield make


def _maintain(statement: str) -> None:
    if connection.vendor == "postgresql":
        settings = connection.settings_dict
        told = f"host={settings['HOST']} user={settings['USER']} dbname=postgres"
        with psycopg.connect(told, autocommit=True) as server:
            server.execute(statement)


@pytest.fixture(scope="module")
def _kept(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, forked: Forked
) -> Iterator[Filled]:
    folder = tmp_path_factory.mktemp("kept")
    backup, keys = folder / "backup", folder / "keys"
    with _places(folder, forked) as make:
        place = make("kept")
        place.acting("prepare", "8")
        place.acting("count", "integrate", "-")
        done = place.sekisho("backup", str(backup), "--keys", str(keys))
        assert done.returncode == 0, done.stderr
        yield place, backup, keys


@pytest.fixture
def filled(_kept: Filled, tmp_path: Path) -> Filled:
    """An installation that may go on but not be damaged, a copy of its backup to do anything to, and its keys' backup."""
    place, backup, keys = _kept
    return place, shutil.copytree(backup, tmp_path / "backup"), keys


def test_a_backup_restores_what_was_recorded_elsewhere(
    filled: Filled, places: Places, tmp_path: Path
) -> None:
    """On another machine, with the keys' own backup, the record is there, verified, and goes on."""
    _, backup, keys = filled
    there = places("there")
    done = there.sekisho_anew("restore", str(backup), "--keys", str(keys))
    assert done.returncode == 0, done.stderr
    assert "8件を復元" in done.stdout
    there.acting("fill", "10")
    there.acting("verify", str(tmp_path / "export"))


def test_an_older_copy_is_refused_and_a_loss_that_is_accepted_is_shown(
    filled: Filled, places: Places, tmp_path: Path
) -> None:
    """A checkpoint kept elsewhere that is newer than the copy stands against it: in words, and nothing is opened."""
    here, backup, keys = filled
    here.acting("fill", "12")
    here.acting("count", "integrate", "-")
    note = next((here.home / "checkpoints").iterdir())
    there = places("there")
    against = ("restore", str(backup), "--keys", str(keys), "--against", str(note))
    refused = there.sekisho(*against)
    assert refused.returncode == 1
    assert "写しは8件で終わるが、記録は12件に達していた" in refused.stderr
    assert there.sekisho("restore", str(backup), "--against", str(note)).returncode == 1
    accepted = there.sekisho(*against, "--despite-newer")
    assert accepted.returncode == 0, accepted.stderr
    assert "4件が失われる" in accepted.stderr


@pytest.mark.long
def test_the_checkpoint_that_the_home_itself_kept_is_compared_too(filled: Filled, places: Places) -> None:
    """Where only the database was lost, the home still knows how far the record had reached."""
    here, backup, _ = filled
    here.acting("fill", "12")
    here.acting("count", "integrate", "-")
    there = places("there")
    shutil.copytree(here.home, there.home)
    refused = there.sekisho("restore", str(backup))
    assert refused.returncode == 1
    assert "達していた" in refused.stderr


@pytest.mark.parametrize(
    "fault", ["changed", *(pytest.param(each, marks=pytest.mark.long) for each in FAULTS)]
)
def test_a_copy_that_cannot_be_trusted_is_not_opened(filled: Filled, places: Places, fault: str) -> None:
    """What stands against it is said with what to do, and the database is left as it was."""
    _, backup, keys = filled
    there = places("there")
    given = [] if fault == "no keys" else ["--keys", str(keys)]
    if fault == "changed":
        copy = next(path for path in backup.iterdir() if path.name.startswith("database"))
        content = bytearray(copy.read_bytes())
        content[len(content) // 2] ^= 1
        copy.write_bytes(content)
    elif fault == "no manifest":
        (backup / "manifest.json").unlink()
    elif fault == "not empty":
        there.acting("prepare", "0")
    refused = there.sekisho("restore", str(backup), *given)
    assert refused.returncode == 1, refused.stderr
    assert "→" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_record_changed_in_the_copy_itself_does_not_verify(
    filled: Filled, places: Places, tmp_path: Path
) -> None:
    """Somebody who changes the database and writes a fitting manifest is found by the verifier."""
    kept, _, keys = filled
    here, there, forged = places("here", like=kept), places("there"), tmp_path / "forged"
    here.acting("forge")
    assert here.sekisho_anew("backup", str(forged)).returncode == 0
    refused = there.sekisho("restore", str(forged), "--keys", str(keys))
    assert refused.returncode == 1
    assert "検証に通らない" in refused.stderr
    assert there.sekisho("restore", str(forged), "--keys", str(keys)).returncode == 1


def test_a_box_of_keys_opens_with_its_passphrase_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys are in no backup in clear: another passphrase, or a changed file, opens nothing."""
    monkeypatch.setenv("SEKISHO_HOME", str(tmp_path / "one"))
    keys = tmp_path / "one" / "keys"
    keys.mkdir(parents=True)
    (keys / "payload.key").write_bytes(b"secret of thirty-two bytes length")
    with pytest.raises(ValueError, match="at least"):
        lock_keys(tmp_path / "box", "short")
    lock_keys(tmp_path / "box", PASSPHRASE)
    assert b"secret" not in (tmp_path / "box").read_bytes()
    monkeypatch.setenv("SEKISHO_HOME", str(tmp_path / "two"))
    for content, passphrase in (
        ((tmp_path / "box").read_bytes(), "another passphrase"),
        ((tmp_path / "box").read_bytes()[:-1], PASSPHRASE),
        (b"something else", PASSPHRASE),
    ):
        (tmp_path / "tried").write_bytes(content)
        with pytest.raises(Locked):
            unlock_keys(tmp_path / "tried", passphrase)
    unlock_keys(tmp_path / "box", PASSPHRASE)
    assert (tmp_path / "two" / "keys" / "payload.key").read_bytes() == (keys / "payload.key").read_bytes()
