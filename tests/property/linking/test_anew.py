"""A collection that is gathered in parts is linked as one that lies in memory."""

from __future__ import annotations

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.linking.anew import Gathering
from sekisho.linking.decided import Constraints
from sekisho.linking.engine import duckdb_engine
from sekisho.linking.frequency import count_frequencies, make_epoch
from sekisho.linking.ground import groups_in
from sekisho.linking.keys import Key
from sekisho.linking.linking import link
from sekisho.linking.listing import default_listing
from sekisho.linking.parameters import Parameters
from sekisho.linking.profile import profiles_of
from tests.contract.linking.drawing import build, incidents, parameters


def number(key: Key) -> int:
    """Return a number for a key."""
    return int.from_bytes(hashlib.blake2b("\0".join(key).encode(), digest_size=8).digest(), signed=True)


@settings(max_examples=40)
@given(incidents, parameters, st.data())
def test_parts_give_what_the_whole_gives(rows: list, chosen: Parameters, data: st.DataObject) -> None:
    """Links, clusters, frequencies and holders, in an epoch that knows some of the incidents or in one made from all, with
    some values excluded.
    """
    given_all = build(rows)
    profiles = profiles_of(given_all)
    counts = count_frequencies(profiles)
    keys = sorted({key for each in profiles for key in each.keys})
    excluded = frozenset(data.draw(st.sets(st.sampled_from(keys), max_size=3)) if keys else ())
    known = profiles[: data.draw(st.integers(0, len(profiles)))]
    fresh = data.draw(st.booleans())
    epoch = make_epoch(profiles if fresh else known)
    with duckdb_engine() as engine:
        gathering = Gathering(engine, number, chosen, default_listing(), excluded)
        shuffled = data.draw(st.permutations(profiles))
        places = {each.id: 1000 - n for n, each in enumerate(shuffled)}
        cut = data.draw(st.integers(0, len(profiles)))
        for part in (shuffled[:cut], shuffled[cut:]):
            gathering.add(part, places)
        if not fresh:
            gathering.know([(number(key), count) for key, count in epoch.frequencies.items()])
        found = gathering.link(None if fresh else epoch.incidents)
        again = link(given_all, chosen, epoch, constraints=Constraints(excluded=excluded))
        assert found.incidents == len(profiles)
        assert found.links == again.links
        assert sorted(found.groups) == sorted(g for g in groups_in(again.machine) if len(g) > 1)
        assert gathering.held_by(keys) == {key: counts[key] for key in keys}
        assert dict(gathering.repeated()) == {number(key): n for key, n in counts.items() if n > 1}
        holders = list(gathering.holders())
        assert holders == sorted(holders)
        held: dict[int, set[int]] = {}
        for key, place in holders:
            held.setdefault(key, set()).add(place)
        most = chosen.frequency_cap + 1
        assert {key: len(them) for key, them in held.items()} == {
            number(key): min(n, most) for key, n in counts.items()
        }
