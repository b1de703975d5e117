"""Duties: each change to when one is open, who owes it, to whom and on what is noticed by a property or the table.

| change | noticed by |
|---|---|
| open never, or where nothing is to be made good | what an entry must leave; when a standing duty is open and when not |
| a duty for the minister of the other side | the report of a leg is never left with him |
| another bearer, creditor, element, step | a property, or the row of the table of duties |
"""

from __future__ import annotations

import msgspec
import pytest

from sekisho.law.expression import TRUE
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.proof.about_sparing import SPARED
from sekisho.proof.owing import altered, mistold
from sekisho.proof.standing import prove_spares
from sekisho.proof.wording import replaced

KILLED = (
    ("REPORT-POLICE", "when all: met", "A02d"),
    ("REPORT-POLICE-BY-DEFENCE", "when 1: met", "A02e"),
    ("NOTIFY-COMMISSION", "open never", "N06c"),
    ("STOP-COVERAGE", "when 1: met", "A07f only"),
    ("ORDER-END-PROMPTLY", "when 3: running no longer", "A06h"),
    ("POLICY-SUPERSEDE-RECORD", "not discharged by policy.withdraw", "duty POLICY-SUPERSEDE-RECORD"),
)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.mark.parametrize(("rule", "change", "by"), KILLED)
def test_a_duty_changed_is_noticed_by_what_states_it(pack: Pack, rule: str, change: str, by: str) -> None:
    assert next(m.killed_by for m in altered(pack, rule) if m.change == change) == by


def test_the_packaged_duties_are_as_the_table_has_them(pack: Pack) -> None:
    """Otherwise every change would be noticed by what is wrong already."""
    assert mistold(pack) == ()


def test_a_duty_that_the_table_does_not_know_and_one_that_is_gone_are_told(pack: Pack) -> None:
    renamed = msgspec.structs.replace(pack.duties[0], id="NEW")
    other = msgspec.structs.replace(pack, duties=(*pack.duties[1:], renamed))
    assert set(mistold(other)) == {pack.duties[0].id, "NEW"}


def test_every_standing_duty_is_said_where_it_is_not_open(pack: Pack) -> None:
    assert {name for s in SPARED for name in s.duties} == {r.id for r in pack.standing}


def test_a_duty_that_is_always_open_breaks_what_spares_people(pack: Pack) -> None:
    always = replaced(pack, msgspec.structs.replace(pack.rules["STOP-GUARD"], when=TRUE))
    assert [r.id for r in prove_spares(always, SPARED) if not r.proved] == ["A07b only"]


@pytest.mark.long
def test_every_change_to_a_duty_is_noticed(pack: Pack) -> None:
    left = [(m.rule, m.step, m.change) for m in altered(pack) if m.survives]
    assert left == []
