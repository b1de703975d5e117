"""``sekisho law diff``: what two packs differ in, which situations turn, and of each an example that both packs have judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sekisho.casework.story import Story, judged
from sekisho.cli import main
from sekisho.law.difference import FIELDS, SECTIONS, UNTOLD, differences
from sekisho.law.loading import load_files, load_pack
from sekisho.law.pack import Pack

DATA = Path(__file__).parents[2] / "data" / "law"
OLD, NEW, READ = (DATA / name for name in ("compared-old.yaml", "compared-new.yaml", "compared.txt"))

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def running(*arguments: object, lang: str = "en") -> tuple[int, str, str]:
        status = main(["--lang", lang, "law", "diff", *map(str, arguments)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return running


@cache
def pack(path: Path) -> Pack:
    loaded = load_files({path.name: path.read_text("utf-8")})
    assert loaded.pack is not None, loaded.findings
    return loaded.pack


@pytest.fixture
def answer(run: Run) -> Any:
    return json.loads(run(OLD, NEW, "--json")[1])


def changed(folder: Path, old: str, new: str) -> Path:
    """Write a copy of the older pack in which one text is another."""
    text = OLD.read_text("utf-8")
    assert text.count(old) == 1
    (folder / "changed.yaml").write_text(text.replace(old, new), "utf-8")
    return folder / "changed.yaml"


def test_two_packs_alike_do_not_differ(run: Run) -> None:
    status, out, _ = run(OLD, OLD)
    assert (status, out.strip()) == (0, "The texts do not differ.")


def test_every_sentence_is_as_it_was_read_in_both_languages(run: Run) -> None:
    said = [run(OLD, NEW, lang=lang) for lang in ("ja", "en")]
    assert [status for status, _, _ in said] == [1, 1]
    assert "".join(out for _, out, _ in said) == READ.read_text("utf-8")


def test_what_is_changed_removed_and_added_is_named_with_its_fields(answer: Any) -> None:
    named = {(each["id"], each["change"]): each["fields"] for each in answer["differences"]}
    assert named[("START-APPROVED", "changed")] == ["text", "require"]
    assert named[("START-MINIMUM", "removed")] == []
    assert named[("START-WHERE", "added")] == []


def test_each_situation_is_found_with_its_rule(answer: Any) -> None:
    assert {(each["turn"], each["step"], each["rule"]) for each in answer["situations"]} == {
        ("refused", "measure.start", "START-APPROVED"),
        ("refused", "measure.start", "START-POLICE"),
        ("refused", "measure.start", "START-WHERE"),
        ("permitted", "measure.start", "START-PLAN"),
        ("permitted", "measure.start", "START-MINIMUM"),
        ("permitted", "measure.end", "END-APPROVED"),
        ("refused", "measure.withdraw", "WITHDRAW-STARTED"),
    }


def test_a_worked_case_that_turns_is_given_whole(answer: Any) -> None:
    (case,) = answer["cases"]
    assert (case["case"], case["before"], case["after"]) == ("no-plan", "refused", "permitted")
    assert case["bundle"]["cases"]


def test_each_example_made_turns_where_both_packs_judge_its_bundle(answer: Any) -> None:
    """The production evaluator reads the printed bundle: all of it counts under one pack, all but the last act under the other."""
    made = [each for each in answer["situations"] if each["example"].get("changes")]
    assert {each["rule"] for each in made} == {"START-APPROVED", "START-POLICE", "START-WHERE"}
    for each in made:
        bundle = each["example"]["bundle"]
        story = Story(about={k: v for k, v in bundle.items() if k != "story"}, entries=tuple(bundle["story"]))
        before, after = judged(pack(OLD), story), judged(pack(NEW), story)
        assert before is not None
        assert after is not None
        assert len(before.counted) == len(story.entries)
        assert len(after.counted) == len(story.entries) - 1
        assert each["rule"] in {reason.rule for reason in after.last.missing}


def test_where_there_is_no_example_it_says_how_many_were_tried(answer: Any) -> None:
    none = {each["rule"]: each["example"] for each in answer["situations"] if "bundle" not in each["example"]}
    assert none["WITHDRAW-STARTED"]["cases"] == 0
    assert (none["END-APPROVED"]["cases"], none["END-APPROVED"]["tries"] > 1) == (1, True)


def test_an_edition_from_before_options_named_their_rules_is_compared(run: Run, tmp_path: Path) -> None:
    """What such an edition permits is as certain; the defect is said, with the pack that it is in."""
    older = changed(tmp_path, "    held_by: [START-APPROVED]\n", "")
    status, out, err = run(older, OLD)
    assert status == 1
    assert "changed  option approver (rules and steps held by it)" in out
    assert f"{older} changed.yaml:" in err
    assert "No rule or step depends on this option." in err
    assert f"{older}: what the pack says of itself has the defects above" in err
    assert str(OLD) not in err


def test_a_pack_without_a_rule_that_its_worked_cases_name_is_compared(run: Run, tmp_path: Path) -> None:
    rule = next(line for line in OLD.read_text("utf-8").splitlines() if "id: START-PLAN" in line)
    status, out, err = run(OLD, changed(tmp_path, f"{rule}\n", ""))
    assert status == 1
    assert "rule “START-PLAN” is not defined." in err
    assert "removed  rule START-PLAN" in out


def test_every_field_that_is_compared_has_a_name_in_both_languages() -> None:
    things = [thing for section in SECTIONS for thing in getattr(load_pack(), section).values()]
    assert {f for thing in things for f in thing.__struct_fields__} - UNTOLD - FIELDS.keys() <= {"id"}


def test_where_a_thing_stands_in_the_files_is_no_difference() -> None:
    rule = pack(OLD).preconditions[0]
    moved = tuple(
        msgspec.structs.replace(each, place="elsewhere:1") if each is rule else each
        for each in pack(OLD).preconditions
    )
    assert not differences(pack(OLD), msgspec.structs.replace(pack(OLD), preconditions=moved))
