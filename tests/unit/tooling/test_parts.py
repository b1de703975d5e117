"""Every test lies where a part of `make test` finds it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent
TESTS = ROOT / "tests"
FOUND = sorted(path.relative_to(TESTS) for path in TESTS.rglob("test_*.py"))
OF_THE_WHOLE = {"demo", "tooling", "database"}


def _kinds() -> set[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = re.search(r"^KINDS := (.+)$", makefile, re.MULTILINE)
    assert named
    return set(named[1].split())


def test_every_test_is_of_a_kind_that_the_makefile_runs() -> None:
    """A folder with a kind of its own would be run by nobody who asks for kinds."""
    assert {path.parts[0] for path in FOUND} <= _kinds()


def test_every_area_is_a_package_or_the_whole() -> None:
    """An area with a name of its own would hide from whoever looks for the tests of a package."""
    packages = {path.parent.name for path in (ROOT / "src" / "sekisho").glob("*/__init__.py")}
    areas = {path.parts[1] for path in FOUND if len(path.parts) > 2}
    assert areas <= packages | OF_THE_WHOLE


@pytest.mark.parametrize("part", ["core", "postgres", "sqlite", "browser"])
def test_each_part_is_one_run_of_the_whole(part: str) -> None:
    """`make test` is the sum of the parts, and the full sweeps go over the same ones."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert part in re.findall(r"^test: ([a-z ]+) ##", makefile, re.MULTILINE)[0].split()
    assert f'"{part}":' in (ROOT / "tools" / "long_run.py").read_text("utf-8")
