"""Names of people in columns: the id is kept, the name is shown.

Rows that say who did something keep the person's id: a name written into a thousand rows could never be taken out
again. While somebody acts, their own name on its way into such a column becomes their id; the name of anybody else is
given as `token(person)`. What no person acts for (Kontor itself, an API key, a guest) is kept as it is called.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from shared_apps.foundation.actor import Actor

MARK = "@person:"
_acting: ContextVar[Actor | None] = ContextVar("kontor_acting", default=None)
_resolver: Callable[[UUID], str] | None = None


def register(resolver: Callable[[UUID], str]) -> None:
    """`resolver(person)` answers with the name in the scope in force, or what stands for somebody who was erased."""
    global _resolver
    _resolver = resolver


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Inside the block the actor's name becomes their id on its way into a column."""
    mark = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(mark)


def token(person: UUID) -> str:
    """What a column keeps of a person's name."""
    return f"{MARK}{person}"


def stored(text: str, actor: Actor | None = None) -> str:
    """What a column keeps of a text: the id for the name of `actor`, or of who acts; any other text as it is."""
    who = actor or _acting.get()
    if who is None or who.user_id is None or not who.display or not text or not who.display.startswith(text):
        return text
    # A column may be shorter than a name, but no name is cut below this.
    return token(who.user_id) if text == who.display or len(text) >= 80 else text


def shown(text: str) -> str:
    """The name behind what a column keeps."""
    if not text.startswith(MARK) or _resolver is None:
        return text
    return _resolver(UUID(text.removeprefix(MARK)))
