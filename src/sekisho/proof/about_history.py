"""The properties of history: what an entry makes void, what alone can bring something about, and what stays as it is."""

from __future__ import annotations

from .effects import After
from .passages import elements, kept, new_content, passage, stale
from .start_state import GROUNDS
from .state import Bool, Place
from .statement import both, either, every, never, where
from .step_state import seated

TARGET = ("consultation", "approval", "approval_request", "urgency_confirmation", "conditions_accepted")
VIEWS = ("view_nco", "view_npa", "view_mofa", "view_mod")
FOUND = (*GROUNDS, "urgency", "harmful_telecommunication", "security_concern", "covers")
ANSWERED = ("agree", "comments", "no_view")
CONCLUDED = ("deliberated", "decided", "with_changes")


def _plan(before: Place, after: After) -> Bool:
    target = every(after, "target", lambda t: stale(t, "plan", (*TARGET, *VIEWS), FOUND), "void")
    tasking = every(after, "tasking", lambda t: stale(t, "plan", ("command",)), "void-command")
    run = every(after, "run", lambda r: stale(r, "plan", ("started",)), "void-run")
    void = both(after, target, tasking, run, stale(after, "plan", ("roles",)))
    return where(before, new_content(before, "plan"), void)


def _identity(before: Place, after: After) -> Bool:
    here = stale(after, "identity", (*TARGET, *VIEWS), (*FOUND, "location"))
    tasking = every(after, "tasking", lambda t: stale(t, "identity", ("command",)), "void-command")
    run = every(after, "run", lambda r: stale(r, "identity", ("started",)), "void-run")
    return where(before, new_content(before, "identity"), both(after, here, tasking, run))


def _location(before: Place, after: After) -> Bool:
    void = stale(after, "location_version", VIEWS, ("security_concern", "covers"))
    return where(before, new_content(before, "location_version"), void)


def _assignment(before: Place, after: After) -> Bool:
    tasking = every(after, "tasking", lambda t: stale(t, "assignment", ("command",)), "void-command")
    run = every(after, "run", lambda r: stale(r, "assignment", ("started",)), "void-run")
    return where(before, new_content(after.origin, "assignment"), both(after, tasking, run))


def _policy_used(before: Place, after: After) -> Bool:
    def other(target: Place) -> Bool:
        acted = after.acted_on("target", target.bound["target"])
        return either(target, before.model.z.BoolVal(acted), stale(target, "policy_used", (), ("covers",)))

    return where(before, new_content(before, "policy_used"), every(after.only(), "target", other, "void"))


def _draft(*records: str) -> Bool:
    def must(before: Place, after: After) -> Bool:
        answers = every(after, "asked", lambda a: stale(a, "content", ("answer",)), "void-answer")
        return where(
            before, new_content(before, "content"), both(after, stale(after, "content", records), answers)
        )

    return must


def _accounted(item: Place) -> Bool:
    """A concluded item of the Council has its roster and every seat accounted for."""
    council = both(item, item.attr_set("item_kind"), never(item, item.attr_is("item_kind", ("cabinet",))))
    counts = both(item, council, item.done("outcome", CONCLUDED))
    return where(item, counts, both(item, item.roster_complete(), every(item, "seat", seated, "accounted")))


def _accounted_still(before: Place, after: After) -> Bool:
    each = [
        where(after, both(after, is_, either(then, never(then, was), _accounted(then))), _accounted(now))
        for was, is_, then, now in elements(after, "item", "item")
    ]
    return both(after, *each)


def _paper_stays(before: Place, after: After) -> Bool:
    concluded = [
        where(after, both(after, was, then.done("outcome", CONCLUDED)), now.as_before("decided_paper"))
        for was, _, then, now in elements(after, "item", "item")
    ]
    return both(after, *concluded)


def _votes_stay(before: Place, after: After) -> Bool:
    decided = before.done("decision", ("granted", "granted_with_conditions", "denied"))
    same = [
        both(after, now.as_before("present"), now.as_before("vote"), now.as_before("attendee"))
        for _, _, _, now in elements(after, "member", "member")
    ]
    return where(before, decided, both(after, *same))


