"""The mail to whoever started a recurring order when a day could not be placed."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shared_apps.accounts.models import User
from shared_apps.egress import flows, mail
from shared_apps.outbox.jobs import Progress
from shared_apps.tenancy import addresses, scope
from tenant_apps.orders.models import RecurringRun

FLOW = flows.declare(
    "orders.mail",
    "mail",
    gettext_lazy("Mail about recurring orders"),
    ("personal", "business", "free_text"),
    to="recipient",
    purpose="trade",
    basis="contract",
    exempt="contract",
)


def send(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """One mail, unless the day was dealt with meanwhile. It says that something waits and where, not what is bought."""
    run = RecurringRun.objects.select_related("recurring").get(pk=payload["run_id"])
    person = User.objects.filter(pk=run.recurring.owner_id, is_active=True).first()
    if run.state in ("placed", "skipped") or person is None:
        return {"sent": 0}
    with override(person.language):
        path = reverse("orders:recurring", args=[run.recurring_id], urlconf="config.urls_tenant")
        facts = {"number": run.recurring.number, "day": run.due_on.isoformat(), "name": person.name}
        subject = _("%(number)s was not placed on %(day)s") % facts
        if run.state == "asking":
            text = _("A price has moved further than you agreed. Decide here:")
        else:
            text = _("Your recurring order could not be placed. The reason and what to do stand here:")
        lines = [_("Hello %(name)s,") % facts, text, addresses.base_url(scope.current()) + path, scope.tenant().name]
    body = "\n\n".join(lines) + "\n"
    mail.send(FLOW, person.email, subject, body, progress.job_id, company_id=run.recurring.buyer_id)
    return {"sent": 1}
