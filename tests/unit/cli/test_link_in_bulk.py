"""``sekisho link --engine``: tables in, tables out, the same links as from objects; every defect said, nothing written."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sekisho.cli import main
from sekisho.intel.incident_lines import read_incident_lines
from sekisho.linking.incident_table import incident_table

LINES = "".join(
    json.dumps(
        {
            "id": f"i{number}",
            "date": f"2026-10-0{number}",
            "observables": [{"type": "domain", "value": name}],
        }
    )
    + "\n"
    for number, name in ((1, "a.example.com"), (2, "a.example.com"), (3, "far.elsewhere.org"))
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(text: str = LINES) -> Path:
    """Write incidents as JSON Lines."""
    path = Path("given.jsonl")
    path.write_text(text, encoding="utf-8")
    return path


def table(text: str, name: str) -> Path:
    """Write incidents as Parquet."""
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    pq.write_table(incident_table(read_incident_lines(text, name).incidents), path)
    return path


def groups(clusters: dict[str, str]) -> set[frozenset[str]]:
    """Return the clusters of two or more."""
    found = {frozenset(i for i in clusters if clusters[i] == name) for name in clusters.values()}
    return {group for group in found if len(group) > 1}


@pytest.mark.parametrize("form", ["lines", "file", "folder"])
def test_an_engine_gives_the_clusters_that_linking_from_objects_gives(place: Path, form: str) -> None:
    """From JSON Lines, a Parquet file and a folder of them alike."""
    assert main(["link", str(lines()), "--out", "plain.jsonl"]) == 0
    plain = map(json.loads, Path("plain.jsonl").read_text(encoding="utf-8").splitlines())
    given = {
        "lines": lines(),
        "file": table(LINES, "a.parquet"),
        "folder": table(LINES, "t/a.parquet").parent,
    }
    assert main(["link", str(given[form]), "--engine", "duckdb", "--out", "bulk", "--explain"]) == 0
    found = pq.read_table("bulk/clusters.parquet").to_pylist()
    wanted = groups({said["id"]: said["cluster"] for said in plain})
    assert groups({row["id"]: row["cluster"] for row in found}) == wanted == {frozenset({"i1", "i2"})}
    (link,) = pq.read_table("bulk/links.parquet").to_pylist()
    parts = pq.read_table("bulk/contributions.parquet")["points"].to_pylist()
    assert link["points"] == sum(parts)
    assert "value" in pq.read_table("bulk/evidence.parquet")["evidence"].to_pylist()


def test_all_options_that_make_no_sense_are_said_at_once(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with what to do."""
    options = ["--engine", "duckdb", "--memory", "much", "--master", "there", "--storage", "x"]
    assert main(["--lang", "en", "link", "given.jsonl", *options]) == 2
    said = capsys.readouterr().err
    assert [line.split(":")[0] for line in said.splitlines()[::2]] == [
        "--master", "--storage", "--memory", "--master", "--out",
    ]  # fmt: skip
    assert "Say 512MB or 2GB" in said and "Add --engine spark" in said


def test_options_of_bulk_alone_are_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They would have no effect."""
    assert main(["--lang", "en", "link", str(lines()), "--memory", "1GB"]) == 2
    assert "--memory goes with --engine" in capsys.readouterr().err


def test_an_id_twice_in_several_files_is_named_and_nothing_written(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whichever forms the files have."""
    given = [str(lines()), str(table(LINES, "a.parquet"))]
    assert main(["link", *given, "--engine", "duckdb", "--out", "bulk"]) == 2
    said = capsys.readouterr().err
    assert all(f"事案番号「i{number}」が2度現れる" in said for number in (1, 2, 3))
    assert not Path("bulk").exists()


def test_columns_that_are_missing_or_of_another_type_are_named(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of them, and the files that are no Parquet too."""
    pq.write_table(pa.table({"id": ["i1"], "date": ["2026-10-01"]}), "odd.parquet")
    Path("no.parquet").write_text("id,date\n", encoding="utf-8")
    Path("empty").mkdir()
    given = ["odd.parquet", "no.parquet", "empty"]
    assert main(["--lang", "en", "link", *given, "--engine", "duckdb", "--out", "bulk"]) == 2
    said = capsys.readouterr().err
    assert "Column date is to be date32[day]; it is string." in said
    assert all(f"odd.parquet:{name}" in said for name in ("observables", "techniques", "sectors"))
    assert "no.parquet: This cannot be read as a Parquet file." in said
    assert "empty: There is no Parquet file in it." in said


def test_a_row_without_an_id_is_counted(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It could not be named in the answer."""
    rows = pq.read_table(table(LINES, "a.parquet")).to_pylist()
    rows[0]["id"] = None
    pq.write_table(pa.Table.from_pylist(rows, schema=pq.read_schema("a.parquet")), "a.parquet")
    assert main(["--lang", "en", "link", "a.parquet", "--engine", "duckdb", "--out", "bulk"]) == 2
    assert "1 rows have no incident id" in capsys.readouterr().err


def test_where_there_is_no_java_it_says_what_to_install(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is started."""
    monkeypatch.setenv("PATH", str(place))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert main(["link", str(lines()), "--engine", "spark", "--out", "bulk"]) == 2
    assert "Java 17" in capsys.readouterr().err


def test_results_that_cannot_be_written_are_no_result(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder would have to stand in a file."""
    assert main(["--lang", "en", "link", str(lines()), "--engine", "duckdb", "--out", "given.jsonl/x"]) == 2
    assert "The results cannot be written" in capsys.readouterr().err


def test_an_engine_without_room_stops_and_says_what_to_give(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing half done is left."""
    assert main(["link", str(lines()), "--engine", "duckdb", "--memory", "1MB", "--out", "bulk"]) == 2
    assert "--memory を増やす" in capsys.readouterr().err
    assert not Path("bulk").exists()
