"""The README's commands are commands that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_every_make_command_of_the_readme_is_a_target() -> None:
    """Each `make …` that the README shows is a target of the Makefile."""
    readme = (ROOT / "README.md").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    shown = set(re.findall(r"^make ([a-z-]+)", readme, re.MULTILINE)) | set(re.findall(r"`make ([a-z-]+)", readme))
    assert shown
    assert shown <= targets
