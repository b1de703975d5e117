"""The waist: where a candidate is thin, the incidents that hold it are named, and no others."""

from __future__ import annotations

from itertools import combinations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.linking.engine import Link
from sekisho.linking.linking import Candidate
from sekisho.linking.parameters import default_parameters
from sekisho.linking.waist import waist

PARAMETERS = msgspec.structs.replace(default_parameters(), resolution=5)


def candidate(*pairs: tuple[str, str], points: int = 9000) -> Candidate:
    links = tuple(Link(*sorted(pair), points) for pair in pairs)
    return Candidate(id="c", members=tuple(sorted({n for pair in pairs for n in pair})), links=links)


def dense(name: str, size: int) -> list[tuple[str, str]]:
    return list(combinations([f"{name}{n}" for n in range(size)], 2))


@pytest.mark.parametrize("holders", [1, 2, 3])
def test_those_that_alone_hold_two_sides_are_named(holders: int) -> None:
    """Each is linked with four of either side; without them there is no link between the sides."""
    between = [(f"x{n}", f"{side}{m}") for n in range(holders) for side in ("a", "b") for m in range(4)]
    found = waist(candidate(*dense("a", 7), *dense("b", 6), *between), PARAMETERS)
    assert found
    assert found.holders == tuple(f"x{n}" for n in range(holders))
    assert [len(side) for side in found.sides] == [7, 6]


def test_a_dense_candidate_has_none() -> None:
    """Where everybody is linked with everybody no few hold the others together."""
    assert waist(candidate(*dense("a", 12)), PARAMETERS) is None


def test_what_people_joined_without_a_link_has_none() -> None:
    """Nobody holds together what no link leads between."""
    assert waist(candidate(*dense("a", 6), *dense("b", 6)), PARAMETERS) is None


def test_a_small_candidate_has_none() -> None:
    """Sides of fewer than three are no campaigns that somebody could want joined."""
    assert waist(candidate(*dense("a", 3), *dense("b", 3)[:0], ("a0", "x"), ("x", "y")), PARAMETERS) is None


@given(
    st.sets(st.tuples(st.integers(0, 13), st.integers(0, 13)).filter(lambda p: p[0] < p[1]), min_size=8),
    st.data(),
)
def test_without_the_holders_no_link_leads_from_side_to_side(
    pairs: set[tuple[int, int]], data: st.DataObject
) -> None:
    """Whatever the links; and every member is on a side or a holder."""
    links = tuple(
        Link(f"n{a:02}", f"n{b:02}", data.draw(st.sampled_from([40, 900, 4000, 9000])))
        for a, b in sorted(pairs)
    )
    members = tuple(sorted({end for each in links for end in (each.one, each.other)}))
    found = waist(Candidate(id="c", members=members, links=links), PARAMETERS)
    if found is None:
        return
    one, two = map(set, found.sides)
    assert sorted([*one, *two, *found.holders]) == list(members)
    assert len(found.holders) < len(two) <= len(one)
    assert not [k for k in links if {k.one, k.other} & one and {k.one, k.other} & two]
