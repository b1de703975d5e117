"""What is hidden in leaves that are no entries, behind erasures, or by times out of order: each is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sekisho.ledger import verify
from tests.unit.ledger.making import Log, honest, later, opened, reopened, write


def found(log: Log, folder: Path, mark: str = "×", **changed: bytes) -> list[str]:
    """Return the lines of the report with a mark, in English."""
    files = log.files() | {name.replace("_", "-"): data for name, data in changed.items()}
    report = verify.verify(write(files, folder)).report
    return [en for _, each, _, en in report.lines() if each == mark]


START = {"case": "case-a", "sequence": 5, "step": "measure.start"}


@pytest.mark.parametrize(
    ("leaf_class", "envelope"),
    [
        ("read", {"root": "0" * 64, "size": 1}),
        ("erasure", {"erased": {}}),
        ("batch", {"root": "0" * 64, "size": 1}),
    ],
)
def test_a_start_hidden_in_the_body_of_another_leaf(tmp_path: Path, leaf_class: Any, envelope: Any) -> None:
    """The envelope looks as it should; the body, which could be opened to somebody else, must not be there."""
    log = honest()
    log.put(leaf_class, envelope, START, at=later(11))
    log.sign(later(12))
    assert found(log, tmp_path) == [
        f"leaf 9: a leaf of class {leaf_class} has more than an envelope: it may hide an entry, such as a start"
    ]


def test_a_start_hidden_in_the_tags_of_another_leaf(tmp_path: Path) -> None:
    """Tags are of what an act is about; a read is about nothing that it shows."""
    log = honest()
    log.put("read", {"root": "0" * 64, "size": 1}, {}, ("tag",), at=later(11))
    log.sign(later(12))
    assert any("has more than an envelope" in each for each in found(log, tmp_path))


def test_a_start_hidden_behind_a_closed_field(tmp_path: Path) -> None:
    """Every field of such a leaf is opened: a closed one could be its step."""
    log = honest()
    log.put("read", {"root": "0" * 64, "size": 1, **START}, {}, at=later(11))
    log.sign(later(12))
    shown = opened(log.files(), 9)
    for field in shown["envelope"]:
        if field["name"] in START:
            content = verify.canonical([field["salt"], field["name"], field["value"]]).encode()
            field.clear()
            field["commitment"] = verify.sha256(verify.FIELD + content).hexdigest()
    report = verify.verify(write(reopened(log.files(), 9, shown), tmp_path)).report
    assert any("of class read is closed" in en for _, mark, _, en in report.lines() if mark == "×")


@pytest.mark.parametrize(
    ("leaf_class", "envelope"),
    [
        ("read", {"act": "start", "matter": "case-a", "number": 5}),
        ("batch", {"root": "0" * 64, "size": 1, "note": "start"}),
        ("judgement", {}),
        ("judgement", {"judgement recorded_at": "one name"}),
    ],
)
def test_a_start_in_other_words_within_another_leaf(tmp_path: Path, leaf_class: Any, envelope: Any) -> None:
    """Each class has its fields, neither more nor fewer."""
    log = honest()
    log.put(leaf_class, envelope, {}, at=later(11))
    log.sign(later(12))
    (failed,) = found(log, tmp_path)
    assert failed.startswith(f"leaf 9: a leaf of class {leaf_class} has not the fields of one (")


def test_leaves_that_are_no_entries_are_counted_by_class(tmp_path: Path) -> None:
    """A reader who expects one of them sees how many there are."""
    log = honest()
    log.put("read", {}, {}, at=later(11))
    log.sign(later(12))
    said = "2 leaves are no entries (batch 1, read 1, erasure 0, key 0, passkey 0, judgement 0)"
    assert said in found(log, tmp_path, "－")


@pytest.mark.parametrize(
    "more", [{"remark": "x"}, {"commitment": "00" * 32}, {"name": "y", "commitment": "00" * 32}]
)
def test_a_field_that_shows_what_nothing_commits_to(tmp_path: Path, more: dict[str, str]) -> None:
    """Beside a value, or beside the commitment of a closed field, nothing stands that a reader could take for recorded."""
    files = honest().files()
    shown = opened(files, 8)
    shown["envelope"][0] |= more
    report = verify.verify(write(reopened(files, 8, shown), tmp_path)).report
    assert [en for _, mark, _, en in report.lines() if mark == "×"] == [
        "disclosure 8: a field has more than a commitment, or a salt, a name and a value: nothing backs it"
    ]


def test_clear_text_beside_a_commitment_is_not_passed_over(tmp_path: Path) -> None:
    """The commitment is right, and the text beside it another."""
    files = honest().files()
    shown = opened(files, 8)
    field = shown["envelope"][0]
    field |= {"commitment": verify.commitment(field).hex(), "value": "another"}
    report = verify.verify(write(reopened(files, 8, shown), tmp_path)).report
    assert report.failures == 1


def test_entries_that_are_placed_and_not_opened_in_full_are_counted(tmp_path: Path) -> None:
    """A closed field may have the name of an opened one: of such a leaf, two readers may be told two stories."""
    files = honest().files()
    shown = opened(files, 8)
    hashed = verify.commitment(shown["envelope"][-1]).hex()
    shown["envelope"][-1] = {"commitment": hashed}
    report = verify.verify(write(reopened(files, 8, shown), tmp_path)).report
    (said,) = [en for *_, en in report.lines() if "not all of their envelope" in en]
    assert said.startswith("1 entries show their case and number")


def test_a_leaf_of_a_class_that_nobody_knows(tmp_path: Path) -> None:
    """What nobody knows is checked by nobody."""
    log = honest()
    log.put("note", {"text": "x"}, {}, at=later(11))  # type: ignore[arg-type]
    log.sign(later(12))
    assert found(log, tmp_path) == ["leaf 9: there is no class note"]


def erase(log: Log, erased: Any) -> None:
    """Put an erasure, and sign."""
    log.put("erasure", {"erased": erased, "recorded_at": later(11).isoformat()}, {}, at=later(11))
    log.sign(later(12))


def test_a_payload_that_is_said_to_be_erased_and_is_still_shown(tmp_path: Path) -> None:
    """Whoever can still open it has not erased it."""
    log = honest()
    erase(log, {"case-a": [2]})
    assert "leaf 9: number 2 of case case-a is said to be erased, and is still shown" in found(log, tmp_path)


def test_a_payload_shown_after_its_erasure(tmp_path: Path) -> None:
    """An entry with a number that was erased before cannot come afterwards, nor one before it."""
    log = honest()
    log.closed = {7, 8}
    erase(log, {"case-a": [4, 6]})
    for number in (6, 5):
        log.entry("case-a", sequence=number, at=later(13))
    log.sign(later(14))
    failed = found(log, tmp_path)
    assert "leaf 10: number 6 of case case-a is said to be erased, and is still shown" in failed
    assert "leaf 11: number 5 of case case-a stands twice or out of order" in failed


def test_a_gap_passed_off_as_an_erasure_of_another_number(tmp_path: Path) -> None:
    """Only the numbers that an erasure names are explained."""
    log = honest()
    log.closed = {2, 4}
    erase(log, {"case-a": [2]})
    assert found(log, tmp_path) == ["leaf 7: number 3 of case case-a is missing before it"]


@pytest.mark.parametrize(
    "erased", [{"case-a": ["2"]}, {"case-a": [0]}, {"case-a": [True]}, {"case-a": 2}, [2], "x"]
)
def test_a_malformed_erasure_explains_nothing(tmp_path: Path, erased: Any) -> None:
    """And is said to be malformed."""
    log = honest()
    log.closed = {2}
    erase(log, erased)
    failed = found(log, tmp_path)
    assert any(each.startswith("leaf 9: ") for each in failed)
    assert any("number 2 of case case-a is missing" in each for each in failed)


def test_erased_and_missing_are_told_apart(tmp_path: Path) -> None:
    """What was erased is counted as such; the rest is missing."""
    log = honest()
    log.closed = {2, 3}
    erase(log, {"case-a": [2]})
    assert "1 entries were erased, on record, of 1 cases: case-a 2–2 (1)" in found(log, tmp_path, "－")
    assert found(log, tmp_path) == ["leaf 5: number 2 of case case-b is missing before it"]


def test_a_case_that_was_erased_whole_is_counted(tmp_path: Path) -> None:
    """No later entry shows a gap; the erasure and the closed leaves say so."""
    log = honest()
    log.closed = {1, 3, 5, 8}
    erase(log, {"case-b": [1, 2, 3, 4]})
    assert found(log, tmp_path) == []
    assert "4 entries were erased, on record, of 1 cases: case-b 1–4 (4)" in found(log, tmp_path, "－")


def test_what_an_entry_rested_on_is_nowhere(tmp_path: Path) -> None:
    """The last numbers of a case leave no gap behind; whoever rested on them tells that they were there."""
    log = honest()
    log.entry("case-c", reads={"case-a": 7}, at=later(11))
    log.sign(later(12))
    assert found(log, tmp_path) == ["leaf 9: it rested on numbers 5 to 7 of case-a, which are nowhere"]


def test_closed_leaves_may_be_what_an_entry_rested_on_as_far_as_they_go(tmp_path: Path) -> None:
    """A case erased after the last checkpoint is closed, with no erasure in the log that is shown: no failure, but told."""
    log = honest()
    log.entry("case-c", reads={"case-b": 4}, at=later(11))
    log.sign(later(12))
    log.closed = {8}
    assert found(log, tmp_path) == []
    assert any(
        "1 numbers that entries rested on are not shown" in each for each in found(log, tmp_path, "－")
    )
    log.closed = {5, 8}
    log.put("erasure", {"erased": {"case-b": [3]}}, {}, at=later(13))
    log.sign(later(14))
    assert found(log, tmp_path) == []
    log.put("erasure", {"erased": {"case-d": [1]}}, {}, at=later(13))
    log.sign(later(14))
    assert found(log, tmp_path) == ["leaf 9: it rested on numbers 4 to 4 of case-b, which are nowhere"]


@pytest.mark.parametrize("name", ["case", "entry", "previous", "reads", "realm", "recorded_at", "sequence"])
def test_an_entry_opened_in_full_that_has_no_place_in_a_case(tmp_path: Path, name: str) -> None:
    """It would be checked for nothing, and stand for a closed leaf."""
    log = honest()
    log.entry("case-a", at=later(11))
    envelope = {key: value for key, value in log.parts.pop()[0].items() if key != name}
    log.leaves.pop()
    log.commits.pop()
    log.put("case", envelope, {}, at=later(11))
    log.sign(later(12))
    assert found(log, tmp_path) == [f"leaf 9: it is opened in full, and has no {name}"]


def test_a_closed_link_is_not_counted_as_compared(tmp_path: Path) -> None:
    """Whoever closes the field that names the entry before gets it compared with nothing, and the report says how many were."""
    log = honest()
    shown = opened(log.files(), 7)
    field = next(each for each in shown["envelope"] if each["name"] == "previous")
    hashed = verify.commitment(field)
    field.clear()
    field["commitment"] = hashed.hex()
    report = verify.verify(write(reopened(log.files(), 7, shown), tmp_path)).report
    assert (
        "numbers: 2 cases, 8 entries; 7 of them follow from the one before, 8 show what they rested on"
        in [en for *_, en in report.lines()]
    )


def test_an_envelope_of_commitments_alone_is_closed(tmp_path: Path) -> None:
    """It says no more than one that is not shown, and is counted with those."""
    log = honest()
    shown = opened(log.files(), 8)
    shown["envelope"] = [{"commitment": verify.commitment(each).hex()} for each in shown["envelope"]]
    report = verify.verify(write(reopened(log.files(), 8, shown), tmp_path)).report
    assert any(
        en.startswith("1 leaves of class case are closed") for step, _, _, en in report.lines() if step == 6
    )


def test_a_name_that_stands_twice_in_what_is_opened(tmp_path: Path) -> None:
    """One reader of the JSON takes the first value, another the last; only one of them was committed to."""
    files = honest().files()
    once, twice = b'"value":"measure.start"', b'"value":"x","value":"measure.start"'
    assert once in files["disclosed/0"]
    files["disclosed/0"] = files["disclosed/0"].replace(once, twice)
    report = verify.verify(write(files, tmp_path)).report
    assert [en for _, mark, _, en in report.lines() if mark == "×"] == [
        "disclosure 8: a name stands twice in an object of its JSON"
    ]


def test_a_time_that_is_opened_and_is_none(tmp_path: Path) -> None:
    """An entry that states an empty time is not taken for one that states nothing."""
    log = honest()
    log.entry("case-a", at=later(11), recorded_at="")
    log.sign(later(12))
    assert any(each.startswith("leaf 9: it is malformed") for each in found(log, tmp_path))


def test_a_number_beyond_all_measure(tmp_path: Path) -> None:
    """One entry with the largest number that JSON carries costs neither time nor memory."""
    log = honest()
    log.entry("case-a", sequence=9 * 10**15, at=later(11))
    log.sign(later(12))
    assert found(log, tmp_path) == [
        f"leaf 9: numbers 5 to {9 * 10**15 - 1} of case case-a are missing before it"
    ]


def test_several_gaps_of_a_case_are_each_named(tmp_path: Path) -> None:
    """Around what an erasure explains."""
    log = honest()
    log.closed = {7}
    log.entry("case-a", sequence=9, at=later(11))
    erase(log, {"case-a": [6]})
    assert found(log, tmp_path) == [
        "leaf 9: numbers 4 to 5 of case case-a are missing before it",
        "leaf 9: numbers 7 to 8 of case case-a are missing before it",
    ]


def test_times_out_of_order_hide_no_withholding(tmp_path: Path) -> None:
    """The lines of commit-times may stand anywhere; a leaf withheld is found all the same."""
    log = honest()
    log.sign(later(20), size=9)
    log.entry("case-a", at=later(11))
    log.sign(later(21))
    lines = log.files()["commit-times"].splitlines(keepends=True)
    for order in (lines, lines[::-1], lines[5:] + lines[:5]):
        failed = found(log, tmp_path, commit_times=b"".join(order))
        assert any("leaf 9: committed more than five seconds before checkpoints/9" in each for each in failed)


def test_reads_that_came_late_are_remarked(tmp_path: Path) -> None:
    """A batch made more than a minute after its first read; a server that was down is no failure."""
    log = honest()
    envelope = {
        "root": "0" * 64,
        "size": 1,
        "from": later(0).isoformat(),
        "recorded_at": later(61).isoformat(),
    }
    log.put("read", envelope, {}, at=later(61))
    log.sign(later(62))
    assert found(log, tmp_path) == []
    assert any(
        "more than sixty seconds after their first read" in each for each in found(log, tmp_path, "－")
    )
