"""Properties of observables: normal forms are fixed points, and spellings of one value meet in one form."""

from __future__ import annotations

import ipaddress
import string

from hypothesis import example, given
from hypothesis import strategies as st

from sekisho.intel.addresses import domain, url
from sekisho.intel.observables import TYPES, Observable, observe
from sekisho.intel.refang import refang
from sekisho.intel.stix_patterns import read_pattern, read_pattern_by_grammar, write_pattern

LABELS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
DOMAINS = st.builds(
    lambda parts, top: ".".join([*parts, top]),
    st.lists(LABELS, min_size=1, max_size=4),
    st.sampled_from(["com", "jp", "example"]),
)
ADDRESSES = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6))
PATHS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30)
URLS = st.builds("https://{}/{}".format, DOMAINS, PATHS)


@given(
    st.sampled_from([*TYPES, "ip", "hash", ""]), st.text(max_size=60) | URLS | DOMAINS | ADDRESSES.map(str)
)
@example("", "hxxp://user:pw@example[.]com")
@example("url", "http://example.com:80/%zz?a=b c#d")
def test_reading_a_value_again_changes_nothing(type_: str, text: str) -> None:
    """What reading made of a text is read back as itself, under its own type."""
    first = observe(type_, text, "x").observable
    if first is not None:
        assert observe(first.type, first.value, "x").observable == first


@given(st.text(st.sampled_from("abh.[](){}:/tpxdoA@*。 \\"), max_size=40))
def test_refanging_is_idempotent(text: str) -> None:
    """Undoing the undone changes nothing, whatever brackets a text nests."""
    assert refang(refang(text)) == refang(text)


@given(DOMAINS, st.sampled_from(["[.]", "(.)", "[dot]", "{.}", "."]))
def test_every_spelling_of_a_name_is_one_value(name: str, dot: str) -> None:
    """Case, trailing dot and defanging make no difference."""
    spelled = name.upper().replace(".", dot) + "."
    assert observe("domain", spelled, "x").observable == observe("domain", name, "x").observable


@given(ADDRESSES, st.integers(1, 65535))
def test_an_address_with_a_port_is_the_address_with_the_port(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int
) -> None:
    """Bracketed or not, exploded or compressed, an end point has one spelling."""
    written = f"[{address.exploded}]:{port}" if address.version == 6 else f"{address}:{port}"
    seen = observe("ipport", written, "x").observable
    assert seen is not None
    assert seen.type == "ipport"
    assert seen.value.rpartition(":")[2] == str(port)


@given(URLS)
def test_a_url_keeps_its_host(text: str) -> None:
    """Normalising a URL never moves it to another host."""
    normal = url(text)
    assert normal is not None
    assert normal.split("/")[2] == domain(text.split("/")[2])


@given(
    st.text(string.ascii_letters, min_size=1, max_size=8),
    st.text(
        string.ascii_letters + string.punctuation.translate({ord(c): None for c in "/?#\"'<>\\@"}),
        min_size=1,
        max_size=12,
    ),
)
def test_credentials_in_a_url_are_gone_from_value_and_findings(user: str, secret: str) -> None:
    """No part of user information survives in the value or in what is said about it."""
    seen = observe("url", f"https://{user}:ZQ{secret}QZ@host.example.com/path", "x")
    said = " ".join(f.message.en + f.message.ja for f in seen.findings)
    assert seen.observable == Observable("url", "https://host.example.com/path")
    assert f"ZQ{secret}QZ" not in said
    assert "credentials_removed" in {f.code for f in seen.findings}


OBSERVABLES = st.one_of(
    DOMAINS.map(lambda v: Observable("domain", v)),
    ADDRESSES.map(lambda a: observe("ip", str(a), "x").observable).filter(bool),
    st.builds(lambda a, p: Observable("ipport", f"{a}:{p}"), st.ip_addresses(v=4), st.integers(1, 65535)),
    URLS.map(lambda v: observe("url", v, "x").observable).filter(bool),
    st.text("0123456789abcdef", min_size=64, max_size=64).map(lambda v: Observable("sha256", v)),
    st.text(string.printable.strip(), min_size=1, max_size=20).map(lambda v: Observable("filename", v)),
)


@given(OBSERVABLES)
def test_a_pattern_written_from_a_value_names_that_value(observable: Observable) -> None:
    """Writing a pattern and reading it gives the value back, quotes and backslashes included."""
    pattern = write_pattern(observable)
    assert pattern is not None
    wanted, reason = read_pattern(pattern)
    assert reason is None
    assert [observe(t, text, "x").observable for t, text in wanted] == [observable]


@given(OBSERVABLES)
def test_the_quick_reader_agrees_with_the_grammar(observable: Observable) -> None:
    """On every pattern that the short cut takes, the standard's own grammar reads the same."""
    pattern = write_pattern(observable)
    assert pattern is not None
    assert read_pattern(pattern) == read_pattern_by_grammar(pattern)
