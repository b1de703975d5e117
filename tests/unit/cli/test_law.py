"""``sekisho law``: answers in the documented shape; what cannot be used is refused whole, with every defect said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sekisho.cli import main
from sekisho.law.loading import load_pack, packaged_files
from sekisho.proof.matrix import matrix

Run = Callable[..., tuple[int, str, str]]

POLICY = {"id": "p1", "kind": "policy", "as": "in_force"}
READY = {"id": "m1", "kind": "measure", "as": "police_abroad_ready", "names": {"under_policy": "p1"}}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def running(*arguments: str) -> tuple[int, str, str]:
        status = main(["--lang", "en", "law", *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return running


def written(folder: Path, value: Any) -> str:
    path = folder / "bundle.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return str(path)


@pytest.fixture
def ready(tmp_path: Path) -> str:
    return written(tmp_path, {"cases": [POLICY, READY]})


def without(step: str) -> dict[str, Any]:
    return {"cases": [POLICY, {**READY, "without": [step]}]}


def test_one_step_is_answered_in_the_documented_shape(run: Run, ready: str) -> None:
    status, out, _ = run("assess", ready, "--case", "m1", "--step", "measure.start", "--json")
    answer = json.loads(out)
    documented = {
        "outcome",
        "step",
        "case",
        "at",
        "reasons",
        "missing",
        "lifted",
        "duties",
        "pack",
        "uncounted",
    }
    assert (status, answer["outcome"], set(answer)) == (0, "permitted", documented)
    assert answer["missing"] == []
    assert all({"rule", "outcome", "cite", "text"} <= set(reason) for reason in answer["reasons"])
    assert set(answer["pack"]) == {"id", "version", "hash"}


def test_a_measure_without_consultation_is_refused_naming_rule_clause_element_and_office(
    run: Run, tmp_path: Path
) -> None:
    path = written(tmp_path, without("measure.consult"))
    status, out, _ = run("assess", path, "--case", "m1", "--step", "measure.start", "--json")
    answer = json.loads(out)
    assert (status, answer["outcome"] != "permitted") == (0, True)
    missing = [r for r in answer["missing"] if "PDEA 6-2(3)" in r["cite"]]
    assert missing
    assert all(r["target"] == "t1" and r["office"] for r in missing)


def test_entries_that_do_not_count_are_listed_with_their_reasons(run: Run, tmp_path: Path) -> None:
    bundle = {"cases": [POLICY, {**READY, "without": ["measure.approve"], "entries": ["measure.start"]}]}
    status, out, err = run("assess", written(tmp_path, bundle), "--case", "m1")
    assert status == 0
    assert out
    assert "does not count" in err


@pytest.mark.parametrize(
    ("bundle", "expected"),
    [
        ("{", ["not JSON"]),
        ({"cases": "none"}, ["cases"]),
        (
            {
                "cases": [
                    {"id": "a", "kind": "nothing"},
                    {"id": "b", "kind": "policy", "entries": ["policy.x"]},
                ]
            },
            ["“nothing”", "“policy.x”"],
        ),
        (
            {
                "cases": [{"id": "p", "kind": "policy", "as": "unheard_of"}],
                "appointments": [{"person": "x", "post": "no_such_post"}],
                "options": {"no_such_option": "1"},
            },
            ["“policy.unheard_of”", "“no_such_post”", "“no_such_option”"],
        ),
    ],
)
def test_a_bundle_that_cannot_be_used_is_refused_with_every_defect_at_once(
    run: Run, tmp_path: Path, bundle: Any, expected: list[str]
) -> None:
    status, out, err = run("assess", written(tmp_path, bundle), "--json")
    assert (status, out) == (2, "")
    assert [words for words in expected if words not in err] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("assess", "--case", "nobody"),
        ("assess", "--step", "measure.nothing"),
        ("assess", "--case", "m1", "--step", "policy.submit"),
        ("assess", "--at", "some day"),
        ("what-if", "--case", "m1", "--at", "some day"),
        ("what-if", "--case", "m1", "--set", "no_such_fact=1"),
        ("what-if", "--case", "m1", "--set", "location[t9]=abroad"),
        ("what-if", "--case", "m1", "--set", "location[t1]=on the moon"),
        ("what-if", "--case", "m1", "--set", "option:no_such_option=1"),
    ],
)
def test_an_argument_that_means_nothing_here_is_said_and_nothing_is_answered(
    run: Run, ready: str, arguments: tuple[str, ...]
) -> None:
    command, *rest = arguments
    status, out, err = run(command, ready, *rest)
    assert (status, out) == (2, "")
    assert err


def test_supposing_that_no_grave_harm_looms_flips_the_start(run: Run, ready: str) -> None:
    status, out, _ = run("what-if", ready, "--case", "m1", "--set", "grave_harm[t1]=no", "--json")
    flips = [f for f in json.loads(out)["flips"] if f["step"] == "measure.start" and not f["rule"]]
    assert status == 0
    assert [(f["before"], f["after"]) for f in flips] == [("permitted", "refused")]


def test_what_if_says_in_sentences_what_flips_and_which_duties_arise(run: Run, tmp_path: Path) -> None:
    """A target in Japan found to be abroad while the measure runs: the consultation is owed, and the run is due to stop."""
    measure = {**READY, "as": "police_in_japan_ready", "entries": ["measure.start"]}
    status, out, _ = run(
        "what-if", written(tmp_path, {"cases": [POLICY, measure]}), "--set", "location[t1]=abroad"
    )
    assert status == 0
    assert "no longer established to be in Japan and no consultation was concluded" in out
    assert "Duty that arises" in out
    shown = json.loads(
        run("what-if", str(tmp_path / "bundle.json"), "--set", "location[t1]=abroad", "--json")[1]
    )
    assert "STOP-CONSULTATION" in {duty["rule"] for duty in shown["arise"]}
    assert all(flip["text"]["ja"] and flip["cite"] for flip in shown["flips"] if flip["rule"])


def test_the_packaged_rules_are_sound(run: Run) -> None:
    status, out, err = run("check")
    assert (status, err) == (0, "")
    assert "sound" in out


def test_a_broken_pack_is_refused_with_every_defect_and_its_file(run: Run, tmp_path: Path) -> None:
    for name, text in packaged_files("jp-acd").items():
        (tmp_path / name).write_text(text, "utf-8")
    rule = "  - {{id: {id}, kind: precondition, step: {step}, cite: [G1.1], ja: 追加。, en: Extra., require: {{const: true}}}}\n"
    for name, step in (("x-one", "measure.nowhere"), ("x-two", "policy.nowhere")):
        (tmp_path / f"{name}.yaml").write_text("rules:\n" + rule.format(id=name.upper(), step=step), "utf-8")
    status, out, err = run("check", str(tmp_path))
    assert (status, out) == (2, "")
    assert all(words in err for words in ("x-one.yaml:", "x-two.yaml:", "measure.nowhere", "policy.nowhere"))


def test_a_file_of_an_author_is_checked_together_with_the_packaged_pack(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    rule = "  - {id: MINE, kind: precondition, step: %s, cite: [G1.1], ja: 追加。, en: Extra., require: {const: true}}\n"
    mine.write_text("rules:\n" + rule % "measure.start", "utf-8")
    status, out, _ = run("check", str(mine), "--json")
    assert (status, json.loads(out)["findings"]) == (0, [])
    assert json.loads(out)["pack"]["rules"] == len(load_pack().rules) + 1
    mine.write_text("rules:\n" + rule % "measure.nowhere", "utf-8")
    status, out, err = run("check", str(mine), "--json")
    found = json.loads(out)
    assert (status, err, found["pack"]) == (2, "", None)
    assert [(f["code"], f["place"]) for f in found["findings"]] == [("pack.unknown-name", "mine.yaml:2")]


def test_a_whole_pack_in_one_file_stands_for_itself(run: Run) -> None:
    small = Path(__file__).parents[2] / "contract" / "operations" / "pack" / "small.yaml"
    status, out, _ = run("check", str(small), "--json")
    found = json.loads(out)
    assert status == (0 if found["pack"] else 2)
    assert found["pack"]["id"] != "jp-acd"


@pytest.mark.parametrize(
    ("name", "content"), [("none.yaml", None), ("odd.yaml", b"\xff\xfe"), ("empty", None)]
)
def test_what_cannot_be_read_is_a_finding(run: Run, tmp_path: Path, name: str, content: bytes | None) -> None:
    path = tmp_path / name
    if name == "empty":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    status, out, _ = run("check", str(path), "--json")
    assert status == 2
    assert [f["code"] for f in json.loads(out)["findings"]] in (["pack.unreadable"], ["pack.empty"])


def test_coverage_gives_every_row_with_what_carries_it(run: Run) -> None:
    status, out, _ = run("coverage", "--json")
    rows = json.loads(out)
    assert status == 0
    assert not any(row["open"] for row in rows)
    names = {"id", "carried_by", "because", "open", "unlisted", "uncited", "carriers"}
    assert all(set(row) == names for row in rows)
    held = {each["id"]: each for row in rows for each in row["carriers"] if row["id"] == "G2.4c-1"}
    assert "N01" in held["START-CONSULTATION"]["properties"]
    assert "no-consultation" in held["START-CONSULTATION"]["tests"]
    assert [r["id"] for r in rows if not r["open"] and not r["carried_by"] and not r["because"]] == []


def test_every_gap_of_the_law_has_its_row(run: Run) -> None:
    """All 32 of them: an option, or the line that says why none of it is the gate's."""
    _, out, _ = run("coverage", "--json")
    rows = {row["id"]: row for row in json.loads(out)}
    assert [n for n in range(1, 33) if f"amb-{n}" not in rows] == []
    without = {name for name, row in rows.items() if name.startswith("amb-") and not row["carried_by"]}
    assert without == {"amb-21", "amb-22", "amb-24", "amb-25", "amb-27"}


