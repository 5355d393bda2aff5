"""Write to the people of a company about an exception: the step of a playbook that asks somebody else to act."""

from typing import Literal
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.outbox import jobs
from tenant_apps.exceptions import errors
from tenant_apps.exceptions.commands.open_exceptions import NOTICE_JOB
from tenant_apps.exceptions.models import OrderException

To = Literal["own", "other", "house"]
Purpose = Literal["remind", "tell", "ask"]


class SendReminder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`to` is whose it is, whom else it concerns, or the marketplace. `purpose` says which letter."""

    exception_id: UUID
    to: To = "other"
    purpose: Purpose = "remind"
    text: str = ""


class ReminderAnswer(msgspec.Struct, frozen=True, kw_only=True):
    exception_id: UUID


@command("exceptions.send_reminder", input=SendReminder, permission="exceptions.do_step", system_only=True)
def send_reminder(ctx: Context, data: SendReminder) -> ReminderAnswer:
    """Owe a letter about an exception to the people of one of its companies. Reached through a step of a playbook."""
    row = OrderException.objects.visible_to(ctx.actor).filter(pk=data.exception_id).first()
    if row is None:
        raise errors.unknown()
    payload = {"purpose": data.purpose, "ids": [str(row.pk)], "to": data.to, "text": data.text[:300]}
    jobs.enqueue(NOTICE_JOB, f"Letter about {row.number}", payload, at=ctx.now, asked_by=ctx.actor.display)
    ctx.audit(target="exceptions.exception", target_id=row.pk, facts={"number": row.number, "to": data.to})
    return ReminderAnswer(exception_id=row.pk)
