"""Address (地址异常): goods are to leave for a place that no carrier can find."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tenant_apps.exceptions.commands import remind
from tenant_apps.exceptions.types import Found, Kind, Scan, Source, Step, declare
from tenant_apps.logistics.commands.hold_shipment import HoldShipment, hold_shipment
from tenant_apps.logistics.decisions.addresses import Place, fault_of
from tenant_apps.logistics.exception_kinds.shipments import RELEASE, SHIPMENT, cancel_step, facts_of, shipment_page
from tenant_apps.logistics.models import Shipment
from tenant_apps.orders.queries import places_of
from tenant_apps.parties.queries import delivery_sites, sites_by_ids
from tenant_apps.rulesets.queries import effective
from tenant_apps.rulesets.types import Rule
from tenant_apps.rulesets.types import declare as declare_rules

NEEDS = "exceptions.address_needs"
FAULTS = {
    "missing": _("The buyer has no place for deliveries"),
    "not_for_delivery": _("The chosen place takes no deliveries"),
    "incomplete": _("Street, city or country is missing"),
}

declare_rules(
    Rule(
        NEEDS, "choice", "known", _("Which addresses are looked at"),
        _("Known ones: a place that was chosen or entered must be complete. Every one: a delivery without any place "
          "is an exception too."),
        choices=(("known", _("Known ones")), ("every", _("Every delivery"))),
    )
)  # fmt: skip


def _judge(shipment_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    rows = list(Shipment.objects.filter(pk__in=shipment_ids, state="planned").select_related("order"))
    chosen = places_of({row.order_id for row in rows})
    sites = {key: _place(site) for key, site in sites_by_ids(set(chosen.values())).items()}
    others: dict[UUID, list[Place]] = defaultdict(list)
    for company_id, site in delivery_sites({row.buyer_id for row in rows if row.order_id not in chosen}):
        others[company_id].append(_place(site))
    needed = effective(NEEDS).value == "every"
    for row in rows:
        place = sites.get(chosen[row.order_id]) if row.order_id in chosen else None
        fault = fault_of(place, tuple(others[row.buyer_id]), needed)
        if fault:
            yield Found(
                row.pk, row.number, row.buyer_id, row.seller_id,
                facts=facts_of(row, fault=fault, place=place.name if place else "", buyer_id=str(row.buyer_id)),
                amount_minor=row.order.total_minor, currency=row.order.currency,
            )  # fmt: skip


def _place(site: Any) -> Place:
    return Place(site.name, site.lines, site.postcode, site.city, site.country, site.is_delivery)


ADDRESS = declare(
    Kind(
        "address",
        _("Address"),
        _("A shipment is planned to a place that no carrier can find. It is held until the place is put right."),
        icon="map-pin-off",
        hours=24,
        sources=(
            Source(SHIPMENT, Scan("logistics.Shipment", "created_at", {"state": "planned"}), _judge, shipment_page),
        ),
        roles=("buyer",),
        labels={
            "order": (_("Order"), "text"),
            "fault": (_("What is wrong"), "word"),
            "place": (_("Place"), "text"),
        },
        words={"fault": FAULTS},
        first=("hold",),
        ends=("release",),
        steps=(
            Step(
                "hold",
                _("Hold the shipment"),
                _("It does not leave until it is released."),
                side="other",
                command=hold_shipment,
                data=lambda case, text: HoldShipment(
                    shipment_id=case.subject_id, reason=text or str(_("Address missing"))
                ),
            ),
            Step(
                "site",
                _("Enter the place"),
                _("A new place of your company, with street, city and country."),
                link=lambda case: ("parties:site_new", (UUID(case.facts["buyer_id"]),)),
                permission="parties.add_site",
            ),
            Step(
                "choose",
                _("Choose another place"),
                _("Say for this order where it is to go."),
                link=lambda case: ("orders:delivery", (UUID(case.facts["order_id"]),)),
                permission="orders.set_delivery",
            ),
            remind("remind", _("Remind the buyer"), _("The buyer gets a letter."), side="other", to="own"),
            RELEASE,
            cancel_step("either"),
        ),
    )
)
