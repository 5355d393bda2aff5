"""Letters to whoever asked about their data, in their language, at the address that they gave."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shared_apps.egress import flows, mail
from shared_apps.outbox import jobs
from shared_apps.tenancy import addresses, scope
from shared_apps.ui.statuses import status_of
from tenant_apps.privacy.decisions.calendar import day_of
from tenant_apps.privacy.models import RequestStep, SubjectRequest
from tenant_apps.privacy.queries.periods import text, zone

# What somebody is told about themselves.
FLOW = flows.declare(
    "privacy.mail",
    "mail",
    gettext_lazy("Letters about requests of persons"),
    ("personal", "free_text"),
    to="recipient",
    purpose="evidence",
    basis="duty",
    exempt="contract",
)


def send(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Handler of the job. A request whose time is over has no address any more, and nobody is written to."""
    row = SubjectRequest.objects.filter(pk=payload["request_id"]).first()
    if row is None or not row.email:
        return {"sent": 0}
    with override(row.language):
        subject, body = _composed(str(payload["purpose"]), row)
    mail.send(FLOW, row.email, subject, body, progress.job_id)
    return {"sent": 1}


def _composed(purpose: str, row: SubjectRequest) -> tuple[str, str]:
    facts = {
        "number": row.number,
        "name": row.name,
        "kind": str(status_of("privacy.kind", row.kind).label),
        # The last day, as people count it: the period ends with that day.
        "day": day_of(row.due_at, zone()).isoformat(),
    }
    words = {
        "received": (
            _("Your request %(number)s has come in"),
            _("We have your request (%(kind)s). You will have our answer by %(day)s."),
        ),
        "identity": (
            _("Your request %(number)s: please show who you are"),
            _("Before we tell anybody about your data we must be sure that it is you who asks:"),
        ),
        "extended": (
            _("Your request %(number)s takes longer"),
            _("We cannot answer your request in the first period and need until %(day)s, because:"),
        ),
        "answered": (_("Our answer to your request %(number)s"), _("This is our answer to your request (%(kind)s):")),
        "refused": (_("Your request %(number)s was refused"), _("We do not do what you ask for, because:")),
    }
    subject, opening = words[purpose]
    lines = [_("Dear %(name)s,") % facts, "", opening % facts, ""]
    if said := _said(purpose, row):
        lines += [said, ""]
    if purpose == "refused":
        lines += _complaint()
    if row.channel == "own" and row.outcome.get("roles_ended") is None:
        path = reverse("privacy:own_request", args=[row.pk], urlconf="config.urls_tenant")
        lines += [addresses.base_url(scope.current()) + path, ""]
    lines += [text("privacy.controller") or scope.tenant().name]
    return subject % facts, "\n".join(lines)


def _said(purpose: str, row: SubjectRequest) -> str:
    """What somebody wrote for this letter."""
    if purpose == "extended":
        return row.extended_why
    if purpose == "identity":
        step = RequestStep.objects.filter(request=row, act="ask_identity").order_by("-id").first()
        return step.text if step is not None else ""
    if purpose == "refused":
        return f"{status_of('privacy.refusal', row.refusal).label}\n\n{row.answer or ''}"
    return row.answer or "" if purpose == "answered" else ""


def _complaint() -> list[str]:
    route = text("privacy.complaint_route")
    return [
        _("You may complain to the data protection authority, and go to court."),
        *([route] if route else []),
        "",
    ]
