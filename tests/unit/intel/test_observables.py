"""Observables: one spelling for every value, and a reason for every text that is none."""

from __future__ import annotations

import pytest

from sekisho.intel.observables import Observable, observe, special_use

NORMAL = [
    # type, text, observable's type and value
    ("domain", "EXAMPLE.Com.", "domain", "example.com"),
    ("domain", "日本語.example.jp", "domain", "xn--wgv71a119e.example.jp"),
    ("domain", "ｅｘａｍｐｌｅ．com", "domain", "example.com"),
    ("domain", "*.example.com", "domain", "example.com"),
    ("domain", "_dmarc.example.com", "domain", "_dmarc.example.com"),
    ("domain", "example.com:8080", "domain", "example.com"),
    ("domain", "8.8.4.4", "ipv4", "8.8.4.4"),
    ("ip", "2001:0DB8:0:0::1", "ipv6", "2001:db8::1"),
    ("ip", "::ffff:8.8.4.4", "ipv4", "8.8.4.4"),
    ("ip", "8.8.4.4/32", "ipv4", "8.8.4.4"),
    ("ip", "8.8.4.7/24", "cidr", "8.8.4.0/24"),
    ("ipport", "8.8.4.4[:]443", "ipport", "8.8.4.4:443"),
    ("ipport", "[2001:DB8::1]:443", "ipport", "[2001:db8::1]:443"),
    ("url", "HTTP://Example.COM:80", "url", "http://example.com/"),
    ("url", "example.com/a b", "url", "http://example.com/a%20b"),
    ("url", "http://[2001:DB8::1]/x", "url", "http://[2001:db8::1]/x"),
    ("url", "http://日本語.jp/パス", "url", "http://xn--wgv71a119e.jp/%E3%83%91%E3%82%B9"),
    ("email", "Someone@Example.COM", "email", "someone@example.com"),
    ("hash", "D41D8CD98F00B204E9800998ECF8427E", "md5", "d41d8cd98f00b204e9800998ecf8427e"),
    ("x509", "0C:48:73:28", "x509", "0c487328"),
    ("asn", "as 064512", "asn", "AS64512"),
    ("mac", "00-0A-95-9D-68-16", "mac", "00:0a:95:9d:68:16"),
    ("", "hxxps://example[.]com", "url", "https://example.com/"),
    ("", "someone[at]example.com", "email", "someone@example.com"),
    ("", "AS64512", "asn", "AS64512"),
    ("", "a" * 64, "sha256", "a" * 64),
]
REFUSED = [
    ("domain", "localhost"),
    ("domain", "exa mple.com"),
    ("domain", "-a.example.com"),
    ("domain", "a." + "b" * 64 + ".com"),
    ("ip", "203.0.113.999"),
    ("ip", "010.0.0.1"),
    ("ip", "fe80::1%eth0"),
    ("ipport", "8.8.4.4:0"),
    ("ipport", "8.8.4.4:70000"),
    ("url", "http:///path"),
    ("url", "http://a.example.com:bad/"),
    ("email", "@example.com"),
    ("md5", "abc"),
    ("sha256", "g" * 64),
    ("asn", "AS0"),
    ("asn", "AS4294967296"),
    ("x509", "2021-04-12T19:00:00Z"),
    ("filename", "a\x00b"),
    ("mutex", ""),
    ("nonsense", "x"),
]


@pytest.mark.parametrize(("type_", "text", "read_type", "value"), NORMAL)
def test_a_text_is_read_in_its_one_spelling(type_: str, text: str, read_type: str, value: str) -> None:
    """Every row gives the type and value in the last two columns."""
    assert observe(type_, text, "x").observable == Observable(read_type, value)


@pytest.mark.parametrize(("type_", "text"), REFUSED)
def test_a_text_that_is_no_value_is_refused_with_a_finding(type_: str, text: str) -> None:
    """Nothing is guessed: no observable, and one finding at the place given."""
    seen = observe(type_, text, "x:7")
    assert seen.observable is None
    assert [(f.code, f.place) for f in seen.findings] == [("value_unreadable", "x:7")]


@pytest.mark.parametrize(
    ("value", "use"),
    [
        ("10.1.2.3", "private"),
        ("fd00::1", "private"),
        ("127.0.0.1", "loopback"),
        ("169.254.1.1", "link_local"),
        ("224.0.0.1", "multicast"),
        ("0.0.0.0", "unspecified"),
        ("203.0.113.7", "reserved"),
        ("100.64.0.1", "reserved"),
        ("8.8.4.4", None),
    ],
)
def test_an_address_that_is_no_public_computers_is_flagged(value: str, use: str | None) -> None:
    """The use of a special address is told, alone and with a port, and reading it says so."""
    observable = observe("ip", value, "x").observable
    assert observable is not None
    assert special_use(observable) == use
    flagged = "address_not_global" in {f.code for f in observe("ip", value, "x").findings}
    assert flagged == (use is not None)


def test_an_address_named_as_another_type_is_taken_with_a_finding() -> None:
    """An address in a column of domains is an address, and the person is told."""
    assert [f.code for f in observe("domain", "8.8.4.4", "x").findings] == ["type_corrected"]
