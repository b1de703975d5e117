"""Loading a pack: files in, pack or findings out. Every defect is reported, with file, line and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from .checking import OF_ITS_ACCOUNT, check
from .pack import Pack
from .yaml_source import Path, Source

SECTIONS = ("rules", "cases")
"""Top-level lists; every other section is a map. Files may share a section; a name may stand only once."""


NO_SECTIONS = Text("ファイルが節の並びになっていない。", "The file is not a map of sections.")
OTHERWISE = Text(
    "節 {name} が、他のファイルにおけるものと異なる形（一覧又は名称ごと）で書かれている。",
    "The section {name} is a list here and a map in another file, or the other way round.",
)
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


def load_files(files: Mapping[str, str], to_compare: bool = False) -> Loaded:
    """Load a pack from file texts by name.

    To compare it with another, a pack need not give a true account of itself (``checking.OF_ITS_ACCOUNT``): one of an earlier
    time, or with a rule taken out, is judged by what it permits. Such defects are warnings then.
    """
    sources = [Source(name, text) for name, text in files.items()]
    findings = [finding for source in sources for finding in source.findings]
    merged = Merged(sources)
    misfits = tuple(_against_schema(merged))
    unread = findings + merged.findings
    findings = [*unread, *dict.fromkeys(_misfit(merged, error) for error in misfits)]
    left_out = merged.leave_out(tuple(error.absolute_path) for error in misfits)
    if left_out is None or unread:
        return Loaded(None, tuple(findings))
    built = build(merged.value, merged.place, digest(merged.value))
    findings += built.findings
    if built.pack is None:
        return Loaded(None, tuple(findings))
    found = (merged.placed(finding) for finding in check(built.pack))
    findings += [each for each in found if not any(f"“{name}”" in each.message.en for name in left_out)]
    if to_compare:
        findings = [_warning(f) if f.code in OF_ITS_ACCOUNT else f for f in findings]
    return Loaded(None if errors(findings) else built.pack, tuple(findings))


def _warning(finding: Finding) -> Finding:
    return msgspec.structs.replace(finding, severity="warning")


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

    def leave_out(self, misshapen: Iterable[Path]) -> frozenset[str] | None:
        """Leave out the rules and cases that have the wrong shape, so that the rest can be checked; return their ids.

        Return ``None`` where something else has the wrong shape: what is said of the rest would rest on it.
        """
        places = set(misshapen)
        if not places:
            return frozenset()
        if not all(len(path) > 1 and path[0] in SECTIONS for path in places):
            return None
        wrong = {path[:2] for path in places}
        names = {str(self.at(path).get("id", "")) for path in wrong if isinstance(self.at(path), Mapping)}
        for section, number in sorted(wrong, key=str, reverse=True):
            self._owners.pop((section, number))
        for section in SECTIONS:
            kept = [n for n in range(len(self.value.get(section, ()))) if (section, n) not in wrong]
            owners: dict[Path, tuple[Source, Path]]
            owners = {(section, new): self._owners[section, old] for new, old in enumerate(kept)}
            self.value[section] = [self.value[section][n] for n in kept]
            self._owners |= owners
        return frozenset(names)

    def named(self, path: Path) -> Path:
        """Return a path with the number of a rule or case given as its id, where it has one."""
        listed = self.at(path[:2]) if len(path) > 1 and path[0] in SECTIONS else None
        name = listed.get("id") if isinstance(listed, Mapping) else None
        return (path[0], name, *path[2:]) if isinstance(name, str) else path

    def at(self, path: Path) -> Any:
        """Return what stands at a path."""
        value: Any = self.value
        for step in path:
            value = value[step]
        return value

    def _take(self, source: Source) -> None:
        if not isinstance(source.value, Mapping):
            self.findings.append(_shape(source.place(()), NO_SECTIONS))
            return
        for section, content in source.value.items():
            self._owners.setdefault((section,), (source, (section,)))
            kept = self.value.get(section)
            if isinstance(kept, list | Mapping) and isinstance(kept, list) != isinstance(content, list):
                self.findings.append(_shape(source.place((section,)), OTHERWISE.fill(name=section)))
            elif isinstance(content, list):
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


def _against_schema(merged: Merged) -> list[ValidationError]:
    return _leaves(Draft202012Validator(pack_schema()), merged.value)


def _leaves(validator: Draft202012Validator, value: Any) -> list[ValidationError]:
    found = sorted(validator.iter_errors(value), key=lambda e: [str(p) for p in e.absolute_path])
    return [error for each in found for error in (_deepest(each))]


def _deepest(error: ValidationError) -> list[ValidationError]:
    inner = [c for c in error.context or () if len(c.absolute_path) > len(error.absolute_path)]
    return inner or [error]


def _misfit(merged: Merged, error: ValidationError) -> Finding:
    path, what = tuple(error.absolute_path), said(error)
    where = ".".join(map(str, merged.named(path)))
    return _shape(merged.place(path), Text(f"{where}：{what.ja}", f"{where}: {what.en}"))


def _shape(place: str, message: Text) -> Finding:
    return Finding(
        code="pack.shape",
        severity="error",
        place=place,
        message=message,
        remedy=Text("規則集の書式定義（pack.schema.json）に合わせること。", "Make it fit pack.schema.json."),
    )
