"""Effects outside, owed by rows: the mail that confirms a sign-up."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shared_apps.egress import flows, mail
from shared_apps.outbox.jobs import Progress, job
from shared_apps.tenancy import addresses, keys, scope
from tenants.commands.sign_up import LIFETIME, MAIL_JOB
from tenants.models import SignUp

SIGNER = "sign-up"
FLOW = flows.declare(
    "tenants.mail",
    "mail",
    gettext_lazy("Mail that confirms a sign-up"),
    ("personal",),
    to="recipient",
    purpose="opening",
    basis="contract",
    exempt="contract",
)


@job(MAIL_JOB)
def send_sign_up_mail(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Send the link. The signature is made here, so no row ever holds it."""
    row = SignUp.objects.get(pk=payload["sign_up_id"])
    with override(row.locale):
        path = reverse("site:confirm", args=[sign(row.pk)], urlconf="config.urls_public")
        url = addresses.base_url(scope.CONTROL) + path
        mail.send(
            FLOW,
            row.admin_email,
            _("Open your marketplace %(name)s") % {"name": row.name},
            _(
                "Hello %(person)s,\n\n"
                "please confirm that the marketplace %(name)s is to be opened:\n\n%(url)s\n\n"
                "The link works for 24 hours. If you did not ask for it, do nothing; nothing will be opened.\n"
            )
            % {"person": row.admin_name, "name": row.name, "url": url},
            progress.job_id,
        )
    return {"sent": 1}


def sign(sign_up_id: UUID) -> str:
    """The token of the link; worth nothing outside the control plane."""
    return keys.signer(SIGNER).sign(str(sign_up_id))


def unsign(token: str) -> UUID | None:
    """The sign-up of a token; None when forged or older than a day."""
    try:
        return UUID(keys.signer(SIGNER).unsign(token, max_age=LIFETIME))
    except (signing.BadSignature, ValueError):
        return None
