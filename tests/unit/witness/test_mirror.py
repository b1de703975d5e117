"""A mirror copies what leads to the signed root and serves nothing else; it keeps what speaks against the log."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sekisho.ledger.note import open_note
from sekisho.ledger.tiles import BadTile
from sekisho.witness.home import Home, found
from sekisho.witness.mirror import Followed, Outcome, copy_folder, evidence, follow
from sekisho.witness.source import in_folder

from .asking import LOG, START, STRANGER
from .publishing import entries, files, publish


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return found(tmp_path / "mirror", "mirror.example/commission", [LOG.verifier])


def followed(home: Home, folder: Path) -> Followed:
    return follow(home, in_folder(folder), START)


def copied(home: Home) -> dict[str, bytes]:
    folder = copy_folder(home, LOG.name)
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_copy_is_the_log_to_the_byte(home: Home, tmp_path: Path) -> None:
    """At every size it grew to: all tiles and bundles that the log serves, and the checkpoint cosigned."""
    for size in (0, 3, 3, 256, 300, 1000, 1024):
        log = publish(tmp_path / "log", entries(size))
        assert followed(home, log).size == size
        held, shown = copied(home), files(entries(size))
        note = held.pop("checkpoint").decode()
        assert note.startswith(shown.pop("checkpoint").decode())
        open_note(note, [LOG.verifier, home.signing_keys()[0].verifier.as_cosigner()])
        assert shown.items() <= held.items()
    assert followed(home, log).outcome is Outcome.CURRENT


def test_a_log_that_kept_complete_bundles_only_is_copied(home: Home, tmp_path: Path) -> None:
    """A partial bundle that is gone is cut from the complete one, and only what the checkpoint covers is copied."""
    log = publish(tmp_path / "log", entries(256))
    (log / "checkpoint").write_bytes(files(entries(44))["checkpoint"])
    assert followed(home, log).size == 44
    assert files(entries(44)).keys() == copied(home).keys()


def test_a_fork_is_not_copied_and_kept_as_evidence(home: Home, tmp_path: Path) -> None:
    log = publish(tmp_path / "log", entries(300))
    followed(home, log)
    before = copied(home)
    for size, branch, fork, outcome in (
        (300, "x", 0, Outcome.FORKED),
        (300, "x", 299, Outcome.FORKED),
        (500, "x", 3, Outcome.NOT_JOINED),
        (500, "x", 299, Outcome.NOT_JOINED),
    ):
        forked = publish(tmp_path / "forked", entries(size, branch, fork))
        assert followed(home, forked).outcome is outcome
        assert copied(home) == before
        shutil.rmtree(forked)
    assert len(evidence(home, LOG.name)) == 4
    assert followed(home, publish(log, entries(700))).size == 700


def test_a_smaller_tree_changes_nothing(home: Home, tmp_path: Path) -> None:
    followed(home, publish(tmp_path / "log", entries(300)))
    shown = followed(home, publish(tmp_path / "old", entries(200)))
    assert (shown.outcome, shown.size, shown.shown) == (Outcome.BEHIND, 300, 200)


def test_leaves_that_are_not_those_signed_are_fetched_anew(home: Home, tmp_path: Path) -> None:
    """A source that gave one wrong byte is not believed, and the next time it may give the right one."""
    log = publish(tmp_path / "log", entries(300))
    bundle = log / "tile" / "entries" / "000"
    good = bundle.read_bytes()
    bundle.write_bytes(good[:-1] + b"!")
    assert followed(home, log).outcome is Outcome.NOT_JOINED
    assert not copied(home)
    bundle.write_bytes(good)
    assert followed(home, log).outcome is Outcome.MIRRORED


def test_it_goes_on_where_it_was_interrupted(home: Home, tmp_path: Path) -> None:
    """What was fetched before the source failed is not asked for again."""
    log, asked = publish(tmp_path / "log", entries(1000)), list[str]()
    missing = True

    def read(path: str) -> bytes:
        asked.append(path)
        if missing and path.endswith("/002"):
            raise OSError("gone")
        return in_folder(log)(path)

    with pytest.raises(OSError, match="gone"):
        follow(home, read, START)
    assert not copied(home)
    missing, asked[:] = False, []
    assert follow(home, read, START).size == 1000
    assert asked == ["checkpoint", "tile/entries/002", "tile/entries/003.p/232"]


def test_a_copy_set_back_cosigns_nothing(home: Home, tmp_path: Path) -> None:
    """The mark remembers how far it had come."""
    folder = copy_folder(home, LOG.name).parent
    followed(home, publish(tmp_path / "log", entries(10)))
    shutil.copytree(folder, tmp_path / "backup")
    followed(home, publish(tmp_path / "log", entries(20)))
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "backup", folder)
    assert followed(home, publish(tmp_path / "other", entries(30, "x", 10))).outcome is Outcome.SET_BACK


def test_another_log_and_nonsense_are_told_apart_from_a_log(home: Home, tmp_path: Path) -> None:
    """A stranger's log, and bytes that are no log, are refused without a traceback."""
    assert followed(home, publish(tmp_path / "other", entries(3), STRANGER)).outcome is Outcome.UNSIGNED
    log = publish(tmp_path / "log", entries(300))
    (log / "tile" / "entries" / "000").write_bytes(b"\x00")
    with pytest.raises(BadTile):
        followed(home, log)
    (log / "checkpoint").write_bytes(b"\xff\x00")
    assert followed(home, log).outcome is Outcome.UNSIGNED
    with pytest.raises(FileNotFoundError):
        followed(home, tmp_path / "nowhere")
