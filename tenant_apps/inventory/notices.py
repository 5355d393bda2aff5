"""The letter to the people of a company whose items begin to run low: one for each look, not one for each item."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from shared_apps.accounts.queries.people import Person, list_people
from shared_apps.egress import flows, mail
from shared_apps.foundation.quantity import plain
from shared_apps.outbox.jobs import Progress
from shared_apps.tenancy import addresses, scope
from tenant_apps.exceptions.queries.hearers import hearers_of
from tenant_apps.inventory.models import StockAlert

ROLES = ("warehouse", "buyer")
# More are counted and not listed.
LISTED = 10
FLOW = flows.declare(
    "inventory.mail",
    "mail",
    gettext_lazy("Letters about stock that runs low"),
    ("personal", "business", "free_text"),
    to="recipient",
    purpose="trade",
    basis="contract",
    exempt="contract",
)


def send(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Handler of the job. Nobody is written to about what is over meanwhile."""
    rows = StockAlert.objects.select_related("item", "warehouse").filter(
        pk__in=[UUID(one) for one in payload["ids"]], state="open"
    )
    alerts = list(rows.order_by("id"))
    if not alerts:
        return {"sent": 0}
    sent = 0
    for person in list_people(hearers_of(alerts[0].warehouse.company_id, ROLES)).values():
        if not person.is_active:
            continue
        with override(person.language):
            subject, body = _compose(alerts, person)
        mail.send(
            FLOW, person.email, subject, body, progress.job_id, part=f".{sent}",
            company_id=alerts[0].warehouse.company_id,
        )  # fmt: skip
        sent += 1
    return {"sent": sent}


def _compose(alerts: Sequence[StockAlert], person: Person) -> tuple[str, str]:
    count = len(alerts)
    lines = [_("Dear %(name)s,") % {"name": person.name}, ""]
    lines += [_("Free and expected goods have fallen under the reorder point."), ""]
    lines += [
        _("- %(sku)s in %(place)s: %(free)s free, point %(point)s")
        % {"sku": row.item.sku, "place": row.warehouse.code, "free": plain(row.free), "point": plain(row.point)}
        for row in alerts[:LISTED]
    ]
    if count > LISTED:
        lines.append(_("… and %(n)d more") % {"n": count - LISTED})
    path = reverse("inventory:alerts", urlconf="config.urls_tenant")
    lines += ["", addresses.base_url(scope.current()) + path, "", scope.tenant().name]
    subject = ngettext("%(n)s item runs low", "%(n)s items run low", count) % {"n": count}
    return subject, "\n".join(lines)
