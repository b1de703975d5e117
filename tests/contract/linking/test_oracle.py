"""The engine's SQL and the plain oracle agree on every link of random small collections."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.linking.engine import find_links
from sekisho.linking.frequency import Epoch, count_frequencies, make_epoch
from sekisho.linking.listing import default_listing
from sekisho.linking.oracle import all_links
from sekisho.linking.parameters import Parameters
from sekisho.linking.profile import profiles_of
from sekisho.linking.weights import Weights

from .drawing import build, incidents, parameters


@settings(max_examples=30)
@given(incidents, parameters, st.booleans())
def test_the_engine_finds_exactly_the_links_of_the_oracle(
    said: list, given_: Parameters, old_epoch: bool
) -> None:
    """Row for row: the same pairs, the same points, also under an epoch made from a part."""
    profiles = profiles_of(build(said))
    epoch: Epoch = make_epoch(profiles[: len(profiles) // 2] if old_epoch else profiles)
    weights = Weights(given_, epoch, count_frequencies(profiles), default_listing())
    assert find_links(profiles, weights) == all_links(profiles, weights)
