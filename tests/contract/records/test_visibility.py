"""The one predicate says the same as SQL over tables as it does in Python, for every viewer and every access
set.
"""

from __future__ import annotations

from itertools import product

import pytest

from sekisho.casework.visibility import EVERYONE, LEVELS, Access, Viewer, may_see, sees_whole
from sekisho.records import models
from sekisho.records.access import access_in, keep_access, visible_to

ACCESSES = [
    Access(
        realm=realm,
        level=level,
        team=frozenset(team),
        compartments=frozenset(compartments),
        part=frozenset(part) & frozenset(team),
        by_law=frozenset(by_law),
        recused=frozenset(recused),
        emergency=frozenset(emergency),
    )
    for realm, level, (team, part), compartments, by_law, recused, emergency in product(
        ("real", "exercise:one"),
        LEVELS[:3],
        (
            ((EVERYONE,), ()),
            (("npa",), ()),
            (("npa", "mod"), ("npa",)),
            (("pref_police", "mod"), ("pref_police",)),
            ((), ()),
        ),
        ((), ("alpha",), ("alpha", "alpha_two")),
        ((), ("npa",)),
        ((), ("person-sato",)),
        ((), ("case_one", "case_two")),
    )
]
VIEWERS = [
    Viewer(
        person=person,
        realm=realm,
        clearance=clearance,
        offices=frozenset(offices),
        compartments=frozenset(read_into),
        emergency=frozenset(emergency),
    )
    for person, realm, clearance, offices, read_into, emergency in product(
        ("person-sato", "person-Xato"),
        ("real", "exercise:one"),
        (LEVELS[0], LEVELS[2]),
        ((), ("npa",), ("npa", "mod"), ("pref_police",), ("prefXpolice", "pa"), (EVERYONE,)),
        ((), ("alpha",), ("alpha", "alpha_two"), ("alpha_two", "beta")),
        ((), ("case_one",), ("caseXone",)),
    )
]


def by_hand(viewer: Viewer, access: Access, whole: bool) -> bool:
    """The predicate said a second time, one thing and one condition after the other."""
    if viewer.realm != access.realm or viewer.person in access.recused:
        return False
    if any(office in access.by_law for office in viewer.offices):
        return True
    if any(case in access.emergency for case in viewer.emergency):
        return True
    if LEVELS.index(viewer.clearance) < LEVELS.index(access.level):
        return False
    if any(compartment not in viewer.compartments for compartment in access.compartments):
        return False
    if viewer.offices and (EVERYONE in viewer.offices or EVERYONE in access.team):
        return True
    on_team = [office for office in viewer.offices if office in access.team]
    return any(office not in access.part for office in on_team) if whole else bool(on_team)


@pytest.mark.django_db
def test_sql_and_python_agree_on_every_pair() -> None:
    """For each viewer the rows that SQL finds are those that the Python check lets through and those that
    the conditions taken one by one let through, no more and no less.
    """
    rows = {keep_access(access).pk: access for access in ACCESSES}
    assert len(rows) == len(ACCESSES)
    for viewer in VIEWERS:
        for whole, check in ((False, may_see), (True, sees_whole)):
            listed = models.Access.objects.filter(pk__in=visible_to(viewer, whole))
            found = set(listed.values_list("pk", flat=True))
            assert found == {pk for pk, access in rows.items() if check(viewer, access)}, (viewer, whole)
            assert found == {pk for pk, access in rows.items() if by_hand(viewer, access, whole)}, (
                viewer,
                whole,
            )


@pytest.mark.django_db
def test_an_access_set_is_kept_once_and_comes_back_as_it_was() -> None:
    """Equal sets share a row, whatever the order of their words."""
    access = Access(level=LEVELS[2], team=frozenset({"npa", "mod"}), compartments=frozenset({"b", "a"}))
    first, second = keep_access(access), keep_access(access)
    assert first.pk == second.pk
    assert access_in(first) == access


@pytest.mark.django_db
def test_the_same_access_under_another_marking_is_another_set() -> None:
    """What the supplier wrote is not lost where it comes to the same audience."""
    access = Access()
    assert keep_access(access, {"tlp": "green"}).pk != keep_access(access, {"tlp": "clear"}).pk
