"""Make the demonstration's supplied files from the labelled data sets. Run by hand; the product never imports it.

    python src/sekisho/demo_data/build.py PATH/TO/shared/data

Deterministic: the same data sets give the same bytes. Real: every value, and which publication it comes from. Made up:
who supplied what, when, the victims' sectors and countries, and how a campaign was cut into incidents (see README.md).
Only parts under the MIT licence (maltrail, Unit 42) and CC0 (KEV) are used; CREDITS.md is written along.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
import uuid
from collections import Counter, defaultdict
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from sekisho.intel.markings import MarkingSet
from sekisho.intel.markings_stix import NAMESPACE, definitions_for, refs_for
from sekisho.intel.objects import Incident
from sekisho.intel.observables import Observable
from sekisho.intel.reading import read_file
from sekisho.intel.stix_make import content_id, country, indicator, made, malware, technique, victim_sector
from sekisho.intel.times import write_stix_time

HERE = Path(__file__).parent
NPA = {"dev-C130": 3, "dev-C016": 4, "dev-C095": 3, "dev-C002": 5}
"""Campaigns, by their label in the data set, and how many of their incidents the police supply."""
MIC = {"dev-C130": 2, "dev-C016": 2}
MOD = "dev-C095"
NPA_SOLO, MIC_SOLO = 10, 4
MIC_KNOWN, KEV_ENTRIES, MISP_ATTRIBUTES = 3, 30, 40
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
GREEN = MarkingSet(tlp="green")

Labelled = tuple[Incident, dict[str, Any]]


class Source:
    """The data sets: incidents with their labels, and how many incidents each value occurs in."""

    def __init__(self, data: Path) -> None:
        self.split = self._load(data / "campaigns/dev", "split")
        self.real = self._load(data / "campaigns/dev", "real")
        self.kev = json.loads((data / "vulnerabilities/known_exploited_vulnerabilities.json").read_bytes())
        self.benign = self._benign(data / "benign/warninglist.jsonl.gz")
        self.uses = self._owners()

    def _benign(self, path: Path) -> set[str]:
        """Return well-known harmless values: noise that the data set added on purpose, unfit to be shown to people."""
        lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
        return {json.loads(line)["value"].lower().strip(".") for line in lines}

    def _load(self, folder: Path, name: str) -> list[Labelled]:
        reading = read_file((folder / f"{name}.incidents.jsonl").read_bytes(), name, "incidents")
        lines = (folder / f"{name}.labels.jsonl").read_text("utf-8").splitlines()
        labels = {label["id"]: label for label in map(json.loads, lines)}
        return [(i, labels[i.id]) for i in reading.incidents]

    def _owners(self) -> dict[Observable, set[str]]:
        """Return for every value the campaigns (or lone incidents) that it occurs in."""
        owners: dict[Observable, set[str]] = defaultdict(set)
        for incident, label in self.split:
            for observable in incident.observables:
                owners[observable].add(label["campaign"] or incident.id)
        return owners

    def campaign(self, name: str) -> list[Labelled]:
        """Return the incidents of a campaign by date, with only the values that occur in no other."""
        own = [(self._own(i, name), label) for i, label in self.split if label["campaign"] == name]
        return sorted(
            ((i, n) for i, n in own if i.observables), key=lambda pair: (str(pair[0].date), pair[0].id)
        )

    def _own(self, incident: Incident, name: str) -> Incident:
        kept = tuple(o for o in incident.observables if self.uses[o] == {name} and o.value not in self.benign)
        return _with(incident, observables=kept)

    def solo(self, count: int) -> list[Labelled]:
        """Return real reports of actors that occur once, that share no value with anything else here."""
        actors = Counter(label["actor"] for _, label in self.real)
        seen = Counter(o for incident, _ in self.real for o in incident.observables)
        return [
            (incident, label)
            for incident, label in sorted(self.real, key=lambda pair: pair[0].id)
            if actors[label["actor"]] == 1
            and label["license"] == "MIT"
            and label["reference"].startswith("https://")
            and len(label["reference"]) < 120
            and 3 <= len(incident.observables) <= 6
            and all(seen[o] == 1 and o not in self.uses for o in incident.observables)
        ][:count]


def _with(incident: Incident, **changes: Any) -> Incident:
    fields = {name: getattr(incident, name) for name in incident.__struct_fields__}
    return Incident(**(fields | changes))


def connected(parts: list[Labelled], count: int) -> list[Labelled]:
    """Choose incidents that share values with each other, beginning with the pair that shares most."""
    chosen: list[Labelled] = []
    rest = list(parts)
    while rest and len(chosen) < count:
        have = {o for i, _ in chosen for o in i.observables} or {o for i, _ in rest for o in i.observables}
        best = max(rest, key=lambda pair: (len(have & set(pair[0].observables)), pair[0].id))
        chosen.append(best)
        rest.remove(best)
    return chosen


class Numbers:
    """Gives incidents the numbers of the office that supplies them, and remembers the credit due for each."""

    def __init__(self) -> None:
        self.credits: list[tuple[str, dict[str, Any]]] = []
        self._next: Counter[str] = Counter()

    def give(self, office: str, title: str, labelled: Labelled) -> Incident:
        """Return the incident under a number like ``NPA-003`` and a neutral title."""
        self._next[office] += 1
        number = f"{office}-{self._next[office]:03d}"
        self.credits.append((number, labelled[1]))
        return _with(labelled[0], id=number, title=f"{title} {number}", marking=GREEN)


def stix_bundle(incidents: list[Incident]) -> dict[str, Any]:
    """Return the police's bundle: one report an incident, one indicator a value, whoever reports it."""
    objects: dict[str, dict[str, Any]] = {d["id"]: d for d in definitions_for(GREEN)}
    first: dict[Observable, datetime] = {}
    for incident in sorted(incidents, key=lambda i: str(i.date)):
        for observable in incident.observables:
            first.setdefault(observable, _moment(incident))
    for incident in incidents:
        members = [
            indicator(
                content_id("indicator", o.type, o.value), [o], first[o], object_marking_refs=refs_for(GREEN)
            )
            for o in incident.observables
        ]
        members += [technique(t, MADE_AT) for t in incident.techniques]
        members += [malware(m, MADE_AT) for m in incident.malware]
        members += [victim_sector(s, MADE_AT) for s in incident.sectors]
        members += [country(c, MADE_AT) for c in incident.countries]
        objects.update((m["id"], m) for m in members)
        report = _report(incident, [m["id"] for m in members])
        objects[report["id"]] = report
    id_ = uuid.uuid5(NAMESPACE, "demonstration: police")
    return {"type": "bundle", "id": f"bundle--{id_}", "objects": list(objects.values())}


