"""The network address of the request under way, for checks that nobody locks out who is at work."""

from contextvars import ContextVar

current_address: ContextVar[str | None] = ContextVar("kontor_address", default=None)
