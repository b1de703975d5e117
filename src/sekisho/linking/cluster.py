"""Clusters that one common value cannot chain together.

The method is the constant Potts model, improved by moving single nodes and then whole groups (as Louvain does). A
group is worth the points of its links less ``resolution`` for every pair of members, linked or not. So two dense
groups joined by a few links stay two, and nothing that happens in one connected part reaches another part.

Invariants
1. Integers only, and nodes are visited in the order of their numbers: the same links give the same clusters.
2. Every cluster is connected by links.
3. No single member holds two groups of ``SIDE`` or more together. Without it they would fall apart, so they are
   apart, and it goes where its links weigh most: one false report cannot make one campaign of two.
4. No cluster has more than ``largest`` members: one that has is cut again at twice the resolution.
5. Every member of a cluster has ``hold`` points in its links to the others: who hangs on by less is alone. What one weak
   link adds to a large group is as many wrong pairs as the group has members.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

SIDE = 3
"""Members that a group needs on its own side for one go-between not to count as holding it."""

Edge = tuple[int, int, int]
Graph = list[dict[int, int]]


def cluster(
    nodes: int, edges: Iterable[Edge], resolution: int, largest: int, hold: int = 0
) -> list[list[int]]:
    """Return the clusters of nodes ``0 … nodes-1`` as sorted lists, each node in exactly one.

    ``edges`` are ``(one, other, points > 0)``; ``resolution`` is the mean of points between all members that a
    cluster must be worth; ``largest`` bounds the members of a cluster; ``hold`` is what a member must have in its links.
    """
    if resolution < 1 or largest < 1:
        raise ValueError("resolution and the largest cluster are at least 1")
    graph: Graph = [{} for _ in range(nodes)]
    for one, other, points in edges:
        graph[one][other] = graph[one].get(other, 0) + points
        graph[other][one] = graph[one][other]
    found = [
        group for part in _parts(graph, range(nodes)) for group in _cut(graph, part, resolution, largest)
    ]
    return sorted(side for group in found for side in _holding(graph, group, hold))


def _cut(graph: Graph, members: list[int], resolution: int, largest: int) -> list[list[int]]:
    if len(members) == 1:
        return [members]
    place = {node: number for number, node in enumerate(members)}
    inner: Graph = [{place[n]: w for n, w in graph[node].items() if n in place} for node in members]
    groups = [
        [members[n] for n in side]
        for group in _communities(inner, resolution)
        for part in _parts(inner, group)
        for side in _unbridged(inner, part)
    ]
    result = []
    for group in groups:
        result += [group] if len(group) <= largest else _cut(graph, group, resolution * 2, largest)
    return result


def _holding(graph: Graph, group: list[int], hold: int) -> list[list[int]]:
    """Leave out whoever hangs on by less than ``hold``, the weakest first; what then falls apart is looked at again."""
    inside = set(group)
    pull = {node: sum(points for near, points in graph[node].items() if near in inside) for node in group}
    while len(inside) > 1 and pull[weakest := min(inside, key=lambda node: (pull[node], node))] < hold:
        inside.discard(weakest)
        for near, points in graph[weakest].items():
            if near in inside:
                pull[near] -= points
    alone = [[node] for node in group if node not in inside]
    sides = [side for part in _parts(graph, inside) for side in _unbridged(graph, part)]
    if len(sides) > 1:
        sides = [each for side in sides for each in _holding(graph, side, hold)]
    return sides + alone


def _parts(graph: Graph, nodes: Iterable[int]) -> list[list[int]]:
    """Return the connected parts of the graph within ``nodes``."""
    left = set(nodes)
    parts = []
    for start in sorted(left):
        if start not in left:
            continue
        left.discard(start)
        part, waiting = [start], [start]
        while waiting:
            if near := left.intersection(graph[waiting.pop()]):
                left -= near
                part += near
                waiting += near
        parts.append(sorted(part))
    return parts


def _unbridged(graph: Graph, group: list[int]) -> list[list[int]]:
    """Cut a group at every member that alone holds two sides together."""
    bridge = _bridge(graph, group) if len(group) > 2 * SIDE else None
    if bridge is None:
        return [group]
    sides = _parts(graph, (node for node in group if node != bridge))
    pull = [sum(graph[bridge].get(node, 0) for node in side) for side in sides]
    sides[pull.index(max(pull))].append(bridge)
    return [rest for side in sides for rest in _unbridged(graph, sorted(side))]


def _bridge(graph: Graph, group: list[int]) -> int | None:
    """Return the first member without which a connected group falls into two sides of ``SIDE`` or more, or none.

    A member holds what was reached through another where nothing of it leads back to before the member (Hopcroft and
    Tarjan 1973).
    """
    inside, start = set(group), group[0]
    reached, back = {start: 0}, {start: 0}
    held: dict[int, list[int]] = {}
    path = [(start, iter(graph[start]))]
    while path:
        node, rest = path[-1]
        for near in rest:
            if near in reached:
                if reached[near] < back[node]:
                    back[node] = reached[near]
            elif near in inside:
                reached[near] = back[near] = len(reached)
                path.append((near, iter(graph[near])))
                break
        else:
            path.pop()
            above = path[-1][0] if path else node
            if path and back[node] >= reached[above]:
                held.setdefault(above, []).append(len(reached) - reached[node])
            back[above] = min(back[above], back[node])
    others = len(group) - 1
    holds = (n for n, sides in held.items() if _apart([*sides, others - sum(sides)]))
    return min(holds, default=None)


def _apart(sides: list[int]) -> bool:
    return sum(side >= SIDE for side in sides) > 1


def _communities(graph: Graph, resolution: int) -> list[list[int]]:
    groups = [[node] for node in range(len(graph))]
    while True:
        home = _move_nodes(graph, [len(group) for group in groups], resolution)
        names = sorted(set(home))
        if len(names) == len(groups):
            return [sorted(group) for group in groups]
        number = {name: n for n, name in enumerate(names)}
        merged: list[list[int]] = [[] for _ in names]
        for node, name in enumerate(home):
            merged[number[name]] += groups[node]
        graph = _contract(graph, [number[name] for name in home], len(names))
        groups = merged


def _contract(graph: Graph, home: list[int], count: int) -> Graph:
    smaller: Graph = [{} for _ in range(count)]
    for node, near in enumerate(graph):
        for other, points in near.items():
            one, two = home[node], home[other]
            if one != two:
                smaller[one][two] = smaller[one].get(two, 0) + points
    return smaller


def _move_nodes(graph: Graph, weight: list[int], resolution: int) -> list[int]:
    """Move nodes one at a time to the group where they are worth most, until none gains by moving."""
    home, size = list(range(len(graph))), list(weight)
    free: list[int] = []
    waiting, queued = deque(range(len(graph))), [True] * len(graph)
    while waiting:
        node = waiting.popleft()
        queued[node] = False
        size[home[node]] -= weight[node]
        target = _best_home(graph[node], home, size, resolution * weight[node], home[node], free)
        size[target] += weight[node]
        if target == home[node]:
            continue
        if size[home[node]] == 0:
            free.append(home[node])
        home[node] = target
        for other in sorted(graph[node]):
            if home[other] != target and not queued[other]:
                queued[other] = True
                waiting.append(other)
    return home


def _best_home(
    near: dict[int, int],
    home: list[int],
    size: list[int],
    price: int,
    here: int,
    free: list[int],
) -> int:
    """Return the group where a node is worth most: where it is if that is as good, else the least number.

    ``near``: points of its links; ``price``: what each member costs that it is put together with.
    """
    worth: dict[int, int] = {here: 0}
    for other, points in near.items():
        group = home[other]
        worth[group] = worth.get(group, 0) + points
    best, most = here, worth[here] - price * size[here]
    for group, points in worth.items():
        gain = points - price * size[group]
        if gain > most or (gain == most and best != here and group < best):
            best, most = group, gain
    if most >= 0:
        return best
    return free.pop() if free else here
