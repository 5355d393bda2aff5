"""Compare everything a system says with what is here: asked for by a person, or every night."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox import jobs
from tenant_apps.integrations import errors
from tenant_apps.integrations.commands.connection_of import own_connection
from tenant_apps.integrations.commands.schedule import REPORT, owe_nightly
from tenant_apps.integrations.models import Connection, Reconciliation

ROWS_MOST = 5000


class AskReconciliation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    connection_id: UUID


class ReconciliationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    reconciliation_id: UUID
    state: str


@command("integrations.ask_reconciliation", input=AskReconciliation)
def ask_reconciliation(ctx: Context, data: AskReconciliation) -> ReconciliationAnswer:
    """Compare stock and orders of both sides now; one comparison at a time."""
    connection = own_connection(ctx, data.connection_id)
    row = Reconciliation.objects.filter(connection=connection, state="owed").first() or _owe(ctx, connection)
    ctx.audit(target="integrations.connection", target_id=connection.pk, facts={"code": connection.code})
    return ReconciliationAnswer(reconciliation_id=row.pk, state=row.state)


def _owe(ctx: Context, connection: Connection) -> Reconciliation:
    row = Reconciliation(id=uuid7(), connection=connection, at=ctx.now, asked_by=(ctx.actor.display or "")[:120])
    row.job_id = jobs.enqueue(
        REPORT, f"Comparing with {connection.name}", {"reconciliation_id": str(row.pk)}, at=ctx.now,
        asked_by=ctx.actor.display,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


class OweNightly(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    connection_id: UUID


@command("integrations.owe_nightly", input=OweNightly, system_only=True)
def owe_nightly_comparison(ctx: Context, data: OweNightly) -> ReconciliationAnswer:
    """Owe this night's comparison and the next night's question."""
    connection = Connection.objects.select_for_update().filter(pk=data.connection_id).first()
    if connection is None:
        raise errors.connection_unknown()
    row = Reconciliation.objects.filter(connection=connection, state="owed").first() or _owe(ctx, connection)
    owe_nightly(ctx, connection)
    ctx.audit(target="integrations.connection", target_id=connection.pk, facts={"code": connection.code})
    return ReconciliationAnswer(reconciliation_id=row.pk, state=row.state)


class RecordReconciliation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    reconciliation_id: UUID
    counts: dict[str, int]
    rows: list[dict[str, str]]


@command("integrations.record_reconciliation", input=RecordReconciliation, system_only=True)
def record_reconciliation(ctx: Context, data: RecordReconciliation) -> ReconciliationAnswer:
    """Keep what a comparison found."""
    row = Reconciliation.objects.select_for_update().get(pk=data.reconciliation_id)
    if row.state == "owed":
        row.state, row.ended_at = "done", ctx.now
        row.counts, row.rows = data.counts, data.rows[:ROWS_MOST]
        row.save()
    ctx.audit(target="integrations.connection", target_id=row.connection_id, facts=dict(data.counts))
    return ReconciliationAnswer(reconciliation_id=row.pk, state=row.state)
