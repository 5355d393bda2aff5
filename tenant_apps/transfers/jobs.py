"""Jobs of transfers: the letter about what was blocked, the statement of the day, what other marketplaces counted."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shared_apps.accounts.queries.people import list_people
from shared_apps.commands import run
from shared_apps.egress import flows, mail
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import daily, looks
from shared_apps.outbox.jobs import Progress, job
from shared_apps.tenancy import addresses, scope
from tenant_apps.exceptions.queries.hearers import hearers_of
from tenant_apps.transfers.commands.state_residency import StateResidency, state_residency
from tenant_apps.transfers.siblings import read_siblings
from tenant_apps.transfers.subscribers import ALARM_JOB

STATEMENT_JOB = "transfers.state_residency"
STATING = Actor.system("transfers.statement")
ALARM = flows.declare(
    "transfers.alarm",
    "mail",
    gettext_lazy("Letters about what was blocked"),
    ("personal", "technical"),
    to="recipient",
    purpose="security",
    basis="interest",
    exempt="contract",
)


@job(ALARM_JOB)
def tell(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Tell the heads of the marketplace that something was blocked, and where they see why."""
    people = [one for one in list_people(hearers_of(None, ("owner", "admin"))).values() if one.is_active]
    for at, person in enumerate(people):
        with override(person.language):
            facts = {"flow": payload["flow"], "country": payload["country"] or "–", "name": person.name}
            url = addresses.base_url(scope.current()) + reverse("transfers:transfers", urlconf="config.urls_tenant")
            lines = [
                _("Dear %(name)s,") % facts,
                _("something was about to leave the region and was blocked: %(flow)s, country %(country)s.") % facts,
                _("Nothing left. Why, and what can be done, stands here:"),
                url,
                scope.tenant().name,
            ]
            subject = _("Blocked: %(flow)s") % facts
        mail.send(ALARM, person.email, subject, "\n\n".join(lines) + "\n", progress.job_id, part=f".{at}")
    return {"sent": len(people)}


@job(STATEMENT_JOB)
def state(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """The statement of the day."""
    return {"digest": run(state_residency, STATING, StateResidency()).digest}


daily.register(STATEMENT_JOB, "Statement of residency")
looks.register("transfers.siblings", read_siblings)
