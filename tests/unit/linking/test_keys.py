"""Keys: what each observable may have in common with another one."""

from __future__ import annotations

import pytest

from sekisho.linking.keys import keys_of
from sekisho.linking.kinds import EVIDENCE_LABELS, EVIDENCE_OF_KIND, KIND_LABELS, STATED_KINDS


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        ("domain", "mail.example.co.jp", ("registered_domain", "example.co.jp")),
        ("domain", "mail.example.co.jp", ("domain", "mail.example.co.jp")),
        ("domain", "mail.example.co.jp", ("sub_label", "mail")),
        ("domain", "Update-Portal77.Example.", ("name_token", "update")),
        ("domain", "update-portal77.example", ("name_shape", "aaaaaa-aaaaaa99.example")),
        ("domain", "office.duckdns.org", ("registered_domain", "office.duckdns.org")),
        ("domain", "office.duckdns.org", ("hosting", "duckdns.org")),
        ("domain", "日本語.example", ("registered_domain", "xn--wgv71a119e.example")),
        ("ipv4", "8.8.4.4", ("network", "8.8.4.0/24")),
        ("ipv6", "2606:4700::1111", ("network", "2606:4700::/48")),
        ("cidr", "8.8.4.0/24", ("network", "8.8.4.0/24")),
        ("ipport", "8.8.4.4:4443", ("endpoint", "8.8.4.4:4443")),
        ("ipport", "8.8.4.4:4443", ("port", "4443")),
        ("ipport", "[2606:4700::1111]:4443", ("endpoint", "2606:4700::1111:4443")),
        ("url", "http://a.example/gate/x9/panel.php?id=3&k=z", ("url_shape", "/aaaa/a9/aaaaa.aaa?id&k")),
        ("url", "http://a.example/gate/x9/panel.php?id=3&k=z", ("file_name", "panel.php")),
        ("email", "Desk@mail.example", ("email_user", "desk")),
        ("sha256", "AB" * 32, ("file_hash", "ab" * 32)),
        ("filename", "C:\\tmp\\Report2026.docx", ("file_shape", "aaaaaa9999.docx")),
        ("mutex", "Global\\x", ("other_value", "mutex:Global\\x")),
        ("asn", "AS64500", ("system", "AS64500")),
    ],
)
def test_an_observable_gives_the_keys_it_should(kind: str, value: str, key: tuple[str, str]) -> None:
    """Each observable gives its exact key and the more general ones."""
    assert key in keys_of(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("ipv4", "10.0.0.1"),
        ("ipv4", "192.168.7.7"),
        ("ipv4", "127.0.0.1"),
        ("ipv4", "224.0.0.5"),
        ("ipv4", "not an address"),
        ("ipv6", "fe80::1"),
        ("cidr", "10.0.0.0/8"),
        ("ipport", "172.16.0.9:443"),
        ("url", "http://10.1.2.3/x"),
        ("url", "http://[broken/x"),
        ("domain", "localhost"),
        ("domain", "co.jp"),
        ("domain", ""),
        ("email", "@"),
        ("sha256", "  "),
        ("mutex", "x" * 5000),
    ],
)
def test_what_says_nothing_gives_no_key(kind: str, value: str) -> None:
    """Private, reserved, broken, empty and endless values give no key."""
    assert keys_of(kind, value) == frozenset()


def test_a_system_is_a_network_and_no_exact_value() -> None:
    """Thousands use an autonomous system: that two do is worth no more than a shared network."""
    assert keys_of("asn", "AS64500") == {("system", "AS64500")}
    assert EVIDENCE_OF_KIND["system"] == EVIDENCE_OF_KIND["network"]


def test_the_port_of_the_web_is_no_key() -> None:
    """Ports 80 and 443 are used by everybody and give no port key."""
    assert not [key for key in keys_of("ipport", "8.8.4.4:443") if key[0] == "port"]


def test_every_kind_of_key_has_an_evidence_and_a_label_in_both_languages() -> None:
    """No key may come up that a person cannot be told about."""
    assert set(EVIDENCE_OF_KIND) == set(KIND_LABELS)
    assert set(EVIDENCE_OF_KIND.values()) | {"base", "period", "size"} == set(EVIDENCE_LABELS)
    assert set(STATED_KINDS) <= set(EVIDENCE_OF_KIND)
    for label in (*KIND_LABELS.values(), *EVIDENCE_LABELS.values()):
        assert label.ja
        assert label.en
