"""Do what a request asks for: correct, erase, restrict, object."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared_apps.accounts.commands import CorrectProfile, ShredPerson, correct_profile, shred_person
from shared_apps.commands import Context, command
from shared_apps.crypto.subject import about, shred_mail
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Conflict
from tenant_apps.identity.commands import EndMembershipsOf, end_memberships_of
from tenant_apps.privacy import errors
from tenant_apps.privacy.commands.collecting import OWN
from tenant_apps.privacy.commands.open_request import WishIn
from tenant_apps.privacy.commands.steps import locked, note
from tenant_apps.privacy.commands.work_on_request import OneRequest, subject_of
from tenant_apps.privacy.decisions.course import DEEDS
from tenant_apps.privacy.decisions.gate import CAN_BE_OBJECTED
from tenant_apps.privacy.events import ConsentChanged, PersonErased
from tenant_apps.privacy.models import ConsentAct, Restriction, SubjectRequest
from tenant_apps.privacy.queries.holds import holds_on_person
from tenant_apps.privacy.queries.purposes import current_purposes, last_acts

KONTOR = "privacy.request"


class CarriedOut(msgspec.Struct, frozen=True, kw_only=True):
    """`outcome` says what was done, in counts and codes."""

    request_id: UUID
    done_at: datetime
    outcome: dict[str, Any]


class LiftRestriction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of the request that asked for the restriction; the person is told before (GDPR art. 18(3))."""

    request_id: UUID


@command("privacy.carry_out_request", input=OneRequest, needs_fresh_factor=True, risk="high")
def carry_out_request(ctx: Context, data: OneRequest) -> CarriedOut:
    """Corrects, erases, restricts or notes the objection, as the request asks.

    Erasing destroys the person's key: name, mail address and network addresses are unreadable everywhere, roles,
    sessions and keys end. Orders, invoices and books stay, under an id that names nobody. Refused while a hold stands.
    """
    row = locked(ctx, data.request_id, "carry_out")
    if row.kind not in DEEDS:
        raise errors.no_deed(row.kind)
    if row.done_at is not None:
        raise errors.done_already()
    wish = msgspec.json.decode(row.wish, type=WishIn) if row.wish else WishIn()
    row.outcome = _deed(ctx, row, wish)
    row.done_at = ctx.now
    row.save(update_fields=["outcome", "done_at"])
    note(ctx, row, "carry_out")
    ctx.note.facts["outcome"] = {name: str(value) for name, value in row.outcome.items()}
    return CarriedOut(request_id=row.pk, done_at=ctx.now, outcome=row.outcome)


@command("privacy.lift_restriction", input=LiftRestriction)
def lift_restriction(ctx: Context, data: LiftRestriction) -> CarriedOut:
    """Lets the data of a person be used again whose use was restricted."""
    if not ctx.actor.is_marketplace:
        raise errors.house_only()
    standing = Restriction.objects.select_for_update().filter(request_id=data.request_id, until__isnull=True).first()
    if standing is None:
        raise errors.unknown("restriction")
    standing.until = ctx.now
    standing.save(update_fields=["until"])
    row = SubjectRequest.objects.get(pk=data.request_id)
    note(ctx, row, "lift")
    return CarriedOut(request_id=row.pk, done_at=ctx.now, outcome={"lifted": True})


def _deed(ctx: Context, row: SubjectRequest, wish: WishIn) -> dict[str, Any]:
    if row.kind == "erase":
        return erase(ctx, row.subject_id, row.email)
    user_id = subject_of(row)
    if row.kind == "correct":
        changed = [name for name in ("name", "language") if getattr(wish, name) is not None]
        if changed:
            ctx.call(correct_profile, CorrectProfile(user_id=user_id, name=wish.name, language=wish.language))
        return {"corrected": changed}
    if row.kind == "restrict":
        known = Restriction.objects.filter(user_id=user_id, until__isnull=True).exists()
        if not known:
            Restriction.objects.create(user_id=user_id, request=row, since=ctx.now)
        return {"restricted": True}
    return {"ended": _objected(ctx, row, user_id, wish)}


def erase(ctx: Context, user_id: UUID | None, email: str) -> dict[str, Any]:
    """Make a person unreadable, by account and by mail address; what the books keep is counted, not touched."""
    if user_id is None:
        return {"guests": shred_mail(email, without=(OWN,))}
    if numbers := holds_on_person(user_id, ctx.now):
        raise errors.held(numbers)
    # Kontor takes the roles away, so that whoever answers people need not hold every role themselves.
    inside = Context(actor=Actor.system(KONTOR), now=ctx.now, using=ctx.using)
    try:
        ended = inside.call(end_memberships_of, EndMembershipsOf(user_id=user_id)).count
    except Conflict as refusal:
        if refusal.code == "identity.last_owner":
            raise errors.last_owner() from refusal
        raise
    inside.call(shred_person, ShredPerson(user_id=user_id))
    inside.settle()
    guests = shred_mail(email, without=(OWN,))
    ctx.emit(PersonErased(user_id=user_id))
    kept = {one.model: one.total for one in about(user_id, most=1, without=(OWN, "accounts.User"))}
    return {"roles_ended": ended, "guests": guests, "kept_without_name": sum(kept.values()), "tables": len(kept)}


def _objected(ctx: Context, row: SubjectRequest, user_id: UUID, wish: WishIn) -> list[str]:
    """End the purposes that are named, or all that can be objected to; of an opt-out also consents to provide."""
    acts, ended = last_acts(user_id), []
    for one in current_purposes():
        if wish.purposes and one.code not in wish.purposes:
            continue
        last = acts.get(one.code)
        if one.basis in CAN_BE_OBJECTED and (last is None or last.act != "objected"):
            act = "objected"
        elif one.basis == "consent" and last is not None and last.act == "given" and row.kind == "optout":
            act = "withdrawn"
        else:
            continue
        ConsentAct.objects.create(
            user_id=user_id, purpose=one, code=one.code, act=act, language=row.language,
            digest=one.digest_zh_hans if row.language.startswith("zh") else one.digest_en,
            strength=row.identity_method, at=ctx.now,
        )  # fmt: skip
        ctx.emit(ConsentChanged(user_id=user_id, purpose=one.code, act=act))
        ended.append(one.code)
    return ended
