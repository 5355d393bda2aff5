"""From guest to company of the marketplace: the guest asks, the marketplace admits it and invites its person."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import NotAllowed
from tenant_apps.identity.commands import InvitePerson, invite_person
from tenant_apps.parties.commands import AdmitCompany, admit_company
from tenant_apps.parties.errors import only_the_marketplace
from tenant_apps.trading.engines.thread import errors
from tenant_apps.trading.engines.thread.models import Guest, GuestInvitation

ROLE = "company_admin"


class AskAdmission(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of whoever acts."""


class AdmitGuest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    guest_id: UUID


class GuestChanged(msgspec.Struct, frozen=True, kw_only=True):
    guest_id: UUID
    company_id: UUID


@command("thread.ask_admission", input=AskAdmission, permission="thread.send_quote")
def ask_admission(ctx: Context, data: AskAdmission) -> GuestChanged:
    """Ask the marketplace to admit one's company. Asking twice changes nothing."""
    guest = Guest.objects.select_for_update().filter(company_id=ctx.actor.own_company).first()
    if ctx.actor.kind != "guest" or guest is None:
        raise NotAllowed("thread.only_guests", errors.only_guests())
    if guest.asked_at is None:
        guest.asked_at = ctx.now
        guest.save(update_fields=["asked_at"])
    ctx.audit(target="thread.guest", target_id=guest.pk)
    return GuestChanged(guest_id=guest.pk, company_id=guest.company_id)


@command("thread.admit_guest", input=AdmitGuest, permission="parties.admit_company")
def admit_guest(ctx: Context, data: AdmitGuest) -> GuestChanged:
    """Make a guest a company of the marketplace, with its person as administrator. Its deals go on; its links close."""
    if not ctx.actor.is_marketplace:
        raise only_the_marketplace()
    guest = Guest.objects.select_for_update().filter(pk=data.guest_id).first()
    if guest is None:
        raise errors.guest_unknown()
    ctx.call(admit_company, AdmitCompany(company_id=guest.company_id))
    ctx.call(
        invite_person,
        InvitePerson(
            email=guest.email, name=guest.contact, role=ROLE, company_id=guest.company_id, language=guest.language
        ),
    )
    guest.admitted_at = ctx.now
    guest.save(update_fields=["admitted_at"])
    GuestInvitation.objects.filter(guest=guest).update(session_digest="", code_digest="")
    ctx.audit(target="thread.guest", target_id=guest.pk, facts={"company": str(guest.company_id)})
    return GuestChanged(guest_id=guest.pk, company_id=guest.company_id)
