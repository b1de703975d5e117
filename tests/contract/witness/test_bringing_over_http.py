"""A log is brought to a mirror over real HTTP, compressed, some packages at a time; what it then serves can be followed."""

from __future__ import annotations

import gzip
import http.client
from functools import partial
from pathlib import Path

import pytest

from sekisho import cli
from sekisho.ledger.note import open_note
from sekisho.witness.bringing import Refused, bring
from sekisho.witness.home import found
from sekisho.witness.mirror import Outcome, copy_folder, follow
from sekisho.witness.service import origin_hash
from sekisho.witness.source import in_folder, post, source
from tests.unit.witness.asking import LOG, START, request
from tests.unit.witness.bringing import body, hashes
from tests.unit.witness.publishing import entries, publish

from .serving import serving

SIZE = 33 * 256 + 5


def test_a_log_is_brought_and_followed_from_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the command; more than one request's packages, then a little more; and a fork is refused."""
    home = found(tmp_path / "mirror", "mirror.example/one", [LOG.verifier])
    second = found(tmp_path / "second", "mirror.example/second", [LOG.verifier])
    log = publish(tmp_path / "log", entries(SIZE))
    with serving("mirror", home.folder) as one:
        address = f"http://127.0.0.1:{one.port}"
        assert cli.main(["mirror", "bring", str(log), address]) == 0
        lines = capsys.readouterr().out
        note = (copy_folder(home, LOG.name) / "checkpoint").read_text()
        assert note.endswith(lines)
        open_note(note, [home.signing_keys()[0].verifier.as_cosigner()])
        publish(log, entries(SIZE + 300))
        bring(in_folder(log), partial(post, address))
        fork = publish(tmp_path / "fork", entries(SIZE + 400, "x", 700))
        with pytest.raises(Refused, match="422"):
            bring(in_folder(fork), partial(post, address))
        assert cli.main(["mirror", "bring", str(fork), address]) == 1
        followed = follow(second, source(f"{address}/{origin_hash(LOG.name)}"), START)
    assert (followed.outcome, followed.size) == (Outcome.MIRRORED, SIZE + 300)


def test_what_is_no_body_is_refused_by_its_code(tmp_path: Path) -> None:
    """An unknown compression, one that is broken off, one that is none; the headers say what is taken."""
    home = found(tmp_path / "mirror", "mirror.example/one", [LOG.verifier])
    data = entries(600)
    with serving("mirror", home.folder) as one:

        def sent(path: str, content: bytes, coding: str) -> int:
            connection = http.client.HTTPConnection("127.0.0.1", one.port, timeout=20)
            connection.request("POST", path, content, {"Content-Encoding": coding})
            reply = connection.getresponse()
            assert "gzip" in reply.headers["Accept-Encoding"]
            reply.read()
            connection.close()
            return reply.status

        shown = request(0, hashes(data))
        assert sent("/add-checkpoint", shown, "br") == 415
        assert sent("/add-checkpoint", shown, "gzip") == 400
        assert sent("/add-checkpoint", gzip.compress(shown), "gzip") == 200
        whole = gzip.compress(body(data, 0))
        assert sent("/add-entries", body(data, 0), "gzip") == 400
        assert sent("/add-entries", whole[: len(whole) // 2], "gzip") in (202, 400)
        assert sent("/add-entries", whole, "gzip") == 200
        assert sent("/add-entries", body(data, 600), "identity") == 200
