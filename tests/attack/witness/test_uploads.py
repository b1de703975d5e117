"""Whoever brings leaves to a mirror can make it serve nothing that the log did not sign, and cannot make it fall over."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.ledger.uploading import Head, Package
from sekisho.witness.home import Home, found
from sekisho.witness.listening import Request
from sekisho.witness.mirror import copy_folder
from sekisho.witness.mirror_service import answering
from tests.unit.witness.asking import LOG
from tests.unit.witness.bringing import body, brought, shown
from tests.unit.witness.publishing import entries, files

DATA = entries(300)
GOOD = body(DATA, 0)
NOISE = st.one_of(
    st.binary(max_size=8), st.sampled_from([b"", b"\x00", b"\xff" * 40, b"\x00" * 5000, b"\xff\xff", GOOD])
)


def mirror(folder: Path) -> Home:
    home = found(folder, "mirror.example/one", [LOG.verifier])
    assert shown(home, 0, DATA)[0] == 200
    return home


def served(home: Home) -> dict[str, bytes]:
    copy = copy_folder(home, LOG.name)
    return {str(each.relative_to(copy)): each.read_bytes() for each in copy.rglob("*") if each.is_file()}


@settings(max_examples=150)
@given(data=st.data())
def test_a_mangled_upload_is_never_a_traceback_and_never_served(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Bytes cut out and noise put in: an answer with a code, and no byte that is not the log's own."""
    home = mirror(tmp_path_factory.mktemp("m"))
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(
        st.integers(start, min(len(GOOD), start + data.draw(st.sampled_from([0, 1, 5, len(GOOD)]))))
    )
    reply = brought(home, GOOD[:start] + data.draw(NOISE) + GOOD[end:])
    assert reply[0] in (200, 202, 400, 404, 409, 422)
    kept = served(home)
    assert ("checkpoint" in kept) == (reply[0] == 200)
    kept.pop("checkpoint", None)
    assert kept.items() <= files(DATA).items()


def test_leaves_of_a_fork_are_not_taken_under_the_true_checkpoint(tmp_path: Path) -> None:
    """Another leaf; the true one in another place; the proof of another package."""
    home = mirror(tmp_path / "m")
    forked = body(entries(300, "x", 299), 0)
    exchanged = body([*DATA[:10], DATA[11], DATA[10], *DATA[12:]], 0)
    lent = Head(LOG.name, 0, 300).data() + Package(tuple(DATA[:256]), (bytes(32),)).data()
    for each in (exchanged, lent):
        assert brought(home, each)[0] == 422
        assert served(home) == {}
    assert brought(home, forked)[0] == 422
    assert set(served(home)) <= {"tile/entries/000"}
    assert brought(home, GOOD)[0] == 200


def test_a_fork_is_no_checkpoint_to_grow_to(tmp_path: Path) -> None:
    """Signed by the log's own key: the first branch stays, and both checkpoints are evidence."""
    home = mirror(tmp_path / "m")
    assert shown(home, 300, entries(400, "x", 200))[0] == 422
    assert shown(home, 0, entries(300, "x", 200))[0] == 409
    assert brought(home, GOOD)[0] == 200


def test_a_bomb_is_read_no_further_than_its_leaves(tmp_path: Path) -> None:
    """Sixty-four megabytes of nothing in a few kilobytes: what follows the first package that is not proved is not inflated."""
    home = mirror(tmp_path / "m")
    counted = Counted(gzip.compress(Head(LOG.name, 0, 300).data() + bytes(1 << 26)))
    packed = Request("POST", "/add-entries", counted, {"content-encoding": "gzip"})
    (status, _, _), _ = answering(home)(packed)
    assert status == 422
    assert counted.tell() < 65_536


class Counted(io.BytesIO):
    """What was read of it, ``tell`` tells."""


def test_nobody_brings_anything_elsewhere(tmp_path: Path) -> None:
    """The origin names a folder by its hash, and only if it is known."""
    home = mirror(tmp_path / "m")
    for origin in ("../../keys", "", "log.example/other", "x" * 65_535):
        assert brought(home, Head(origin, 0, 300).data())[0] == 404
    assert sorted(each.name for each in home.folder.iterdir()) == ["keys", "logs", "witness.sqlite3"]
