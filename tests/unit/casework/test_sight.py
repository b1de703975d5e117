"""Who sees a case follows from the pack's rules of sight, and an office that is asked sees its part and no more."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pytest

from sekisho.casework.replay import Replayed
from sekisho.casework.sight import access_of, part_seen
from sekisho.casework.visibility import EVERYONE, Viewer
from sekisho.law.loading import load_files, packaged_files

from .bundles import POLICY, measure, pack, played

EXECUTIVE = {"npa", "mod", "nco", "nss", "mofa"}


@cache
def scene() -> Replayed:
    """A measure under a policy on which ministries were asked."""
    return played(POLICY, measure("police_abroad_running"))


def team(case: str) -> frozenset[str]:
    return offices_in(access_of(pack(), scene().world, scene().world.cases[case]).team)


def offices_in(words: frozenset[str]) -> frozenset[str]:
    """The offices of an access set, without the words for who stands in for them in one kind of case."""
    return frozenset(word for word in words if word in pack().offices or word == EVERYONE)


def asked(offices: Iterable[str]) -> Viewer:
    return Viewer(person="p", offices=frozenset(offices))


def test_a_measure_is_seen_by_those_with_a_part_in_it_by_who_reports_it_and_by_the_commission() -> None:
    assert team("m1") == EXECUTIVE | {"commission", "pref_police", "npsc"}


def test_nobody_else_sees_a_measure_and_it_is_never_open_to_all() -> None:
    assert not team("m1") & {EVERYONE, "mic", "mof", "meti", "sdf", "cas", "digital"}


def test_the_commission_sees_a_policy_only_once_a_measure_rests_on_it() -> None:
    alone = played(POLICY)
    assert "commission" not in access_of(pack(), alone.world, alone.world.cases["p1"]).team
    assert "commission" in team("p1")


def test_an_office_asked_about_a_policy_sees_only_its_part() -> None:
    policy = scene().world.cases["p1"]
    access = access_of(pack(), scene().world, policy)
    in_part = {office for office in policy.parts["asked"] if office not in EXECUTIVE}
    assert offices_in(access.part) == in_part


@pytest.mark.parametrize("kind", list(pack().kinds))
def test_every_kind_of_case_has_a_rule_of_sight_with_a_citation(kind: str) -> None:
    rules = pack().sight_of[kind]
    assert rules
    assert all(rule.cite for rule in rules)


def test_without_a_rule_nobody_sees_a_case() -> None:
    files = {name: text for name, text in packaged_files("jp-acd").items() if name != "sight.yaml"}
    bare = load_files(files).pack
    assert bare is not None
    assert access_of(bare, scene().world, scene().world.cases["m1"]).team == frozenset()


def test_the_part_of_an_office_holds_what_names_it_and_nothing_of_the_others() -> None:
    case = scene().world.cases["p1"]
    shown = part_seen(scene().world, case, asked({"mofa"}))
    assert 0 < len(shown.entries) < len(case.entries)
    assert set(shown.parts["asked"]) <= {"mofa"}
    assert shown.links == {}
    assert shown.root.dims == {}
    assert shown.title == case.title
