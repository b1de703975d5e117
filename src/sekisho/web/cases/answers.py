"""From what a person sent to an intent: words into the values that the record keeps, nothing judged, nothing dropped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict

from sekisho.casework.entry import Evidence, Intent, Reference
from sekisho.law.pack import Field, Office, Pack, Post, Step
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time, write_time

from .choices import AT
from .form import ACT_OF, HAPPENED_AT

HEAD = "head."
"""Prefix of the hidden fields that carry the heads of the cases that the person saw."""


def intent(pack: Pack, step: Step, case: str, sent: QueryDict, heads: Mapping[str, str]) -> Intent:
    """Return what the person means to do, as written; what follows from the record is filled in by the operation."""
    return Intent(
        case=case,
        step=step.id,
        act_of=sent.get(ACT_OF, ""),
        subject={part: tuple(sent.getlist(f"subject.{part}")) for part in step.part},
        names=_names(step, sent),
        particulars=_particulars(pack, step, sent),
        heads=heads,
        nonce=sent.get("nonce", ""),
    )


def named_cases(step: Step, sent: QueryDict) -> tuple[str, ...]:
    """Return the ids of the cases that the person named."""
    return tuple(reference.case for reference in _names(step, sent).values())


def seen_heads(sent: Mapping[str, Any]) -> dict[str, str]:
    """Return the heads that the form carried."""
    return {key[len(HEAD) :]: str(sent[key]) for key in sent if key.startswith(HEAD)}


def happened_at(sent: QueryDict, now: datetime) -> tuple[datetime, Finding | None]:
    """Return when the act happened: as written, now where nothing was, and a finding where it cannot be read."""
    written = sent.get(HAPPENED_AT, "")
    if not written:
        return now, None
    try:
        return parse_time(written), None
    except ValueError:
        return now, Finding(
            code="time-unreadable",
            severity="error",
            place=HAPPENED_AT,
            message=Text(
                f"日時「{written}」を読み取れない。",
                f"The time “{written}” cannot be read.",
            ),
            remedy=Text("2026-10-01T09:30 の形で書くこと。", "Write it like 2026-10-01T09:30."),
        )


def evidence(sent: QueryDict) -> tuple[Evidence, ...]:
    """Return the paper behind the act, where one was named."""
    number, title, sha256 = (
        sent.get(f"evidence.{part}", "").strip() for part in ("number", "title", "sha256")
    )
    return (Evidence(number=number, sha256=sha256.lower(), title=title),) if number or title or sha256 else ()


def _names(step: Step, sent: QueryDict) -> dict[str, Reference]:
    names: dict[str, Reference] = {}
    for naming in step.names.values():
        chosen = [value for value in sent.getlist(f"name.{naming.id}") if value]
        for index, value in enumerate(chosen):
            case, _, element = value.partition(AT)
            names[naming.id if index == 0 else f"{naming.id}.{index + 1}"] = Reference(case, element)
    return names


def _particulars(pack: Pack, step: Step, sent: QueryDict) -> dict[str, Any]:
    read = {field.id: _value(pack, field, sent) for field in step.asks.values()}
    return {name: value for name, value in read.items() if value not in (None, "", [], {})}


def _value(pack: Pack, field: Field, sent: QueryDict) -> Any:
    name = f"field.{field.id}"
    if field.type == "list":
        lines = [line.strip() for value in sent.getlist(name) for line in value.splitlines()]
        return [_by_name(pack, line) for line in lines if line]
    if field.type == "period":
        ends = {
            "from": sent.get(f"{name}.from", ""),
            "until": sent.get(f"{name}.until", ""),
        }
        return {end: _moment(written) for end, written in ends.items() if written}
    written = sent.get(name, "").strip()
    if field.type == "datetime":
        return _moment(written)
    if field.type == "number":
        return _number(written)
    return written


def _by_name(pack: Pack, line: str) -> str:
    """Return the id of the post, office or step that a line names in either language; any other line as it is."""
    known: list[Post | Office | Step] = [*pack.posts.values(), *pack.offices.values(), *pack.steps.values()]
    return next((each.id for each in known if line in (each.text.ja, each.text.en)), line)


def _moment(written: str) -> str:
    """Return a time as the record writes it; what cannot be read stays as written, for the gate to find."""
    try:
        return write_time(parse_time(written)) if "T" in written else written
    except ValueError:
        return written


def _number(written: str) -> int | float | str:
    try:
        return int(written)
    except ValueError:
        return written
