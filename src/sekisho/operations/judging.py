"""Judging candidates: what a person decides stands in the record, binds linking, and is undone by another entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
from django.db import IntegrityError, transaction

from sekisho.casework.visibility import Viewer
from sekisho.linking.confidence import scale
from sekisho.linking.keys import Key
from sekisho.records.access import visible_candidates
from sekisho.records.epochs import current_epoch
from sekisho.records.judgements import EPOCH, Judgement, constraints_of, keep_judgement, visible_judgements
from sekisho.records.outside import draw_salt
from sekisho.records.second_wall import assessing
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .keeping import told
from .leaves import judgement_leaf
from .outcomes import Invalid
from .pack_in_force import pack_in_force
from .placing import place_soon, up_to_date

KINDS: Mapping[str, Text] = {
    "recognised": Text("キャンペーンと認める", "recognised as a campaign"),
    "dismissed": Text("候補としない", "dismissed"),
    "joined": Text("他の候補と合わせる", "joined with another candidate"),
    "split": Text("分ける", "split"),
    "excluded": Text("この値では結び付けない", "never link on this value"),
    "hypothesis": Text("行為者に関する仮説", "hypothesis on the actor"),
}
"""What a person may decide of a candidate; the last binds nothing."""
HYPOTHESIS = "hypothesis"
CANDIDATE = "candidate"
"""The field of a form by which a case is opened from a candidate."""
TAKEN_BACK = "taken_back"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a person asks to be recorded of a candidate.

    ``other``: the candidate to join with; ``side``: incidents to part from the rest; ``key``: the value never to link on;
    ``hypothesis``: actor (may be empty: a cluster without a name), aliases, sources, evidence, confidence.
    """

    kind: str
    candidate: str
    reason: str
    act_of: str
    other: str = ""
    side: tuple[str, ...] = ()
    key: Key | None = None
    hypothesis: Mapping[str, str] = {}


@assessing()
def judge(asked: Asked, viewer: Viewer, now: datetime) -> str | Invalid:
    """Record what a person decided and link accordingly; returns the id of the entry, or every defect of what was asked.

    Raises ``LookupError`` where the candidate is not among those that the viewer may see.
    """
    members = _members(viewer, asked.candidate)
    if not members:
        raise LookupError(f"there is no candidate {asked.candidate}")
    others = _members(viewer, asked.other) if asked.kind == "joined" else ()
    findings = [*unsaid(asked.reason, asked.act_of), *_defects(asked, members, others, viewer.realm)]
    if asked.kind != HYPOTHESIS:
        findings += unentitled(asked.act_of)
    if findings:
        return Invalid(findings=tuple(findings))
    made = Judgement(
        kind=asked.kind,
        incidents=tuple(sorted({*members, *others})),
        reason=asked.reason.strip(),
        person=viewer.person,
        act_of=asked.act_of,
        realm=viewer.realm,
        made_at=now,
        said=_said(asked, members),
    )
    with transaction.atomic():
        current_epoch(viewer.realm)  # of two who decide at once, the second sees what the first decided
        kept = record(made)
        if constraints_of(viewer.realm).contradicted:
            transaction.set_rollback(True)
            return Invalid(findings=(_CONTRADICTS,))
    place_soon(now, viewer.realm)
    return kept


@assessing()
def take_back(judgement: str, reason: str, act_of: str, viewer: Viewer, now: datetime) -> str | Invalid:
    """Undo what somebody decided, by an entry of its own; linking is again as the machine and the rest would have it.

    Raises ``LookupError`` where the viewer may see none of that id.
    """
    row = visible_judgements(viewer).filter(pk=judgement, takes_back=None).exclude(kind=EPOCH).first()
    if row is None:
        raise LookupError(f"there is no judgement {judgement}")
    findings = unsaid(reason, act_of)
    if row.kind != HYPOTHESIS or act_of != row.act_of:
        findings += unentitled(act_of)
    if findings:
        return Invalid(findings=tuple(findings))
    made = Judgement(
        kind=TAKEN_BACK,
        incidents=tuple(sorted(row.incidents.values_list("pk", flat=True))),
        reason=reason.strip(),
        person=viewer.person,
        act_of=act_of,
        realm=viewer.realm,
        made_at=now,
        takes_back=row.pk,
    )
    try:
        with transaction.atomic():
            kept = record(made)
    except IntegrityError:  # somebody took it back before
        return Invalid(findings=(_TAKEN_BACK,))
    place_soon(now, viewer.realm)
    return kept


def record(made: Judgement) -> str:
    """Store what a person decided with its leaf in the log and return its id; needs a transaction."""
    salt = draw_salt()
    return keep_judgement(made, salt, judgement_leaf(made, salt))


def _members(viewer: Viewer, candidate: str) -> tuple[str, ...]:
    row = visible_candidates(viewer).filter(pk=candidate).first()
    return tuple(sorted(row.incidents.values_list("pk", flat=True))) if row else ()


