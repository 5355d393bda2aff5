"""Ask a company for its quote that has no account: by its name and a mail address."""

from datetime import timedelta
from uuid import UUID

import msgspec

from shared_apps.accounts import throttling
from shared_apps.accounts.commands.profile import checked_language, checked_name
from shared_apps.accounts.commands.users import checked_email
from shared_apps.accounts.decisions.lockout import ACCOUNT
from shared_apps.commands import Context, command
from tenant_apps.parties.commands import AddGuest, add_guest
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.engines.thread import errors, guest_mail
from tenant_apps.trading.engines.thread.commands.acting import initiator_for
from tenant_apps.trading.engines.thread.models import Guest, GuestInvitation
from tenant_apps.trading.kernel.errors import event_over, event_unknown
from tenant_apps.trading.kernel.models import Lot, Participant, TradingEvent

MOST_GUESTS = 50


class InviteGuest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`name` is the company's, `contact` the person's; without a country it is that of the initiator."""

    lot_id: UUID
    name: str
    email: str
    contact: str = ""
    country: str = ""
    language: str = "en"


class GuestInvited(msgspec.Struct, frozen=True, kw_only=True):
    guest_id: UUID


class ChangeGuest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID
    guest_id: UUID


@command("thread.invite_guest", input=InviteGuest)
def invite_guest(ctx: Context, data: InviteGuest) -> GuestInvited:
    """Ask a company without an account for its quote: it gets a link by mail and answers in this request alone.

    Locks the lot. Refuses requests whose rules know no guests or that are over, a guest who was asked already, and one
    that has become a company of the marketplace.
    """
    run = _own_request(ctx, data.lot_id)
    initiator = list_by_ids([run.initiator_id])[run.initiator_id]
    email = checked_email(data.email)
    contact = checked_name(data.contact or data.name[:120])
    known = Guest.objects.select_related("company").filter(initiator_id=run.initiator_id, email=email).first()
    if known is not None and known.company.state != "guest":
        raise errors.guest_is_member(known.company.code)
    if known is not None and GuestInvitation.objects.filter(guest=known, trading_event_id=run.pk).exists():
        raise errors.guest_asked_already()
    if GuestInvitation.objects.filter(trading_event_id=run.pk).count() >= MOST_GUESTS:
        raise errors.too_many_guests(MOST_GUESTS)
    guest = known or _new(ctx, data, run, email, contact, data.country or initiator.country)
    Participant.objects.create(trading_event_id=run.pk, company_id=guest.company_id, invited_at=ctx.now)
    days = timedelta(days=int(run.rules["guest_days"]))
    row = GuestInvitation.objects.create(
        guest=guest, trading_event_id=run.pk, invited_at=ctx.now,
        expires_at=max(ctx.now, run.bids_end_at or ctx.now) + days,
    )  # fmt: skip
    guest_mail.owe(ctx, "invitation", row.pk)
    ctx.audit(target="trading.trading_event", target_id=run.pk, facts={"guest": str(guest.pk)})
    return GuestInvited(guest_id=guest.pk)


@command("thread.repeat_guest", input=ChangeGuest, permission="thread.invite_guest")
def repeat_guest(ctx: Context, data: ChangeGuest) -> GuestInvited:
    """Send a guest its link once more. Refuses to do so again and again."""
    row = _own_invitation(ctx, data)
    key = [(f"guest-mail:{row.pk}", ACCOUNT)]
    if throttling.locked_for_s(key, ctx.now):
        raise errors.too_many_mails()
    throttling.count_failure(key, ctx.now)
    guest_mail.owe(ctx, "invitation", row.pk)
    ctx.audit(target="trading.trading_event", target_id=row.trading_event_id, facts={"guest": str(data.guest_id)})
    return GuestInvited(guest_id=data.guest_id)


@command("thread.withdraw_guest", input=ChangeGuest)
def withdraw_guest(ctx: Context, data: ChangeGuest) -> GuestInvited:
    """Close a guest's link and the browser it has opened. What it has quoted stays in the ledger."""
    row = _own_invitation(ctx, data)
    row.withdrawn_at, row.session_digest, row.code_digest = ctx.now, "", ""
    row.save(update_fields=["withdrawn_at", "session_digest", "code_digest"])
    ctx.audit(target="trading.trading_event", target_id=row.trading_event_id, facts={"guest": str(data.guest_id)})
    return GuestInvited(guest_id=data.guest_id)


def _own_request(ctx: Context, lot_id: UUID) -> TradingEvent:
    """The running request of the actor's company, or any for the marketplace; its lot is locked."""
    lot = Lot.objects.select_for_update(of=("self",)).select_related("trading_event").filter(pk=lot_id).first()
    if lot is None or lot.trading_event.mode != "rfq" or initiator_for(ctx, lot_id) is None:
        raise event_unknown(lot_id)
    run: TradingEvent = lot.trading_event
    if run.final_state:
        raise event_over(run.number)
    if not run.rules.get("guests"):
        raise errors.no_guests()
    return run


def _own_invitation(ctx: Context, data: ChangeGuest) -> GuestInvitation:
    run = _own_request(ctx, data.lot_id)
    row = (
        GuestInvitation.objects.select_for_update()
        .filter(guest_id=data.guest_id, trading_event_id=run.pk, withdrawn_at__isnull=True)
        .first()
    )
    if row is None:
        raise errors.guest_unknown()
    return row


def _new(ctx: Context, data: InviteGuest, run: TradingEvent, email: str, contact: str, country: str) -> Guest:
    sells = run.side == "buy"
    made = ctx.call(add_guest, AddGuest(name=data.name, country=country, can_sell=sells, can_buy=not sells))
    return Guest.objects.create(
        company_id=made.company_id, initiator_id=run.initiator_id, email=email, contact=contact,
        language=checked_language(data.language), created_at=ctx.now,
    )  # fmt: skip
