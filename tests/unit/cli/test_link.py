"""``sekisho link``: incidents in, clusters out; where anything is amiss nothing is written. Help is immediate."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from sekisho.cli import main

PAIR = [{"type": "domain", "value": "a.example.com"}]
LINES = "".join(
    json.dumps({"id": name, "date": "2026-10-01", "observables": PAIR}) + "\n" for name in ("i1", "i2")
)
T = "2026-10-01T00:00:00.000Z"
STIX = {
    "type": "incident",
    "spec_version": "2.1",
    "id": "incident--3f9d2f0a-9f6b-4d0e-8a38-0f6c2d1b7a11",
    "created": T,
    "modified": T,
    "name": "case",
}
SIGN = {
    "type": "indicator",
    "spec_version": "2.1",
    "id": "indicator--8a7c5f1e-3b0d-4f6e-9c57-2f4b1c9d6e22",
    "created": T,
    "modified": T,
    "valid_from": T,
    "pattern_type": "stix",
    "pattern": "[domain-name:value = 'a.example.com']",
}
TIE = {
    "type": "relationship",
    "spec_version": "2.1",
    "id": "relationship--1d2e3f40-5a6b-4c7d-8e9f-0a1b2c3d4e33",
    "created": T,
    "modified": T,
    "relationship_type": "related-to",
    "source_ref": SIGN["id"],
    "target_ref": STIX["id"],
}
BUNDLE = {
    "type": "bundle",
    "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d",
    "objects": [STIX, SIGN, TIE],
}


def link(*arguments: str) -> int:
    return main(["--lang", "en", "link", *arguments])


def test_every_incident_gets_a_cluster_in_a_file_written_whole(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(LINES, "utf-8")
    out = tmp_path / "out.jsonl"
    assert link(str(tmp_path / "in.jsonl"), "--out", str(out)) == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["i1", "i2"]
    assert all(set(row) == {"id", "cluster"} and row["cluster"] for row in rows)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_incidents_of_a_stix_bundle_get_clusters_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.json").write_text(json.dumps(BUNDLE), "utf-8")
    assert link(str(tmp_path / "in.json")) == 0
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert STIX["id"] in row["id"]
    assert row["cluster"]


@pytest.mark.parametrize(
    ("text", "place"),
    [("{not json\n", "in.jsonl:1"), (LINES + '{"id": 7}\n', "in.jsonl:3"), (LINES + LINES, "in.jsonl:3")],
    ids=["not JSON", "a bad line", "ids twice"],
)
def test_a_defect_leaves_the_earlier_file_as_it_was(
    tmp_path: Path, text: str, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.jsonl").write_text(text, "utf-8")
    out = tmp_path / "out.jsonl"
    out.write_text("earlier\n", "utf-8")
    assert link(str(tmp_path / "in.jsonl"), "--out", str(out), "--same-id", "refuse") == 2
    assert out.read_text("utf-8") == "earlier\n"
    assert place in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_lines_of_one_file_with_one_id_are_parts_of_one_incident(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its values are those of both lines, and it is said; in two files the ids may be two suppliers' own."""
    parts = [
        {"id": "i1", "observables": [{"type": "sha256", "value": f"{n:064x}"} for n in numbers]}
        for numbers in ((1, 2), (3, 4))
    ]
    whole = {"id": "i2", "observables": [{"type": "sha256", "value": f"{n:064x}"} for n in (1, 2, 3, 4)]}
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in (*parts, whole)), "utf-8")
    out = tmp_path / "out.jsonl"
    assert link(str(tmp_path / "in.jsonl"), "--out", str(out)) == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["i1", "i2"]
    assert "in.jsonl:2" in capsys.readouterr().err
    (tmp_path / "again.jsonl").write_text(json.dumps(whole) + "\n", "utf-8")
    assert link(str(tmp_path / "in.jsonl"), str(tmp_path / "again.jsonl")) == 2


def test_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert link(str(tmp_path / "absent.jsonl")) == 2
    assert "absent.jsonl" in capsys.readouterr().err


def test_help_takes_less_than_three_tenths_of_a_second_of_work() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from sekisho.cli import main; main(['--help'])"],
        capture_output=True,
        text=True,
        check=True,
    )
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    assert "link" in done.stdout
    assert spent < 0.3
