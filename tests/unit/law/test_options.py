"""Which rules read an option: none goes unread that has more than one answer."""

from __future__ import annotations

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
