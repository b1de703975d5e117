"""Which rules read an option: none goes unread that has more than one answer."""

from __future__ import annotations

from sekisho.law.confidence import confidence
from sekisho.law.loading import load_pack
from sekisho.law.options import options_read, rules_reading


def test_every_option_with_a_choice_is_read_by_a_rule() -> None:
    """An option that no rule reads would be a question whose answer changes nothing."""
    pack = load_pack()
    unread = [o.id for o in pack.options.values() if len(o.values) > 1 and not rules_reading(pack, o.id)]
    assert unread == []


def test_an_option_is_read_through_the_term_of_a_duty() -> None:
    """The hours within which the commission is told are an option of the timer, not of a condition."""
    pack = load_pack()
    assert options_read(pack, pack.rules["NOTIFY-COMMISSION"]) == ("commission_notice_hours",)


def test_a_rule_is_as_sure_as_the_least_sure_clause_that_it_cites() -> None:
    """The paragraph on the notice afterwards was not seen: the rule says so, though it names no confidence of its own."""
    pack = load_pack()
    notice = pack.rules["NOTIFY-COMMISSION"]
    assert (notice.confidence, confidence(pack, notice)) == ("verified", "general")
    assert confidence(pack, pack.rules["START-CONSULTATION"]) == "verified"
    low = {c.id for c in pack.clauses.values() if c.confidence != "verified"}
    silent = [r.id for r in pack.rules.values() if low & set(r.cite) and confidence(pack, r) == "verified"]
    assert silent == []
