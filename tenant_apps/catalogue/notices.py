"""The letter to a company whose licences end soon: one for all of them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from shared_apps.accounts.queries.people import Person, list_people
from shared_apps.egress import flows, mail
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress
from shared_apps.tenancy import addresses, scope
from shared_apps.ui.formats import day_text
from tenant_apps.exceptions.queries.hearers import hearers_of
from tenant_apps.parties.queries import list_qualifications
from tenant_apps.parties.types import QualificationLine

ROLES = ("company_admin",)
READER = Actor.system("catalogue.letters")
FLOW = flows.declare(
    "catalogue.mail",
    "mail",
    gettext_lazy("Letters about licences that end"),
    ("personal", "business", "free_text"),
    to="recipient",
    purpose="trade",
    basis="contract",
    exempt="contract",
)


def send(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Handler of the job. Nobody is written to about what was revoked meanwhile."""
    company_id, ids = UUID(payload["company"]), {UUID(one) for one in payload["ids"]}
    papers = [one for one in list_qualifications(READER, company_id) if one.id in ids and one.state == "granted"]
    if not papers:
        return {"sent": 0}
    sent = 0
    for person in list_people(hearers_of(company_id, ROLES)).values():
        if not person.is_active:
            continue
        with override(person.language):
            subject, body = _compose(papers, person, company_id)
        mail.send(FLOW, person.email, subject, body, progress.job_id, part=f".{sent}", company_id=company_id)
        sent += 1
    return {"sent": sent}


def _compose(papers: Sequence[QualificationLine], person: Person, company_id: UUID) -> tuple[str, str]:
    lines = [_("Dear %(name)s,") % {"name": person.name}, ""]
    lines += [_("Licences of your company end soon. Without them, orders for goods that need one are refused."), ""]
    lines += [
        _("- %(kind)s %(number)s: last day %(day)s")
        % {"kind": one.kind, "number": one.number, "day": day_text(one.valid_until) if one.valid_until else ""}
        for one in papers
    ]
    path = reverse("parties:company", args=[company_id], urlconf="config.urls_tenant")
    lines += ["", addresses.base_url(scope.current()) + path, "", scope.tenant().name]
    subject = ngettext("%(n)s licence ends soon", "%(n)s licences end soon", len(papers)) % {"n": len(papers)}
    return subject, "\n".join(lines)
