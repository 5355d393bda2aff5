"""Undo a process, as long as it can be undone."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.outbox.sagas import people
from tenant_apps.processes.commands.retry_process import ProcessAnswer, answer
from tenant_apps.processes.queries import find_process


class UndoProcess(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    process_id: UUID
    reason: str


@command("processes.undo_process", input=UndoProcess, risk="high")
def undo_process(ctx: Context, data: UndoProcess) -> ProcessAnswer:
    """Undo what a process has done, last step first. Refused past its point of no return."""
    find_process(ctx.actor, data.process_id)
    saga = people.go_back(data.process_id, ctx.now, data.reason.strip())
    return answer(ctx, saga, reason=data.reason[:200])
