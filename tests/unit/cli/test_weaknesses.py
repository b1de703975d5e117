"""Known weaknesses of installed parts, and by when each is to be mended (operations.md)."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sekisho.cli import main
from sekisho.cli.weaknesses import Known, NotRead, known, read_advisories

PUBLISHED = datetime(2026, 11, 1, tzinfo=UTC)
PARTS = {"django": "5.2.1", "ruamel-yaml": "0.18"}


def record(**more: Any) -> dict[str, Any]:
    """A weakness of Django from 5.0 on, mended in 5.2.3."""
    affected = {
        "package": {"ecosystem": "PyPI", "name": "Django"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "5.0"}, {"fixed": "5.2.3"}]}],
    }
    return {
        "id": "GHSA-1",
        "aliases": ["CVE-2026-1"],
        "published": "2026-11-01T00:00:00Z",
        "affected": [affected],
        "database_specific": {"severity": "LOW"},
        **more,
    }


def one(parts: dict[str, str], *records: dict[str, Any], exploited: str = "") -> Known:
    """The one weakness that is found."""
    (found,) = known(parts, records, frozenset({exploited} - {""}))
    return found


def severity(word: str) -> dict[str, Any]:
    """A record with a severity."""
    return record(database_specific={"severity": word})


@pytest.mark.parametrize(
    ("given", "exploited", "term"),
    [
        (severity("LOW"), "CVE-2026-1", timedelta(days=2)),
        (severity("HIGH"), "", timedelta(days=14)),
        (severity("CRITICAL"), "CVE-2026-2", timedelta(days=14)),
        (severity("MODERATE"), "", None),
        (record(database_specific={}), "", timedelta(days=14)),
    ],
)
def test_how_long_there_is_goes_by_exploitation_and_severity(
    given: dict[str, Any], exploited: str, term: timedelta | None
) -> None:
    """Two days where it is known to be exploited, fourteen where it is grave or nobody says how grave it is."""
    found = one(PARTS, given, exploited=exploited)
    assert found.due == (PUBLISHED + term if term else None)
    assert found.fixed == ("5.2.3",)
    assert found.overdue(PUBLISHED + (term or timedelta(days=99))) is (term is not None)


@pytest.mark.parametrize(
    ("version", "hit"), [("4.2", False), ("5.0", True), ("5.2.2", True), ("5.2.3", False), ("5.10", False)]
)
def test_a_version_is_affected_from_where_it_came_in_to_where_it_was_mended(version: str, hit: bool) -> None:
    """Versions are compared as versions: 5.10 is later than 5.2.3."""
    assert bool(known({"django": version}, [record()], frozenset())) is hit


def test_a_version_that_is_named_or_last_affected_counts_and_one_that_cannot_be_compared_does_too() -> None:
    package = {"ecosystem": "PyPI", "name": "django"}
    ranged = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"last_affected": "5.2.1"}]}
    named = record(affected=[{"package": package, "versions": ["5.2.1"]}])
    last = record(affected=[{"package": package, "ranges": [ranged]}])
    assert one(PARTS, named).part == one(PARTS, last).part == "django"
    assert known({"django": "5.2.2"}, [named, last], frozenset()) == ()
    assert one({"django": "of the house"}, record()).part == "django"


def test_names_are_compared_as_the_index_does_and_other_ecosystems_are_no_parts_of_ours() -> None:
    package = {"ecosystem": "PyPI", "name": "Ruamel.YAML"}
    other = record(affected=[{"package": {"ecosystem": "npm", "name": "django"}, "versions": ["5.2.1"]}])
    assert one(PARTS, record(affected=[{"package": package, "versions": ["0.18"]}])).part == "ruamel-yaml"
    assert known(PARTS, [other, record(withdrawn="2026-11-02T00:00:00Z")], frozenset()) == ()


def test_one_weakness_under_two_ids_is_told_once_with_the_shorter_time() -> None:
    again = record(id="PYSEC-1", database_specific={"severity": "HIGH"})
    assert one(PARTS, record(), again).due == PUBLISHED + timedelta(days=14)


def test_archives_and_lists_are_read_whole(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a.json", json.dumps(record()))
        archive.writestr("b.json", json.dumps(record(id="GHSA-2")))
    (tmp_path / "list.json").write_text(json.dumps([record(), record()]), "utf-8")
    assert [r["id"] for r in read_advisories(tmp_path / "all.zip")] == ["GHSA-1", "GHSA-2"]
    assert len(list(read_advisories(tmp_path / "list.json"))) == 2


@pytest.mark.parametrize("content", ["{", "[1]", '{"id": "x"}'])
def test_a_file_that_is_none_is_refused_by_its_name(tmp_path: Path, content: str) -> None:
    """Nothing found in a file that was not understood would read like nothing being wrong."""
    (tmp_path / "bad.json").write_text(content, "utf-8")
    with pytest.raises(NotRead, match=r"bad\.json"):
        list(read_advisories(tmp_path / "bad.json"))


def _installed(published: str, severity: str, version: str = "0") -> dict[str, Any]:
    ranged = {"type": "ECOSYSTEM", "events": [{"introduced": version}]}
    affected = {"package": {"ecosystem": "PyPI", "name": "Django"}, "ranges": [ranged]}
    return record(affected=[affected], published=published, database_specific={"severity": severity})


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        (_installed("2026-01-01T00:00:00Z", "HIGH"), 1, "期限超過 1"),
        (_installed("2026-01-01T00:00:00Z", "LOW"), 0, "期限超過 0"),
        (_installed("2026-01-01T00:00:00Z", "HIGH", "9999"), 0, "脆弱性 0"),
        ({"id": "x"}, 2, "bad.json"),
    ],
)
def test_the_command_fails_where_something_installed_is_overdue(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: dict[str, Any], status: int, said: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(given), "utf-8")
    assert main(["weaknesses", str(path)]) == status
    assert said in capsys.readouterr().err
