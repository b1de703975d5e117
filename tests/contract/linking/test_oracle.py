"""The engine's SQL and the plain oracle agree on every link of random small collections."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.intel.objects import Incident
from sekisho.linking.engine import find_links
from sekisho.linking.frequency import Epoch, count_frequencies, make_epoch
from sekisho.linking.listing import default_listing
from sekisho.linking.oracle import all_links
from sekisho.linking.parameters import Evidence, Parameters
from sekisho.linking.profile import profiles_of
from sekisho.linking.weights import Weights
from tests.unit.linking.making import incident

VALUES = [
    ("domain", "red-lamp.example"),
    ("domain", "mail.red-lamp.example"),
    ("domain", "blue-lamp.example"),
    ("domain", "files.google.com"),
    ("ipv4", "93.184.216.34"),
    ("ipv4", "93.184.216.99"),
    ("ipport", "93.184.216.34:8443"),
    ("url", "http://red-lamp.example/gate/a1.php?id=1"),
    ("url", "http://93.184.216.99/gate/b2.php?id=1"),
    ("sha256", "1" * 64),
    ("email", "desk@red-lamp.example"),
]
incidents = st.lists(
    st.builds(
        lambda values, on, sectors, techniques, malware: (values, on, sectors, techniques, malware),
        st.lists(st.sampled_from(VALUES), max_size=6),
        st.sampled_from([None, "2026-01-01", "2026-02-14", "2021-07-01"]),
        st.lists(st.sampled_from(["gas", "water"]), max_size=2),
        st.lists(st.sampled_from(["T1001", "T1583"]), max_size=2),
        st.lists(st.sampled_from(["alpha", "beta"]), max_size=1),
    ),
    max_size=9,
)
points = st.integers(0, 4000)
evidence = st.builds(
    lambda first, each, limit, against: Evidence(first=tuple(first), each=each, limit=limit, against=against),
    st.one_of(
        st.just([]), st.lists(points, min_size=6, max_size=6).map(lambda them: sorted(them, reverse=True))
    ),
    st.integers(0, 300),
    points,
    points,
)
NAMES = ["value", "word", "network", "host", "shape", "path", "fragment", "technique", "sector", "malware"]
parameters = st.builds(
    lambda base, cap, size, period, worth: Parameters(
        version=0,
        provenance="generated",
        base=base,
        ceiling=9000,
        resolution=10,
        largest=50,
        frequency_cap=cap,
        size_points=size,
        period_points=period,
        period_days=30,
        undated_days=365,
        evidence=worth,
    ),
    st.integers(-6000, 2000),
    st.integers(2, 9),
    points,
    points,
    st.dictionaries(st.sampled_from(NAMES), evidence, min_size=1),
)


def build(said: list) -> list[Incident]:
    return [
        incident(f"i{n}", *values, on=on, sectors=tuple(s), techniques=tuple(t), malware=tuple(m))
        for n, (values, on, s, t, m) in enumerate(said)
    ]


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
