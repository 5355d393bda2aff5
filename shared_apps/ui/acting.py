"""What every button on a page does: run a command, say what came of it."""

from typing import Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest

from shared_apps.commands import Command, run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal

Answer = TypeVar("Answer")


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def attempt(request: HttpRequest, command: Command[Any, Answer], data: Any, done: str = "") -> Answer | None:
    """Its answer, with `done` as a message; None where it was refused, and then the message says why and what to do.

    What is not there, or not for this person, is a page that is not there; a lacking right is answered as everywhere.
    """
    try:
        answer = run(command, actor_of(request), data)
    except NotAllowed:
        raise
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return None
    if done:
        messages.success(request, done)
    return answer
