"""Steps of playbooks that write to somebody, ready to be put into one."""

from typing import Any

from tenant_apps.exceptions.commands.send_reminder import Purpose, SendReminder, To, send_reminder
from tenant_apps.exceptions.types import Ask, Case, Side, Step

REST_HOURS = 24


def remind(code: str, title: Any, does: Any, *, asks: Ask | None = None, side: Side = "own", to: To = "other") -> Step:
    """Ask a company to do what it owes; then wait a day for it."""
    return _letter(code, title, does, "remind", asks, side, to, REST_HOURS)


def tell(code: str, title: Any, does: Any, *, side: Side = "own", to: To = "other") -> Step:
    """Let a company know; nothing is waited for."""
    return _letter(code, title, does, "tell", None, side, to, 0)


def ask(code: str, title: Any, does: Any, *, asks: Ask | None = None, side: Side = "own") -> Step:
    """Ask the other company what it knows; then wait a day for the answer."""
    return _letter(code, title, does, "ask", asks, side, "other", REST_HOURS)


def _letter(
    code: str, title: Any, does: Any, purpose: Purpose, asks: Ask | None, side: Side, to: To, rest_hours: int
) -> Step:
    def data(case: Case, text: str) -> SendReminder:
        return SendReminder(exception_id=case.id, to=to, purpose=purpose, text=text)

    return Step(code, title, does, side=side, command=send_reminder, data=data, asks=asks, rest_hours=rest_hours)
