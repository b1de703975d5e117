"""How pages write what the core says: texts in the language chosen, times in Japan time, states as pictures."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django import template
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sekisho.law.clause_names import called
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import tell_day, tell_time
from sekisho.web.icons import PATHS

register = template.Library()


@register.filter
def say(text: Text | str | None) -> str:
    """Return a bilingual text in the language of the page; a plain string stays what it is."""
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    return text.in_("en" if translation.get_language() == "en" else "ja")


@register.filter
def capital(text: str) -> str:
    """Return a text with a capital, where its first word is a plain one: a key (``t1``) or a file's name stays as it is."""
    first = text.split(" ", 1)[0].rstrip(",.:;").replace("-", "").replace("’", "")
    return text[:1].upper() + text[1:] if first.isalpha() else text


@register.filter
def clause(id_: str) -> str:
    """Return what a clause is called in the language of the page."""
    return say(called(id_))


@register.filter
def day(known: date | None) -> str:
    """Return a day in the language of the page; nothing where it is not known."""
    return "" if known is None else say(tell_day(known))


@register.filter
def when(moment: datetime | None) -> SafeString | str:
    """Return a ``time`` element showing a moment in Japan time to the minute."""
    if moment is None:
        return ""
    machine = moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return format_html('<time datetime="{}">{}</time>', machine, say(tell_time(moment)))


@register.simple_tag
def icon(name: str, tone: str = "") -> SafeString:
    """Return a picture by name; it is decoration, the word stands beside it."""
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path fill="currentColor" d="{}"/></svg>',
        f"tone-{tone}" if tone else "",
        PATHS[name],
    )


@register.filter
def short(hash_: str) -> str:
    """Return the first twelve characters of a hash, enough to compare by eye."""
    return hash_[:12]
