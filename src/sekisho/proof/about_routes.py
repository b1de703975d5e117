"""What must be reachable: each row is a scene, the states that a route passes, and its end with every case closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

from .about_scenes import COMMISSION, OFFICER, SESSION
from .acts import Act
from .compiled import all_of
from .explore import closed
from .layout import Cast, Layout, Scene
from .route import Planner

Fact = tuple[str, str, str, str]
"""Case, element (empty for the case itself), variable, value (empty for any, ``-`` for nothing).

``link`` as the element with a link as the variable asks where it leads; a variable followed by a dimension asks whether it
is about the dimension's present content.
"""
RUN, GONE = "run_state", "closed"
ASKED = ("npa", "mofa", "mod")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A way that must be open. ``passes`` are the states to be passed, each a few facts; the end is that all is closed."""

    id: str
    text: Text
    scene: Scene
    passes: tuple[tuple[Fact, ...], ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The route of a row; ``None`` where none was found."""

    id: str
    text: Text
    acts: tuple[Act, ...] | None


def find_routes(pack: Pack, rows: Sequence[Row]) -> tuple[Found, ...]:
    """Find a lawful route for each row."""
    return tuple(Found(id=row.id, text=row.text, acts=find_route(pack, row)) for row in rows)


def find_route(pack: Pack, row: Row) -> tuple[Act, ...] | None:
    """Return a route through what the row passes to its end."""
    layout = Layout(pack, row.scene)
    planner = Planner(layout)
    state, made = layout.empty, []
    for goal in (*(condition(layout, facts) for facts in row.passes), closed(layout)):
        found = planner.leads(state, goal)
        if found is None:
            return None
        made += [planner.moves[i].act for i in found]
        state = planner.after(state, found)
    return tuple(made)


def condition(layout: Layout, facts: Sequence[Fact]) -> str:
    """Return facts as a condition over the state; raises ``ValueError`` where a value is none of the variable's."""
    return all_of([_fact(layout, *fact) for fact in facts])


def _fact(layout: Layout, case: str, element: str, name: str, value: str) -> str:
    place = layout.slots[(case, name) if name in ("opened", "closed") else (case, element, *name.split())]
    if value in ("", "-"):
        return f"s[{place}]" if not value else f"not s[{place}]"
    number = layout.number(place, value)
    if number is None:
        raise ValueError(f"{name} is never {value}")
    return f"s[{place}]=={number}"


POLICY = {"p": Cast(kind="policy", elements={"asked": ASKED}, links={"deliberated_in": ("s#1",)})}
MEETS = {"s": Cast(kind="session", elements=SESSION, links={"matter_policy": ("p",)})}
OVERSEES = {
    "v": Cast(
        kind="oversight",
        elements={"member": tuple(COMMISSION)},
        classes=COMMISSION,
        links={"for_measure": ("m",)},
    )
}
XI = {"session.convene.body": ("nsc",), "session.place_item.item_kind": ("xi",)}

AGAIN = {
    "p": Cast(kind="policy", elements={"asked": ASKED}, links={"deliberated_in": ("s#1", "z#1")}),
    "z": MEETS["s"],
}
"""The policy may come before a second session."""
REVISED = {
    "p": Cast(
        kind="policy",
        elements={"asked": ASKED},
        links={"deliberated_in": ("s#1",), "superseded_by": ("q",)},
    ),
    "q": Cast(
        kind="policy", elements={"asked": ASKED}, links={"deliberated_in": ("z#1",), "revises": ("p",)}
    ),
    "z": Cast(kind="session", elements=SESSION, links={"matter_policy": ("q",)}),
}
"""A second policy revises the first and takes its place."""


def _scene(
    legs: tuple[str, ...] = ("police",),
    targets: tuple[str, ...] = ("t",),
    more: Mapping[str, Cast] | None = None,
    links: Mapping[str, tuple[str, ...]] | None = None,
    **choices: tuple[str, ...],
) -> Scene:
    """Return a measure under a policy, with the session and the commission's case, and what else is needed."""
    measure = Cast(
        kind="measure",
        elements={"target": targets, "leg": legs},
        classes=OFFICER,
        links={"under_policy": ("p",), **(links or {})},
    )
    named = {key.replace("__", "."): values for key, values in choices.items()}
    return Scene(cases={**POLICY, **MEETS, "m": measure, **OVERSEES, **(more or {})}, choices={**XI, **named})


def _order(order: str, decided: str, ended: str = "") -> dict[str, Cast]:
    """Return an order with the sessions that decide it (of the NSC, of the Cabinet), and where wanted those that end it."""
    links = {"on_policy": ("p",), "for_measure": ("m",)}
    links |= {role: (f"{name}#1",) for role, name in zip(("decided_in", "cabinet_in"), decided, strict=True)}
    links |= {
        role: (f"{name}#1",) for role, name in zip(("end_decided_in", "end_cabinet_in"), ended, strict=False)
    }
    sessions = {
        name: Cast(kind="session", elements=SESSION, links={matter: (order,)})
        for matter, names in (("matter_order", decided), ("matter_termination", ended))
        for name in names
    }
    return {order: Cast(kind="order", links=links), **sessions}


def _joint(orders: Mapping[str, Cast]) -> Scene:
    """Return a joint measure with its orders and their sessions."""
    return _scene(
        legs=("sdf", "police"),
        more=orders,
        links={"under_order": tuple(name for name, cast in orders.items() if cast.kind == "order")},
        session__convene__body=("nsc", "cabinet"),
        session__place_item__item_kind=("xi", "ix", "cabinet"),
        measure__locate__location=ABROAD,
        measure__set_leg__basis=("pdea_6_2", "sdf_81_3"),
        order__open__form=("protection",),
    )


ABROAD, JAPAN = ("abroad",), ("in_japan",)
GRANTED = ("m", "t", "approval", "granted")


def _row(number: str, ja: str, en: str, scene: Scene, *passes: tuple[Fact, ...]) -> Row:
    return Row(id=number, text=Text(ja, en), scene=scene, passes=passes)


def _runs(leg: str = "police", target: str = "t") -> Fact:
    return ("m", f"{leg}/{target}", RUN, "running")


ROWS: tuple[Row, ...] = (
    _row("R01", "警察単独、国外", "Police alone, abroad", _scene(measure__locate__location=ABROAD), (GRANTED,), (_runs(),)),
    _row("R02", "警察単独、国内、国家安全保障に関わる", "Police alone, in Japan, of national security", _scene(measure__locate__location=JAPAN, concerns=("yes",)), (GRANTED,), (_runs(),)),
    _row("R03", "警察単独、国内、国家安全保障に関わらない", "Police alone, in Japan, not of national security", _scene(measure__locate__location=JAPAN, concerns=("no",)), (GRANTED, ("m", "t", "security_concern", "no")), (_runs(),)),
    _row("R04", "自衛隊単独、第95条の4、自衛隊の電子計算機", "SDF alone on 95-4, computers of the SDF", _scene(legs=("sdf",), measure__set_leg__basis=("sdf_95_4",), measure__set_leg__guards=("sdf",), measure__locate__location=ABROAD), (GRANTED,), (_runs("sdf"),)),
    _row("R05", "一の措置に国内の対象と国外の対象", "One measure with a target in Japan and one abroad", _scene(targets=("t", "u")), (("m", "t", "location", "in_japan"), ("m", "u", "location", "abroad")), (_runs(), _runs(target="u"))),
    _row("R06", "緊急の例外及び事後の通知", "The urgency exception and the notice afterwards", _scene(measure__locate__location=ABROAD), (_runs(), ("m", "t", "urgency_confirmation", "confirmed"))),
    _row("R07", "条件を付した承認", "Approval with conditions", _scene(measure__locate__location=ABROAD), (("m", "t", "approval", "granted_with_conditions"),), (_runs(),)),
    _row("R08", "照会先の異論、改めた案、審議", "Objection by a coordinated office, revised draft, deliberation", _scene(measure__locate__location=ABROAD), (("p", "mofa", "answer", "object"),), (("p", "", "deliberation", "deliberated"),)),
    _row("R09", "管理者が知れず、後に判明", "Administrator unknown, later found", _scene(measure__locate__location=ABROAD), (GRANTED,), (_runs(),), (("m", "t", "notice", "deferred"),), (("m", "t", "notice", "notified"),)),
    _row("R10", "複数の対象のうち一の取下げ", "Several targets of which one is withdrawn", _scene(targets=("t", "u"), measure__locate__location=ABROAD), (("m", "t", "location", "abroad"), ("m", "u", "location", "abroad")), (GRANTED,), (_runs(),)),
    _row("R11", "着手前の取下げ", "Withdrawal before the start", _scene(measure__locate__location=ABROAD), (GRANTED,), (("m", "", "status", "withdrawn"),)),
    _row("R12", "勧告及び応答", "Recommendation and response", _scene(measure__locate__location=ABROAD), (GRANTED,), (_runs(),), (("v", "duty", "respond", "open"),)),
    _row("R13", "欠員の席", "A vacant seat", _scene(measure__locate__location=ABROAD, session__attend__status=("vacant",)), (("p", "", "deliberation", "deliberated"),)),
    _row("R14", "実施中の所在の訂正", "Location corrected while running", _scene(), (GRANTED, ("m", "t", "location", "in_japan")), (_runs(),), (("m", "t", "location", "abroad"),)),
    _row("R15", "合衆国軍隊の電子計算機の警護", "Guarding computers of US forces on 95-4", _scene(legs=("sdf",), more={"g": Cast(kind="guard", links={"deliberated_in": ("gs#1",)}), "gs": Cast(kind="session", elements=SESSION, links={"matter_guard": ("g",)})}, links={"under_guard": ("g",)}, measure__set_leg__basis=("sdf_95_4",), measure__set_leg__guards=("us_forces",), measure__locate__location=ABROAD), (GRANTED,), (_runs("sdf"),)),
    _row("R16", "警護の要請の取下げ", "Guard request withdrawn", Scene(cases={"g": Cast(kind="guard")}), (("g", "", "status", "withdrawn"),)),
    _row("R19", "共同対処、命令、期間の満了", "Joint, order, expiry without termination", _joint(_order("o", "nb")), (("p", "", "deliberation", "deliberated"),), (("m", "", "mode", "joint"), ("m", "", "roles", "decided")), (("o", "", "issue", "issued"),), (("m", "t", "approval", "granted"),), (_runs(), _runs("sdf"))),
    _row("R20", "共同対処、命令、正式な終了の前の停止", "Joint, order, early stop before the formal termination", _joint(_order("o", "nb", "xy")), (("p", "", "deliberation", "deliberated"),), (("m", "", "mode", "joint"), ("m", "", "roles", "decided")), (("o", "", "issue", "issued"),), (("m", "t", "approval", "granted"),), (_runs(), _runs("sdf")), (("m", "police/t", RUN, "stopped"), ("m", "sdf/t", RUN, "stopped")), (("o", "", "end", "ended"),)),
    _row("R21", "不承認、計画を改めた新たな求め、承認", "Denial, a new request on a new plan, approval", _scene(more={"w": OVERSEES["v"]}, measure__locate__location=ABROAD), (("m", "t", "approval", "refused"),), (("m", "t", "approval_request plan", "-"),), (GRANTED,), (_runs(),)),
    _row("R22", "国家安全保障会議の差戻し、改めた案、審議", "The NSC returns the draft; revised draft, deliberation", _scene(more=AGAIN, measure__locate__location=ABROAD), (("p", "", "submission", "submitted"),), (("p", "", "submission", "returned"),), (("p", "", "co_draft content", "-"),), (("p", "", "deliberation", "deliberated"),), (GRANTED,), (_runs(),)),
    _row("R23", "実施中の措置がある対処方針の見直し", "Revision of the policy with a measure under way", _scene(more=REVISED, links={"under_policy": ("p", "q")}, measure__locate__location=ABROAD), (GRANTED,), (_runs(), ("m", "link", "under_policy", "p")), (("q", "", "deliberation", "deliberated"), ("p", "", "status", "superseded"), _runs()), (_runs(), ("m", "link", "under_policy", "q"))),
    _row("R24", "命令、期間の満了後の新たな命令、その終了", "Order, a new order after its period, its termination", _joint({**_order("o", "nb"), **_order("k", "cd", "xy")}), (("p", "", "deliberation", "deliberated"),), (("m", "", "mode", "joint"), ("m", "", "roles", "decided")), (("o", "", "issue", "issued"),), (("m", "t", "approval", "granted"),), (_runs(), _runs("sdf")), (("o", "", "period", "ended"),), (("m", "sdf/t", RUN, "stopped"),), (("k", "", "issue", "issued"), ("m", "link", "under_order", "k")), (_runs("sdf"),), (("k", "", "end", "ended"),)),
    *(
        _row(number, f"自衛隊単独、{article}", f"SDF alone on {basis}", _scene(legs=("sdf",), more={"o": Cast(kind="order")}, links={"under_order": ("o",)}, measure__set_leg__basis=(f"sdf_{basis}",), order__open__form=(f"operation_{basis}",), measure__locate__location=ABROAD), (GRANTED,), (_runs("sdf"),))
        for number, basis, article in (("R17", "89", "第89条"), ("R18", "92", "第92条"))
    ),
)  # fmt: skip
