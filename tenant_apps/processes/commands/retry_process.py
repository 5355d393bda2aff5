"""Let a process try again at once, with its attempts counted anew."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.outbox.models import Saga
from shared_apps.outbox.sagas import people
from tenant_apps.processes.queries import find_process


class RetryProcess(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    process_id: UUID


class ProcessAnswer(msgspec.Struct, frozen=True, kw_only=True):
    process_id: UUID
    reference: str
    state: str


@command("processes.retry_process", input=RetryProcess)
def retry_process(ctx: Context, data: RetryProcess) -> ProcessAnswer:
    """Try the present step of a process again at once; one that stood still goes on in the direction it had."""
    find_process(ctx.actor, data.process_id)
    saga = people.try_again(data.process_id, ctx.now)
    return answer(ctx, saga)


def answer(ctx: Context, saga: Saga, **facts: str) -> ProcessAnswer:
    """Write down which process it was, and say how it stands."""
    ctx.audit(target="outbox.saga", target_id=saga.pk, facts={"reference": saga.reference, **facts})
    return ProcessAnswer(process_id=saga.pk, reference=saga.reference, state=saga.state)
