"""Refanging: what people write so that nobody clicks on it reads as the plain value."""

from __future__ import annotations

import pytest

from sekisho.intel.refang import refang


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("hxxp://example[.]com/a", "http://example.com/a"),
        ("hXXps[:]//example(.)com", "https://example.com"),
        ("h**p://example{.}com", "http://example.com"),
        ("fxp://example[dot]com", "ftp://example.com"),
        ("user[at]example(dot)com", "user@example.com"),
        ("user[@]example.com", "user@example.com"),
        ("198.51.100[.]7[:]8080", "198.51.100.7:8080"),
        ("http[://]example.com[/]x", "http://example.com/x"),
        (r"example\.com", "example.com"),
        ("  example.com ", "example.com"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("example.com", "example.com"),
    ],
)
def test_a_defanged_spelling_becomes_the_plain_one(written: str, plain: str) -> None:
    """Every spelling in use for making a value unclickable is undone, and a plain value is left alone."""
    assert refang(written) == plain
