"""A poisoned feed: false reports that carry values of two campaigns, in order to make them look like one."""

from __future__ import annotations

from sekisho.intel.objects import Incident
from sekisho.linking import link
from sekisho.linking.keys import keys_of
from sekisho.linking.render import render_link
from tests.unit.linking.making import crowd, hashed, incident

SIZE = 8


def campaign(name: str, start: int) -> list[Incident]:
    """Return a campaign whose incidents share pairs of rare values."""
    pool = [hashed(start + n) for n in range(SIZE * 2)]
    return [incident(f"{name}{n}", *(pool[(n + k) % len(pool)] for k in range(5))) for n in range(SIZE)]


def joined(false_reports: int) -> bool:
    """Say whether so many false reports bring the two campaigns into one cluster."""
    mixed = [
        incident(
            f"false{n}",
            hashed(1000 + n % 12),
            hashed(1001 + n % 12),
            hashed(3000 + n % 12),
            hashed(3001 + n % 12),
        )
        for n in range(false_reports)
    ]
    found = link([*campaign("north", 1000), *campaign("south", 3000), *mixed, *crowd(300)])
    north = {found.clusters[f"north{n}"] for n in range(SIZE)}
    return bool(north & {found.clusters[f"south{n}"] for n in range(SIZE)})


def test_one_false_report_does_not_join_two_campaigns() -> None:
    """A single report that carries values of both is put with one of them; the campaigns stay apart."""
    assert not joined(1)


def test_what_a_false_report_relies_on_is_shown() -> None:
    """The waterfall of its links names the very values it copied."""
    both = incident("false", hashed(1000), hashed(1001), hashed(3000), hashed(3001))
    found = link([*campaign("north", 1000), *campaign("south", 3000), both, *crowd(300)])
    lines = [
        line for it in found.links if "false" in (it.one, it.other) for line in render_link(found, it, "en")
    ]
    assert any(hashed(1000)[1] in line or hashed(1001)[1] in line for line in lines)
    assert any(hashed(3000)[1] in line or hashed(3001)[1] in line for line in lines)


def test_credentials_in_a_url_never_reach_a_key() -> None:
    """Neither user name nor password is kept, also where the URL is odd."""
    for url in (
        "http://operator:s3cretpass@panel.example/gate.php",
        "operator:s3cretpass@panel.example/gate.php",
        "ftp://operator:s3cretpass@93.184.216.34:2121/x",
    ):
        assert not [key for key in keys_of("url", url) if "s3cret" in key[1] or "operator" in key[1]]
