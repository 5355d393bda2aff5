"""Keep differences: opened, carried on, closed. Functions for the commands of this app.

A thing has at most one open difference per field; a later word changes it and never adds a second.
"""

from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.foundation.ids import uuid7
from tenant_apps.integrations.events import DisagreementOpened
from tenant_apps.integrations.models import Connection, Disagreement
from tenant_apps.integrations.types import Settled

RULE, AGREED = "rule", "agreed"


def note_difference(
    ctx: Context, connection: Connection, field: str, thing: str, word_id: UUID, ours: str, theirs: str, found: Settled
) -> None:
    """Write what `found` says: an open difference, one that a rule decided, or that there is none any more."""
    row = Disagreement.objects.filter(connection=connection, field=field, thing=thing, state="open").first()
    if not found.differs:
        if row is not None:
            close(ctx, row, "theirs" if found.winner == "theirs" else "ours", AGREED, "")
        return
    if found.winner == "open":
        if row is None:
            row = Disagreement(
                id=uuid7(), connection=connection, field=field, thing=thing, word_id=word_id, opened_at=ctx.now
            )
            ctx.emit(DisagreementOpened(disagreement_id=row.pk, connection_id=connection.pk, field=field, thing=thing))
        row.ours, row.theirs, row.why = ours, theirs, found.why
        row.save()
        return
    if row is None:
        row = Disagreement(
            id=uuid7(), connection=connection, field=field, thing=thing, word_id=word_id, opened_at=ctx.now
        )
    row.ours, row.theirs, row.why = ours, theirs, found.why
    close(ctx, row, found.winner, RULE, "")


def close(ctx: Context, row: Disagreement, winner: str, decided_by: str, reason: str) -> None:
    row.state, row.winner, row.decided_by = "decided", winner, decided_by[:200]
    row.reason, row.decided_at = reason[:200], ctx.now
    row.save()


def kept_ours(connection: Connection, field: str, thing: str, ours: str, theirs: str) -> bool:
    """Whether exactly this difference was decided for ours last time; asking again would be nagging."""
    last = Disagreement.objects.filter(connection=connection, field=field, thing=thing).order_by("-id").first()
    return last is not None and (last.state, last.winner, last.ours, last.theirs) == ("decided", "ours", ours, theirs)
