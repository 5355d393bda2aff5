"""Mails to guests and reminders: owed as a job in the transaction of their cause, composed when they are sent.

No job's row holds a link or a code: both are made when the mail is. A job that runs twice sends twice, and only the
code of the later mail counts.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, override

from shared_apps.commands import Context
from shared_apps.egress import flows, mail
from shared_apps.foundation import clock
from shared_apps.outbox import jobs
from shared_apps.tenancy import addresses, scope
from tenant_apps.trading.engines.thread import guest_links, guest_mail_texts
from tenant_apps.trading.engines.thread.models import GuestInvitation

Purpose = Literal["invitation", "code", "reminder", "awarded"]
KIND = "thread.send_guest_mail"
FLOW = flows.declare(
    "thread.mail",
    "mail",
    gettext_lazy("Mail to guests and partners about requests"),
    ("personal", "business", "free_text"),
    to="recipient",
    purpose="trade",
    basis="contract",
    exempt="contract",
)


def owe(ctx: Context, purpose: Purpose, invitation_id: UUID) -> UUID:
    payload = {"purpose": purpose, "invitation_id": str(invitation_id)}
    return jobs.enqueue(KIND, f"Mail to a guest: {purpose}", payload, at=ctx.now, asked_by=ctx.actor.display)


def send(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Handler of the job. An invitation that was withdrawn or has run out meanwhile gets no mail."""
    using, purpose = scope.alias(), payload["purpose"]
    with transaction.atomic(using=using):
        now = clock.now(using)
        row = (
            GuestInvitation.objects.select_for_update(of=("self",))
            .select_related("guest__company", "guest__initiator", "trading_event")
            .filter(pk=payload["invitation_id"], withdrawn_at__isnull=True, expires_at__gt=now)
            .first()
        )
        if row is None or row.guest.company.state != "guest":
            return {"sent": 0}
        code = guest_links.new_code(row, now) if purpose == "code" else ""
    guest, run = row.guest, row.trading_event
    with override(guest.language):
        url = addresses.base_url(scope.current()) + reverse(
            "thread:guest", args=[guest_links.link_of(row.pk)], urlconf="config.urls_tenant"
        )
        subject, body = guest_mail_texts.compose(
            purpose, name=guest.contact, place=scope.tenant().name, by=guest.initiator.name, title=run.title,
            number=run.number, url=url, code=code, until=in_words(run.bids_end_at),
        )  # fmt: skip
    deliver(guest.email, subject, body, progress, company_id=guest.company_id)
    return {"sent": 1}


def in_words(at: datetime | None) -> str:
    """A time with its zone, in the language that is active."""
    if at is None:
        return "–"
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATETIME_FORMAT')} {local:%Z}"


def deliver(
    to: str, subject: str, body: str, progress: jobs.Progress, part: str = "", *, company_id: UUID | None
) -> None:
    """Send one mail of a job to somebody of a company; `part` tells the mails of one job apart."""
    mail.send(FLOW, to, subject, body, progress.job_id, part=part, company_id=company_id)
