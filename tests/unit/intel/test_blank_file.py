"""A file of blanks is an empty file, whatever kind of blanks they are."""

from __future__ import annotations

import pytest

from sekisho.intel.reading import READERS, read_file


@pytest.mark.parametrize("format_", [None, *READERS])
@pytest.mark.parametrize("data", [b"\x1c", b" \n\t", "\u3000\n".encode()])
def test_a_file_of_blanks_is_answered_as_empty(data: bytes, format_: str | None) -> None:
    """Nothing is taken, and a finding says that the file is empty."""
    reading = read_file(data, "blank", format_)
    assert reading.refused
    assert [f.code for f in reading.all_findings()] == ["file_empty"]
