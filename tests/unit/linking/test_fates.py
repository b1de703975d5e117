"""What became of a candidate."""

from __future__ import annotations

import pytest

from sekisho.linking.fates import fate


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ({"a": "x", "b": "x", "c": "x"}, "stands"),
        ({"a": "x", "b": "x", "c": "x", "d": "x"}, "grown"),
        ({"a": "x", "b": "x"}, "shrunk"),
        ({"a": "x", "b": "x", "d": "x"}, "shrunk"),
        ({"a": "x", "b": "x", "c": "y", "d": "y"}, "parted"),
        ({"a": "x", "d": "x"}, "gone"),
        ({"d": "x", "e": "x"}, "gone"),
    ],
)
def test_a_candidate_of_three(home: dict[str, str], expected: str) -> None:
    """It is told by where its own incidents are, whoever else is there."""
    sizes = {name: list(home.values()).count(name) for name in home.values()}
    assert fate("abc", home, sizes) == expected