def _moment(incident: Incident) -> datetime:
    if incident.date is None:
        raise ValueError(f"{incident.id} has no date")
    return datetime.combine(incident.date, time(9), UTC)


def _report(incident: Incident, refs: list[str]) -> dict[str, Any]:
    at = _moment(incident)
    return made(
        "report",
        content_id("report", incident.id),
        at,
        name=incident.title,
        published=write_stix_time(at),
        report_types=["threat-report"],
        external_references=[{"source_name": "incident-id", "external_id": incident.id}],
        object_refs=refs,
        object_marking_refs=refs_for(GREEN),
    )


_MISP_TYPES = {
    "ipv4": "ip-dst",
    "ipport": "ip-dst|port",
    "x509": "x509-fingerprint-sha1",
    "email": "email-src",
}


def misp_event(incidents: list[Incident]) -> dict[str, Any]:
    """Return the ministry of defence's event: the values of several parts of one campaign, seen as one case."""
    latest = max(_moment(i) for i in incidents)
    values = dict.fromkeys(o for i in incidents for o in i.observables)
    attributes = [_misp_attribute(o, latest) for o in list(values)[:MISP_ATTRIBUTES]]
    attributes.append(_misp_remark(latest))
    countries = sorted({c for i in incidents for c in i.countries})
    sectors = sorted({s for i in incidents for s in i.sectors})
    techniques = sorted({t for i in incidents for t in i.techniques})
    names = [f'misp-galaxy:sector="{s}"' for s in sectors]
    names += [f'misp-galaxy:target-information="{c}"' for c in countries]
    names += [f'misp-galaxy:mitre-attack-pattern="{t} - {t}"' for t in techniques]
    event = {
        "uuid": str(uuid.uuid5(NAMESPACE, "demonstration: defence event")),
        "info": "エネルギー関連企業に対する不審通信 MOD-001",
        "date": latest.date().isoformat(),
        "timestamp": str(int(latest.timestamp())),
        "distribution": "1",
        "threat_level_id": "2",
        "analysis": "2",
        "Orgc": {"name": "MOD", "uuid": str(uuid.uuid5(NAMESPACE, "demonstration: defence"))},
        "Tag": [{"name": "tlp:amber"}, *({"name": name} for name in names)],
        "Attribute": attributes,
    }
    return {"Event": event}


def _misp_attribute(observable: Observable, at: datetime) -> dict[str, Any]:
    hashes = ("md5", "sha1", "sha256")
    return {
        "uuid": str(uuid.uuid5(NAMESPACE, f"demonstration: {observable.type} {observable.value}")),
        "type": _MISP_TYPES.get(observable.type, observable.type),
        "category": "Payload delivery" if observable.type in hashes else "Network activity",
        "value": observable.value.replace(":", "|") if observable.type == "ipport" else observable.value,
        "to_ids": True,
        "timestamp": str(int(at.timestamp())),
        "comment": "",
    }


def _misp_remark(at: datetime) -> dict[str, Any]:
    return {
        "uuid": str(uuid.uuid5(NAMESPACE, "demonstration: defence remark")),
        "type": "comment",
        "category": "Internal reference",
        "value": "複数の事業所で同じ接続先を確認した。",
        "to_ids": False,
        "timestamp": str(int(at.timestamp())),
        "comment": "",
    }


