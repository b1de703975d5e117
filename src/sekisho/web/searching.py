"""Searches by words that stay out of addresses: those are kept in histories and logs, and say what somebody looks for.

A search is sent as a form, its words are kept in the session, and the page that shows what was found is asked for by a key
drawn for them; so pages of a long list, and going back, work as with any other address.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponseRedirect

SESSION_SEARCHES, PARAMETER = "searches", "search"
KEPT = 20
"""How many searches a session keeps, the newest."""
KEY_BYTES = 16


def sent(request: HttpRequest, names: Sequence[str]) -> HttpResponseRedirect:
    """Keep the words of a search that was sent, by the names of its fields, and go to what is found by them."""
    words = {name: value for name in names if (value := request.POST.get(name, "").strip())}
    if not words:
        return HttpResponseRedirect(request.path)
    key = secrets.token_urlsafe(KEY_BYTES)
    kept = [*_kept(request).items(), (key, words)][-KEPT:]
    request.session[SESSION_SEARCHES] = dict(kept)
    return HttpResponseRedirect(f"{request.path}?{PARAMETER}={key}")


def words_of(request: HttpRequest, names: Sequence[str]) -> dict[str, str]:
    """Return the words of the search that an address asks for, by field; empty ones where the session has no such search."""
    words = _kept(request).get(request.GET.get(PARAMETER, ""), {})
    return {name: words.get(name, "") for name in names}


def _kept(request: HttpRequest) -> Mapping[str, Mapping[str, str]]:
    kept: Mapping[str, Mapping[str, str]] = request.session.get(SESSION_SEARCHES, {})
    return kept
