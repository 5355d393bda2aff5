"""Note that somebody asked for something by an id that does not exist for them."""

import msgspec

from shared_apps.commands import Context, command

CODE = "anomalies.note_denial"


class NoteDenial(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`where` names the address; `asked_for` is the id."""

    where: str
    asked_for: str


class DenialNoted(msgspec.Struct, frozen=True, kw_only=True):
    noted: bool


@command(CODE, input=NoteDenial, public=True, idempotent=False)
def note_denial(ctx: Context, data: NoteDenial) -> DenialNoted:
    """Notes an id that was asked for and is not there for this person or key. Changes nothing else."""
    ctx.audit(target=data.where[:80], target_id=data.asked_for[:80])
    return DenialNoted(noted=True)
