"""Properties of markings: joining only ever makes stricter, in any order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sekisho.intel.markings import TLP_ORDER, UNMARKED, MarkingSet, join
from sekisho.intel.markings_stix import definitions_for, marking_of, read_definition, refs_for

NAMES = st.lists(st.sampled_from(["a", "b", "c"]), max_size=3).map(tuple)
MARKINGS = st.builds(
    MarkingSet,
    tlp=st.none() | st.sampled_from(TLP_ORDER),
    level=st.none() | st.sampled_from([1, 2, 3]),
    compartments=NAMES,
    releasable=st.none() | NAMES,
)


@given(MARKINGS, MARKINGS, MARKINGS)
def test_joining_does_not_depend_on_order_or_repetition(a: MarkingSet, b: MarkingSet, c: MarkingSet) -> None:
    """Joining is commutative, associative and idempotent, and no marking is its neutral element."""
    assert join([a, b]) == join([b, a])
    assert join([join([a, b]), c]) == join([a, join([b, c])])
    assert join([a, a]) == a == join([a, UNMARKED])


@given(MARKINGS, MARKINGS)
def test_a_join_is_never_freer_than_a_part(a: MarkingSet, b: MarkingSet) -> None:
    """Whoever may have the joined information may have each part."""
    both = join([a, b])
    for part in (a, b):
        assert part.tlp is None or TLP_ORDER.index(both.tlp or "clear") >= TLP_ORDER.index(part.tlp)
        assert (both.level or 0) >= (part.level or 0)
        assert set(both.compartments) >= set(part.compartments)
        if part.releasable is not None:
            assert both.releasable is not None
            assert set(both.releasable) <= set(part.releasable)


@given(MARKINGS)
def test_a_marking_written_in_stix_reads_back_the_same(marking: MarkingSet) -> None:
    """The definitions and references written for a marking set say exactly that set."""
    known = {
        d["id"]: read_definition(d) for d in definitions_for(marking) if d["type"] == "marking-definition"
    }
    assert marking_of({"object_marking_refs": refs_for(marking)}, known).marking == marking
