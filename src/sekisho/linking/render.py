"""Lines of text for a person: the waterfall of a link and the five elements of a candidate."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from sekisho.vocabulary.text import Language, Text

from .engine import Link
from .evidence_shown import shown_key
from .explain import Element, explain
from .kinds import EVIDENCE_LABELS, KIND_LABELS
from .linking import Candidate, Linking
from .scoring import Contribution, contributions

MOST_KEYS = 4

_CANDIDATE = Text(
    "候補 {id}（{members}件、結び付き{links}本）", "Candidate {id} ({members} incidents, {links} links)"
)
_LINK = Text("結び付き {one} ― {other}：{points}点", "Link {one} – {other}: {points} points")
_THRESHOLD = Text("合計が0点を超えると結び付きとみなす。", "A sum above 0 makes a link.")
_FOR = Text("裏付け", "for")
_AGAINST = Text("反対の証拠", "against")
_OCCURRENCE = Text("発生をうかがわせる事情", "What speaks for occurrence")
_SIGN = Text("予兆をうかがわせる事情", "What speaks for a sign")
_FINDING = Text(
    "発生か予兆かは権限のある職が認定する。",
    "Whether it is occurrence or sign is for the office entitled to find.",
)
_LESSENED = Text("（割り引いた：{keys}）", "(counts less: {keys})")
_COMMON = Text("（多すぎて数えない：{keys}）", "(too common to count: {keys})")


def waterfall(linking: Linking, one: str, other: str) -> tuple[Contribution, ...]:
    """Return the contributions of any two incidents of a linking, linked or not; their points sum to the score."""
    return contributions(linking.profiles[one], linking.profiles[other], linking.weights)


def render_link(linking: Linking, link: Link, language: Language) -> list[str]:
    """Return the waterfall of a link: one line a contribution, with its points and the sum so far."""
    found = waterfall(linking, link.one, link.other)
    sums = accumulate(c.points for c in found)
    head = _LINK.fill(one=link.one, other=link.other, points=f"{link.points:+,}")
    lines = [
        f"  {c.points:>+8,}  {total:>+8,}  {_told(c, language)}" for c, total in zip(found, sums, strict=True)
    ]
    return [head.in_(language), *lines, f"  {_THRESHOLD.in_(language)}"]


def render_candidate(linking: Linking, candidate: Candidate, language: Language, links: int = 3) -> list[str]:
    """Return a candidate's five elements, what speaks for occurrence and sign, and its strongest links."""
    told = explain(linking, candidate)
    head = _CANDIDATE.fill(id=candidate.id, members=len(candidate.members), links=len(candidate.links))
    lines = [head.in_(language)]
    for number, element in enumerate(told.elements, start=1):
        lines += _element(number, element, language)
    lines += _block(_OCCURRENCE, told.occurrence, language) + _block(_SIGN, told.sign, language)
    lines.append(f"  {_FINDING.in_(language)}")
    for link in candidate.links[:links]:
        lines += ["", *render_link(linking, link, language)]
    return lines


def _told(contribution: Contribution, language: Language) -> str:
    label = EVIDENCE_LABELS[contribution.evidence].in_(language)
    more = f": {_keys(contribution.keys, language)}" if contribution.keys else ""
    if contribution.lessened:
        named = [
            f"{shown_key(key)}: {label.in_(language)}" for key, label in contribution.lessened[:MOST_KEYS]
        ]
        more += f" {_LESSENED.fill(keys='; '.join(named)).in_(language)}"
    if contribution.too_common:
        more += f" {_COMMON.fill(keys=_keys(contribution.too_common, language)).in_(language)}"
    return label + more


def _keys(keys: Iterable[tuple[str, str]], language: Language) -> str:
    listed = list(keys)
    named = [f"{KIND_LABELS[key[0]].in_(language)} {shown_key(key)}" for key in listed[:MOST_KEYS]]
    return "; ".join(named) + (f" … (+{len(listed) - MOST_KEYS})" if len(listed) > MOST_KEYS else "")


def _element(number: int, element: Element, language: Language) -> list[str]:
    head = f"  {number}. {element.label.in_(language)}: {element.statement.in_(language)}"
    pros = [f"     + [{_FOR.in_(language)}] {text.in_(language)}" for text in element.speaks_for]
    return [
        head,
        *pros,
        *(f"     − [{_AGAINST.in_(language)}] {t.in_(language)}" for t in element.speaks_against),
    ]


def _block(title: Text, texts: tuple[Text, ...], language: Language) -> list[str]:
    return [f"  {title.in_(language)}:", *(f"     ・{text.in_(language)}" for text in texts)] if texts else []
