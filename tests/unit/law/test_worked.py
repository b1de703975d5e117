"""Worked cases as data: what is laid over what, and what a pack is told about a case that names nothing known."""

from __future__ import annotations

from sekisho.law.loading import load_files, packaged_files
from sekisho.law.worked import worked_cases

BASE = {
    "id": "a",
    "of": "x",
    "cite": ["G1.1"],
    "ja": "甲",
    "en": "a",
    "bundle": {
        "cases": [{"id": "m1", "kind": "measure", "with": {"k": "1"}, "without": ["s"]}],
        "vacant": ["v"],
    },
    "ask": {"case": "m1", "step": "measure.start"},
    "expect": "permitted",
}


def test_a_difference_is_laid_over_the_case_it_is_like() -> None:
    """Fields are replaced, what is left out adds up, and all that is not named stays."""
    but = {"cases": {"m1": {"with": {"l": "2"}, "without": ["t"]}}, "vacant": []}
    changed = {k: v for k, v in BASE.items() if k not in ("bundle", "ask")} | {
        "id": "b",
        "like": "a",
        "but": but,
    }
    _, found = worked_cases([BASE, changed])
    case = {"id": "m1", "kind": "measure", "with": {"k": "1", "l": "2"}, "without": ["s", "t"]}
    assert found.bundle == {"cases": [case], "vacant": [], "story": []}
    assert found.ask == BASE["ask"]


def test_a_pack_is_told_every_unknown_name_of_a_worked_case() -> None:
    """A case like none, under no clause, for no rule, and twice of one id: all four are findings at once."""
    line = "- {id: odd, of: x, cite: [G9], ja: 甲, en: a, like: nothing, expect: refused, rules: [NO-SUCH]}\n"
    files = {**packaged_files("jp-acd"), "cases.yaml": f"cases:\n  {line}  {line}"}
    loaded = load_files(files)
    told = " ".join(f.message.en for f in loaded.findings)
    assert loaded.pack is None
    assert all(name in told for name in ("nothing", "G9", "NO-SUCH", "stands twice"))
