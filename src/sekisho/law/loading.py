"""Loading a pack: files in, pack or findings out. Every defect is reported, with file, line and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import msgspec
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from sekisho.vocabulary.canonical import digest
from sekisho.vocabulary.finding import Finding, errors
from sekisho.vocabulary.shape import said
from sekisho.vocabulary.text import Text

from .building import build
from .checking import check
from .pack import Pack
from .yaml_source import Path, Source

SECTIONS = ("rules", "cases")
"""Top-level lists; every other section is a map. Files may share a section; a name may stand only once."""


NO_SECTIONS = Text("ファイルが節の並びになっていない。", "The file is not a map of sections.")
TWICE = Text("{name} が二度定められている。", "{name} is defined twice.")


class Loaded(msgspec.Struct, frozen=True):
    """A pack, or ``None`` where a finding is an error; and all findings."""

    pack: Pack | None
    findings: tuple[Finding, ...]


class Unloadable(ValueError):
    """A packaged pack that does not load: a defect of the installation; ``findings`` say what is wrong."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(f"{f.place}: {f.message.en}" for f in findings[:20]))
        self.findings = findings


@cache
def load_pack(name: str = "jp-acd") -> Pack:
    """Return a packaged pack by name; raises ``Unloadable`` with all findings where it has a defect."""
    loaded = load_files(packaged_files(name))
    if loaded.pack is None:
        raise Unloadable(loaded.findings)
    return loaded.pack


def packaged_files(name: str) -> Mapping[str, str]:
    """Return the texts of a packaged pack by file name; raises ``LookupError`` where there is none of that name."""
    folder = resources.files(__package__) / "packs" / name
    if not folder.is_dir():
        raise LookupError(f"there is no pack named {name!r}")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return {f.name: f.read_text("utf-8") for f in files}


def load_files(files: Mapping[str, str]) -> Loaded:
    """Load a pack from file texts by name."""
    sources = [Source(name, text) for name, text in files.items()]
    findings = [finding for source in sources for finding in source.findings]
    merged = Merged(sources)
    findings += merged.findings + list(_against_schema(merged))
    if errors(findings):
        return Loaded(None, tuple(findings))
    built = build(merged.value, merged.place, digest(merged.value))
    findings += built.findings
    if built.pack is None or errors(findings):
        return Loaded(None, tuple(findings))
    findings += [merged.placed(finding) for finding in check(built.pack)]
    return Loaded(None if errors(findings) else built.pack, tuple(findings))


class Merged:
    """The sections of all files as one value, each path still traceable to its file and line."""

    def __init__(self, sources: list[Source]) -> None:
        self.value: dict[str, Any] = {}
        self.findings: list[Finding] = []
        self._owners: dict[Path, tuple[Source, Path]] = {}
        for source in sources:
            self._take(source)

    def place(self, path: Path) -> str:
        """Return ``file:line`` of a path in the merged value."""
        for depth in (2, 1):
            owner = self._owners.get(path[:depth])
            if owner:
                return owner[0].place((*owner[1], *path[depth:]))
        return "pack"

    def placed(self, finding: Finding) -> Finding:
        """Return a finding about a section (``timers.report``) with the file and line of what it is about."""
        section, _, name = finding.place.partition(".")
        kept = self.value.get(section)
        if ":" in finding.place or not name or kept is None:
            return finding
        numbered = [n for n, each in enumerate(kept) if isinstance(each, Mapping) and each.get("id") == name]
        key = name if section not in SECTIONS else (numbered or [0])[-1]
        return msgspec.structs.replace(finding, place=self.place((section, key)))

    def _take(self, source: Source) -> None:
        if not isinstance(source.value, Mapping):
            self.findings.append(_shape(source.place(()), NO_SECTIONS))
            return
        for section, content in source.value.items():
            self._owners.setdefault((section,), (source, (section,)))
            if isinstance(content, list):
                self._extend(source, section, content)
            elif isinstance(content, Mapping) and section != "pack":
                self._update(source, section, content)
            else:
                self.value[section] = content

    def _extend(self, source: Source, section: str, content: list[Any]) -> None:
        kept = self.value.setdefault(section, [])
        for index, each in enumerate(content):
            self._owners[(section, len(kept))] = (source, (section, index))
            kept.append(each)

    def _update(self, source: Source, section: str, content: Mapping[str, Any]) -> None:
        kept = self.value.setdefault(section, {})
        for name, each in content.items():
            if name in kept:
                self.findings.append(
                    _shape(source.place((section, name)), TWICE.fill(name=f"{section}.{name}"))
                )
            self._owners[(section, name)] = (source, (section, name))
            kept[name] = each


@cache
def pack_schema() -> Any:
    """Return the published JSON Schema of a pack."""
    return msgspec.json.decode((resources.files(__package__) / "pack.schema.json").read_bytes())


def _against_schema(merged: Merged) -> list[Finding]:
    validator = Draft202012Validator(pack_schema())
    return [_misfit(merged.place(tuple(e.absolute_path)), e) for e in _leaves(validator, merged.value)]


def _leaves(validator: Draft202012Validator, value: Any) -> list[ValidationError]:
    found = sorted(validator.iter_errors(value), key=lambda e: [str(p) for p in e.absolute_path])
    return [error for each in found for error in (_deepest(each))]


def _deepest(error: ValidationError) -> list[ValidationError]:
    inner = [c for c in error.context or () if len(c.absolute_path) > len(error.absolute_path)]
    return inner or [error]


def _misfit(place: str, error: ValidationError) -> Finding:
    where, what = ".".join(map(str, error.absolute_path)), said(error)
    return _shape(place, Text(f"{where}：{what.ja}", f"{where}: {what.en}"))


def _shape(place: str, message: Text) -> Finding:
    return Finding(
        code="pack.shape",
        severity="error",
        place=place,
        message=message,
        remedy=Text("規則集の書式定義（pack.schema.json）に合わせること。", "Make it fit pack.schema.json."),
    )