@pytest.mark.parametrize(
    ("way", "id_", "clause"),
    [
        ("rule", "START-CONSULTATION", "PDEA 6-2(3)"),
        ("property", "N01", "G2.4c-1"),
        ("test", "no-consultation", "PDEA 6-2(3)"),
    ],
)
def test_coverage_is_read_back_from_rules_properties_and_tests(
    run: Run, way: str, id_: str, clause: str
) -> None:
    status, out, _ = run("coverage", "--by", way, "--json")
    found = {row["id"]: row["clauses"] for row in json.loads(out)}
    assert status == 0
    assert clause in found[id_]
    assert all(found.values())


def test_a_rule_that_nothing_states_and_nothing_tries_is_a_hole() -> None:
    """A rule added without a property or a worked case opens the row of each clause that it cites."""
    pack = load_pack()
    idle = msgspec.structs.replace(pack.preconditions[0], id="IDLE")
    changed = msgspec.structs.replace(pack, preconditions=(*pack.preconditions, idle))
    assert [line.row.id for line in matrix(changed).holes] == list(idle.cite)
    assert not matrix(pack).holes


def test_japanese_output_cites_provisions_as_a_lawyer_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The ids of clauses are for records and commands: nobody reads ``PDEA 6-2(3)`` in a Japanese sentence."""
    bundle = written(tmp_path, without("measure.consult"))
    main(["--lang", "ja", "law", "assess", bundle, "--case", "m1", "--step", "measure.start"])
    main(["--lang", "ja", "law", "explain", bundle, "--case", "m1", "--step", "measure.start"])
    out = capsys.readouterr().out
    assert "（警職法第6条の2第3項、指針2(4)c-1）" in out
    assert "§ 警職法第6条の2第3項" in out
    assert "PDEA" not in out


def test_explain_tells_the_condition_the_fact_and_the_clause_of_one_rule(run: Run, tmp_path: Path) -> None:
    bundle = written(tmp_path, without("measure.consult"))
    status, out, _ = run(
        "explain", bundle, "--case", "m1", "--step", "measure.start", "--rule", "START-CONSULTATION"
    )
    assert status == 0
    assert "× START-CONSULTATION" in out
    assert "§ PDEA 6-2(3)" in out
    assert "nothing on record" in out
    assert "m1#" in out


def test_explain_gives_the_tree_as_json(run: Run, ready: str) -> None:
    status, out, _ = run("explain", ready, "--case", "m1", "--step", "measure.start", "--json")
    answer = json.loads(out)
    assert status == 0
    assert answer["verdict"]["outcome"] == "permitted"
    assert all(each["requires"]["standing"] in ("met", "free") for each in answer["because"])


def test_counts_are_those_of_the_year(run: Run, ready: str) -> None:
    status, out, _ = run("counts", ready, "--year", "2026", "--json")
    counted = {c["counter"]: c["total"] for c in json.loads(out)["counts"]}
    assert status == 0
    assert (counted["approval_requests"], counted["approvals"]) == (1, 1)


def test_lawful_entries_break_no_property(run: Run, ready: str) -> None:
    status, out, _ = run("replay", ready)
    assert status == 0
    assert "○ N04d" in out
    assert "×" not in out
    assert out.splitlines()[-1].endswith("0 broken; 0 times one could not be tried.")


def test_an_entry_that_breaks_a_property_is_named_with_its_clauses(run: Run, tmp_path: Path) -> None:
    start = {"case": "m1", "step": "measure.start", "by": "npa", "on": {"leg": ["police"], "target": ["t1"]}}
    bundle = written(tmp_path, {**without("measure.consult"), "story": [start]})
    status, out, _ = run("replay", bundle)
    broken = [line for line in out.splitlines() if line.startswith("×")]
    assert status == 1
    assert len(broken) == 1
    assert broken[0].startswith("× N01  1  No start on a target")
    assert "PDEA 6-2(3)" in broken[0]
    assert re.search(r"entry \d+: number \d+ of m1, “[^”]+” \[police\]\[t1\]", out)
    status, out, _ = run("replay", bundle, "--json")
    answer = json.loads(out)
    assert [p["id"] for p in answer["properties"] if p["broken"]] == ["N01"]
    assert {o["id"] for o in answer["others"]} >= {"A04a", "N23"}


def test_what_cannot_be_tried_is_said(run: Run, tmp_path: Path) -> None:
    nowhere = {"case": "m1", "step": "measure.consult", "by": "npa", "on": {"target": ["t9"]}}
    bundle = written(tmp_path, {"cases": [POLICY, READY], "story": [nowhere]})
    _, out, _ = run("replay", bundle)
    said = next(line for line in out.splitlines() if line.startswith("－ story[0] measure.consult"))
    assert "was not tried" in said
    assert "t9" in said


def test_replay_of_one_case_tries_its_entries_only(run: Run, ready: str) -> None:
    status, out, _ = run("replay", ready, "--case", "p1", "--json")
    tried = {p["id"]: p["tried"] for p in json.loads(out)["properties"]}
    assert status == 0
    assert tried["N16g"] > 0
    assert tried["N31a"] == 0
    assert run("replay", ready, "--case", "m9")[0] == 2
