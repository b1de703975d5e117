"""A mirror serves over real HTTP what a second mirror can follow, and nothing beside it."""

from __future__ import annotations

import http.client
from pathlib import Path

import pytest

from sekisho.ledger.note import open_note
from sekisho.witness.home import found
from sekisho.witness.mirror import Outcome, copy_folder, follow
from sekisho.witness.service import origin_hash
from sekisho.witness.source import in_folder, source
from tests.unit.witness.asking import LOG, START
from tests.unit.witness.publishing import entries, publish

from .serving import Served, serving


def test_a_mirror_is_followed_by_a_mirror(tmp_path: Path) -> None:
    """Byte for byte but for the checkpoint, under which each mirror puts its own signature."""
    first = found(tmp_path / "first", "mirror.example/first", [LOG.verifier])
    second = found(tmp_path / "second", "mirror.example/second", [LOG.verifier])
    follow(first, in_folder(publish(tmp_path / "log", entries(600))), START)
    with serving("mirror", tmp_path / "first") as one:
        address = f"http://127.0.0.1:{one.port}/{origin_hash(LOG.name)}"
        assert follow(second, source(address), START).outcome is Outcome.MIRRORED
        for method, path, status in (
            ("GET", "/", 404),
            ("GET", f"/{origin_hash(LOG.name)}/../../keys/witness.key", 404),
            ("GET", f"/{origin_hash(LOG.name)}/tile/0/../../checkpoint", 404),
            ("GET", f"/{origin_hash(LOG.name)}/tile/0/007", 404),
            ("GET", f"/{origin_hash('another')}/checkpoint", 404),
            ("POST", f"/{origin_hash(LOG.name)}/checkpoint", 405),
        ):
            assert one.call(method, path)[0] == status
        assert one.call("GET", f"/{origin_hash(LOG.name)}/checkpoint")[1] == "text/plain; charset=utf-8"
        kept = {path: answered(one, path) for path in ("checkpoint", "tile/0/000", "tile/entries/000")}
        assert {path: each.headers["Cache-Control"][:8] for path, each in kept.items()} == {
            "checkpoint": "no-cache",
            "tile/0/000": "public, ",
            "tile/entries/000": "public, ",
        }
        assert [each.headers["Content-Encoding"] for each in kept.values()] == [None, None, "gzip"]
    copies = [copy_folder(each, LOG.name) for each in (first, second)]
    names = [{p.relative_to(copy) for p in copy.rglob("*") if p.is_file()} for copy in copies]
    assert names[0] == names[1]
    for name in names[0] - {Path("checkpoint")}:
        assert (copies[0] / name).read_bytes() == (copies[1] / name).read_bytes()
    note = (copies[1] / "checkpoint").read_text()
    assert len(open_note(note, [LOG.verifier, second.signing_keys()[0].verifier.as_cosigner()])[1]) == 2


def answered(one: Served, path: str) -> http.client.HTTPResponse:
    """What is answered to somebody who unpacks gzip."""
    connection = http.client.HTTPConnection("127.0.0.1", one.port, timeout=20)
    connection.request(
        "GET", f"/{origin_hash(LOG.name)}/{path}", headers={"Accept-Encoding": "br, gzip;q=0.5"}
    )
    reply = connection.getresponse()
    reply.read()
    connection.close()
    return reply


def test_an_address_where_nobody_answers_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        source("http://127.0.0.1:9/x")("checkpoint")
