"""How a story is varied towards a state that the prover found: entries left out, filled in otherwise or added.

The state says of each variable which values it has somewhere. A variation brings one variable of a story to them, or lets
it be without a value; nothing here judges whether the story then turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from sekisho.casework.story import Story, Telling
from sekisho.law import expression as x
from sekisho.law.pack import Field, Option, Pack, Precondition, Step
from sekisho.vocabulary.text import Text

from .state import YES_NO

Values = Mapping[str, frozenset[str]]
"""The values that variables, fields (``given NAME``), options (``option NAME``) and who acts (``actor``) have in a state."""

WITHOUT = Text("「{step}」の入力を除く。", "Without “{step}”.")
FILLED = Text("「{step}」の「{field}」を「{value}」とする。", "In “{step}”, “{field}” is: {value}.")
ADDED = Text("さらに「{step}」を行う（{field}：{value}）。", "“{step}” is done as well ({field}: {value}).")
CHOSEN = Text("選択肢「{option}」を「{value}」とする。", "The option “{option}” is: {value}.")
DONE_BY = Text("「{step}」を{office}が行う。", "“{step}” is done by {office}.")
RECORDED_BY = Text("「{step}」を{person}が記録する。", "“{step}” is recorded by {person}.")
EMPTY = Text("記載なし", "left empty")


class Variation(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a story, in words, and the story that it makes of one."""

    text: Text
    made: Callable[[Story], Story | None]


class Read(msgspec.Struct, frozen=True):
    """What rules read: names of variables, fields of the form and options, and whether they ask who acts.

    ``persons`` are the records and findings of which they ask who stands behind them, ``oneself`` the fields of which they
    ask whether who records is named there.
    """

    variables: frozenset[str]
    fields: frozenset[str]
    options: frozenset[str]
    persons: frozenset[str]
    oneself: frozenset[str]
    actor: bool


def read_by(pack: Pack, rules: Iterable[Precondition]) -> Read:
    """Return what rules read, with the exceptions that lift them."""
    conditions: list[x.Node] = []
    for rule in rules:
        lifting = [e for e in pack.exemptions_of.get(rule.id, ()) if e.id in rule.lifted_by]
        conditions += [rule.when, rule.require, *(e.when for e in lifting)]
    nodes = [node for condition in conditions for node in _inside(pack, condition)]
    names = (getattr(n, f, "") for n in nodes for f in ("attr", "finding", "record", "dim", "other", "duty"))
    bound = (dim for node in nodes for dim in getattr(node, "same", ()))
    return Read(
        variables=frozenset(name for name in (*names, *bound) if name),
        fields=frozenset(n.field for n in nodes if isinstance(n, x.Given | x.SeatBy)),
        options=frozenset(n.option for n in nodes if isinstance(n, x.OptionIs)),
        persons=frozenset(n.other for n in nodes if isinstance(n, x.PersonDiffers)),
        oneself=frozenset(n.value for n in nodes if isinstance(n, x.ActorIs) and n.kind == "named_in"),
        actor=any(isinstance(n, x.ActorIs | x.PersonDiffers) for n in nodes),
    )


def _inside(pack: Pack, node: x.Node) -> Iterator[x.Node]:
    for each in x.walk(node):
        yield each
        if isinstance(each, x.Def) and each.name in pack.defs:
            yield from _inside(pack, pack.defs[each.name])


def given_by(pack: Pack, entry: Telling) -> Iterator[tuple[str, str]]:
    """Yield each variable to which an entry gives a value, with the value (``written`` for content)."""
    step = pack.steps.get(entry["step"])
    for effect in step.does if step else ():
        if effect.verb in ("set", "find", "record", "write") and effect.name:
            said = entry.get("with", {}).get(effect.fields[0]) if effect.fields else effect.value
            yield effect.name, "written" if effect.verb == "write" else _word(said) or "yes"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else ""


