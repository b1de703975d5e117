"""The verifier's tenth step: the disclosed entries are judged again by the rules and by the properties, in the order of the log."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from sekisho.casework.rejudging import Rejudging
from sekisho.law.loading import Unloadable, load_files, load_pack
from sekisho.law.pack import Pack
from sekisho.ledger.verify import Pair, Place, Report
from sekisho.proof.trial import TRIED, Trial

STEP = 10
SAID: Mapping[str, Pair] = {
    "permitted": (
        "規則に照らして許される記録 {count} 件（うち判定の全文が記録のとおりのもの {same} 件）",
        "{count} entries are permitted by the rules ({same} of them with the very verdict on record)",
    ),
    "founding": (
        "登録簿を開いた記録 {count} 件（規則によらない）",
        "{count} entries founded the register, outside the rules",
    ),
    "deviation": (
        "関所を通らなかった行為の記録 {count} 件（規則を何も満たさない）",
        "{count} deviations: acts outside the gate, which satisfy nothing",
    ),
    "unsigned": (
        "署名のない正式な決定 {count} 件（誰が決定を記録したかは、記録の言うところによる）",
        "{count} formal decisions bear no signature: who recorded them is only what the record says",
    ),
    "not_shown": (
        "再判定していない記録 {count} 件（開示されていないものがある）",
        "{count} entries were not judged again: they, or what they rest on, are not disclosed in full",
    ),
    "unknown_pack": (
        "再判定していない記録 {count} 件（その版の規則がない。--pack で示すこと）",
        "{count} entries were not judged again: their edition of the rules is not here (name it with --pack)",
    ),
}
REFUSED: Pair = ("規則に照らして許されない：{rules}", "the rules do not permit it: {rules}")
BREAKS: Pair = ("性質 {property} を破る：{ja}", "it breaks property {property}: {en}")
KEPT: Pair = (
    "規則とは別に述べた性質 {properties} により調べ、破られたものがない（記録 {entries} 件）",
    "the properties stated apart from the rules are kept: {properties} of them, over {entries} entries",
)
UNTRIED: Pair = (
    "記録と性質の組のうち、調べられなかったもの {count}（示されていないもの、又はその規則集にないものによる）",
    "{count} pairs of an entry and a property could not be tried: they rest on what is not shown, or not in those rules",
)
FORGED: Pair = ("開示された内容が、記録のハッシュと異なる", "what is opened is not what its hash names")


class Replaying:
    """Judges entries again for ``ledger.verify.verify``."""

    def __init__(self, pack: Pack) -> None:
        self._rejudging = Rejudging(pack)
        self._trial = Trial(pack)
        self._bad: list[tuple[Place, Pair, dict[str, str]]] = []

    def take(self, index: int, envelope: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        """Take the next disclosed entry, in the order of the log."""
        found = self._rejudging.take(envelope, body)
        where = ("leaf", index)
        if found.outcome == "forged":
            self._bad.append((where, FORGED, {}))
        if found.outcome == "refused" and found.verdict is not None:
            missing = [each.rule for each in found.verdict.missing] + [f.code for f in found.verdict.findings]
            self._bad.append((where, REFUSED, {"rules": ", ".join(missing)}))
        if found.entry is not None and found.before is not None:
            for breach in self._trial.take(found.entry, found.before, self._rejudging.unfolding.world):
                text = TRIED[breach.property].text
                self._bad.append((where, BREAKS, {"property": breach.property, "ja": text.ja, "en": text.en}))

    def finish(self, report: Report) -> None:
        """Say what came of it."""
        for where, words, values in self._bad:
            report.bad(STEP, where, words, **values)
        if self._trial.entries and not self._trial.breaches:
            report.good(STEP, KEPT, entries=self._trial.entries, properties=len(self._trial.judged))
        counts, same = self._rejudging.counts, self._rejudging.same
        if counts["permitted"]:
            report.good(STEP, SAID["permitted"], count=counts["permitted"], same=same)
        report.note(STEP, SAID["unsigned"], count=self._rejudging.unsigned)
        for outcome in ("founding", "deviation", "not_shown", "unknown_pack"):
            report.note(STEP, SAID[outcome], count=counts[outcome])
        report.note(STEP, UNTRIED, count=len(self._trial.untried))


def at_hand() -> list[str]:
    """Return the packs that are here: the packaged one, and the editions that the installation keeps in its home."""
    kept = Path(os.environ.get("SEKISHO_HOME") or "var") / "packs"
    folders = sorted(kept.iterdir()) if kept.is_dir() else []
    return ["jp-acd", *(str(each) for each in folders if not each.name.startswith("."))]


def editions(names: Iterable[str]) -> Pack:
    """Return the packs named (packaged ones or folders), the newest knowing the others; raises ``Unloadable``."""
    loaded = {pack.hash: pack for pack in map(_load, names)}
    packs = sorted(loaded.values(), key=lambda pack: (pack.effective_from, pack.version))
    return msgspec.structs.replace(packs[-1], earlier=tuple(packs[:-1]))


def _load(name: str) -> Pack:
    folder = Path(name)
    if not folder.is_dir():
        return load_pack(name)
    loaded = load_files({file.name: file.read_text("utf-8") for file in sorted(folder.glob("*.yaml"))})
    if loaded.pack is None:
        raise Unloadable(loaded.findings)
    return loaded.pack