VOID = (
    passage(
        "N15a",
        "measure.plan",
        _plan,
        ("PDEA 6-2(3)", "PDEA 6-2(4)"),
        "計画を改めたときは、元の計画についての協議、承認、緊急の認定、判断、対処方針が含むことの認定及び指揮は、いずれも効力を失う。",
        "A new plan voids every consultation, approval, urgency finding, judgement, coverage finding and command.",
    ),
    passage(
        "N15b",
        "measure.change_target",
        _identity,
        ("PDEA 6-2(3)", "PDEA 6-2(4)"),
        "対象の特定を改めたときは、元の対象についての協議、承認、緊急の認定、判断、対処方針が含むことの認定及び指揮は、いずれも効力を失う。",
        "A new identity of a target voids all that was about the old one.",
    ),
    passage(
        "N15c",
        "measure.locate",
        _location,
        ("G2.2a-ii", "G2.1d"),
        "所在の認定を改めたときは、元の認定に基づく判断及び対処方針が含むことの認定は、効力を失う。",
        "A new finding on location voids the judgement and the coverage that rested on the old one.",
    ),
    passage(
        "N15d",
        "measure.set_leg",
        _assignment,
        ("PDEA 6-2(10)", "G2.4a"),
        "執行の割当てを改めたときは、元の割当てについての指揮及び着手は、効力を失う。",
        "A new assignment of a leg voids the command and the start on the old one.",
    ),
    passage(
        "N15e",
        "measure.decide_roles",
        _policy_used,
        ("G2.1d", "G2.1e"),
        "対処方針の他の版に基づいて役割分担を決定したときは、他の対象についての、元の版が含むことの認定は、効力を失う。",
        "Deciding the roles on another version of the policy voids the coverage found of other targets.",
    ),
    passage(
        "N16e",
        "policy.draft",
        _draft("co_draft", "coordination", "submission", "changes"),
        ("G2.1c",),
        "案を改めたときは、元の案についての連携、照会、回答及び付議は、効力を失う。",
        "A new draft voids what was agreed, asked, answered and submitted on the old one.",
    ),
    passage(
        "N16f",
        "policy.adopt_changes",
        _draft("co_draft", "coordination", "submission"),
        ("G2.1c",),
        "会議における修正を反映した版は、新たな版であって、付議された案ではない。",
        "A version with the session's changes is a new version, and not what was submitted.",
    ),
)

STAYS = (
    passage(
        "N16g",
        "policy.*",
        kept("", lambda p: p.done("deliberation", ("deliberated",), ("content",))),
        ("G2.1e",),
        "審議された対処方針の内容は、いかなる入力によっても変わらない。",
        "Nothing changes the content of a policy once deliberated.",
    ),
    passage(
        "N11f",
        "order.*",
        kept("", lambda p: p.done("issue", ("issued",), ("content",))),
        ("SDF 81-3(3)",),
        "発せられた命令の内容は、いかなる入力によっても変わらない。",
        "Nothing changes the content of an order once issued.",
    ),
    passage(
        "N12c",
        "order.*",
        kept("", lambda p: p.done("end", ("ended",))),
        ("SDF 81-3(5)",),
        "終了した命令は、いかなる入力によっても再び効力を有しない。",
        "An order that was ended does not come back.",
    ),
    passage(
        "N11k",
        "order.*",
        lambda before, after: after.as_before("period"),
        ("SDF 81-3(3)", "G2.2c"),
        "命令の期間は、その案を改めることによるほか変わらず、会議及び閣議の決定した期間のとおり発せられる。",
        "Nothing but a new draft changes the period of an order: it is issued for the period decided by the Council and the Cabinet.",
        "order.draft order.refer",
    ),
    passage(
        "N14e",
        "guard.*",
        kept("", lambda p: p.done("decision", ("decided",), ("content",))),
        ("G2.2b",),
        "決定された警護の内容は、いかなる入力によっても変わらない。",
        "Nothing changes the content of a guarding once decided.",
    ),
    passage(
        "N16h",
        "session.*",
        _paper_stays,
        ("G2.1c", "G2.2c"),
        "結果の出た議題の資料は、いかなる入力によっても変わらない。",
        "The paper of an item stays what it was when the item was concluded.",
    ),
    passage(
        "N18y",
        "session.*",
        _accounted_still,
        ("G2.3", "NSC Act 5(4)"),
        "結果の出た議題の席は、その後も全て明らかである。",
        "An item once concluded keeps its roster and every seat accounted for.",
    ),
    passage(
        "N28g",
        "oversight.*",
        _votes_stay,
        ("強化法 55",),
        "監理委員会の決定の後、出席及び表決の記録は変わらない。",
        "Once the commission has decided, attendance and votes stay as recorded.",
    ),
    passage(
        "N29c",
        "measure.*",
        kept("", lambda p: p.done("refusal", ("refused",))),
        ("PDEA 6-2(4)",),
        "不承認があったことは、いかなる入力によっても消えない。",
        "That the commission refused is never forgotten.",
    ),
)
