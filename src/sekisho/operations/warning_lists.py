"""Warning lists of the installation's own: brought in with a reason, counted from the next epoch on, withdrawn by another entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from sekisho.casework.visibility import Viewer
from sekisho.linking.listing import Category, default_listing
from sekisho.linking.warning_list import Checked
from sekisho.records import models
from sekisho.records.epochs import current_epoch
from sekisho.records.judgements import LISTED, Judgement, standing
from sekisho.records.second_wall import assessing
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .judging import record, take_back, unentitled, unsaid
from .outcomes import Invalid


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """Who withdrew a list, in whose name, when and why."""

    person: str
    act_of: str
    at: datetime
    reason: str


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it was brought in: how many values, by whom, why and when, and the epochs in which it is in force, in order."""

    id: str
    name: str
    version: str
    category: Category
    values: int
    person: str
    act_of: str
    reason: str
    made_at: datetime
    epochs: tuple[int, ...]
    withdrawn: Withdrawn | None


def categories() -> Mapping[str, Category]:
    """Return the categories that a list may be of, by name."""
    return default_listing().categories


@assessing()
def bring(
    checked: Checked, category: str, reason: str, act_of: str, viewer: Viewer, now: datetime
) -> str | Invalid:
    """Record a list, to be in force from the next epoch on; returns the id of the entry, or every defect of the list and of what
    was asked, with nothing written.

    1. The list has no error, and its category is one that there is.
    2. A reason is given, for an office that may judge candidates.
    3. No list of the same name stands.
    """
    findings = [*checked.findings] if not checked.usable else []  # 1
    findings += [] if category in categories() else [_no_category()]
    findings += [*unsaid(reason, act_of), *unentitled(act_of)]  # 2
    listed = checked.list
    with transaction.atomic():
        current_epoch(viewer.realm)  # of two who bring one in at once, the second sees the first's
        if standing(viewer.realm).filter(kind=LISTED, said__name=listed.name).exists():  # 3
            findings.append(_stands(listed.name))
        if findings:
            return Invalid(findings=tuple(findings))
        said = {
            "name": listed.name,
            "version": listed.version,
            "category": category,
            "count": len(listed.values),
            "values": list(listed.values),
        }
        return record(
            Judgement(
                kind=LISTED,
                incidents=(),
                reason=reason.strip(),
                person=viewer.person,
                act_of=act_of,
                realm=viewer.realm,
                made_at=now,
                said=said,
            )
        )


@assessing()
def withdraw(listed: str, reason: str, act_of: str, viewer: Viewer, now: datetime) -> str | Invalid:
    """Have a list count no longer from the next epoch on, by an entry of its own, whose id is returned.

    Raises ``LookupError`` where the viewer's realm has no list of that id.
    """
    if not models.Judgement.objects.filter(pk=listed, realm=viewer.realm, kind=LISTED).exists():
        raise LookupError(f"there is no list {listed}")
    return take_back(listed, reason, act_of, viewer, now)


@assessing()
def warning_lists(viewer: Viewer) -> tuple[Known, ...]:
    """Return the lists of the viewer's realm, withdrawn or not, the newest first; their values are not read."""
    epochs = models.LinkEpoch.objects.filter(realm=viewer.realm).order_by("number")
    inside = list(epochs.values_list("number", "lists"))
    rows = models.Judgement.objects.filter(realm=viewer.realm, kind=LISTED).order_by("-made_at", "-pk")
    told = rows.values(
        *_PLAIN, *(f"said__{name}" for name in _SAID), *(f"taken_back_by__{n}" for n in _UNDONE)
    )
    return tuple(_known(row, tuple(n for n, lists in inside if row["pk"] in lists)) for row in told)


def _known(row: Mapping[str, Any], epochs: tuple[int, ...]) -> Known:
    undone = {name: row[f"taken_back_by__{name}"] for name in _UNDONE}
    at = undone.pop("made_at")
    return Known(
        id=row["pk"],
        name=row["said__name"],
        version=row["said__version"],
        category=categories()[row["said__category"]],
        values=row["said__count"],
        epochs=epochs,
        withdrawn=Withdrawn(at=at, **undone) if at else None,
        **{name: row[name] for name in _PLAIN if name != "pk"},
    )


_PLAIN = ("pk", "person", "act_of", "reason", "made_at")
_SAID = ("name", "version", "category", "count")
_UNDONE = ("person", "act_of", "reason", "made_at")


def _no_category() -> Finding:
    return Finding(
        code="category",
        severity="error",
        place="category",
        message=Text("そのような分類はない。", "There is no such category."),
        remedy=Text("次から選ぶこと：{names}。", "Choose one of these: {names}.").fill(
            names=", ".join(categories())
        ),
    )


def _stands(name: str) -> Finding:
    return Finding(
        code="stands",
        severity="error",
        place="name",
        message=Text("「{name}」という一覧が既にある。", "A list called {name} is there already.").fill(
            name=name
        ),
        remedy=Text(
            "改める場合は、先にそれを取り下げること。どちらも次の版から効くため、間が空くことはない。",
            "To replace it, withdraw it first: both take effect with the next epoch, so that there is no gap.",
        ),
    )
