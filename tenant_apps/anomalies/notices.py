"""Letters about new alerts, to those of the marketplace who may see them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shared_apps.accounts.queries.people import list_people
from shared_apps.egress import flows, mail
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import jobs
from shared_apps.tenancy import addresses, scope
from tenant_apps.anomalies.models import Alert
from tenant_apps.anomalies.permissions import VIEW_ALERT
from tenant_apps.anomalies.types import LIVE, REGISTRY
from tenant_apps.anomalies.wording import reason_text
from tenant_apps.identity.queries.explained import holders

_READER = Actor.system("anomalies")
# More are counted and not listed.
LISTED = 10
FLOW = flows.declare(
    "anomalies.mail",
    "mail",
    gettext_lazy("Letters about alerts"),
    ("personal", "business"),
    to="recipient",
    purpose="security",
    basis="interest",
    exempt="contract",
)


def hearers() -> set[UUID]:
    """People of the marketplace itself who may see alerts."""
    return {one.grant.user_id for one in holders(_READER, VIEW_ALERT) if one.grant.company_id is None}


def send(payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Handler of the job. Nobody is written to about what is decided meanwhile; letters name no person."""
    ids = [UUID(one) for one in payload.get("ids", ())]
    rows = list(Alert.objects.filter(pk__in=ids, state__in=LIVE).order_by("id"))
    if not rows:
        return {"sent": 0}
    sent = 0
    for at, person in enumerate(one for one in list_people(hearers()).values() if one.is_active):
        with override(person.language):
            first = str(REGISTRY[rows[0].rule].title)
            subject = _("Alert: %(what)s") % {"what": first} if len(rows) == 1 else (
                _("%(n)d alerts, the first: %(what)s") % {"n": len(rows), "what": first}
            )  # fmt: skip
            body = _body(rows, person.name)
        mail.send(FLOW, person.email, subject, body, progress.job_id, part=f".{at}")
        sent += 1
    return {"sent": sent}


def _body(rows: list[Alert], name: str) -> str:
    lines = [_("Dear %(name)s,") % {"name": name}, "", _("Kontor has noticed something odd."), ""]
    for row in rows[:LISTED]:
        lines.append(f"- {row.number}: {REGISTRY[row.rule].title}")
        lines += [f"  {reason_text(one)}" for one in row.reasons[:3]]
    if len(rows) > LISTED:
        lines.append(_("… and %(n)d more") % {"n": len(rows) - LISTED})
    path = reverse("anomalies:alerts", urlconf="config.urls_tenant")
    if len(rows) == 1:
        path = reverse("anomalies:alert", args=[rows[0].pk], urlconf="config.urls_tenant")
    return "\n".join([*lines, "", addresses.base_url(scope.current()) + path, "", scope.tenant().name])
