"""Conditions in words: what a rule asks, said from the pack's own names, in Japanese and English.

The sentence of a rule is written by whoever writes the pack; what is said here follows the condition itself, so that a
reader can hold the one against the other. Every operator of the rule language has its words here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sekisho.vocabulary.text import Text

from . import expression as x
from .explain import DUTY_WORDS, PERIOD_WORDS, link_kind
from .pack import Field, Kind, Pack, Step, Variable


def say(pack: Pack, kind: str, node: x.Node, step: Step | None = None) -> Text:
    """Return a condition on a kind of case in words; ``step`` names the form that its fields belong to."""
    return _Saying(pack, step).of(kind, node)


def head(pack: Pack, kind: str, node: x.Node, step: Step | None = None) -> Text:
    """Return a condition in words where the conditions inside it are told by themselves: only how they go together."""
    saying = _Saying(pack, step)
    match node:
        case x.All(of) if len(of) > 1:
            return Text("次の全てを満たす", "all of the following")
        case x.AnyOf(of) if len(of) > 1:
            return Text("次のいずれかを満たす", "any of the following")
        case x.Not():
            return Text("次に当たらない", "not the following")
        case x.Every() | x.Some() | x.Count():
            return saying.range(kind, node)
        case x.At(link, _):
            name = saying.link(kind, link)
            return Text(f"{name.ja}において、次を満たす", f"in the {name.en}, the following")
    return saying.of(kind, node)


def _join(parts: Iterable[Text], ja: str, en: str) -> Text:
    listed = list(parts)
    return Text(ja.join(p.ja for p in listed), en.join(p.en for p in listed))


def _wrap(text: Text) -> Text:
    return Text(f"（{text.ja}）", f"({text.en})")


class _Saying:
    def __init__(self, pack: Pack, step: Step | None) -> None:
        self.pack, self.step = pack, step

    def of(self, kind: str, node: x.Node) -> Text:
        match node:
            case x.All(of):
                return self._several(kind, of, Text("、かつ、", " and "), Text("常に満たされる", "always"))
            case x.AnyOf(of):
                return self._several(
                    kind, of, Text("、又は、", " or "), Text("満たされることがない", "never")
                )
            case x.Not(of):
                return self._not(kind, of)
            case x.Def(name):
                return self.pack.definitions[name].text
            case x.Every() | x.Some() | x.Count():
                return self._among(kind, node)
            case x.At(link, that):
                return self._across(kind, link, that)
        return self._leaf(self.pack.kinds[kind], node)

    def _several(self, kind: str, of: Sequence[x.Node], joint: Text, none: Text) -> Text:
        if not of:
            return none
        if len(of) == 1:
            return self.of(kind, of[0])
        return _join((self._inner(kind, each) for each in of), joint.ja, joint.en)

    def _inner(self, kind: str, node: x.Node) -> Text:
        said = self.of(kind, node)
        return _wrap(said) if isinstance(node, x.All | x.AnyOf) and len(node.of) > 1 else said

    def _not(self, kind: str, of: x.Node) -> Text:
        inner = self.of(kind, of)
        return Text(f"「{inner.ja}」に当たらない", f"not: {self._inner(kind, of).en}")

    def _among(self, kind: str, node: x.Every | x.Some | x.Count) -> Text:
        name, inner = self._members(kind, node.part)
        that = self.of(inner, node.that)
        which = _which(node, name)
        return Text(f"{which.ja}について、{that.ja}", f"for {which.en}: {that.en}")

    def range(self, kind: str, node: x.Every | x.Some | x.Count) -> Text:
        which = _which(node, self._members(kind, node.part)[0])
        return Text(f"{which.ja}について、次を満たす", f"for {which.en}, the following")

    def _members(self, kind: str, part: str) -> tuple[Text, str]:
        """Return how the members of a part (or the cases behind a link) are called, and of which kind they are."""
        known = self.pack.kinds[kind]
        if part in known.parts:
            return known.parts[part].text, kind
        link = known.backlinks.get(part) or known.links[part]
        return link.text, link.kind

    def _across(self, kind: str, link: str, that: x.Node) -> Text:
        name = self.link(kind, link)
        inner = self.of(link_kind(self.pack, kind, link) or kind, that)
        return Text(f"{name.ja}において、{inner.ja}", f"in the {name.en}: {inner.en}")

    def link(self, kind: str, link: str) -> Text:
        known = self.pack.kinds[kind].links.get(link)
        named = [s.names[link].text for s in self.pack.steps_of.get(kind, ()) if link in s.names]
        return known.text if known else named[0] if named else Text(link, link)

    def _leaf(self, kind: Kind, node: x.Node) -> Text:
        match node:
            case x.FindingIs(name, values, same) | x.Done(name, values, same):
                return self._bound(kind, _is(kind.variables[name], values), same)
            case x.AttrIs(name, values):
                return _is(kind.variables[name], values)
            case x.AttrSet(name):
                return _of(kind.variables[name], Text("が定められている", "is set"))
            case x.PeriodIs(name, values):
                return _is(kind.variables[name], values, {v: PERIOD_WORDS[v] for v in values})
            case x.DutyIs(name, values):
                return _is(kind.variables[name], values, {v: DUTY_WORDS[v] for v in values})
            case x.Written(name):
                return _of(kind.variables[name], Text("が作成されている", "has been written"))
            case x.Matches(attr, dim, link) | x.DimEquals(dim, attr, link):
                return self._equal(kind, (attr, dim), link, isinstance(node, x.Matches))
            case x.SameCase(way, other):
                return self._same_case(kind.id, way, other)
            case x.PersonIs(attr, officer_class):
                return self._in_class(kind.variables[attr].text, officer_class)
            case x.PersonDiffers(attr, other):
                who = kind.variables[attr].text if attr else ACTING
                return _differs(who, kind.variables[other].text)
        return self._plain(node)

    def _bound(self, kind: Kind, said: Text, same: Sequence[str]) -> Text:
        if not same:
            return said
        about = _listed([kind.variables[dim].text for dim in same])
        return Text(f"現在の{about.ja}について、{said.ja}", f"{said.en} (about {about.en}, as at present)")

    def _equal(self, kind: Kind, pair: tuple[str, str], link: str, here: bool) -> Text:
        attr, dim = pair
        other = self.pack.kinds[link_kind(self.pack, kind.id, link) or kind.id]
        own, theirs = (attr, dim) if here else (dim, attr)
        name = self.link(kind.id, link)
        mine = kind.variables[own].text
        there = other.variables[theirs].text if theirs in other.variables else Text(theirs, theirs)
        present = Text("現在の", "present ") if here else Text("", "")
        return Text(
            f"{mine.ja}が、{name.ja}における{present.ja}{there.ja}と一致する",
            f"{mine.en} equals the {present.en}{there.en.removeprefix('the ')} of the {name.en}",
        )

    def _same_case(self, kind: str, way: Sequence[str], other: Sequence[str]) -> Text:
        here, there = (self._way(kind, each) for each in (way, other))
        return Text(
            f"{here.ja}が、{there.ja}と同一の案件である", f"the {here.en} is the same case as the {there.en}"
        )

    def _way(self, kind: str, way: Sequence[str]) -> Text:
        """Return how the end of a way of links is called, each link as one of the case that the one before leads to."""
        names = []
        for link in way:
            names.append(self.link(kind, link))
            kind = link_kind(self.pack, kind, link) or kind
        return Text("の".join(n.ja for n in names), " of the ".join(n.en for n in reversed(names)))

    def _in_class(self, who: Text, officer_class: str) -> Text:
        of = self.pack.officer_classes.get(officer_class, Text(officer_class, officer_class))
        return Text(f"{who.ja}が{of.ja}である", f"{who.en} is {of.en}")

    def _plain(self, node: x.Node) -> Text:
        match node:
            case x.DutiesSettled():
                return Text("果たされていない義務がない", "no duty is open")
            case x.ActorIs(kind, value):
                return self._actor(kind, value)
            case x.Given(field, values):
                return self._given(field, values)
            case x.RosterComplete():
                return Text("議題の構成員の席が揃っている", "every post of the item's roster has a seat")
            case x.SeatHeld():
                return Text("席の官職に在任する者がある", "somebody holds the post of the seat")
            case x.SeatBy(kind, field):
                return self._seat_by(kind, field)
            case x.OptionIs(option, values):
                known = self.pack.options[option]
                chosen = _quoted([known.values.get(v, Text(v, v)) for v in values])
                return Text(
                    f"運用上の選択「{known.text.ja}」が{chosen.ja}である",
                    f"option “{known.text.en}” is {chosen.en}",
                )
            case x.ClockIs(clock, is_):
                law = self.pack.clock[clock].text
                come = Text("到来している", "has come") if is_ else Text("到来していない", "has not come")
                return Text(f"「{law.ja}」の期日が{come.ja}", f"the day of “{law.en}” {come.en}")
            case x.Const(value):
                return Text("常に満たされる", "always") if value else Text("満たされることがない", "never")
        raise TypeError(f"no words for {type(node).__name__}")

    def _seat_by(self, kind: str, field: str) -> Text:
        asked = self._asked(field)
        name = asked.text if asked else Text(field, field)
        if kind == "deputised_by":
            return Text(
                f"「{name.ja}」に記された者が、席の官職を代理し得る官職に在る",
                f"who “{name.en}” names holds a post that may stand in for the post of the seat",
            )
        return Text(
            f"「{name.ja}」に記された者が、同じ議題の他の席に就き、又はこれを代理する",
            f"who “{name.en}” names sits or stands in at another seat of the same item",
        )

    def _actor(self, kind: str, value: str) -> Text:
        if kind == "class":
            return self._in_class(ACTING, value)
        if kind in ("office_of", "named_in"):
            asked = self._asked(value)
            name = asked.text if asked else Text(value, value)
            if kind == "named_in":
                return Text(
                    f"{ACTING.ja}が「{name.ja}」に記された者である", f"{ACTING.en} is who “{name.en}” names"
                )
            return Text(
                f"{ACTING.ja}が「{name.ja}」の属する機関の者である",
                f"{ACTING.en} is of the office of “{name.en}”",
            )
        name = self.pack.name(value)
        return Text(f"{ACTING.ja}が{name.ja}である", f"{ACTING.en} is {name.en}")

    def _asked(self, field: str) -> Field | None:
        """Return a field of the form: of the step spoken of, or of any that has it."""
        own = self.step.asks.get(field) if self.step else None
        return own or next((s.asks[field] for s in self.pack.steps.values() if field in s.asks), None)

    def _given(self, field: str, values: Sequence[str]) -> Text:
        asked = self._asked(field)
        name = asked.text if asked else Text(field, field)
        if not values:
            return Text(f"「{name.ja}」が記入されている", f"“{name.en}” is filled in")
        words = asked.values if asked else {}
        chosen = _quoted([words.get(v, self.pack.name(v)) for v in values])
        if asked and asked.type == "list":
            return Text(f"「{name.ja}」に{chosen.ja}を含む", f"“{name.en}” includes {chosen.en}")
        return Text(f"「{name.ja}」が{chosen.ja}である", f"“{name.en}” is {chosen.en}")


ACTING = Text("行う者", "who acts")


YES_NO = {"yes", "no"}
FOUND = {
    "yes": Text("が認められている", "has been found"),
    "no": Text("が否と認められている", "has been found not to be so"),
}


def _which(node: x.Every | x.Some | x.Count, name: Text) -> Text:
    match node:
        case x.Every():
            return Text(f"全ての{name.ja}", f"every {name.en}")
        case x.Some():
            return Text(f"いずれかの{name.ja}", f"some {name.en}")
    return Text(f"{node.at_least}以上の{name.ja}", f"at least {node.at_least} of {name.en}")


def _is(variable: Variable, values: Sequence[str], words: dict[str, Text] | None = None) -> Text:
    known = words or variable.values
    if variable.sort == "finding" and set(known) == YES_NO and len(values) == 1:
        return _of(variable, FOUND[values[0]])
    chosen = _quoted([known.get(v, Text(v, v)) for v in values])
    return Text(f"{variable.text.ja}が{chosen.ja}である", f"{variable.text.en} is {chosen.en}")


def _quoted(texts: Sequence[Text]) -> Text:
    """Return the alternatives as a statute lists them: 「甲」、「乙」又は「丙」."""
    ja = [f"「{t.ja}」" for t in texts]
    listed = f"{'、'.join(ja[:-1])}又は{ja[-1]}" if len(ja) > 1 else "".join(ja)
    return Text(listed, " or ".join(f"“{t.en}”" for t in texts))


def _listed(texts: Sequence[Text]) -> Text:
    """Return what goes together as a statute lists it: 甲、乙及び丙."""
    ja, en = [t.ja for t in texts], [t.en for t in texts]
    if len(texts) < 2:
        return texts[0]
    return Text(f"{'、'.join(ja[:-1])}及び{ja[-1]}", f"{', '.join(en[:-1])} and {en[-1]}")


def _of(variable: Variable, predicate: Text) -> Text:
    return Text(f"{variable.text.ja}{predicate.ja}", f"{variable.text.en} {predicate.en}")


def _differs(who: Text, other: Text) -> Text:
    return Text(
        f"{who.ja}が、「{other.ja}」をした者と異なる", f"{who.en} is not the person behind “{other.en}”"
    )
