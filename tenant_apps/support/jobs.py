"""Jobs of support: letters to the marketplace, reports to the control plane, visits whose time is over."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shared_apps.accounts.queries.people import list_people
from shared_apps.commands import run
from shared_apps.egress import flows, mail
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import looks
from shared_apps.outbox.jobs import Progress, job
from shared_apps.tenancy import addresses, region_jobs, scope
from tenant_apps.exceptions.queries.hearers import hearers_of
from tenant_apps.support.commands import (
    EndBySupport,
    OpenEntry,
    ReceiveRequest,
    end_by_support,
    open_entry,
    receive_request,
)
from tenant_apps.support.models import SupportVisit
from tenant_apps.support.subscribers import ASK_JOB, REPORT_JOB

KIND = "support"
CONSOLE = Actor.system("support.console")
MAIL = flows.declare(
    "support.mail",
    "mail",
    gettext_lazy("Letters about visits of support"),
    ("personal", "free_text"),
    to="recipient",
    purpose="security",
    basis="contract",
    exempt="contract",
)


@job(ASK_JOB)
def tell_asked(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Tell the heads of the marketplace that support asks, unless it is answered meanwhile."""
    visit = SupportVisit.objects.filter(pk=UUID(payload["visit_id"]), state="asked").first()
    if visit is None:
        return {"sent": 0}
    people = [one for one in list_people(hearers_of(None, ("owner", "admin"))).values() if one.is_active]
    for at, person in enumerate(people):
        with override(person.language):
            path = reverse("support:visit", args=[visit.pk], urlconf="config.urls_tenant")
            lines = [
                _("Dear %(name)s,") % {"name": person.name},
                _("somebody of the platform’s support asks to come in, about %(ticket)s:") % {"ticket": visit.ticket},
                f"“{visit.reason}”",
                _("Nobody comes in before you answer here:"),
                addresses.base_url(scope.current()) + path,
                scope.tenant().name,
            ]
            subject = _("Support asks to come in: %(ticket)s") % {"ticket": visit.ticket}
        mail.send(MAIL, person.email, subject, "\n\n".join(lines) + "\n", progress.job_id, part=f".{at}")
    return {"sent": len(people)}


@job(REPORT_JOB)
def report(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Tell the control plane what became of a visit."""
    region_jobs.report(scope.tenant(), KIND, payload)
    return {"state": payload["state"]}


def perform(payload: Mapping[str, Any]) -> None:
    """What the console asks for: a visit, the way in, its end."""
    visit_id = UUID(payload["visit"])
    if payload["act"] == "ask":
        member = UUID(payload["member"]) if payload.get("member") else None
        asked = ReceiveRequest(
            visit_id=visit_id, operator=UUID(payload["operator"]), reason=payload["reason"], ticket=payload["ticket"],
            member_id=member, wants_writing=bool(payload["wants_writing"]),
        )  # fmt: skip
        run(receive_request, CONSOLE, asked)
    elif payload["act"] == "enter":
        run(open_entry, CONSOLE, OpenEntry(visit_id=visit_id, code_hash=payload["code_hash"]))
    else:
        run(end_by_support, CONSOLE, EndBySupport(visit_id=visit_id))


def end_due() -> int:
    """End visits whose time is over; whoever asks meanwhile is refused already."""
    now = clock.now(scope.alias())
    due = list(SupportVisit.objects.filter(state="consented", ends_at__lte=now).values_list("pk", flat=True)[:100])
    for visit_id in due:
        run(end_by_support, CONSOLE, EndBySupport(visit_id=visit_id, how="time"))
    return len(due)


looks.register("support.end_due", end_due)
region_jobs.handle(KIND, perform)
