"""Duties in words: whose, towards whom, by when, under which clause, and which steps settle them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec
from django.db import models

from sekisho.casework.case import Case
from sekisho.casework.duties import at_once
from sekisho.casework.verdict import Assessment, OpenDuty
from sekisho.law.pack import Pack
from sekisho.records.models import Duty as Row
from sekisho.records.world import load_case
from sekisho.vocabulary.text import Text
from sekisho.web.page import moment_key
from sekisho.web.stepping import StepLink, step_links

from . import words


class DutyShown(msgspec.Struct, frozen=True, kw_only=True):
    """One open duty as pages list it; ``case_title`` only where the page is not the case's own, ``remind_at`` (when people
    are next reminded of it) only where it is.
    """

    case: str
    case_title: Text | None
    text: Text
    about: Text | None
    bearer: Text
    towards: Text | None
    due: datetime | None
    at_once: bool
    overdue: bool
    cite: tuple[str, ...]
    steps: tuple[StepLink, ...]
    blocks: Text | None
    remind_at: datetime | None = None


def of_assessment(
    pack: Pack, case: Case, assessment: Assessment, mine: Collection[str]
) -> tuple[DutyShown, ...]:
    """Return the duties of a case, the most pressing first; links only to steps that the person may take."""
    ordered = sorted(assessment.duties, key=lambda duty: (not duty.at_once, moment_key(duty.due)))
    return tuple(_of_open(pack, case, duty, mine) for duty in ordered)


def of_rows(pack: Pack, rows: Iterable[Row], now: datetime, mine: Collection[str]) -> tuple[DutyShown, ...]:
    """Return duties of several cases in their order."""
    return tuple(_of_row(pack, row, now, mine) for row in rows)


def pressing(pack: Pack, rows: models.QuerySet[Row]) -> models.QuerySet[Row]:
    """Put duties in order: what is to be seen to at once, then by the moment at which it is due, what has none last."""
    later = models.Case(models.When(duty__in=at_once(pack), then=0), default=1)
    return rows.select_related("case").order_by(later, models.F("due").asc(nulls_last=True), "pk")


def _of_open(pack: Pack, case: Case, duty: OpenDuty, mine: Collection[str]) -> DutyShown:
    return DutyShown(
        case=case.id,
        case_title=None,
        text=duty.text,
        about=words.bound_text(pack, case, dict(duty.element)),
        bearer=pack.name(duty.bearer),
        towards=pack.name(duty.towards) if duty.towards else None,
        due=duty.due,
        at_once=duty.at_once,
        overdue=duty.overdue,
        cite=tuple(duty.cite),
        steps=step_links(pack, [step for step in duty.discharged_by if step in mine]),
        blocks=_names(pack, duty.blocks),
        remind_at=duty.remind_at,
    )


def _of_row(pack: Pack, row: Row, now: datetime, mine: Collection[str]) -> DutyShown:
    case = load_case(pack, row.case_id) if row.element else None
    return DutyShown(
        case=row.case_id,
        case_title=words.row_title(pack, row.case),
        text=row.text,
        about=words.bound_text(pack, case, dict(row.element)) if case else None,
        bearer=pack.name(row.bearer),
        towards=pack.name(row.towards) if row.towards else None,
        due=row.due,
        at_once=row.duty in at_once(pack),
        overdue=row.due is not None and row.due <= now,
        cite=tuple(row.cite),
        steps=step_links(pack, [step for step in row.discharged_by if step in mine]),
        blocks=_names(pack, row.blocks),
    )


def _names(pack: Pack, steps: Iterable[str]) -> Text | None:
    known = [pack.steps[step].text for step in steps if step in pack.steps]
    return words.joined(known) if known else None
