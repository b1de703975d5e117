"""What is handed over is looked at first: what is run or opened is refused, the scanner has its say, nothing stays behind."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sekisho.operations.scanning import inspect, is_active
from sekisho.operations.tokens import issue
from sekisho.records.home import scan_folder
from sekisho.records.models import Batch

from .conftest import House

FILE = (Path(__file__).parents[2] / "browser" / "indicators.csv").read_bytes()
ACTIVE = {
    "executable": b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(64),
    "elf": b"\x7fELF\x02\x01\x01" + bytes(9),
    "archive": b"PK\x03\x04\x14\x00\x06\x00" + bytes(20),
    "office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "pdf": b"%PDF-1.7\n",
    "rtf": b"{\\rtf1 x}",
    "java": b"\xca\xfe\xba\xbe\x00\x00\x004",
    "shortcut": b"L\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(9),
    "html": b"\n  <html><script>alert(1)</script>",
    "svg": b'\xef\xbb\xbf<?xml version="1.0"?><svg onload="x"/>',
    "wide html": b"\xff\xfe" + "<html>".encode("utf-16-le"),
    "script": b"#!/bin/sh\nexit 0\n",
}
TEXT = {
    "stix": b'{"type":"bundle","id":"bundle--1","objects":[]}',
    "lines": b'[{"a":1}]',
    "csv": "名称,値\nBM,1\n".encode(),
    "csv of an old office program": "指標,値\n".encode("cp932"),
    "csv that begins like a bitmap": b"BM,1,2\nx,y,z\n",
    "csv that begins like a program": b"MZ,ip\nfunction x,2\n",
    "wide": b"\xff\xfe" + "a,b\n1,2\n".encode("utf-16-le"),
    "nothing": b"",
}


@pytest.mark.parametrize("kind", ACTIVE)
def test_what_is_run_or_opened_is_told_by_its_content(kind: str) -> None:
    assert is_active(ACTIVE[kind])
    assert [each.code for each in inspect(ACTIVE[kind])] == ["active_content"]


@pytest.mark.parametrize("kind", TEXT)
def test_text_is_none_of_it(kind: str) -> None:
    assert not is_active(TEXT[kind])
    assert inspect(TEXT[kind]) == ()


def give(client: Client, data: bytes, do: str, name: str = "indicators.csv") -> Any:
    sent = {"file": SimpleUploadedFile(name, data, "text/csv"), "do": do, "act_of": "npa"}
    return client.post("/information/give/", sent)


@pytest.mark.parametrize("do", ["preview", "give"])
@pytest.mark.parametrize("kind", ["executable", "svg"])
def test_neither_a_name_nor_a_type_that_the_sender_states_lets_it_in(
    house: House, do: str, kind: str
) -> None:
    shown = unescape(give(house.client("npa_official"), ACTIVE[kind], do).content.decode())
    assert "実行され又は開かれる種類のファイル" in shown
    assert not Batch.objects.exists()


def test_a_program_is_refused_it_in_the_same_words(house: House) -> None:
    person, now = house.people["npa_official"].pk, datetime.now(UTC)
    headers = {
        "Authorization": "Bearer " + issue("f", person, "npa", ["intake"], "x", now, timedelta(days=1))
    }
    answer = Client().post("/api/intake/a.csv", ACTIVE["elf"], "text/csv", headers=headers)
    assert answer.status_code == 422
    assert [each["code"] for each in answer.json()["findings"]] == ["active_content"]


@pytest.fixture
def scanner(settings: LazySettings, tmp_path: Path) -> Any:
    """A scanner made of a few lines of shell, which is given the path as its last word."""

    def install(script: str, seconds: float = 10) -> None:
        file = tmp_path / "scanner.sh"
        file.write_text(script)
        settings.SCAN, settings.SCAN_SECONDS = f"sh {file}", seconds

    return install


def test_the_scanner_sees_the_very_bytes_in_a_file_of_the_owners_alone(
    house: House, scanner: Any, tmp_path: Path
) -> None:
    scanner(f'cp "$1" {tmp_path}/seen; stat -c %a "$1" > {tmp_path}/mode; dirname "$1" > {tmp_path}/where')
    assert give(house.client("npa_official"), FILE, "give").status_code == 302
    assert (tmp_path / "seen").read_bytes() == FILE
    assert (tmp_path / "mode").read_text() == "600\n"
    assert (tmp_path / "where").read_text().strip() == str(scan_folder())
    assert list(scan_folder().iterdir()) == []


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("exit 1", "scan_refused"),
        ("exit 2", "scan_failed"),
        ("kill -9 $$", "scan_failed"),
        ("sleep 60 & sleep 60", "scan_failed"),
    ],
)
def test_what_the_scanner_refuses_cannot_do_or_does_not_finish_is_not_taken(
    house: House, scanner: Any, script: str, code: str
) -> None:
    scanner(script, seconds=0.5)
    assert [each.code for each in inspect(FILE)] == [code]
    give(house.client("npa_official"), FILE, "give")
    assert not Batch.objects.exists()
    assert list(scan_folder().iterdir()) == []


def test_a_scanner_that_takes_too_long_leaves_nothing_running(
    house: House, scanner: Any, tmp_path: Path
) -> None:
    scanner(f"(sleep 2; touch {tmp_path}/outlived) & sleep 60", seconds=0.2)
    assert [each.code for each in inspect(FILE)] == ["scan_failed"]
    time.sleep(2.5)
    assert not (tmp_path / "outlived").exists()


def test_a_command_that_is_not_there_lets_nothing_in(house: House, settings: LazySettings) -> None:
    settings.SCAN, settings.SCAN_SECONDS = "/nowhere/scan --quick", 1
    assert [each.code for each in inspect(FILE)] == ["scan_failed"]


def test_what_a_crash_left_behind_is_removed_and_what_is_being_scanned_is_not(
    house: House, scanner: Any
) -> None:
    scanner("exit 0", seconds=1)
    old, present = scan_folder() / "scan-old", scan_folder() / "scan-present"
    for file in (old, present):
        file.write_bytes(b"x")
    os.utime(old, (time.time() - 60,) * 2)
    assert inspect(FILE) == ()
    assert (old.exists(), present.exists()) == (False, True)
