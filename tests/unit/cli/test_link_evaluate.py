"""``sekisho link-evaluate``: figures by hand on small files; nothing is measured where a file has a defect."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sekisho.cli import main

LABELS = {"a": ("north", "one"), "b": ("north", "one"), "c": ("north", "two"), "d": (None, "two")}


def lines(*rows: dict[str, object]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def run(folder: Path, clusters: str, *options: str, labels: str | None = None) -> int:
    said = [{"id": name, "campaign": group, "source": source} for name, (group, source) in LABELS.items()]
    (folder / "labels.jsonl").write_text(lines(*said) if labels is None else labels, "utf-8")
    (folder / "clusters.jsonl").write_text(clusters, "utf-8")
    files = (str(folder / "labels.jsonl"), str(folder / "clusters.jsonl"))
    return main(["--lang", "en", "link-evaluate", *files, *options])


def found(**clusters: str) -> str:
    return lines(*({"id": name, "cluster": cluster} for name, cluster in clusters.items()))


def test_figures_are_those_of_a_count_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """True pairs ab, ac, bc; found pairs ab, cd: one right of two found and of three true."""
    assert run(tmp_path, found(a="x", b="x", c="y", d="y"), "--json") == 0
    said = json.loads(capsys.readouterr().out)
    whole = said["all"]
    assert (whole["precision"], whole["recall"]) == (1 / 2, pytest.approx(1 / 3))
    assert whole["f1"] == pytest.approx(0.4)
    assert (whole["largest"], whole["incidents"]) == (2, 4)
    assert {name: part["incidents"] for name, part in said["by_source"].items()} == {"one": 2, "two": 2}
    assert said["by_source"]["one"]["precision"] == 1
    assert said["by_source"]["two"]["precision"] == 0


def test_a_table_has_a_line_for_all_and_for_each_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person reads the same figures, and is told what they are worth."""
    assert run(tmp_path, found(a="x", b="x", c="x", d="y")) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row.split("\t")[0] for row in rows[1:4]] == ["all", "one", "two"]
    assert rows[1].split("\t")[1:] == ["1.000", "1.000", "1.000", "1.000", "3", "4"]
    assert "in sample" in rows[-1]


def test_an_incident_in_no_cluster_is_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A cluster of null puts nobody together, nor with a cluster that happens to bear its name."""
    alone = lines({"id": "c", "cluster": None}, {"id": "d", "cluster": None})
    assert run(tmp_path, found(a="c", b="c") + alone, "--json") == 0
    whole = json.loads(capsys.readouterr().out)["all"]
    assert (whole["precision"], whole["largest"]) == (1, 2)


def test_a_line_given_twice_counts_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line that repeats another word for word says nothing new."""
    assert run(tmp_path, found(a="x", b="x", c="y", d="y") + found(a="x"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["all"]["incidents"] == 4


@pytest.mark.parametrize(
    ("clusters", "place"),
    [
        ("{not json\n" + found(a="x", b="x", c="y", d="y"), "clusters.jsonl:1"),
        (found(a="x", b="x", c="y", d="y") + '{"id": "e", "cluster": 7}\n', "clusters.jsonl:5"),
        (found(a="x", b="x", c="y", d="y") + found(a="y"), "clusters.jsonl:5"),
        (found(a="x", b="x"), "2 labelled incidents"),
    ],
    ids=["not JSON", "no text", "ids twice", "incidents missing"],
)
def test_a_defect_is_said_and_nothing_measured(
    tmp_path: Path, clusters: str, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Figures of half a file would be taken for figures."""
    assert run(tmp_path, clusters) == 2
    told = capsys.readouterr()
    assert place in told.err
    assert told.out == ""


def test_an_incident_labelled_in_two_ways_is_said_and_not_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody knows where it belongs; the others are judged as they are without it."""
    said = [{"id": name, "campaign": group} for name, (group, _) in LABELS.items()]
    labels = lines(*said, {"id": "c", "campaign": "south"})
    assert run(tmp_path, found(a="x", b="x", c="x", d="y"), "--json", labels=labels) == 0
    told = capsys.readouterr()
    whole = json.loads(told.out)["all"]
    assert (whole["incidents"], whole["precision"], whole["recall"]) == (3, 1, 1)
    assert "labels.jsonl:5" in told.err


def test_a_field_that_no_label_has_and_an_empty_file_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every line that lacks the field is named; no labels at all are no perfect score."""
    assert run(tmp_path, found(a="x", b="x", c="y", d="y"), "--field", "actor") == 2
    told = capsys.readouterr().err
    assert all(f"labels.jsonl:{n}: " in told for n in (1, 2, 3, 4))
    assert run(tmp_path, "", labels="") == 2
    assert "no labels" in capsys.readouterr().err
