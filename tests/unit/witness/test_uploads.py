"""What is brought to a mirror (c2sp.org/tlog-mirror) comes into the copy once it is proved, and each refusal has its code."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sekisho.ledger.checkpoint import Checkpoint
from sekisho.ledger.note import open_note
from sekisho.ledger.tree import root_of
from sekisho.ledger.uploading import Head, Info
from sekisho.witness import mirror
from sekisho.witness.home import Home, found
from sekisho.witness.mirror import Outcome, copy_folder, follow
from sekisho.witness.source import in_folder
from tests.unit.witness.asking import LOG, START, STRANGER
from tests.unit.witness.bringing import body, brought, hashes, shown, told
from tests.unit.witness.publishing import entries, files, publish

NEW = entries(600)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A mirror that nothing was brought to."""
    return found(tmp_path / "mirror", "mirror.example/one", [LOG.verifier])


def served(home: Home) -> dict[str, bytes]:
    """What the mirror serves, without the checkpoint."""
    copy = copy_folder(home, LOG.name)
    names = {str(each.relative_to(copy)): each.read_bytes() for each in copy.rglob("*") if each.is_file()}
    names.pop("checkpoint", None)
    return names


def at(home: Home) -> int:
    """The size that the mirror serves; the checkpoint bears the log's signature and the mirror's."""
    path = copy_folder(home, LOG.name) / "checkpoint"
    if not path.exists():
        return 0
    keys = [LOG.verifier, home.signing_keys()[0].verifier.as_cosigner()]
    text, signed = open_note(path.read_text(), keys)
    assert len(signed) == 2
    return int(text.split("\n")[1])


def test_a_log_that_is_brought_is_mirrored_and_cosigned(home: Home) -> None:
    """Byte for byte what the log serves, and the answer is the mirror's signature under the checkpoint."""
    assert shown(home, 0, NEW) == (200, "text/plain; charset=utf-8", b"")
    assert at(home) == 0
    status, _, lines = brought(home, body(NEW, 0))
    assert (status, at(home)) == (200, 600)
    note = Checkpoint(LOG.name, 600, root_of(hashes(NEW))).sign([LOG]) + lines.decode()
    assert len(open_note(note, [home.signing_keys()[0].verifier.as_cosigner()])[1]) == 1
    log = files(NEW)
    del log["checkpoint"]
    assert served(home) == log


def test_the_same_once_more_gets_the_same_signature(home: Home) -> None:
    shown(home, 0, NEW)
    first = brought(home, body(NEW, 0))
    assert brought(home, body(NEW, 600), 5) == brought(home, body(NEW, 255), 6) == first


def test_it_grows_from_within_a_bundle(home: Home) -> None:
    """Checkpoint after checkpoint, each from where the one before it ended."""
    size = 0
    for end in (1, 200, 256, 300, 512, 600):
        assert shown(home, size, NEW[:end])[0] == 200
        assert brought(home, body(NEW[:end], size))[0] == 200
        size = end
        assert at(home) == end
    assert files(NEW).keys() - {"checkpoint"} <= served(home).keys()


def test_a_prefix_is_kept_and_the_answer_says_where_to_go_on(home: Home) -> None:
    """One package, then from where it is told; nothing is cosigned before all are there."""
    shown(home, 0, NEW)
    first = brought(home, body(NEW, 0, packages=1))
    assert (first[0], told(first), at(home)) == (202, Info(600, 256), 0)
    second = brought(home, body(NEW, 256)[:-1])
    assert (second[0], told(second), at(home)) == (202, Info(600, 512), 0)
    assert brought(home, body(NEW, 512))[0] == 200
    assert at(home) == 600


