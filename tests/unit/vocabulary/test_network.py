"""Which hosts are this machine itself."""

from __future__ import annotations

import pytest

from sekisho.vocabulary.network import on_this_machine


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("[::1]", True),
        ("", False),
        ("0.0.0.0", False),
        ("10.0.0.5", False),
        ("localhost.example.jp", False),
        ("127.0.0.1.example.jp", False),
        ("2130706433", False),
        ("db", False),
    ],
)
def test_only_the_loopback_is_this_machine(host: str, here: bool) -> None:
    """A name is not looked up: only the one name that means it counts."""
    assert on_this_machine(host) is here
