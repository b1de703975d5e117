"""What brings something about, and that nothing else does: so a start rests on acts that were permitted when done.

Together with the never-properties of those acts this carries a property from the act to every later state.
"""

from __future__ import annotations

from sekisho.vocabulary.text import Text

from .history import Passage
from .passages import Holds, only_here, passage
from .start_state import GROUNDS, HERE, SAME
from .statement import both

RUN = (*SAME, "assignment")
CONTENT = ("content",)

SOURCES: tuple[tuple[str, str, str, str, Holds, tuple[str, ...], Text], ...] = (
    ("N31a", "measure", "start", "run", lambda r: r.attr_is("run_state", ("running",)), ("PDEA 6-2(2)",), Text("実施", "A run")),
    ("N31b", "measure", "start", "run", lambda r: r.done("started", ("started",), RUN), ("PDEA 6-2(2)",), Text("現在の計画、対象及び割当てについての着手", "A start on the present plan, target and assignment")),
    ("N01c", "measure", "consult", "target", lambda t: t.done("consultation", ("concluded", "negative"), SAME), ("PDEA 6-2(3)",), Text("外務大臣との協議の終了", "A concluded consultation")),
    ("N02e", "measure", "judge_security", "target", lambda t: t.finding_is("security_concern", ("no",), HERE), ("G2.2a-ii",), Text("国家安全保障に関わらないとの判断", "A judgement that it does not concern national security")),
    ("N02f", "measure", "decide_roles", "target", lambda t: t.finding_is("covers", ("yes",), (*HERE, "policy_used")), ("G2.1d",), Text("対処方針が含むことの認定", "A finding that the policy covers")),
    ("N02g", "measure", "locate", "target", lambda t: t.finding_is("location", ("in_japan",), ("identity",)), ("G2.1a",), Text("国内にあるとの認定", "A finding that it is in Japan")),
    ("N04c", "measure", "approve", "target", lambda t: t.done("approval", ("granted", "granted_with_conditions"), SAME), ("PDEA 6-2(4)",), Text("監理委員会の承認", "An approval")),
    ("N04d", "measure", "find_urgency", "target", lambda t: t.finding_is("urgency", ("yes",), SAME), ("PDEA 6-2(4)",), Text("緊急の認定", "A finding of urgency")),
    ("N04e", "measure", "confirm_urgency", "target", lambda t: t.done("urgency_confirmation", ("confirmed",), SAME), ("PDEA 6-2(4)",), Text("緊急の認定の確認", "A confirmation of urgency")),
    ("N08d", "measure", "decide_roles", "", lambda m: m.done("roles", ("decided",), ("plan", "policy_used")), ("G2.1d",), Text("役割分担の決定", "A role decision")),
    ("N10d", "measure", "command", "tasking", lambda t: t.done("command", ("given",), RUN), ("PDEA 6-2(10)",), Text("指揮", "A command")),
    ("N26b", "measure", "find_grounds", "target", lambda t: both(t, *(t.finding_is(g, ("yes",), SAME) for g in GROUNDS)), ("PDEA 6-2(2)",), Text("要件の認定", "A finding of the grounds")),
    ("N28h", "measure", "accept_conditions", "target", lambda t: t.done("conditions_accepted", ("accepted",), SAME), ("PDEA 6-2(6)",), Text("条件の遵守の確約", "An undertaking of the conditions")),
    ("N16i", "policy", "deliberate", "", lambda p: p.done("deliberation", ("deliberated",), CONTENT), ("G2.1c",), Text("対処方針の審議", "A deliberation of the policy")),
    ("N16j", "policy", "submit", "", lambda p: p.done("submission", ("submitted",), CONTENT), ("G2.1c",), Text("付議", "A submission")),
    ("N16k", "policy", "adopt_changes", "", lambda p: p.done("changes", ("adopted",), CONTENT), ("G2.1c",), Text("修正の反映", "A taking over of changes")),
    ("N11g", "order", "issue", "", lambda o: o.done("issue", ("issued",), CONTENT), ("SDF 81-3(1)",), Text("命令", "An order")),
    ("N11h", "order", "nsc_decide", "", lambda o: o.done("nsc_decision", ("decided",), CONTENT), ("G2.2c",), Text("会議の決定", "A decision of the NSC")),
    ("N11i", "order", "cabinet_decide", "", lambda o: o.done("cabinet_decision", ("decided",), CONTENT), ("G2.2c",), Text("閣議決定", "A Cabinet decision")),
    ("N11j", "order", "npsc", "", lambda o: o.done("npsc_position", ("requested", "consented"), CONTENT), ("SDF 81-3(1)",), Text("国家公安委員会の要請又は同意", "A request or consent of NPSC")),
    ("N13d", "order", "end_nsc", "", lambda o: o.done("end_nsc_decision", ("decided",), ("termination",)), ("G2.2c",), Text("終了についての会議の決定", "A decision of the NSC on the end")),
    ("N13e", "order", "end_cabinet", "", lambda o: o.done("end_cabinet_decision", ("decided",), ("termination",)), ("G2.2c",), Text("終了についての閣議決定", "A Cabinet decision on the end")),
    ("N13f", "order", "end refer_end", "", lambda o: o.done("end", ("ended",)), ("SDF 81-3(5)",), Text("命令の終了", "The end of an order")),
    ("N30d", "order", "refer", "", lambda o: o.done("reference", ("referred",)), ("SDF 89(1)", "SDF 92(2)"), Text("出動の命令の引用", "A reference to an operation order")),
    ("N14f", "guard", "deliberate", "", lambda g: g.done("deliberation", ("deliberated",), CONTENT), ("G2.2b",), Text("警護の審議", "A deliberation of the guarding")),
    ("N14g", "guard", "decide", "", lambda g: g.done("decision", ("decided",), CONTENT), ("SDF 95-4(2)",), Text("警護の決定", "A decision to guard")),
    ("N28i", "oversight", "decide", "", lambda o: o.done("decision", ("granted", "granted_with_conditions", "denied")), ("強化法 55",), Text("監理委員会の決定", "A decision of the commission")),
    ("N18x", "session", "conclude", "item", lambda i: i.done("outcome", ("deliberated", "decided", "with_changes")), ("G2.3",), Text("議題の結果", "An outcome of an item")),
    ("N19e", "release", "consent", "", lambda r: r.done("consent", ("agreed",), ("objects",)), ("実務 共有",), Text("共有の同意", "A consent to a release")),
)  # fmt: skip


def _source(
    number: str, kind: str, steps: str, part: str, holds: Holds, cite: tuple[str, ...], what: Text
) -> Passage:
    but = " ".join(f"{kind}.{step}" for step in steps.split())
    return passage(
        number,
        f"{kind}.*",
        only_here(part, holds),
        cite,
        f"{what.ja}は、その手続（{'、'.join(but.split())}）のほかからは生じない。",
        f"{what.en} comes from nothing but its own step ({', '.join(but.split())}).",
        but,
    )


ORIGINS: tuple[Passage, ...] = tuple(_source(*row) for row in SOURCES)