class Varying:
    """The variations of stories of one step towards one state."""

    def __init__(self, pack: Pack, values: Values, read: Read, samples: Mapping[str, Telling]) -> None:
        self.pack, self.values, self.read, self.samples = pack, values, read, samples

    def towards(self, story: Story) -> list[Variation]:
        """Return the variations that bring what the rules read to what it is in the state, and no more."""
        found: list[Variation] = []
        has = self._has(story)
        for name in sorted(self.read.variables):
            wanted = self.values.get(name, frozenset())
            if wanted and not wanted & has.get(name, frozenset()):
                found += [v for value in sorted(wanted) for v in self._brought(story, name, value)][:1]
            elif not wanted and has.get(name):
                found += self._lost(story, name)
        return [*found, *self._of_the_act(story, closely=True), *self._chosen(closely=True)]

    def around(self, story: Story) -> Iterator[Variation]:
        """Yield every single variation of what the rules read, those that the state speaks for first."""
        yield from self.towards(story)
        yield from self._of_the_act(story, closely=False)
        for name in sorted(self.read.variables):
            yield from self._lost(story, name)
            for value in self._known(name):
                yield from self._brought(story, name, value)
            yield from self._repeated(story, name)
        yield from self._chosen(closely=False)

    def _has(self, story: Story) -> Values:
        found: dict[str, frozenset[str]] = {}
        for entry in story.entries:
            for name, value in given_by(self.pack, entry):
                found[name] = frozenset((value,))
        return found

    def _known(self, name: str) -> Sequence[str]:
        of = [k.variables[name] for k in self.pack.kinds.values() if name in k.variables]
        return tuple(of[0].values or (YES_NO if of[0].sort == "finding" else ())) if of else ()

    def _lost(self, story: Story, name: str) -> list[Variation]:
        """Return the story without each entry that gives a variable its value."""
        places = [n for n, e in enumerate(story.entries[:-1]) if name in dict(given_by(self.pack, e))]
        return [_without(story.entries[n], self._step(story.entries[n])) for n in reversed(places)]

    def _brought(self, story: Story, name: str, value: str) -> Iterator[Variation]:
        """Yield the story with an entry that gives a variable this value: one there filled in otherwise, or one more."""
        for entry in reversed(story.entries):
            field = self._field_for(entry["step"], name, value)
            if field is not None and _word(entry.get("with", {}).get(field.id)) != value:
                yield _filled(entry, self._step(entry), field, value)
        for id_, sample in self.samples.items():
            field = self._field_for(id_, name, value)
            if field is not None:
                yield _added(sample, self.pack.steps[id_], field, value)

    def _repeated(self, story: Story, name: str) -> Iterator[Variation]:
        """Yield the story with an entry that writes a variable's content once more, otherwise."""
        for entry in reversed(story.entries[:-1]):
            writes = [e for e in self._step(entry).does if e.verb == "write" and e.name == name]
            fields = [
                self._step(entry).asks[f] for e in writes for f in e.fields if f in self._step(entry).asks
            ]
            for field in (f for f in fields if f.type in ("text", "long")):
                yield _added(entry, self._step(entry), field, f"別の{field.text.ja}")
                return

    def _field_for(self, step: str, name: str, value: str) -> Field | None:
        """Return the field of a step by which a variable gets a value."""
        known = self.pack.steps.get(step)
        for effect in known.does if known else ():
            if effect.verb in ("set", "find", "record") and effect.name == name and effect.fields and known:
                field = known.asks.get(effect.fields[0])
                if field is not None and value in (field.values or (YES_NO if field.type == "yesno" else ())):
                    return field
        return None

    def _of_the_act(self, story: Story, closely: bool) -> Iterator[Variation]:
        """Yield the act filled in otherwise, where the rules read its form, and done by another office."""
        act = story.entries[-1]
        step = self._step(act)
        for field in (f for f in step.asks.values() if f.id in self.read.fields):
            wanted = self.values.get(f"given {field.id}", frozenset())
            known = tuple(field.values) or (YES_NO if field.type == "yesno" else ())
            now = _word(act.get("with", {}).get(field.id))
            for value in (v for v in known if v != now and (v in wanted or not closely)):
                yield _filled(act, step, field, value)
            if not field.required and (not wanted or not closely):
                yield _filled(act, step, field, "")
        for office in step.by if self.read.actor else ():
            named = any(f"actor {sort} {office}" in self.values for sort in ("post", "office", "for"))
            if office != act.get("by", step.by[0]) and (named or not closely):
                yield _by(act, "by", office, DONE_BY.fill(step=step.text, office=self._office(office)))
        if not closely:
            yield from self._recorded(story)

    def _recorded(self, story: Story) -> Iterator[Variation]:
        """Yield the act, and what it is held against, recorded by another person of an office that may, or about oneself."""
        act = story.entries[-1]
        step = self._step(act)
        for field in (f for f in step.asks.values() if f.id in self.read.oneself):
            holder = f"p:{act.get('by', step.by[0])}"
            yield _filled(act, step, field, holder)
        for entry in reversed(story.entries) if self.read.persons else ():
            step = self._step(entry)
            if entry == act or self.read.persons & set(dict(given_by(self.pack, entry))):
                for post in (p for p in self.pack.posts.values() if {p.office, p.id} & set(step.by)):
                    text = RECORDED_BY.fill(step=step.text, person=post.text)
                    yield _by(entry, "person", f"p:{post.id}", text)

    def _office(self, name: str) -> Text:
        known = self.pack.offices.get(name) or self.pack.posts.get(name)
        return known.text if known else Text(name, name)

    def _chosen(self, closely: bool) -> Iterator[Variation]:
        for option in (o for o in self.pack.options.values() if o.id in self.read.options):
            wanted = self.values.get(f"option {option.id}", frozenset())
            for value in option.values:
                if value != option.default and (value in wanted or not closely):
                    yield _option(option, value)

    def _step(self, entry: Telling) -> Step:
        return self.pack.steps[entry["step"]]


