"""Random small collections and parameters, for holding engines to the oracle."""

from __future__ import annotations

from hypothesis import strategies as st

from sekisho.intel.objects import Incident
from sekisho.linking.parameters import Evidence, Parameters
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
    ("ipport", "[2606:4700::1111]:4443"),
    ("url", "https://cdn.red-lamp.example:8443/a//Gate77/Panel.PHP"),
    ("domain", "office.kawasaki.jp"),
    ("domain", "desk.duckdns.org"),
    ("x509", "ab12"),
    ("mutex", "Global red"),
    ("asn", "AS64500"),
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
    lambda base, cap, size, period, worth, hold: Parameters(
        version=0,
        provenance="generated",
        base=base,
        ceiling=9000,
        resolution=10,
        largest=50,
        hold=hold,
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
    st.sampled_from([0, 500, 4000]),
)


def build(said: list) -> list[Incident]:
    return [
        incident(f"i{n}", *values, on=on, sectors=tuple(s), techniques=tuple(t), malware=tuple(m))
        for n, (values, on, s, t, m) in enumerate(said)
    ]


LABELS = st.sampled_from(
    ["red-lamp", "www", "mail", "x", "9", "a1b2", "日本", "xn--wgv71a119e", "_dmarc", "-", "", "Lamp"]
)
SUFFIXES = st.sampled_from(
    [
        "example",
        "com",
        "co.jp",
        "kawasaki.jp",
        "city.kawasaki.jp",
        "ck",
        "www.ck",
        "duckdns.org",
        "github.io",
        "9",
    ]
    + [
        "s3.amazonaws.com",
        "compute.amazonaws.com",
        "r.cloud.int.apple",
        "xn--p1ai",
        "рф",
        "pages.dev",
        "google.com",
        "",
    ]
)
names = st.builds(lambda labels, suffix: ".".join([*labels, suffix]), st.lists(LABELS, max_size=4), SUFFIXES)
addresses = st.one_of(
    st.builds(lambda parts: ".".join(map(str, parts)), st.lists(st.integers(0, 257), min_size=3, max_size=5)),
    st.ip_addresses(v=4).map(str),
    st.sampled_from(
        ["192.0.0.9", "192.0.2.1", "198.18.0.1", "203.0.113.7", "100.64.0.1", "172.31.0.1", "08.8.8.8"]
    ),
    st.ip_addresses(v=6).map(str),
)
hosts = st.one_of(names, addresses)
ports = st.sampled_from(["", ":80", ":443", ":8443", ":65535", ":70000", ":0", ":08", ":x"])
paths = st.text("aZ9/.-_~%2é?=&#@ ", max_size=12).map(lambda text: f"/{text}") | st.sampled_from(
    ["", "/", "//a.b/c.d"]
)
values = st.one_of(
    st.tuples(st.just("domain"), names),
    st.tuples(st.sampled_from(["ipv4", "ipv6", "cidr"]), addresses),
    st.tuples(st.just("ipport"), st.builds(lambda host, port: host + port, hosts, ports)),
    st.tuples(
        st.just("url"),
        st.builds(
            lambda scheme, user, host, port, path: scheme + user + host + port + path,
            st.sampled_from(["http://", "https://", "ftp://", "HTTP://", ""]),
            st.sampled_from(["", "", "", "desk:word@"]),
            hosts,
            ports,
            paths,
        ),
    ),
    st.tuples(st.just("email"), names.map(lambda name: f"desk@{name}")),
    st.tuples(st.sampled_from(["sha256", "ssdeep", "x509", "mutex", "asn", "filename"]), st.text(max_size=9)),
    st.tuples(st.sampled_from(["sha256", "x509", "mutex"]), st.text("aF0 :", max_size=9)),
)
"""Values as they ought not to be as well as they ought to be, many near a border between the plain and the odd."""