def _said(asked: Asked, members: tuple[str, ...]) -> dict[str, object]:
    if asked.kind == "split":
        return {"side": sorted(asked.side), "rest": sorted(set(members).difference(asked.side))}
    if asked.kind == "excluded" and asked.key:
        return {"key": list(asked.key)}
    return dict(asked.hypothesis) if asked.kind == "hypothesis" else {}


def unsaid(reason: str, act_of: str) -> list[Finding]:
    """Return what is missing of why, and in whose name, something is decided."""
    found = [] if reason.strip() else [_finding("reason", "reason", _NO_REASON, _GIVE_REASON)]
    return found if act_of else [*found, _finding("seat", "act_of", _NO_SEAT, _TAKE_SEAT)]


def may_judge(act_of: str) -> bool:
    """Return whether what is decided of candidates in a name binds linking: by the pack, in that of the offices which open
    a campaign from a candidate; what others think of one is a hypothesis.
    """
    pack = pack_in_force()
    steps = (step for step in pack.steps.values() if step.opens and CANDIDATE in step.asks)
    return pack.office_of(act_of) in {pack.office_of(by) for step in steps for by in step.by}


def unentitled(act_of: str) -> list[Finding]:
    """Return what is wrong with a decision that binds linking being in a name."""
    return [] if not act_of or may_judge(act_of) else [_OTHERS]


def _defects(asked: Asked, members: tuple[str, ...], others: tuple[str, ...], realm: str) -> list[Finding]:
    if asked.kind not in KINDS:
        return [_finding("kind", "kind", _NO_KIND, _CHOOSE)]
    if asked.kind == "joined" and (not others or others == members):
        return [_finding("other", "other", _NO_OTHER, _CHOOSE)]
    if asked.kind == "split" and not set() < set(asked.side) < set(members):
        return [_finding("side", "side", _NO_SIDE, _SOME)]
    if asked.kind == "excluded" and not _links_on(asked.key, members, realm):
        return [_finding("key", "key", _NO_KEY, _CHOOSE)]
    return _hypothesis(asked.hypothesis) if asked.kind == "hypothesis" else []


def _links_on(key: Key | None, members: tuple[str, ...], realm: str) -> bool:
    """Say whether a key counts in any link among some incidents, whether that link is kept with a candidate or not."""
    with up_to_date(realm) as standing:
        return key is not None and standing is not None and standing.placing.links_on(key, members)


def linking_keys(candidate: str) -> tuple[Key, ...]:
    """Return the keys that count in the links kept with a candidate, each once."""
    links = told(candidate).kept.links
    return tuple(
        dict.fromkeys(key for each in links for c in each.contributions if c.points > 0 for key in c.keys)
    )


def _hypothesis(said: Mapping[str, str]) -> list[Finding]:
    found = []
    if not said.get("evidence", "").strip():
        found.append(_finding("evidence", "evidence", _NO_EVIDENCE, _GIVE_EVIDENCE))
    if said.get("confidence") not in scale():
        found.append(_finding("confidence", "confidence", _NO_CONFIDENCE, _CHOOSE))
    return found


def _finding(code: str, place: str, message: Text, remedy: Text) -> Finding:
    return Finding(code=code, severity="error", place=place, message=message, remedy=remedy)


_NO_REASON = Text("理由がない。", "No reason is given.")
_GIVE_REASON = Text("理由を記入すること。", "State the reason.")
_NO_SEAT = Text("どの機関の者として行うかが定まらない。", "It is not clear for which office this is done.")
_TAKE_SEAT = Text("役職を選ぶこと。", "Choose the post you act in.")
_NO_KIND = Text("そのような判断はない。", "There is no such decision.")
_CHOOSE = Text("一覧から選ぶこと。", "Choose from the list.")
_NO_OTHER = Text("合わせる相手の候補がない。", "There is no such other candidate to join with.")
_NO_SIDE = Text(
    "分ける事案が選ばれていないか、全てが選ばれている。",
    "None of the incidents is chosen, or all of them are.",
)
_SOME = Text("一部の事案を選ぶこと。", "Choose some of them.")
_NO_KEY = Text("その値はこの候補を結び付けていない。", "That value does not link this candidate.")
_NO_EVIDENCE = Text("根拠がない。", "No evidence is given.")
_GIVE_EVIDENCE = Text("何に基づく仮説かを記入すること。", "State what the hypothesis rests on.")
_NO_CONFIDENCE = Text("確からしさが選ばれていない。", "How likely it is has not been chosen.")
_OTHERS = _finding(
    "office",
    "act_of",
    Text(
        "この判断は、候補からキャンペーンを提起する機関が行う。",
        "This is for the offices that propose a campaign from a candidate.",
    ),
    Text("仮説として記録し、又はその機関に伝えること。", "Record a hypothesis, or tell one of them."),
)
_CONTRADICTS = _finding(
    "contradicts",
    "kind",
    Text("他の判断と両立しない。", "It contradicts what was decided before."),
    Text("先の判断を取り消してから行うこと。", "Take the earlier decision back first."),
)
_TAKEN_BACK = _finding(
    "taken_back",
    "judgement",
    Text("既に取り消されている。", "It was taken back already."),
    Text("今の状態を改めて確認すること。", "Look again at how it stands."),
)
