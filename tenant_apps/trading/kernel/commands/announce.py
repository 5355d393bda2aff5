"""Tell who watches a room what a command has changed, once it is committed. Truth stays in the tables."""

from typing import Any

from shared_apps.outbox import streams
from tenant_apps.trading.kernel.commands.running import RunningLot, end_shown, state_of_event
from tenant_apps.trading.kernel.decisions.announcements import AUDIENCES, announcement
from tenant_apps.trading.kernel.decisions.visibility import preset_of
from tenant_apps.trading.kernel.models import Participant


def announce(running: RunningLot) -> None:
    """Publish to each audience what the visibility matrix leaves of it. Call it last in the command."""
    run = running.run
    state, end = state_of_event(run, running.now), end_shown(run)
    facts = _facts(running)
    for audience in AUDIENCES:
        message = announcement(
            facts,
            preset_of(run.rules),
            audience,
            state=state,
            end_at=end.isoformat() if end else "",
            has_moved=(state, end) != running.before,
        )
        if message is not None:
            streams.publish(str(run.pk), message, audience)


def _facts(running: RunningLot) -> dict[str, Any]:
    """The engine's facts; the leader under its number, so that no name travels."""
    facts = dict(running.engine.facts(running.state, running.run.paused_at or running.now))
    leader = facts.get("leader_company")
    row = Participant.objects.filter(trading_event_id=running.run.pk, company_id=leader).first() if leader else None
    facts["leader"] = f"#{row.alias}" if row is not None and row.alias else None
    return facts
