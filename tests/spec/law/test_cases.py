"""The worked cases of the pack: every outcome is the one that the law gives, for the rules that it gives it for."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from sekisho.casework.replay import replay
from sekisho.casework.working import bundle_of, work
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.law.worked import WorkedCase

KERNEL = {"KERNEL-AUTHORITY", "KERNEL-OFFICE", "KERNEL-CLOSED", "KERNEL-SUBJECT"}
NEVER = {f"N{n:02}" for n in range(1, 33)} - {"N03", "N23", "N24"}
"""The properties of the form “never” that one bundle can show; N23 and N24 compare two states and stand elsewhere."""


@cache
def pack() -> Pack:
    return load_pack()


def each() -> list[Any]:
    return [pytest.param(case, id=f"{case.id}-{case.cite[0]}") for case in pack().worked]


@pytest.mark.parametrize("case", each())
def test_a_worked_case_comes_out_as_the_law_has_it(case: WorkedCase) -> None:
    """The outcome, the rules missing and the exceptions used are those that the case states; so is the clause named."""
    found = work(pack(), case)
    assert not found.named or case.cite[0] in found.named
    assert (found.outcome, set(found.missing), found.lifted) == (
        case.expect,
        set(case.rules),
        set(case.lifted),
    )


@pytest.mark.parametrize("case", [c for c in each() if c.values[0].expect == "permitted"])
def test_in_a_permitted_case_every_entry_counts(case: WorkedCase) -> None:
    """What leads to a permitted act was itself done through the gate."""
    uncounted = [
        (u.told.step, [r.rule for r in u.verdict.missing])
        for u in replay(pack(), bundle_of(pack(), case)).uncounted
    ]
    assert uncounted == []


@pytest.mark.parametrize("case", each())
def test_every_rule_and_clause_of_a_case_exists(case: WorkedCase) -> None:
    """A case names rules of the pack or of the kernel, exceptions of the pack, and clauses of the pack."""
    assert set(case.rules) <= set(pack().rules) | KERNEL
    assert set(case.lifted) <= {e.id for e in pack().exemptions}
    assert set(case.cite) <= set(pack().clauses)


def test_case_ids_are_unique() -> None:
    """No two worked cases share an id."""
    ids = [case.id for case in pack().worked]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("row", sorted(NEVER))
def test_every_never_has_a_refusal(row: str) -> None:
    """For every property of the form “never” a case is refused, by a rule that it names."""
    refusals = [c for c in pack().worked if c.of == row and c.expect == "refused" and c.rules]
    assert refusals, row


@pytest.mark.parametrize("case", [c for c in each() if c.values[0].like and c.values[0].rules])
def test_a_case_that_is_refused_is_like_one_that_is_permitted(case: WorkedCase) -> None:
    """What a refused case says it is like is permitted, so that the difference alone turns the outcome."""
    base = next(c for c in pack().worked if c.id == case.like)
    assert base.expect == "permitted"
