"""Mails to people: owed as a job in the transaction of their cause, sent afterwards.

A link is minted when the mail is sent, so the job's row never holds one. A job that runs twice sends twice, with the
same Message-ID and job header, and both links work until one is used.
"""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shared_apps.accounts import links, mail_links, mail_texts
from shared_apps.accounts.actors import company_of
from shared_apps.accounts.models import MailChange, User
from shared_apps.commands import Context
from shared_apps.crypto.fields import EncryptedTextField
from shared_apps.egress import flows, mail
from shared_apps.foundation import clock, person_names
from shared_apps.outbox import jobs
from shared_apps.tenancy import addresses, scope

Purpose = Literal[
    "invitation", "reset", "password_changed", "added", "confirm_mail", "mail_asked", "mail_changed", "undo_mail"
]  # fmt: skip
LINKS: Mapping[str, mail_links.Verb] = {"confirm_mail": "confirm", "undo_mail": "undo"}
CHANGES = frozenset({"confirm_mail", "mail_asked", "mail_changed", "undo_mail"})
KIND = "accounts.send_mail"
FLOW = flows.declare(
    "accounts.mail",
    "mail",
    _("Mail to people about their account"),
    ("personal",),
    to="recipient",
    purpose="account",
    basis="contract",
    exempt="contract",
)


def owe(
    ctx: Context,
    purpose: Purpose,
    *,
    user_id: UUID | None = None,
    email: str = "",
    invited_by: str = "",
    change_id: UUID | None = None,
) -> UUID:
    """Owe one mail, to a known user or, for a reset, to whoever has that address. `change_id`: of an address."""
    payload = {
        "purpose": purpose,
        "user_id": str(user_id or ""),
        # The row stays for weeks, whether anybody has that address or not.
        "email": _index(email) if email else "",
        "invited_by": person_names.stored(invited_by)[:200],
        "change_id": str(change_id or ""),
    }
    return jobs.enqueue(KIND, f"Mail: {purpose}", payload, at=ctx.now, asked_by=ctx.actor.display)


def send(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Handler of the job. An address nobody has is done at once, silently."""
    users = User.objects.filter(is_active=True)
    asked = {"pk": payload["user_id"]} if payload["user_id"] else {"email_index": payload["email"]}
    user = users.filter(**asked).first()
    if user is None:
        return {"sent": 0}
    purpose: Purpose = payload["purpose"]
    if purpose == "reset" and not user.has_usable_password():
        # Never accepted the invitation: the reset link is an invitation again.
        purpose = "invitation"
    ref = scope.current()
    change = MailChange.objects.filter(pk=payload["change_id"]).first() if payload.get("change_id") else None
    to = user.email
    if change is not None:
        to = {"confirm_mail": change.after, "undo_mail": change.before}.get(purpose, user.email)
    elif purpose in CHANGES:
        # Asked for anew meanwhile: the letter about the newer one counts.
        return {"sent": 0}
    place = "Kontor" if scope.is_control() else scope.tenant().name
    with override(user.language):
        url = addresses.base_url(ref)
        if purpose in ("invitation", "reset"):
            token = links.mint(user, "invitation" if purpose == "invitation" else "reset", clock.now(scope.alias()))
            # A marketplace's and the control plane's addresses of accounts are the same file, so one name serves.
            url += reverse("accounts:link", args=[token], urlconf=_urlconf())
        if change is not None and purpose in LINKS:
            token = mail_links.mint(change.pk, LINKS[purpose])
            url += reverse("accounts:mail_link", args=[token], urlconf=_urlconf())
        subject, body = mail_texts.compose(
            purpose, name=user.name, place=place, url=url, by=person_names.shown(payload["invited_by"])
        )
    mail.send(FLOW, to, subject, body, progress.job_id, company_id=company_of(user.pk))
    return {"sent": 1}


def _index(email: str) -> str:
    field = User._meta.get_field("email")
    assert isinstance(field, EncryptedTextField)
    return field.blind(email)


def _urlconf() -> str:
    return "config.urls_public" if scope.is_control() else "config.urls_tenant"
