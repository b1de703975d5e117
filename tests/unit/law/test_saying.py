"""Conditions in words: every operator has its words, in both languages, and no name of the pack's files shows through."""

from __future__ import annotations

import re

import pytest

from sekisho.law import expression as x
from sekisho.law.loading import load_pack
from sekisho.law.pack import Precondition, Rule, StandingDuty
from sekisho.law.saying import head, say
from sekisho.vocabulary.text import Text

NAME = re.compile(r"[a-z]+_[a-z_]+|[A-Z]{2,}-[A-Z-]+")


def conditions(rule: Rule) -> list[Text]:
    pack = load_pack()
    steps = getattr(rule, "steps", ())
    kind = rule.kind if isinstance(rule, StandingDuty) else pack.steps[steps[0]].kind
    step = pack.steps[steps[0]] if steps else None
    nodes = [rule.when, rule.require] if isinstance(rule, Precondition) else [rule.when]
    return [say(pack, kind, node, step) for node in nodes]


@pytest.mark.parametrize("rule", [pytest.param(r, id=r.id) for r in load_pack().rules.values()])
def test_every_rule_says_its_condition_without_a_name_of_the_files(rule: Rule) -> None:
    for said in conditions(rule):
        assert said.ja
        assert said.en
        assert not NAME.search(said.ja), said.ja
        assert not NAME.search(said.en), said.en


def test_every_operator_of_the_language_is_said_somewhere_in_the_pack_or_here() -> None:
    pack = load_pack()
    nodes = [
        n for r in pack.rules.values() for c in (r.when, getattr(r, "require", r.when)) for n in x.walk(c)
    ]
    nodes += [n for d in pack.defs.values() for n in x.walk(d)]
    operators = {
        c for c in vars(x).values() if isinstance(c, type) and issubclass(c, x.Node) and c is not x.Node
    }
    assert operators - {type(n) for n in nodes} == set()


def test_alternatives_are_listed_as_a_statute_lists_them() -> None:
    pack = load_pack()
    node = x.Done("view_nco", ("concerns", "does_not", "no_view"), ("plan", "identity", "location_version"))
    said = say(pack, "measure", node)
    assert said.ja == (
        "現在の計画、対象の特定及び所在の認定について、国家サイバー統括室の見解が「関わる」、「関わらない」又は「意見なし」である"
    )


def test_the_head_of_a_condition_leaves_what_is_inside_to_its_own_lines() -> None:
    pack = load_pack()
    inside = x.Done("started", ("started",))
    assert head(pack, "measure", x.Some("run", inside)).ja == "いずれかの実施について、次を満たす"
    assert head(pack, "measure", x.All((inside, inside))) == Text("次の全てを満たす", "all of the following")
    assert head(pack, "measure", inside) == say(pack, "measure", inside)
