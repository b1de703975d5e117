"""Properties of writing: what goes out as STIX comes back as the same incidents."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.intel.markings import MarkingSet
from sekisho.intel.objects import Incident
from sekisho.intel.observables import Observable
from sekisho.intel.reading import read_file
from sekisho.intel.stix_out import write_stix

AT = datetime(2026, 10, 1, tzinfo=UTC)
VALUES = st.lists(
    st.one_of(
        st.from_regex(r"[a-z]{1,8}\.example\.com", fullmatch=True).map(lambda v: Observable("domain", v)),
        st.ip_addresses(v=4).map(lambda a: Observable("ipv4", str(a))),
        st.integers(1, 65535).map(lambda p: Observable("ipport", f"8.8.4.4:{p}")),
        st.text("0123456789abcdef", min_size=40, max_size=40).map(lambda v: Observable("x509", v)),
        st.integers(1, 2**32 - 1).map(lambda n: Observable("asn", f"AS{n}")),
    ),
    min_size=1,
    max_size=5,
    unique=True,
)
WORDS = st.lists(st.sampled_from(["energy", "health", "media"]), max_size=2, unique=True)

ACTORS = st.sets(st.sampled_from([("Lamplighter",), ("Red Lamp", "Brass", "Lamplighter")]))


@st.composite
def incidents(draw: st.DrawFn) -> list[Incident]:
    """Draw up to three incidents with different ids."""
    return [
        Incident(
            id=f"case-{number}",
            date=draw(st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1))),
            sectors=tuple(sorted(draw(WORDS))),
            countries=("JP",),
            observables=tuple(sorted(draw(VALUES))),
            techniques=("T1059.001", "T1566"),
            malware=tuple(sorted(draw(WORDS))),
            actors=tuple(sorted(draw(ACTORS))),
            title=f"title {number}",
            marking=MarkingSet(
                tlp=draw(st.sampled_from(["green", "red"])), level=draw(st.sampled_from([None, 2]))
            ),
        )
        for number in range(draw(st.integers(1, 3)))
    ]


@settings(max_examples=60)
@given(incidents())
def test_incidents_written_as_stix_read_back_the_same(given_: list[Incident]) -> None:
    """Values, facts, dates, titles and markings survive; nothing is refused on the way."""
    reading = read_file(write_stix([], given_, at=AT), "out")
    assert not reading.rejected
    assert sorted((i.line() for i in reading.incidents), key=str) == sorted(
        (i.line() for i in given_), key=str
    )
    assert {i.id: i.marking for i in reading.incidents} == {i.id: i.marking for i in given_}


@settings(max_examples=30)
@given(incidents())
def test_objects_survive_going_out_and_in_again(given_: list[Incident]) -> None:
    """Objects read from a bundle and written again carry the same values, markings and content."""
    first = read_file(write_stix([], given_, at=AT), "out")
    again = read_file(write_stix(first.objects, first.incidents, at=AT), "out")
    assert {o.id: (o.observables, o.marking, o.digest) for o in again.objects} == {
        o.id: (o.observables, o.marking, o.digest) for o in first.objects
    }


@given(incidents())
def test_the_same_incidents_give_the_same_bytes(given_: list[Incident]) -> None:
    """Writing is deterministic, and the order of the incidents does not matter."""
    assert write_stix([], given_, at=AT) == write_stix([], given_[::-1], at=AT)
