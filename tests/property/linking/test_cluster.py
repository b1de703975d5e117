"""What holds of every clustering, whatever the links."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from sekisho.linking.cluster import SIDE, cluster

NODES = 16
groups = st.lists(st.tuples(st.integers(0, NODES - 4), st.integers(4, 6)), max_size=4)
edges = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)).filter(lambda edge: edge[0] != edge[1]),
    max_size=8,
)


def sides(group: set[int], links: list[tuple[int, int, int]]) -> list[set[int]]:
    """Return the connected parts of a group, by joining what is linked until nothing changes."""
    parts = [{node} for node in group]
    for one, other, _ in links:
        joined = [part for part in parts if part & {one, other}]
        if {one, other} <= group:
            parts = [part for part in parts if part not in joined] + [set().union(*joined)]
    return parts


@given(groups, edges, st.sampled_from([1, 30, 400]), st.integers(1, NODES), st.sampled_from([0, 100, 2000]))
def test_clusters_hold_together_by_more_than_one_member(
    dense: list[tuple[int, int]], thin: list[tuple[int, int]], resolution: int, largest: int, hold: int
) -> None:
    """Every node is in one cluster, in one piece, of no more than asked, which no member alone holds together and to
    which none hangs on by too little.

    Drawn are dense groups, which may have members in common, and a few links besides.
    """
    links = [
        (*pair, 900)
        for start, size in dense
        for pair in combinations(range(start, min(start + size, NODES)), 2)
    ]
    links += [(*pair, 40) for pair in thin]
    found = cluster(NODES, links, resolution, largest, hold)
    assert sorted(node for group in found for node in group) == list(range(NODES))
    for group in map(set, found):
        assert len(group) <= largest
        assert len(sides(group, links)) == 1
        for member in group:
            pull = sum(
                points for one, other, points in links if {one, other} <= group and member in (one, other)
            )
            assert pull >= hold or len(group) == 1
            assert sum(len(side) >= SIDE for side in sides(group - {member}, links)) < 2
