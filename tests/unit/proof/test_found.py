"""What the proofs found, as the package carries it: by rule, of this edition only, and stale when that changes."""

from __future__ import annotations

import msgspec

from sekisho.law.loading import load_pack
from sekisho.proof import found as of
from sekisho.proof.found import kept, resting_on, stale
from sekisho.proof.prove import Result
from sekisho.vocabulary.text import Text


def test_a_rule_leads_to_the_properties_that_rest_on_it() -> None:
    """Two persons at the approval rest on the rule that says so."""
    resting = resting_on(load_pack(), "APPROVE-OTHER-PERSON")
    assert resting is not None
    assert [each.id for each in resting if "measure.approve" in each.rests_on].count("N19a") == 1


def test_of_another_edition_nothing_is_said() -> None:
    """Proofs of one text say nothing of another."""
    assert resting_on(msgspec.structs.replace(load_pack(), hash="0" * 64), "APPROVE-OTHER-PERSON") is None


def test_what_is_kept_is_stale_under_another_text() -> None:
    """What is kept was made from the pack as it is, and from no other."""
    pack, written = load_pack(), msgspec.json.format(msgspec.json.encode(kept()), indent=1).decode()
    assert not stale(pack, written)
    assert stale(msgspec.structs.replace(pack, hash="0" * 64), written)


def test_what_was_not_proved_or_rests_on_no_rule_is_left_out() -> None:
    """A counterexample is no proof, and an effect of a step is no rule; a rule written after its step is one."""
    pack = load_pack()
    result = Result(id="P a", step="measure.start", text=Text("甲", "a"), cite=("G2.1a",), proved=True)
    rule = msgspec.structs.replace(result, rests_on=("measure.start: START-CONSULTATION", "an effect"))
    failed = msgspec.structs.replace(rule, id="Q a", proved=False)
    proved = of.found(pack, (result, rule, failed)).proved
    assert [(each.id, each.rests_on) for each in proved] == [
        ("P", {"measure.start": ("START-CONSULTATION",)})
    ]
