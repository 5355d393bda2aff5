"""One mail to a company that was asked for a quote and is silent: to its people who may quote, or to its guest."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import override

from shared_apps.accounts.queries.people import list_people as users_by_id
from shared_apps.commands import Context
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.permissions import expand
from shared_apps.outbox import jobs
from shared_apps.tenancy import addresses, scope
from tenant_apps.identity.queries import every_company_role, list_people
from tenant_apps.trading.engines.thread import guest_mail, guest_mail_texts
from tenant_apps.trading.engines.thread.models import GuestInvitation
from tenant_apps.trading.kernel.models import TradingEvent

KIND = "thread.send_reminder"
QUOTES = frozenset({"thread.send_quote"})


def owe(ctx: Context, event_id: UUID, company_id: UUID) -> UUID:
    payload = {"event_id": str(event_id), "company_id": str(company_id)}
    return jobs.enqueue(KIND, "Mail: reminder", payload, at=ctx.now, asked_by=ctx.actor.display)


def send(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Handler of the job. Who may quote is read when the mail is sent."""
    run = TradingEvent.objects.select_related("initiator").get(pk=payload["event_id"])
    company_id = UUID(payload["company_id"])
    guest = GuestInvitation.objects.filter(trading_event_id=run.pk, guest__company_id=company_id).first()
    if guest is not None:
        return guest_mail.send({"purpose": "reminder", "invitation_id": str(guest.pk)}, progress)
    if run.final_state:
        return {"sent": 0}
    sent = 0
    for email, name, language in _people(company_id):
        with override(language):
            path = reverse("trading:event", args=[run.pk], urlconf="config.urls_tenant")
            subject, body = guest_mail_texts.compose(
                "reminder", name=name, place=scope.tenant().name, by=run.initiator.name, title=run.title,
                number=run.number, url=addresses.base_url(scope.current()) + path, code="",
                until=guest_mail.in_words(run.bids_end_at),
            )  # fmt: skip
        guest_mail.deliver(email, subject, body, progress, part=f".{sent}", company_id=company_id)
        sent += 1
    return {"sent": sent}


def _people(company_id: UUID) -> list[tuple[str, str, str]]:
    """Mail address, name and language of everybody in the company whose role may quote."""
    roles = {role.code for role in every_company_role() if QUOTES & expand(role.permissions, QUOTES)}
    members = [
        one
        for one in list_people(Actor.system("thread.reminders"), company_id=company_id)
        if one.role_code in roles and one.state == "active"
    ]
    users = users_by_id({one.user_id for one in members})
    return sorted({(one.email, one.name, users[one.user_id].language) for one in members})
