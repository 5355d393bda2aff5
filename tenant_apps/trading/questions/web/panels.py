"""Panels in the rooms of all engines: what has changed, and questions."""

from django.http import HttpRequest

from shared_apps.foundation import clock
from shared_apps.tenancy import scope
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.kernel.web.panels import PanelShown
from tenant_apps.trading.questions.queries.asking import BIDDING, asking_of
from tenant_apps.trading.questions.queries.changes import changes_of
from tenant_apps.trading.questions.queries.questions import questions_of
from tenant_apps.trading.questions.web.forms import AskForm
from tenant_apps.trading.questions.web.wording import changes_shown

NEWEST = 3


def questions_panel(request: HttpRequest, room: Room) -> PanelShown | None:
    """The newest questions, how many wait for an answer, and the form for the next one."""
    actor = request.actor  # type: ignore[attr-defined]
    lines, asking = questions_of(actor, room.id), asking_of(actor, room, clock.now(scope.alias()))
    if not lines and not (asking.takes_questions and room.state in BIDDING):
        return None
    runs = room.viewer.audience in ("initiator", "house")
    return PanelShown(
        "questions/_questions_panel.html",
        {
            "room": room,
            "lines": lines[:NEWEST],
            "count": len(lines),
            "more": len(lines) - NEWEST if len(lines) > NEWEST else 0,
            "waiting": sum(one.answered_at is None for one in lines) if runs else 0,
            "runs": runs,
            "may_ask": asking.why_not is None and actor.may("trading.ask_question"),
            "until": asking.until,
            "form": AskForm(auto_id="ask_%s"),
        },
    )


def amendments_panel(request: HttpRequest, room: Room) -> PanelShown | None:
    """What was changed last, whether it has to be confirmed, and the way to change the event."""
    actor = request.actor  # type: ignore[attr-defined]
    changes = changes_of(actor, room)
    runs = room.viewer.audience in ("initiator", "house")
    may_change = runs and room.state in ("announced", "open") and actor.may("trading.amend_event")
    may_copy = room.viewer.audience == "initiator" and bool(room.final_state) and actor.may("trading.copy_event_draft")
    if not changes.lines and not may_change and not may_copy:
        return None
    last = changes.lines[0] if changes.lines else None
    return PanelShown(
        "questions/_changes_panel.html",
        {
            "room": room,
            "changes": changes,
            "last": last,
            "shown": changes_shown(room, last.changes) if last else [],
            "earlier": len(changes.lines) - 1,
            "may_change": may_change,
            "may_copy": may_copy,
            "may_confirm": bool(changes.to_confirm) and actor.may("trading.confirm_amendment"),
        },
    )
