"""Warning lists of an installation: what is read, what is said of the rest, and which keys a value means."""

from __future__ import annotations

import json

import pytest

from sekisho.linking.keys import keys_of
from sekisho.linking.listing import default_listing
from sekisho.linking.own_values import OwnValues
from sekisho.linking.warning_list import Checked, read_warning_list


def read(*values: object, **more: object) -> Checked:
    """A MISP warning list of some values as it is read."""
    given = {"name": "ours", "type": "string", "version": 3, "list": list(values), **more}
    return read_warning_list(json.dumps(given).encode(), "ours.json")


def said(checked: Checked) -> list[tuple[str, str]]:
    """What is said of a list, each with its place."""
    return [(each.code, each.place.partition(":")[2]) for each in checked.findings]


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ("Proxy.Example.GO.jp", "proxy.example.go.jp"),
        ("*.cdn.example.net", "cdn.example.net"),
        (".cdn.example.net", "cdn.example.net"),
        ("日本.example.jp", "xn--wgv71a.example.jp"),
        ("cloudfront.net", "cloudfront.net"),
        ("-250._x.example.jp", "-250._x.example.jp"),
        ("8.8.8.8", "8.8.8.8"),
        ("8.8.8.8/32", "8.8.8.8"),
        ("8.8.8.77/24", "8.8.8.0/24"),
        ("2001:4860::/32", "2001:4860::/32"),
        ("D41D8CD98F00B204E9800998ECF8427E", "d41d8cd98f00b204e9800998ecf8427e"),
        ("Info@Example.jp", "info@example.jp"),
    ],
)
def test_a_value_is_spelled_as_it_is_looked_up(given: str, spelled: str) -> None:
    """Nothing is said of it."""
    checked = read(given)
    assert (checked.list.values, checked.findings, checked.usable) == ((spelled,), (), True)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("co.jp", "suffix"),
        ("0.0.0.0/0", "too_wide"),
        ("2000::/3", "too_wide"),
        ("https://example.jp/a", "url"),
        ("two words", "unreadable"),
        ("localhost", "unreadable"),
        ("/^x$/", "url"),
        ("a..example.jp", "unreadable"),
        ("a@b@example.jp", "unreadable"),
        ("", "no_text"),
        (7, "no_text"),
        (None, "no_text"),
    ],
)
def test_what_cannot_be_looked_up_makes_the_list_unusable(given: object, code: str) -> None:
    """The finding says which value it is."""
    checked = read("example.jp", given)
    assert (said(checked), checked.usable) == ([(code, "list[1]")], False)


def test_all_findings_come_at_once_and_what_is_needless_stops_nothing() -> None:
    """A private address and a value given twice are said, and the others are the list."""
    checked = read("example.jp", "10.0.0.0/8", "EXAMPLE.jp", "co.jp", 5)
    assert said(checked) == [
        ("never_counted", "list[1]"),
        ("twice", "list[2]"),
        ("suffix", "list[3]"),
        ("no_text", "list[4]"),
    ]
    kept = read("example.jp", "10.0.0.0/8", "EXAMPLE.jp")
    assert (kept.list.values, kept.usable) == (("example.jp",), True)
    assert (kept.list.name, kept.list.version) == ("ours", "3")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "json_malformed"),
        (b"[]", "no_list"),
        (b'{"list": "x"}', "no_list"),
        (b'{"list": []}', "empty"),
        (b"# nothing\n", "empty"),
        (b'{"list": ["10.0.0.1"]}', "empty"),
        (b'{"type": "regex", "list": ["a.*"]}', "patterns"),
        (b'{"list": ["a.jp"], "list": ["b.jp"]}', "duplicate_keys"),
        (b"\xff", "encoding"),
    ],
)
def test_a_file_that_holds_no_list_says_why(data: bytes, code: str) -> None:
    """It has no value, and cannot be brought in."""
    checked = read_warning_list(data, "f")
    assert (checked.findings[-1].code, checked.usable, checked.list.values) == (code, False, ())


def test_a_text_has_one_value_a_line_and_the_file_gives_the_name() -> None:
    """What stands behind a hash sign is for people; a finding names the line."""
    checked = read_warning_list("\ufeff# 庁内\nproxy.example.jp  # main\n\nco.jp\n".encode(), "own.txt")
    assert (checked.list.name, checked.list.values) == ("own.txt", ("proxy.example.jp",))
    assert said(checked) == [("suffix", "4")]


@pytest.mark.parametrize(
    ("listed", "type_", "value", "kinds"),
    [
        ("cdn.example.net", "domain", "a.b.cdn.example.net", {"domain"}),
        ("example.net", "domain", "a.example.net", {"domain", "registered_domain"}),
        ("example.net", "domain", "notexample.net", set()),
        ("cloudfront.net", "domain", "d1.cloudfront.net", {"registered_domain"}),
        ("example.net", "url", "https://www.example.net/a?b=1", {"url", "domain", "registered_domain"}),
        ("8.8.0.0/16", "ipv4", "8.8.9.9", {"address", "network"}),
        ("8.8.9.9", "ipv4", "8.8.9.9", {"address"}),
        ("8.8.9.8/31", "ipport", "8.8.9.9:4444", {"address", "endpoint"}),
        ("8.8.9.0/24", "url", "http://8.8.9.9/a", {"address", "network", "url"}),
        ("2001:4860::/32", "ipv6", "2001:4860:1::1", {"address", "network"}),
        ("8.8.9.9", "domain", "foo.1", set()),
        ("8.8.9.9", "domain", "1.2.3.4x.jp", set()),
        ("8.8.9.9", "ipv6", "::ffff:8.8.9.9", set()),
        ("a@example.net", "email", "A@example.net", {"email"}),
        ("0" * 32, "md5", "0" * 32, {"file_hash"}),
    ],
)
def test_a_value_means_itself_and_what_is_below_it(
    listed: str, type_: str, value: str, kinds: set[str]
) -> None:
    """Of the keys of an observable just these are looked up as listed."""
    own = OwnValues({listed: "x"})
    assert {key[0] for key in keys_of(type_, value) if own.of(key)} == kinds


def test_the_closest_value_says_what_a_key_is() -> None:
    """A name before those above it, and the narrower network."""
    own = OwnValues({"example.net": "a", "cdn.example.net": "b", "8.8.0.0/16": "a", "8.8.9.0/24": "b"})
    assert own.of(("domain", "x.cdn.example.net")) == "b"
    assert own.of(("domain", "x.example.net")) == "a"
    assert own.of(("address", "8.8.9.1")) == "b"
    assert own.of(("address", "8.8.1.1")) == "a"


def test_what_the_installation_says_goes_before_what_the_product_says() -> None:
    """And of what it says nothing of, the product's list says what it said."""
    listing = default_listing().with_values({"google.com": "own"})
    assert listing.has_own and not default_listing().has_own
    for key, name in ((("domain", "x.google.com"), "own"), (("domain", "x.bit.ly"), "shortener")):
        found = listing.category(key)
        assert found is not None and found.name == name
    assert listing.category(("domain", "example.jp")) is None
    with pytest.raises(KeyError):
        default_listing().with_values({"example.jp": "no such category"})
