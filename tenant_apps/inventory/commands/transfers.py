"""What the verbs of a transfer share: find it locked, refuse the wrong state, answer."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context
from tenant_apps.inventory import errors
from tenant_apps.inventory.models import Transfer

SOURCE = "inventory.transfer"
DUE_JOB = "inventory.transfer_due"


class TransferResult(msgspec.Struct, frozen=True, kw_only=True):
    transfer_id: UUID
    number: str
    state: str


class OneTransfer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    transfer_id: UUID


def lock_transfer(ctx: Context, transfer_id: UUID, *states: str) -> Transfer:
    """The locked transfer of the actor's company, in one of these states. Levels are locked after it."""
    rows = Transfer.objects.select_for_update(of=("self",)).select_related("source", "target").filter(pk=transfer_id)
    if ctx.actor.company_id is not None:
        rows = rows.filter(company_id=ctx.actor.company_id)
    row = rows.first()
    if row is None:
        raise errors.unknown("transfer_id", _("There is no such transfer."))
    if row.state not in states:
        raise errors.wrong_state(
            "transfer_state", _("Transfer %(number)s is past this step.") % {"number": row.number},
            _("Look at it again; nothing was changed."),
        )  # fmt: skip
    return row


def answer(row: Transfer) -> TransferResult:
    return TransferResult(transfer_id=row.pk, number=row.number, state=row.state)
