"""Migrations stand in one line: two that were made side by side are found before a database meets them."""

from __future__ import annotations

import re
from pathlib import Path

import sekisho.records.migrations

FOLDER = Path(sekisho.records.migrations.__file__).parent
NAMED = re.compile(r"dependencies = \[\s*\(['\"]records['\"], ['\"](\w+)['\"]\)")


def test_each_migration_depends_on_the_one_before_and_no_number_is_given_twice() -> None:
    names = sorted(file.stem for file in FOLDER.glob("[0-9]*.py"))
    after = [NAMED.search((FOLDER / f"{name}.py").read_text("utf-8")) for name in names[1:]]
    assert [found and found.group(1) for found in after] == names[:-1]
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