def _changed(story: Story, entry: Telling, by: Sequence[Telling]) -> Story | None:
    """Return the story with an entry replaced; ``None`` where another variation has taken it out."""
    if entry not in story.entries:
        return None
    last = len(story.entries) - 1 - story.entries[::-1].index(entry)
    return msgspec.structs.replace(story, entries=(*story.entries[:last], *by, *story.entries[last + 1 :]))


def _without(entry: Telling, step: Step) -> Variation:
    text = WITHOUT.fill(step=step.text)
    return Variation(text=text, made=lambda story: _changed(story, entry, ()))


def _filled(entry: Telling, step: Step, field: Field, value: str) -> Variation:
    said = {**entry.get("with", {}), field.id: value}
    if not value:
        del said[field.id]
    text = FILLED.fill(step=step.text, field=field.text, value=_called(field, value))
    return Variation(text=text, made=lambda story: _changed(story, entry, ({**entry, "with": said},)))


def _added(sample: Telling, step: Step, field: Field, value: str) -> Variation:
    """Add an entry like a sample before the act, with one field as wanted, in the case that the story has of its kind."""

    def made(story: Story) -> Story | None:
        cases = [each["id"] for each in story.about["cases"] if each["kind"] == step.kind]
        if not cases:
            return None
        case = sample["case"] if sample["case"] in cases else cases[0]
        given = {**sample.get("with", {}), field.id: value}
        entry = {k: v for k, v in sample.items() if k not in ("at", "on", "names")}
        more = {**entry, "case": case, "with": given}
        return msgspec.structs.replace(story, entries=(*story.entries[:-1], more, story.entries[-1]))

    return Variation(
        text=ADDED.fill(step=step.text, field=field.text, value=_called(field, value)), made=made
    )


def _option(option: Option, value: str) -> Variation:
    def made(story: Story) -> Story:
        options = {**story.about.get("options", {}), option.id: value}
        return msgspec.structs.replace(story, about={**story.about, "options": options})

    return Variation(text=CHOSEN.fill(option=option.text, value=option.values[value]), made=made)


def _by(entry: Telling, key: str, who: str, text: Text) -> Variation:
    """Have an entry done by another office, or recorded by another person, who is then named."""
    other = {k: v for k, v in entry.items() if k != "person"} | {key: who}
    return Variation(text=text, made=lambda story: _changed(story, entry, (other,)))


def _called(field: Field, value: str) -> Text:
    if not value:
        return EMPTY
    words = {"yes": Text("はい", "yes"), "no": Text("いいえ", "no")}
    return field.values.get(value) or words.get(value) or Text(value, value)
