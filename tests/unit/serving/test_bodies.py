"""What is taken in of a body: no more than may be, not longer than its sender sends, and of so many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest

from sekisho.serving import bodies
from sekisho.serving.bodies import Coming, Gone, Refused, take

GONE = {"type": "http.disconnect"}


def part(data: bytes, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": data, "more_body": more}


def sending(*messages: dict[str, Any]) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Messages as a server gives them; after the last one the sender keeps silent."""
    left = iter(messages)

    async def receive() -> dict[str, Any]:
        for message in left:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    return receive


def taken(most: int, *messages: dict[str, Any]) -> tuple[bytes, Exception | None]:
    """What was written, and what was raised."""
    body = BytesIO()
    try:
        asyncio.run(take(sending(*messages), body, most))
    except (Refused, Gone) as error:
        return body.getvalue(), error
    return body.getvalue(), None


@pytest.mark.parametrize("cut", [0, 1, 3, 6])
def test_a_body_is_taken_in_whole_in_whatever_parts_it_comes(cut: int) -> None:
    assert taken(6, part(b"abcdef"[:cut]), part(b"abcdef"[cut:], more=False)) == (b"abcdef", None)


def test_of_a_body_that_is_too_long_one_byte_more_is_taken() -> None:
    """By which whoever answers knows that it was too long; the rest is not waited for."""
    assert taken(6, part(b"abc"), part(b"defghi"), part(b"jkl")) == (b"abcdefg", None)


def test_of_what_breaks_off_is_there_what_came() -> None:
    written, error = taken(6, part(b"abc"), GONE)
    assert (written, type(error)) == (b"abc", Gone)


def test_who_keeps_silent_is_let_go_however_much_they_might_send(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has come decides how long more may take, not what was announced."""
    monkeypatch.setattr(bodies, "PATIENCE", 0.05)
    written, error = taken(10**9, part(b"abc"))
    assert isinstance(error, Refused)
    assert (written, error.status) == (b"abc", HTTPStatus.REQUEST_TIMEOUT)


def test_so_many_are_on_their_way_at_once_in_all_and_from_one_address() -> None:
    """Whatever became of one, its place is free again."""
    coming = Coming(at_once=3, of_one_address=2)
    with coming.counted("a"), coming.counted("a"):
        with pytest.raises(Refused), coming.counted("a"):
            pass
        with pytest.raises(Gone), coming.counted("b"):
            raise Gone
        with coming.counted("b"), pytest.raises(Refused), coming.counted("c"):
            pass
    with coming.counted("a"):
        pass
