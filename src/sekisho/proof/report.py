"""The report of the proofs, for a reader who knows the procedure and not the prover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

from .properties import NOT_ONE_STEP
from .prove import Result

HEAD = Text(
    "次の性質は、どの行為が許される状態においても、選択肢のどの値の下でも、対象、実施部分、席及び案件の数によらず成り立つ。"
    "「依拠する規則」は、それだけで証明に足り、そのうち一つでも欠けば足りない規則の組である。同じ性質が他の組によっても成り立つことがある。",
    "Each property holds in every state in which the step is permitted, under every value of every option, for any number of "
    "targets, legs, seats and cases. *Rests on* names rules that suffice for the proof together and not with one of them missing; other rules may suffice too.",
)
ASSUMED = (
    Text(
        "証明は、規則の前提条件についてのものである。任命、記録の権限及び演習の区別は中核が判定し、ここでは証明しない。",
        "The proofs are about the preconditions of the rules. Appointments, entitlement to record and exercises are the kernel's.",
    ),
    Text(
        "入力の効果(変更が何を失わせるか)は、ここでは証明しない。",
        "The effects of entries (what a change voids) are not proved here.",
    ),
    Text(
        "委員は人ごとに一つの要素である。数えるのは、問われる最大の数より一多い人数までである。",
        "Each member of the commission is one element. Counting goes up to one more than the largest number asked about.",
    ),
)


def report(pack: Pack, results: Sequence[Result]) -> str:
    """Return the report as Markdown, in Japanese and English."""
    return "\n".join(_lines(pack, results)) + "\n"


def _lines(pack: Pack, results: Sequence[Result]) -> Iterator[str]:
    yield "# 証明 / Proofs\n"
    yield f"{pack.text.ja} / {pack.text.en}, {pack.version}\n"
    yield f"{HEAD.ja}\n\n{HEAD.en}\n"
    yield f"{sum(r.sound for r in results)}/{len(results)}\n"
    yield "| id | 行為 / step | 性質 / property | 依拠する規則 / rests on |\n|---|---|---|---|"
    stated = [r for r in results if r.rests_on or not r.proved]
    yield from (_row(r) for r in stated)
    yield from _forgetting(results)
    yield "\n## 前提 / Assumptions\n"
    yield from (f"- {text.ja}<br>{text.en}" for text in ASSUMED)
    yield "\n## ここで証明しない性質 / Not proved here\n"
    yield from (f"- {name}: {why.ja}<br>{why.en}" for name, why in NOT_ONE_STEP.items())


def _row(result: Result) -> str:
    rests = ", ".join(result.rests_on) if result.proved else "**反例 / counterexample**"
    text = f"{result.text.ja}<br>{result.text.en}（{', '.join(result.cite)}）"
    return f"| {result.id.partition(' ')[0]} | {result.step} | {text} | {rests} |"


def _forgetting(results: Iterable[Result]) -> Iterator[str]:
    rows = [r for r in results if r.invariant]
    if rows:
        yield f"\n**N23** {rows[0].text.ja} {rows[0].text.en} ({rows[0].invariant})\n"
        yield ", ".join(r.step for r in rows)
