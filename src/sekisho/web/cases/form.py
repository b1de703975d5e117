"""The form of any step, made from the pack: fields, elements to choose, cases to name, in whose name, when, on what paper.

Nothing here judges: what is written goes to the gate as it is, and what the gate finds comes back to its field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from django.http import QueryDict

from sekisho.casework.case import Case
from sekisho.law.pack import Field, Naming, Step
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from . import choices
from .choices import Choice, Known

ACT_OF, HAPPENED_AT = "act_of", "happened_at"
EVIDENCE = ("evidence.number", "evidence.title", "evidence.sha256")
SHAPES = {
    "long": "long",
    "choice": "radio",
    "yesno": "radio",
    "date": "date",
    "datetime": "datetime",
    "period": "period",
    "number": "number",
    "office": "select",
    "post": "select",
    "person": "select",
}
"""How a field of each type is filled in; a list is ticked where there are choices, else written line by line."""
MANY_CHOICES = 7
"""More choices than this are put into a drop-down list."""


class Widget(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to fill in. ``values`` is what it holds now; ``wrong`` what was found about it."""

    name: str
    shape: str
    text: Text
    required: bool
    help: Text | None = None
    choices: tuple[Choice, ...] = ()
    values: tuple[str, ...] = ()
    until: str = ""
    wrong: tuple[Finding, ...] = ()

    @property
    def anchor(self) -> str:
        """The id of the widget on the page."""
        return self.name.replace(".", "-")

    @property
    def lines(self) -> str:
        """What it holds, one value a line."""
        return "\n".join(self.values)

    @property
    def value(self) -> str:
        """The single value that it holds."""
        return self.values[0] if self.values else ""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """The form of a step."""

    step: str
    text: Text
    cite: tuple[str, ...]
    formal: bool
    bodies: Widget
    subject: tuple[Widget, ...]
    names: tuple[Widget, ...]
    fields: tuple[Widget, ...]
    paper: tuple[Widget, ...]

    @property
    def widgets(self) -> tuple[Widget, ...]:
        """Everything to fill in, from top to bottom."""
        return (self.bodies, *self.subject, *self.names, *self.fields, *self.paper)


def form(
    known: Known,
    step: Step,
    case: Case | None,
    bodies: Sequence[str],
    sent: QueryDict,
    found: Iterable[Finding],
) -> Form:
    """Return the form of a step holding what was sent; ``bodies`` are the offices and posts that the person may act as."""
    wrong: dict[str, list[Finding]] = {}
    for finding in found:
        wrong.setdefault(finding.place.partition("[")[0], []).append(finding)
    filled = _Filled(known, step, sent, wrong)
    return Form(
        step=step.id,
        text=step.text,
        cite=step.cite,
        formal=step.formal,
        bodies=filled.bodies(bodies),
        subject=tuple(filled.subject(case, part) for part in step.part),
        names=tuple(filled.naming(naming) for naming in step.names.values()),
        fields=tuple(filled.field(field) for field in step.asks.values()),
        paper=filled.paper(),
    )


class _Filled:
    """Makes the widgets of one form."""

    def __init__(
        self,
        known: Known,
        step: Step,
        sent: QueryDict,
        wrong: Mapping[str, list[Finding]],
    ) -> None:
        self.known, self.step, self.sent, self.wrong = known, step, sent, wrong

    def _found(self, *places: str) -> tuple[Finding, ...]:
        return tuple(finding for place in places for finding in self.wrong.get(place, ()))

    def _kept(self, name: str, default: str = "") -> tuple[str, ...]:
        sent = tuple(value for value in self.sent.getlist(name) if value != "")
        return sent or ((default,) if default else ())

    def bodies(self, bodies: Sequence[str]) -> Widget:
        """In whose name: chosen only where there is more than one."""
        offered = tuple(Choice(each, self.known.pack.name(each)) for each in bodies)
        return Widget(
            name=ACT_OF,
            shape="radio" if len(offered) > 1 else "fixed",
            text=Text("どの官職・機関の行為か", "In whose name"),
            required=True,
            choices=offered,
            values=self._kept(ACT_OF, bodies[0] if bodies else ""),
            wrong=self._found(ACT_OF),
        )

    def subject(self, case: Case | None, part: str) -> Widget:
        """Which elements are acted on; a single one is ticked from the start."""
        offered = choices.elements(self.known, case, part)
        kind = self.known.pack.kinds[self.step.kind]
        return Widget(
            name=f"subject.{part}",
            shape="checks",
            text=kind.parts[part].text,
            required=True,
            choices=offered,
            values=self._kept(f"subject.{part}", offered[0].value if len(offered) == 1 else ""),
            wrong=self._found(f"subject.{part}", part),
        )

    def naming(self, naming: Naming) -> Widget:
        """Which case the act relies on."""
        offered = choices.namings(self.known, naming)
        only = offered[0].value if len(offered) == 1 and naming.required else ""
        return Widget(
            name=f"name.{naming.id}",
            shape="checks" if naming.several else "select",
            text=naming.text,
            required=naming.required,
            choices=offered,
            values=self._kept(f"name.{naming.id}", only),
            wrong=self._found(f"name.{naming.id}", naming.id),
        )

    def field(self, field: Field) -> Widget:
        """A field of the step."""
        offered = choices.options(self.known, self.step, field)
        name = f"field.{field.id}"
        start = f"{name}.from" if field.type == "period" else name
        return Widget(
            name=name,
            shape=_shape(field, offered),
            text=field.text,
            required=field.required,
            help=field.help or _help(field),
            choices=offered,
            values=self._kept(start, field.default),
            until=self.sent.get(f"{name}.until", ""),
            wrong=self._found(name, field.id),
        )

    def paper(self) -> tuple[Widget, ...]:
        """When it happened and the paper behind it: the same on every form."""
        happened = Widget(
            name=HAPPENED_AT,
            shape="datetime",
            text=Text("行為の日時", "When it was done"),
            required=False,
            help=Text(
                "空欄のときは今とする。日本時間。",
                "Left empty, it means now. Japan time.",
            ),
            values=self._kept(HAPPENED_AT),
            wrong=self._found(HAPPENED_AT),
        )
        texts = (
            Text("根拠文書の番号", "Number of the document behind it"),
            Text("根拠文書の件名", "Title of the document"),
            Text("根拠文書の SHA-256", "SHA-256 of the document"),
        )
        papers = zip(EVIDENCE, texts, strict=True)
        return (
            happened,
            *(Widget(name=n, shape="text", text=t, required=False, values=self._kept(n)) for n, t in papers),
        )


FROM_CASE = Text(
    "空欄のときは、選んだ案件の現在の内容の指紋を用いる。",
    "Left empty, the hash of the present content of the case chosen is taken.",
)


def _help(field: Field) -> Text | None:
    return FROM_CASE if field.of_dim else None


def _shape(field: Field, offered: Sequence[Choice]) -> str:
    if field.type == "list":
        return "checks" if offered else "lines"
    shape = SHAPES.get(field.type, "text")
    return "select" if shape == "radio" and len(offered) > MANY_CHOICES else shape
