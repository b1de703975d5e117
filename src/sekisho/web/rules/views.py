"""The clause browser: every clause in our own words, the rules and steps that rest on it, and what the law leaves open."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sekisho.law.clause_names import called
from sekisho.law.options import rules_reading
from sekisho.vocabulary.text import Text
from sekisho.web.page import crumb, page
from sekisho.web.seats import seating

from . import clauses, rule_page, step_page

TITLE = Text("規則", "Rules")
OPTIONS = Text("法令が定めていない事項", "What the law leaves open")


def overview(request: HttpRequest) -> HttpResponse:
    """List the clauses by the text that they come from."""
    pack = seating(request).pack
    sources = [
        {"source": source, "clauses": [{"clause": c, "weight": clauses.weight(pack, c)} for c in found]}
        for source, found in clauses.by_source(pack)
    ]
    return page(request, "rules.html", TITLE, {"pack": pack, "sources": sources}, area="rules")


def clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """Show one clause, as a page of its own or beside another page."""
    pack = seating(request).pack
    known = pack.clauses.get(clause_id)
    if known is None:
        raise Http404
    shown = clauses.shown(pack, known)
    context = {"shown": shown, "official": clauses.official_text(shown.source)}
    if request.headers.get("HX-Request"):
        return render(request, "sekisho/parts/clause.html", {**context, "beside": True})
    title = Text(f"{known.id}　{known.text.ja}"[:80], f"{called(known.id).en}: {known.text.en}"[:80])
    return page(request, "clause.html", title, context, area="rules", crumbs=(crumb(TITLE, "rules"),))


def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """Show one rule: its sentence and conditions, the worked cases about it, and the proofs that rest on it."""
    pack = seating(request).pack
    known = pack.rules.get(rule_id)
    if known is None:
        raise Http404
    title = Text(f"規則 {known.id}", f"Rule {known.id}")
    context = {"shown": rule_page.shown(pack, known)}
    return page(request, "rule.html", title, context, area="rules", crumbs=(crumb(TITLE, "rules"),))


def step(request: HttpRequest, step_id: str) -> HttpResponse:
    """Show one step: who takes it on what, what it asks, requires, does and leaves owed, with its cases and proofs."""
    pack = seating(request).pack
    known = pack.steps.get(step_id)
    if known is None:
        raise Http404
    title = Text(f"手続 {known.text.ja}", f"Step: {known.text.en}")
    context = {"shown": step_page.shown(pack, known)}
    return page(request, "step_rules.html", title, context, area="rules", crumbs=(crumb(TITLE, "rules"),))


def options(request: HttpRequest) -> HttpResponse:
    """List what the law leaves open, how each question is answered here, and who may change the answer."""
    placed = seating(request)
    pack, chosen = placed.pack, placed.register.options
    listed = [
        {
            "option": option,
            "default": option.values[option.default],
            "value": option.values[chosen.get(option.id, option.default)],
            "changed": chosen.get(option.id, option.default) != option.default,
            "values": list(option.values.values()),
            "withheld": list(option.withheld.values()),
            "rules": rules_reading(pack, option.id),
            "steps": [pack.steps[name] for name in option.held_by if name in pack.steps],
            "one": len(option.values) == 1,
            "set_by": [pack.name(each) for each in option.set_by],
        }
        for option in pack.options.values()
    ]
    return page(
        request, "options.html", OPTIONS, {"options": listed}, area="rules", crumbs=(crumb(TITLE, "rules"),)
    )
