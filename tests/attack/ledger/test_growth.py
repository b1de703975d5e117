"""An export made to fill the verifier's memory or to keep it busy without end gets neither, and is told what it is."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sekisho.ledger import verify
from tests.unit.ledger.making import KEY, honest, later, write

CLEAR = {"realm": "real", "class_": "case"}


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[[], verify.Check7Cases]:
    """Return what makes the check of cases anew, as it is before the first leaf."""
    files = honest().files()
    run = verify.Verification(verify.Export(write(files, tmp_path)), verify.Policy(files["policy"].decode()))
    return lambda: verify.Check7Cases(run)


def judged(folder: Path) -> list[str]:
    """Return what failed, in English."""
    return [en for _, mark, _, en in verify.verify(folder).report.lines() if mark == "×"]


def entry(case: str, number: int, **more: Any) -> dict[str, Any]:
    return {"case": case, "sequence": number, **more}


def take(cases: verify.Check7Cases, index: int, envelope: dict[str, Any]) -> None:
    """Give it the next entry."""
    leaf = verify.Leaf(index, b"", CLEAR, None)
    leaf.envelope = envelope
    cases.report.attempt(7, "x", cases.take, leaf)


def out_of_order(cases: verify.Check7Cases, count: int) -> None:
    """Every second number, and then those between: each is looked for among all the gaps."""
    for number in [*range(2, 2 * count, 2), *range(1, 2 * count, 2)]:
        take(cases, number, entry("case-a", number))


def erased_before(cases: verify.Check7Cases, count: int) -> None:
    """Very many numbers erased, and then as many entries after the last of them."""
    cases.closed = count
    cases.check_7_erasure(0, "case-a", list(range(1, count + 1)))
    for number in range(count + 1, 2 * count):
        take(cases, number, entry("case-a", number))


def erased_one_by_one(cases: verify.Check7Cases, count: int) -> None:
    """An erasure for each number."""
    cases.closed = count
    for number in range(1, count):
        cases.check_7_erasure(number, "case-a", [number])


def read_before(cases: verify.Check7Cases, count: int) -> None:
    """Each entry rests on what has not come yet, and then it comes."""
    for number in range(1, count):
        take(cases, number, entry("case-a", number, reads={"case-b": count}))
    for number in range(1, count):
        take(cases, number, entry("case-b", number))


@pytest.mark.parametrize("hostile", [out_of_order, erased_before, erased_one_by_one, read_before])
def test_a_history_made_to_keep_it_busy_costs_what_its_length_costs(
    fresh: Callable[[], verify.Check7Cases], hostile: Callable[[verify.Check7Cases, int], None]
) -> None:
    """Eight times as many numbers take about eight times as long, not sixty-four times."""

    def seconds(count: int) -> float:
        cases, began = fresh(), time.process_time()
        hostile(cases, count)
        cases.finish()
        return time.process_time() - began

    seconds(500)
    assert seconds(16_000) < 24 * max(seconds(2_000), 0.002)


def test_missing_numbers_without_end_are_told_and_not_kept(fresh: Callable[[], verify.Check7Cases]) -> None:
    """What is remembered of them is bounded; those above the bound are told at once, and the rest in the end."""
    cases = fresh()
    for number in range(2, 2 * (verify.KEPT_LINES + 50) + 1, 2):
        take(cases, number, entry("case-a", number))
    assert (len(cases.missing), cases.report.failures) == (verify.KEPT_LINES, 50)
    said = [en for _, mark, _, en in cases.report.lines() if mark == "×"]
    first = 2 * verify.KEPT_LINES
    assert said[0] == f"leaf {first + 2}: number {first + 1} of case case-a is missing before it"
    cases.finish()
    assert cases.report.failures == verify.KEPT_LINES + 50


def test_more_erased_numbers_than_leaves_are_not_remembered(fresh: Callable[[], verify.Check7Cases]) -> None:
    """An erasure of what never was in the log fails by its count; its numbers fill nothing."""
    cases = fresh()
    for leaf in range(3):
        numbers = range(leaf * verify.KEPT_LINES + 1, (leaf + 1) * verify.KEPT_LINES + 1)
        cases.report.attempt(7, "x", cases.check_7_erasure, leaf, "case-a", list(numbers))
    assert not cases.erased
    said = [en for _, mark, _, en in cases.report.lines() if mark == "×"]
    assert ["more entries (100000) are said to be erased" in each for each in said] == [True] * 3


def test_json_made_of_very_many_small_values_is_not_unfolded() -> None:
    """Three bytes of it would be a hundred of memory."""
    bomb = b'{"body":[' + b"[]," * verify.MOST_VALUES + b"[]]}"
    tracemalloc.start()
    try:
        with pytest.raises(verify.Wrong, match="more than 1000000 values"):
            verify.Disclosure(bomb, {"body": verify.NOTHING})
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_a_note_of_very_many_signatures_is_refused_before_one_is_checked(tmp_path: Path) -> None:
    """Each of them costs the time of a signature, and a line of text."""
    log = honest()
    note = log.checkpoints[-1]
    log.checkpoints[-1] = note + KEY.sign(note.rpartition("\n\n")[0] + "\n") * verify.MOST_SIGNATURES
    assert "checkpoint: it bears more than 64 signatures" in judged(write(log.files(), tmp_path))


def test_a_policy_without_end_is_refused() -> None:
    with pytest.raises(verify.Unreadable, match="more than 1000 lines"):
        verify.Policy("# x\n" * (verify.MOST_RULES + 1))


def test_a_key_made_to_take_for_ever_signs_nothing() -> None:
    """RSA with an exponent, or a modulus, of a million bits."""
    began = time.process_time()
    assert not verify.rsa_verify((1 << 1_000_000) + 1, 65537, b"x", b"\x01" * 125_001)
    assert not verify.rsa_verify((1 << 2048) + 1, (1 << 1_000_000) + 1, b"x", b"\x01" * 257)
    assert time.process_time() - began < 1


def test_of_very_many_keys_few_tables_are_kept() -> None:
    """Whoever puts in ever new passkeys fills nothing."""
    for number in range(verify.KEPT_KEYS + 6):
        verify.ed25519_table(number.to_bytes(32, "little"))
    assert verify.ed25519_table.cache_info().currsize <= verify.KEPT_KEYS


SAME = 2**61 - 1
"""Python hashes every multiple of it alike, so that a set of them takes the square of their number."""


def test_an_erasure_of_numbers_that_hash_alike_is_refused_before_they_are_compared(
    fresh: Callable[[], verify.Check7Cases],
) -> None:
    """They are too large to be numbers of entries."""
    cases, numbers, began = fresh(), [SAME * each for each in range(1, 20_001)], time.process_time()
    with pytest.raises(verify.Wrong, match="case or its number is malformed"):
        cases.check_7_erasure(0, "case-a", numbers)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("numbers", [[2, 1], [1, 1], [0], [True], [verify.MOST_NUMBER + 1], []])
def test_the_numbers_of_an_erasure_rise(fresh: Callable[[], verify.Check7Cases], numbers: list[int]) -> None:
    cases = fresh()
    cases.closed = 9
    with pytest.raises(verify.Wrong, match="case or its number is malformed"):
        cases.check_7_erasure(0, "case-a", numbers)


@pytest.mark.parametrize("wrong", [{"credential": 5}, {"person": 5}])
def test_a_passkey_is_named_by_a_text(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """Numbers in its place can be chosen so that Python looks at all of them for each."""
    log = honest()
    event = {
        "credential": "c",
        "person": "p",
        "event": "added",
        "by": "x",
        "key": {},
        "origin": "o",
        "rp_id": "r",
    }
    log.put("passkey", event | {"recorded_at": later(11).isoformat()} | wrong, {}, at=later(11))
    log.sign(later(12))
    failed = judged(write(log.files(), tmp_path))
    assert failed == ["leaf 9: the key is of no kind that is known here, or malformed"]


def test_a_checkpoint_of_megabytes_is_refused(tmp_path: Path) -> None:
    """Anybody may lay a line of an unknown key under it: its name would fill the report."""
    files = honest().files()
    files["checkpoints/1"] = files["checkpoint"] + f"— {'x' * verify.MOST_NOTE} AAAAAAAA\n".encode()
    assert judged(write(files, tmp_path)) == ["checkpoints/1: it has more than 65536 characters"]


def test_no_line_of_the_report_grows_with_the_record(tmp_path: Path) -> None:
    """A case with a name of megabytes is named by the beginning of it."""
    log = honest()
    log.entry("x" * (1 << 20), sequence=2)
    log.sign(later(12))
    lines = list(verify.verify(write(log.files(), tmp_path)).report.lines())
    (failed,) = [en for _, mark, _, en in lines if mark == "×"]
    assert failed.endswith(f"x… ({1 << 20}) is missing before it")
    assert max(len(text) for _, _, *texts in lines for text in texts) < 2 * verify.MOST_TOLD


def test_cases_that_were_read_and_never_come_are_told_and_not_kept(
    fresh: Callable[[], verify.Check7Cases],
) -> None:
    """What is remembered of them is bounded."""
    cases = fresh()
    reads = {f"never-{n}": 1 for n in range(verify.KEPT_LINES + 50)}
    take(cases, 0, entry("case-a", 1, reads=reads))
    assert (len(cases.read_to), cases.report.failures) == (verify.KEPT_LINES, 50)
    said = [en for _, mark, _, en in cases.report.lines() if mark == "×"]
    assert said[0] == f"leaf 0: it rested on numbers 1 to 1 of never-{verify.KEPT_LINES}, which are nowhere"


@pytest.mark.parametrize("read_to", [1.5, "1", -1, SAME])
def test_what_was_read_is_a_number(fresh: Callable[[], verify.Check7Cases], read_to: Any) -> None:
    cases = fresh()
    take(cases, 0, entry("case-a", 1, reads={"case-b": read_to}))
    assert [en for _, mark, _, en in cases.report.lines() if mark == "×"] == [
        "x: its case or its number is malformed"
    ]


def test_a_commit_time_of_a_hash_that_is_none_is_refused(tmp_path: Path) -> None:
    """Of any length it would be kept until the end."""
    files = honest().files()
    files["commit-times"] += b"ab" * 33 + b" 2026-10-05T00:00:00Z\n"
    assert judged(write(files, tmp_path)) == [
        "commit-times, line 10: a hash or a commitment has not 32 bytes"
    ]


def test_values_in_values_without_end_are_refused() -> None:
    """What they hold would be copied once for each."""
    assert verify.canonical(json.loads("[" * 60 + "]" * 60)) == "[" * 60 + "]" * 60
    with pytest.raises(verify.Wrong, match="nested more than 64 deep"):
        verify.canonical(json.loads('{"a":' * 66 + "1" + "}" * 66))


def test_a_bundle_of_nothing_is_read_no_further_than_its_name_says(tmp_path: Path) -> None:
    """Zero bytes are empty leaves, sixteen million in a file that is not too large."""
    files = honest().files() | {"tile/entries/000.p/9": bytes(verify.MOST_BYTES)}
    began = time.process_time()
    failed = judged(write(files, tmp_path))
    assert "entry bundle 0: the bundle has not as many leaves as its name says" in failed
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"]", b'["' + b"0" * 63 + b'"]', b" " * 300_000, b'["' + b"0" * 64 + b'"', b"[],", b"null"],
)
def test_digests_that_are_no_list_of_digests_are_refused(tmp_path: Path, content: bytes) -> None:
    files = honest().files() | {"batches/6.json": content}
    assert judged(write(files, tmp_path)) == ["batch 6: its objects are not those that the leaf commits to"]


def test_digests_may_be_written_with_blanks(tmp_path: Path) -> None:
    """As JSON may; and over more than one block of what is read at a time."""
    digests = [f"{n:064x}" for n in range(5000)]
    log = honest()
    index = log.batch(digests)
    log.sign(later(12))
    spaced = json.dumps(digests, indent=3).encode()
    assert judged(write(log.files() | {f"batches/{index}.json": spaced}, tmp_path)) == []