_CSV_TYPES = {
    "ipv4": "IPアドレス",
    "ipport": "IPアドレス・ポート",
    "domain": "ドメイン",
    "email": "メールアドレス",
}
_HEADER = ["種別", "値", "事案番号", "事案名", "観測日", "分野", "国", "手法", "マルウェア", "TLP", "備考"]


def csv_table(incidents: list[Incident], known: list[Observable]) -> bytes:
    """Return the communications ministry's table in CP932: ``known`` values first, then others, then two bad rows."""
    rows: list[list[str]] = []
    for incident in incidents:
        values = [o for o in incident.observables if o in known] + [
            o for o in incident.observables if o not in known
        ]
        rows += [_csv_row(incident, o) for o in values]
    tail = rows[-1][2:]
    rows.insert(7, ["IPアドレス", "203.0.113.999", *tail[:-1], "転記誤りの例"])
    rows.insert(19, ["SHA-256", "00ff（一部のみ判明）", *tail[:-1], "転記誤りの例"])
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_HEADER, *rows])
    return text.getvalue().encode("cp932")


def _csv_row(incident: Incident, observable: Observable) -> list[str]:
    value = observable.value
    if observable.type in ("domain", "url", "ipv4"):
        value = value.replace("http", "hxxp", 1) if observable.type == "url" else value
        value = value.replace(".", "[.]")
    lists = (incident.sectors, incident.countries, incident.techniques, incident.malware)
    day = _moment(incident).strftime("%Y/%m/%d")
    type_ = _CSV_TYPES.get(observable.type, observable.type)
    return [type_, value, incident.id, incident.title, day, *(";".join(x) for x in lists), "GREEN", ""]


def kev_catalogue(kev: dict[str, Any]) -> dict[str, Any]:
    """Return the catalogue cut to its first entries; nothing else is changed but the count."""
    return {**kev, "count": KEV_ENTRIES, "vulnerabilities": kev["vulnerabilities"][:KEV_ENTRIES]}


def credits_table(credits: list[tuple[str, dict[str, Any]]]) -> str:
    """Return the rows of CREDITS.md: which publication each incident's values come from."""
    lines = ["| incident | source | licence | first published in |", "|---|---|---|---|"]
    for number, label in sorted(credits, key=lambda pair: pair[0]):
        lines.append(f"| {number} | {label['source']} | {label['license']} | {label['reference']} |")
    return "\n".join(lines) + "\n"


def mic_incidents(
    source: Source, numbers: Numbers, given: set[Observable]
) -> tuple[list[Incident], list[Observable]]:
    """Choose what the ministry of communications supplies: three values that the police have, and otherwise new ones."""
    known: list[Observable] = []
    chosen: list[Incident] = []
    for name, count in MIC.items():
        rest = [p for p in source.campaign(name) if p[0].observables]
        ranked = sorted(rest, key=lambda p: (-len(given & set(p[0].observables)), p[0].id))
        unused = [p for p in ranked if p[1]["id"] not in {label["id"] for _, label in numbers.credits}]
        for part in unused[:count]:
            shared = sorted(given & set(part[0].observables))[
                : min(1 if chosen else 2, MIC_KNOWN - len(known))
            ]
            known += shared
            fresh = [o for o in part[0].observables if o not in given]
            chosen.append(
                numbers.give(
                    "MIC", "通信事業者からの情報", (_with(part[0], observables=(*shared, *fresh)), part[1])
                )
            )
    solos = source.solo(NPA_SOLO + MIC_SOLO)[NPA_SOLO:]
    chosen += [numbers.give("MIC", "通信事業者からの情報", part) for part in solos]
    return chosen, known


def build(data: Path, out: Path = HERE) -> None:
    """Write the four files and CREDITS.md to ``out``; the head of the bundled CREDITS.md is kept."""
    source, numbers = Source(data), Numbers()
    npa_parts = [p for name, count in NPA.items() for p in connected(source.campaign(name), count)]
    npa = [numbers.give("NPA", "サイバー事案の報告", p) for p in npa_parts]
    npa += [numbers.give("NPA", "サイバー事案の報告", p) for p in source.solo(NPA_SOLO)]
    used = {label["id"] for _, label in numbers.credits}
    defence = [p for p in source.campaign(MOD) if p[1]["id"] not in used]
    given = {o for incident in npa for o in incident.observables}
    mic, known = mic_incidents(source, numbers, given)
    numbers.credits += [("MOD-001", label) for _, label in defence[:1]]
    _write(out / "npa.stix.json", stix_bundle(npa))
    _write(out / "mod.misp.json", misp_event([i for i, _ in defence]))
    _write(out / "nco.kev.json", kev_catalogue(source.kev))
    (out / "mic.csv").write_bytes(csv_table(mic, known))
    head = (HERE / "CREDITS.md").read_text("utf-8").partition("\n| incident |")[0].rstrip("\n")
    (out / "CREDITS.md").write_text(f"{head}\n\n{credits_table(numbers.credits)}", "utf-8")


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
