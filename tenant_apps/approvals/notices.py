"""Mails about a request: somebody is asked, reminded or called, or the one who asked hears how it ended."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shared_apps.accounts.actors import company_of
from shared_apps.accounts.queries.people import list_people
from shared_apps.egress import flows, mail
from shared_apps.foundation.money import Money
from shared_apps.outbox import jobs
from shared_apps.tenancy import addresses, scope
from tenant_apps.approvals.models import ApprovalRequest

FLOW = flows.declare(
    "approvals.mail",
    "mail",
    gettext_lazy("Mail about approvals"),
    ("personal", "business", "free_text"),
    to="recipient",
    purpose="trade",
    basis="contract",
    exempt="contract",
)
_WHILE_WAITING = frozenset({"asked", "reminded", "escalated"})


def send(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Handler of the job. Nobody is asked about what is decided meanwhile."""
    request = ApprovalRequest.objects.get(pk=payload["request_id"])
    purpose, user_id = payload["purpose"], UUID(payload["user_id"])
    person = list_people([user_id]).get(user_id)
    if person is None or not person.is_active or (purpose in _WHILE_WAITING and request.state != "waiting"):
        return {"sent": 0}
    with override(person.language):
        path = reverse("approvals:request", args=[request.pk], urlconf="config.urls_tenant")
        subject, body = _compose(purpose, request, person.name, addresses.base_url(scope.current()) + path)
    mail.send(FLOW, person.email, subject, body, progress.job_id, company_id=company_of(user_id))
    return {"sent": 1}


def _compose(purpose: str, request: ApprovalRequest, name: str, url: str) -> tuple[str, str]:
    facts = {
        "name": name,
        "number": request.number,
        "title": request.title,
        "amount": str(Money(request.amount_minor, request.currency)) if request.currency else "",
        "reason": request.reason,
        "url": url,
        "place": scope.tenant().name,
    }
    words = {
        "asked": (_("%(number)s waits for your approval"), _("You are asked to approve %(title)s.")),
        "reminded": (_("%(number)s still waits for your approval"), _("You have not decided on %(title)s yet.")),
        "escalated": (
            _("%(number)s comes to you now"),
            _("Nobody has decided on %(title)s in time; you may decide instead."),
        ),
        "approved": (_("%(number)s is approved"), _("%(title)s is approved.")),
        "rejected": (_("%(number)s is rejected"), _("%(title)s is rejected: %(reason)s")),
        "expired": (_("%(number)s has ended"), _("Nobody decided on %(title)s in time; it has ended.")),
    }
    subject, body = words[purpose]
    lines = [_("Dear %(name)s,") % facts, "", body % facts, facts["amount"], "", url, "", facts["place"]]
    return subject % facts, "\n".join(lines)
