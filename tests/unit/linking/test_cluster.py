"""Clusters: dense groups stay together, chains do not form."""

from __future__ import annotations

from itertools import combinations

import pytest

from sekisho.linking.cluster import cluster


def clique(*nodes: int, points: int = 1000) -> list[tuple[int, int, int]]:
    return [(a, b, points) for a, b in combinations(nodes, 2)]


def test_two_dense_groups_joined_by_one_link_stay_two() -> None:
    """One link between two groups is not worth the pairs it would bring together."""
    edges = [*clique(0, 1, 2, 3), *clique(4, 5, 6, 7), (3, 4, 1000)]
    assert cluster(8, edges, resolution=200, largest=100) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_a_long_chain_is_cut() -> None:
    """A chain of equal links falls into short pieces, so that one path cannot join the country."""
    groups = cluster(60, [(n, n + 1, 1000) for n in range(59)], resolution=300, largest=100)
    assert max(map(len, groups)) <= 5


def test_one_go_between_does_not_hold_two_groups_together() -> None:
    """However strong its links, a single node on both sides goes to one of them."""
    edges = [*clique(0, 1, 2, 3), *clique(5, 6, 7, 8)]
    edges += [(n, 4, 9000) for n in (0, 1, 2, 3)] + [(4, n, 8000) for n in (5, 6, 7, 8)]
    assert cluster(9, edges, resolution=1, largest=100) == [[0, 1, 2, 3, 4], [5, 6, 7, 8]]


def test_a_node_without_links_is_alone() -> None:
    """Every node is in exactly one cluster, linked or not."""
    assert cluster(3, [(0, 2, 10)], resolution=1, largest=10) == [[0, 2], [1]]


def test_who_hangs_on_by_too_little_is_alone() -> None:
    """One weak link does not make a member; links that together are worth enough do."""
    edges = [*clique(0, 1, 2, 3), (3, 4, 300), (2, 5, 300), (3, 5, 300)]
    assert cluster(6, edges, resolution=1, largest=100) == [[0, 1, 2, 3, 4, 5]]
    assert cluster(6, edges, resolution=1, largest=100, hold=500) == [[0, 1, 2, 3, 5], [4]]


def test_what_held_together_by_who_is_left_out_falls_apart() -> None:
    """A pair beyond the one who is left out stands by itself, and is judged by its own links."""
    edges = [*clique(0, 1, 2), (2, 3, 100), (3, 4, 100), (4, 5, 900)]
    assert cluster(6, edges, resolution=1, largest=100, hold=400) == [[0, 1, 2], [3], [4, 5]]


def test_a_cluster_that_grows_too_large_is_cut_again() -> None:
    """No cluster passes the bound on members, however strong its links."""
    edges = clique(*range(30), points=500)
    assert max(map(len, cluster(30, edges, resolution=1, largest=8))) <= 8


def test_every_cluster_is_connected() -> None:
    """Members of a cluster reach each other through members."""
    edges = [(0, 1, 900), (1, 2, 900), (2, 3, 20), (3, 4, 900), (0, 4, 15)]
    for group in cluster(5, edges, resolution=50, largest=5):
        reached, waiting = {group[0]}, [group[0]]
        while waiting:
            node = waiting.pop()
            near = {b if a == node else a for a, b, _ in edges if node in (a, b)} & set(group)
            waiting += near - reached
            reached |= near
        assert reached == set(group)


@pytest.mark.parametrize(("resolution", "largest"), [(0, 5), (5, 0)])
def test_a_meaningless_bound_is_refused(resolution: int, largest: int) -> None:
    """A resolution or a bound below one is misuse."""
    with pytest.raises(ValueError, match="at least 1"):
        cluster(2, [], resolution, largest)
