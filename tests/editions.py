"""A second edition of the packaged pack, for the tests: its text is the packaged one with the changes of one file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from sekisho.law.loading import load_files, load_pack, packaged_files
from sekisho.law.pack import Pack
from sekisho.law.yaml_source import Source

CHANGES = Path(__file__).parent / "data" / "law" / "second-edition.yaml"


@cache
def second_edition(transition: bool = True) -> Pack:
    """Return the second edition, the packaged pack before it; without its transition, nothing carries the new duty over."""
    loaded = load_files(second_edition_files(transition))
    assert loaded.pack is not None, loaded.findings
    return msgspec.structs.replace(loaded.pack, earlier=(load_pack(),))


def second_edition_files(transition: bool = True) -> dict[str, str]:
    """Return the texts of the second edition by file name."""
    changes: Any = Source(CHANGES.name, CHANGES.read_text("utf-8")).value
    files: dict[str, Any] = {
        name: Source(name, text).value for name, text in packaged_files("jp-acd").items()
    }
    for value in files.values():
        _change(value, changes)
    added = {"steps": changes["steps"], "rules": changes["rules"] + changes["transition"] * transition}
    return {name: json.dumps(value) for name, value in {**files, "second.yaml": added}.items()}


def _change(value: dict[str, Any], changes: dict[str, Any]) -> None:
    if "pack" in value:
        value["pack"] |= changes["pack"]
    if "measure" in value.get("kinds", {}):
        value["kinds"]["measure"]["parts"]["leg"].setdefault("duties", {}).update(changes["duty_of_measure"])
    if "measure.end" in value.get("steps", {}):
        value["steps"]["measure.end"]["asks"] |= changes["asks_of_measure_end"]
    if "rules" in value:
        value["rules"] = [rule for rule in value["rules"] if rule["id"] not in changes["ended"]]
    for case in value.get("cases", ()):  # what is owed under it, its author would state anew
        case.pop("owed", None)
