"""What holds of every clustering, whatever the links."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sekisho.linking.cluster import SIDE, cluster

NODES = 16
edges = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.sampled_from([1, 40, 900])).filter(
        lambda edge: edge[0] != edge[1]
    ),
    max_size=40,
)


def sides(group: set[int], links: list[tuple[int, int, int]]) -> list[set[int]]:
    """Return the connected parts of a group, by joining what is linked until nothing changes."""
    parts = [{node} for node in group]
    for one, other, _ in links:
        joined = [part for part in parts if part & {one, other}]
        if {one, other} <= group:
            parts = [part for part in parts if part not in joined] + [set().union(*joined)]
    return parts


@given(edges, st.sampled_from([1, 30, 400]), st.integers(1, NODES))
def test_clusters_hold_together_by_more_than_one_member(
    links: list[tuple[int, int, int]], resolution: int, largest: int
) -> None:
    """Every node is in one cluster, in one piece, of no more than asked, which no member alone holds together."""
    found = cluster(NODES, links, resolution, largest)
    assert sorted(node for group in found for node in group) == list(range(NODES))
    for group in map(set, found):
        assert len(group) <= largest
        assert len(sides(group, links)) == 1
        for member in group:
            assert sum(len(side) >= SIDE for side in sides(group - {member}, links)) < 2