def test_an_earlier_checkpoint_may_still_be_gone_up_to(home: Home) -> None:
    """The next one came meanwhile, and leaves of it are there already; what is served is that of the earlier one."""
    shown(home, 0, NEW[:280])
    shown(home, 280, NEW)
    assert brought(home, body(NEW, 0, packages=2))[0] == 202
    assert brought(home, body(NEW[:280], 280))[0] == 200
    assert at(home) == 280
    assert brought(home, body(NEW, 512))[0] == 200
    assert at(home) == 600


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (Head("log.example/unknown", 0, 600).data(), 404),
        (b"", 400),
        (Head(LOG.name, 0, 600).data()[:-1], 400),
        (Head(LOG.name, 0, 600).data(), 400),
        (body(NEW, 0)[:500], 400),
        (Head(LOG.name, 7, 5).data(), 400),
        (b"\x00\x01\xff" + bytes(18), 400),
        (Head(LOG.name, 0, 599).data(), 409),
        (Head(LOG.name, 1, 600).data(), 409),
        (body(entries(600, "x", 300), 0), 422),
    ],
)
def test_each_refusal_has_its_code(home: Home, data: bytes, status: int) -> None:
    """And changes nothing that is served."""
    shown(home, 0, NEW)
    reply = brought(home, data)
    assert reply[0] == status
    if status == 409:
        assert told(reply) == Info(600, 0)
    assert at(home) == 0


def test_leaves_before_any_checkpoint_are_not_taken(home: Home) -> None:
    assert brought(home, body(NEW, 0))[0] == 422


def test_a_checkpoint_that_was_passed_is_a_conflict(home: Home) -> None:
    """It says up to which size, and from which leaf on, to go instead."""
    shown(home, 0, NEW[:300])
    shown(home, 300, NEW)
    brought(home, body(NEW, 0))
    reply = brought(home, body(NEW[:300], 300))
    assert (reply[0], told(reply)) == (409, Info(600, 600))


def test_very_many_leaves_sent_once_more_are_a_conflict(home: Home) -> None:
    """Whoever begins anew each time is told where to begin."""
    many = entries(8500)
    shown(home, 0, many)
    brought(home, body(many, 0))
    assert told(brought(home, body(many, 0))) == Info(8500, 8500)


def test_checkpoints_are_looked_at_as_a_witness_does(home: Home) -> None:
    """Unknown, unsigned, from another size, another root: by their codes, and a fork is kept as evidence."""
    assert shown(home, 0, NEW, STRANGER)[0] == 404
    assert shown(home, 0, NEW)[0] == 200
    assert shown(home, 5, NEW)[:2] == (409, "text/x.tlog.size")
    assert shown(home, 600, NEW)[0] == 200
    assert shown(home, 600, entries(600, "x", 300))[0] == 422


def test_fetching_and_bringing_go_on_from_one_another(home: Home, tmp_path: Path) -> None:
    """What was fetched is where the next checkpoint has to start, and what was brought need not be fetched."""
    follow(home, in_folder(publish(tmp_path / "log", NEW[:300])), START)
    assert shown(home, 0, NEW)[2] == b"300\n"
    assert shown(home, 300, NEW)[0] == 200
    assert brought(home, body(NEW, 300, packages=1))[0] == 202
    longer = entries(700)
    assert follow(home, in_folder(publish(tmp_path / "log", longer)), START).outcome is Outcome.MIRRORED
    assert at(home) == 700
    assert told(brought(home, body(NEW, 512))) == Info(700, 700)


def test_what_grew_while_it_was_fetched_is_not_overwritten(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes second begins anew the next time."""
    source = in_folder(publish(tmp_path / "log", NEW[:300]))
    fetched = mirror.joined

    def meanwhile(*arguments: object) -> bool:
        shown(home, 0, NEW)
        brought(home, body(NEW, 0))
        return fetched(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(mirror, "joined", meanwhile)
    with pytest.raises(OSError, match="grew meanwhile"):
        follow(home, source, START)
    assert at(home) == 600


def test_a_copy_set_back_cosigns_nothing(home: Home) -> None:
    """The mark says how far it had cosigned."""
    shown(home, 0, NEW)
    brought(home, body(NEW, 0))
    (copy_folder(home, LOG.name) / "checkpoint").unlink()
    assert brought(home, body(NEW, 0))[0] == 503
    assert at(home) == 0


def test_several_who_bring_the_same_at_once_leave_one_copy(home: Home) -> None:
    shown(home, 0, NEW)
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(brought(home, body(NEW, 0))[0])) for _ in range(4)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert statuses == [200] * 4
    assert at(home) == 600


def test_a_disk_that_cannot_be_written_is_an_answer(home: Home) -> None:
    """And what is served stays as it was."""
    shown(home, 0, NEW)
    (home.folder / "logs-mirrored").write_text("in the way")
    assert brought(home, body(NEW, 0))[0] == 503
