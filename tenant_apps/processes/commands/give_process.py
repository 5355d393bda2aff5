"""Give a process to one of the marketplace's people."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.person_names import token
from shared_apps.outbox.sagas import people
from tenant_apps.identity.queries import find_member
from tenant_apps.processes import errors
from tenant_apps.processes.commands.retry_process import ProcessAnswer, answer
from tenant_apps.processes.queries import find_process


class GiveProcess(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`handler_id` is a membership of the marketplace itself."""

    process_id: UUID
    handler_id: UUID


@command("processes.give_process", input=GiveProcess)
def give_process(ctx: Context, data: GiveProcess) -> ProcessAnswer:
    """Say who of the marketplace sees to a process."""
    member = find_member(ctx.actor, data.handler_id)
    if member.company_id is not None:
        raise errors.not_of_the_marketplace()
    find_process(ctx.actor, data.process_id)
    saga = people.give_to(data.process_id, data.handler_id, token(member.user_id))
    return answer(ctx, saga, handler=saga.handler_name)
