"""Legal holds: place one, lift it."""

from datetime import date
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts.queries.people import list_people
from shared_apps.commands import Context, command
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.privacy import errors
from tenant_apps.privacy.commands.steps import house_only, words
from tenant_apps.privacy.models import LegalHold
from tenant_apps.privacy.types import CLASSES, HOLD_TARGETS
from tenant_apps.rulesets.commands import take_number


class PlaceHold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`target`: person, company (with `target_id`) or class (with `record_class`). `ends_on`: its last day."""

    target: str
    reason: str
    target_id: UUID | None = None
    record_class: str = ""
    ends_on: date | None = None


class LiftHold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    hold_id: UUID
    reason: str


class HoldAnswer(msgspec.Struct, frozen=True, kw_only=True):
    hold_id: UUID
    number: str


@command("privacy.place_hold", input=PlaceHold, needs_fresh_factor=True, risk="high")
def place_hold(ctx: Context, data: PlaceHold) -> HoldAnswer:
    """Keeps what is known of a person, a company or in a class of records from being erased, for a dispute or a law."""
    house_only(ctx)
    _check(data)
    if data.ends_on is not None and data.ends_on < ctx.now.date():
        raise errors.bad("ends_on", _("A hold ends today at the earliest."))
    row = LegalHold.objects.create(
        number=take_number("LH", ctx.now), target=data.target,
        target_id=None if data.target == "class" else data.target_id,
        record_class=data.record_class if data.target == "class" else "", reason=words(data.reason, "reason", 500),
        placed_at=ctx.now, placed_by=ctx.actor.display[:200], ends_on=data.ends_on,
    )  # fmt: skip
    ctx.audit(
        target="privacy.hold", target_id=row.pk,
        facts={"number": row.number, "target": row.target, "of": str(row.target_id or row.record_class)},
    )  # fmt: skip
    return HoldAnswer(hold_id=row.pk, number=row.number)


@command("privacy.lift_hold", input=LiftHold, needs_fresh_factor=True, risk="high")
def lift_hold(ctx: Context, data: LiftHold) -> HoldAnswer:
    """Ends a legal hold; what it kept goes with the next run of retention."""
    house_only(ctx)
    row = LegalHold.objects.select_for_update().filter(pk=data.hold_id).first()
    if row is None:
        raise errors.unknown("hold")
    if row.lifted_at is not None:
        raise errors.done_already()
    row.lifted_at, row.lifted_by, row.lifted_why = ctx.now, ctx.actor.display[:200], words(data.reason, "reason", 500)
    row.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
    ctx.audit(target="privacy.hold", target_id=row.pk, facts={"number": row.number})
    return HoldAnswer(hold_id=row.pk, number=row.number)


def _check(data: PlaceHold) -> None:
    if data.target not in HOLD_TARGETS:
        raise errors.bad("target", _("A hold is on a person, a company or a class of records."))
    if data.target == "class":
        if data.record_class not in CLASSES:
            raise errors.bad("record_class", _("There is no such class of records."))
    elif data.target_id is None:
        raise errors.bad("target_id", _("Say on whom."))
    elif data.target == "person" and data.target_id not in list_people([data.target_id]):
        raise errors.unknown_person()
    elif data.target == "company" and not list_by_ids([data.target_id]):
        raise errors.unknown("company")
