"""Letters about exceptions: to the people of the company whose they are, or of the other one that they concern."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shared_apps.accounts.queries.people import Person, list_people
from shared_apps.egress import flows, mail
from shared_apps.foundation.money import Money
from shared_apps.outbox import jobs
from shared_apps.tenancy import addresses, scope
from tenant_apps.exceptions.models import OrderException
from tenant_apps.exceptions.queries.hearers import hearers_of
from tenant_apps.exceptions.types import LIVE, REGISTRY

# More are counted and not listed.
LISTED = 10
FLOW = flows.declare(
    "exceptions.mail",
    "mail",
    gettext_lazy("Letters about exceptions"),
    ("personal", "business", "free_text"),
    to="recipient",
    purpose="trade",
    basis="contract",
    exempt="contract",
)


def send(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Handler of the job. Nobody is written to about what is over meanwhile."""
    ids = [UUID(one) for one in payload.get("ids", ())]
    rows = list(OrderException.objects.filter(pk__in=ids, state__in=LIVE).order_by("id"))
    if not rows:
        return {"sent": 0}
    to = payload.get("to", "own")
    company_id = {"own": rows[0].company_id, "other": rows[0].other_id, "house": None}[to]
    if to == "other" and company_id is None:
        return {"sent": 0}
    # Late ones go to the heads of the company, and the marketplace has heads alone.
    roles = () if payload["purpose"] == "late" or to == "house" else rows[0].roles
    people = list_people(hearers_of(company_id, roles))
    sent = 0
    for at, person in enumerate(one for one in people.values() if one.is_active):
        with override(person.language):
            subject, body = _compose(payload["purpose"], rows, person, str(payload.get("text", "")))
        mail.send(FLOW, person.email, subject, body, progress.job_id, part=f".{at}", company_id=company_id)
        sent += 1
    return {"sent": sent}


def _compose(purpose: str, rows: Sequence[OrderException], person: Person, text: str) -> tuple[str, str]:
    first = rows[0]
    kind = REGISTRY.get(first.kind)
    facts = {
        "what": str(kind.title) if kind is not None else first.kind,
        "number": first.number,
        "subject": first.subject_number,
        "name": person.name,
        "n": len(rows),
    }
    words = {
        "found": (
            _("%(what)s: %(subject)s") if len(rows) == 1 else _("%(what)s: %(n)d new exceptions"),
            _("This needs somebody of your company."),
        ),
        "late": (_("Late: %(what)s, %(subject)s"), _("The deadline has passed and nobody has ended it.")),
        "remind": (_("Reminder: %(what)s, %(subject)s"), _("The other company asks you to act.")),
        "ask": (_("Question: %(what)s, %(subject)s"), _("The other company asks what you know about it.")),
        "tell": (_("For your information: %(what)s, %(subject)s"), _("Somebody is working on it.")),
    }
    subject, body = words[purpose]
    lines = [_("Dear %(name)s,") % facts, "", body, ""]
    if text:
        lines += [f"“{text}”", ""]
    lines += [_line(row) for row in rows[:LISTED]]
    if len(rows) > LISTED:
        lines.append(_("… and %(n)d more") % {"n": len(rows) - LISTED})
    path = reverse("exceptions:exception", args=[first.pk], urlconf="config.urls_tenant")
    if len(rows) > 1:
        path = reverse("exceptions:exceptions", urlconf="config.urls_tenant")
    lines += ["", addresses.base_url(scope.current()) + path, "", scope.tenant().name]
    return subject % facts, "\n".join(lines)


def _line(row: OrderException) -> str:
    stake = f", {Money(row.amount_minor, row.currency)}" if row.currency and row.amount_minor else ""
    return f"- {row.number}: {row.subject_number}{stake}"
