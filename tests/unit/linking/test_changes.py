"""What an epoch changed is told by kind."""

from __future__ import annotations

import pytest

from sekisho.linking.changes import changes


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (["ab"], ["ba"], []),
        (["ab", "cd"], ["abcd"], ["joined"]),
        (["abcd"], ["ab", "cd"], ["split"]),
        ([], ["ab"], ["appeared"]),
        (["ab"], [], ["vanished"]),
        (["ab", "cd"], ["ac", "bd"], ["changed"]),
        (["ab"], ["abc"], ["changed"]),
        (["ab", "wx"], ["abcd", "yz"], ["changed", "vanished", "appeared"]),
    ],
)
def test_kinds(before: list[str], after: list[str], kinds: list[str]) -> None:
    """Groups that share members are one change; the others stand for themselves."""
    assert [each.kind for each in changes(before, after)] == kinds
