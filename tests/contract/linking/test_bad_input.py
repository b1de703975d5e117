"""What no supplier should send and some will: the engine answers it as linking from objects does, and stores no secret."""

from __future__ import annotations

import pytest

from sekisho.intel.objects import Incident
from sekisho.linking import default_parameters
from sekisho.linking.bulk import link_bulk
from sekisho.linking.engine import duckdb_engine
from sekisho.linking.incident_table import incident_table
from tests.unit.linking.making import crowd, hashed, incident

from .same import assert_same_linking

SHARED = [hashed(1), hashed(2), ("domain", "quiet-harbour.example")]
EVERYWHERE = ("domain", "everybody-has-this.example")
CASES = {
    "nothing at all": [],
    "no values": [incident("a"), incident("b", on=None)],
    "no date": [incident("a", *SHARED, on=None), incident("b", *SHARED), *crowd(50)],
    "one incident under two ids": [incident("a", *SHARED), incident("b", *SHARED), *crowd(50)],
    "one value in half of all": [
        incident(f"i{n:03}", hashed(n // 3), *([EVERYWHERE] if n % 2 else [])) for n in range(120)
    ],
    "private and reserved addresses": [
        incident(name, ("ipv4", "10.0.0.1"), ("ipv4", "192.0.2.7"), ("ipport", "127.0.0.1:4443"), *values)
        for name, values in (("a", SHARED), ("b", SHARED), ("c", []), ("d", []))
    ],
    "punycode": [
        incident("a", ("domain", "xn--wgv71a119e.example"), *SHARED),
        incident("b", ("domain", "日本語.example"), *SHARED),
    ],
    "words that say nothing": [
        incident(name, *SHARED, sectors=("", "  ", " Gas "), techniques=("t1001", "T1001"), malware=("",))
        for name in "ab"
    ],
    "ids that look like SQL": [incident("x'; DROP TABLE link; --", *SHARED), incident("{base}", *SHARED)],
}


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_answered_as_objects_are(name: str) -> None:
    """Links, contributions and clusters are those of ``link``."""
    with duckdb_engine() as engine:
        assert_same_linking(engine, CASES[name], default_parameters())


def test_ten_thousand_values_are_one_incident_like_others() -> None:
    """A huge incident is neither refused nor cut short."""
    huge = incident("huge", *(("ipv4", f"93.{n // 200}.{n % 200}.7") for n in range(10_000)))
    small = incident("small", ("ipv4", "93.3.3.9"), hashed(20_000), on="2026-06-01")
    with duckdb_engine() as engine:
        assert_same_linking(engine, [huge, small, *crowd(20)], default_parameters())


def test_the_user_part_of_a_url_reaches_no_key() -> None:
    """User name and password are in no table that is kept or handed out once keys are derived."""
    url = ("url", "http://desk:opensesame@quiet-harbour.example/gate/panel.php")
    incidents = [incident(name, url, *SHARED) for name in "ab"]
    with duckdb_engine() as engine:
        engine.give("given", incident_table(incidents))
        found = link_bulk(engine)
        left = engine.take("SELECT text FROM odd_key")["text"].to_pylist()
    assert left
    assert not [text for text in left if "opensesame" in text or "desk" in text]
    assert "opensesame" not in f"{found.links.to_pylist()}{found.contributions.to_pylist()}"


def test_two_incidents_with_one_id_are_refused() -> None:
    """Which of them is meant is for the caller to say."""
    twice: list[Incident] = [incident("a", hashed(1)), incident("a", hashed(2))]
    with duckdb_engine() as engine:
        engine.give("given", incident_table(twice))
        with pytest.raises(ValueError, match="two incidents have the id 'a'"):
            link_bulk(engine)
