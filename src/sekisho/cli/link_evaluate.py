"""``sekisho link-evaluate``: how well clusters match labels, by the figures that linking is judged by."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

import msgspec

from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Language, Text

from .reporting import UNUSABLE, print_findings, read_bytes

if TYPE_CHECKING:
    from sekisho.linking.evaluate import Quality

WHOLE = Text("全体", "all")
FITTED = Text(
    "注意：同梱のパラメータを当てはめたデータで測れば、値は実際より良く出る（標本内）。それ以外のデータでは標本外の値である。",
    "Note: on data that the shipped parameters were fitted to, these figures flatter (in sample). On any other data they"
    " are out of sample.",
)
HEADS = Text("適合率 再現率 F1 cB3-F 最大 件数", "P R F1 cB3-F largest incidents")


class Row(msgspec.Struct, frozen=True):
    """One line of labels or of clusters: an incident's id, and what it belongs to (none: alone)."""

    id: str
    group: str | None
    source: str


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("labels", metavar="LABELS", help="正解 / JSON Lines {id, FIELD, source}")
    parser.add_argument(
        "clusters", metavar="CLUSTERS", help="sekisho link の出力 / what `sekisho link --out` wrote"
    )
    parser.add_argument(
        "--field", default="campaign", help="正解の項目名 / field of LABELS that names the truth"
    )
    parser.add_argument("--json", action="store_true", help="JSONで出力する / print one JSON object")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compare the two files; nothing is measured where either has a defect, and all defects are said."""
    from sekisho.linking.evaluate import evaluate, evaluate_by_source

    findings: list[Finding] = []
    labels = _read(args.labels, args.field, findings, _disputed)
    clusters = _read(args.clusters, "cluster", findings, _twice)
    if labels is not None and clusters is not None:
        findings += _unmatched(labels, clusters, args)
    print_findings(findings, args.lang)
    if labels is None or clusters is None or any(each.severity == "error" for each in findings):
        return UNUSABLE
    truth = {name: row.group for name, row in labels.items()}
    found = {name: row.group for name, row in clusters.items() if row.group is not None}
    sources = {name: row.source for name, row in labels.items() if row.source}
    by_source = evaluate_by_source(found, truth, sources)
    counts = {name: sum(s == name for s in sources.values()) for name in by_source}
    whole = evaluate(found, truth).quality()
    if args.json:
        print(json.dumps(_document(whole, by_source, counts, len(truth)), ensure_ascii=False))
    else:
        rows = [
            (WHOLE.in_(args.lang), whole, len(truth)),
            *((n, q, counts[n]) for n, q in by_source.items()),
        ]
        print("\n".join(_lines(rows, args.lang)))
    return 0


def _document(
    whole: Quality, by_source: dict[str, Quality], counts: dict[str, int], incidents: int
) -> dict[str, object]:
    parts = {n: {**msgspec.to_builtins(q), "incidents": counts[n]} for n, q in by_source.items()}
    return {"all": {**msgspec.to_builtins(whole), "incidents": incidents}, "by_source": parts}


def _lines(rows: list[tuple[str, Quality, int]], language: Language) -> Iterator[str]:
    yield "\t".join(["", *HEADS.in_(language).split()])
    for name, q, count in rows:
        figures = (f"{value:.3f}" for value in (q.precision, q.recall, q.f1, q.cb3_f))
        yield "\t".join([name, *figures, str(q.largest), str(count)])
    yield FITTED.in_(language)


def _read(
    path: str, field: str, findings: list[Finding], differing: Callable[[str, str], Finding]
) -> dict[str, Row] | None:
    """Return the rows of a file by id, defects added to ``findings``; none where it cannot be read at all.

    An id whose rows differ is left out, with the finding that ``differing`` makes of its place and name.
    """
    data = read_bytes(path)
    if data is None:
        return None
    rows: dict[str, Row] = {}
    left_out: set[str] = set()
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.strip():
            continue
        place = f"{PurePath(path).name}:{number}"
        row = _row(line, field, place)
        if isinstance(row, Finding):
            findings.append(row)
        elif rows.get(row.id, row) != row:
            findings.append(differing(place, row.id))
            left_out.add(row.id)
        else:
            rows[row.id] = row
    return {name: row for name, row in rows.items() if name not in left_out}


def _row(line: bytes, field: str, place: str) -> Row | Finding:
    try:
        said = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _amiss(place, field)
    if not isinstance(said, dict) or not isinstance(said.get("id"), str) or field not in said:
        return _amiss(place, field)
    group, source = said[field], said.get("source") or ""
    if not isinstance(group, str | None) or not isinstance(source, str):
        return _amiss(place, field)
    return Row(said["id"], group, source)


def _amiss(place: str, field: str) -> Finding:
    return Finding(
        code="evaluation_line",
        severity="error",
        place=place,
        message=Text("行を読み取れない。", "The line cannot be read."),
        remedy=Text(
            "1行を1つのJSONオブジェクトとし、文字列のidと、文字列又はnullの{field}を入れる。",
            "Make every line one JSON object with a text id, and {field} as a text or null.",
        ).fill(field=field),
    )


def _twice(place: str, name: str) -> Finding:
    return Finding(
        code="evaluation_twice",
        severity="error",
        place=place,
        message=Text(
            "事案番号「{id}」が、異なる内容で二度現れる。",
            "The incident id {id} appears twice and says different things.",
        ).fill(id=name),
        remedy=Text("どちらか一方を残す。", "Keep one of the two."),
    )


def _disputed(place: str, name: str) -> Finding:
    return Finding(
        code="evaluation_disputed",
        severity="warning",
        place=place,
        message=Text(
            "事案番号「{id}」の正解が二通りある。この事案は数えない。",
            "The incident id {id} is labelled in two ways; it is not counted.",
        ).fill(id=name),
        remedy=Text("正しい方だけを残す。", "Keep the one that is right."),
    )


def _unmatched(labels: dict[str, Row], clusters: dict[str, Row], args: argparse.Namespace) -> list[Finding]:
    """Say where an incident with a label is in no cluster: taken as alone, it would change the figures unseen."""
    missing = sorted(labels.keys() - clusters.keys())
    if not missing and labels:
        return []
    what = (
        Text(
            "正解にある事案{n}件が結果にない（例：{first}）。",
            "{n} labelled incidents are not among the clusters (such as {first}).",
        ).fill(n=len(missing), first=missing[0])
        if missing
        else Text("正解が一つもない。", "There are no labels.")
    )
    return [
        Finding(
            code="evaluation_unmatched",
            severity="error",
            place=PurePath(args.clusters if missing else args.labels).name,
            message=what,
            remedy=Text(
                "同じ事案を sekisho link に渡して作り直す。",
                "Run sekisho link on the incidents that the labels speak of.",
            ),
        )
    ]
