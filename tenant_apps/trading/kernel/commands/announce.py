"""Tell who watches a room what a command has changed, once it is committed. Truth stays in the tables."""

from shared_apps.outbox import streams
from tenant_apps.trading.kernel.commands.running import RunningLot, end_shown, state_of_event
from tenant_apps.trading.kernel.decisions.announcements import announcements
from tenant_apps.trading.kernel.models import Participant


def announce(running: RunningLot) -> None:
    """Publish to each audience what the visibility matrix leaves of it. Call it last in the command."""
    run = running.run
    facts = running.engine.facts(running.state, run.paused_at or running.now)
    leader = facts.get("leader_company")
    row = Participant.objects.filter(trading_event_id=run.pk, company_id=leader).first() if leader else None
    said = announcements(
        facts,
        run.rules,
        alias=row.alias if row else None,
        now=(state_of_event(run, running.now), end_shown(run)),
        before=running.before,
    )
    for audience, message in said:
        streams.publish(str(run.pk), message, audience)
