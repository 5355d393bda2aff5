"""Tolerances and settings: what is found under the rule as it is, and not under another one."""

from datetime import timedelta

import pytest

from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from tenant_apps.exceptions.commands import look, look_for
from tenant_apps.exceptions.commands.keep_time import keep_time
from tenant_apps.exceptions.commands.open_exceptions import FIRST_JOB, NOTICE_JOB
from tenant_apps.exceptions.models import ExceptionMoment, ExceptionWatch, OrderException
from tenant_apps.integrations.models import Connection, Delivery
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tests.fixtures.systems import connection
from tests.fixtures.trade import Market, kilos
from tests.fixtures.travel import Travel
from tests.proofs import proves
from tests.tenant_apps.exceptions.injected import CASES, order, settings, shipment

# Rule, and a value under which the case of the kind is no exception any more.
WIDER: dict[str, tuple[str, object]] = {
    "credit_overdue": ("overdue_days", 30),
    "delivery_late": ("late_grace_days", 3),
    "invoice_mismatch": ("invoice_percent", "50"),
    "late_confirmation": ("confirmation_hours", 100),
    "lost_in_transit": ("transit_days", 20),
    "partial_refusal": ("partial_minutes", 60),
    "payment_unknown": ("payment_unknown_hours", 48),
    "price_drift": ("price_drift_percent", "500"),
    "quantity_tolerance": ("quantity_percent", "50"),
    "supplier_silent": ("silent_hours", 100),
}


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


@pytest.mark.parametrize("kind", sorted(WIDER))
@proves(*(f"exceptions.{name}" for name, _value in WIDER.values()))
def test_what_lies_inside_the_tolerance_is_not_found(kind: str, market: Market, travel: Travel) -> None:
    """That it is found otherwise, `test_every_kind` shows."""
    name, value = WIDER[kind]
    settings(**{f"exceptions__{name}": value})
    CASES[kind](market, travel)
    travel.forward(seconds=1)
    look_for(kind)
    assert not OrderException.objects.filter(kind=kind).exists()


@proves("exceptions.duplicate_hours")
def test_orders_far_apart_are_no_duplicates(market: Market, travel: Travel) -> None:
    settings(fulfilment__shipping="manual", exceptions__duplicate_hours=1)
    order(market, reference="A")
    travel.forward(hours=2)
    line = OrderLineIn(sku="steel", quantity=kilos("10"))
    run(place_order, market.as_buyer(), PlaceOrder(seller_id=market.seller, currency="EUR", lines=[line]))
    travel.forward(seconds=1)
    assert look_for("duplicate") == 0
    ahead, travel.by = travel.by, timedelta()
    settings(exceptions__duplicate_hours=4)
    travel.by = ahead
    ExceptionWatch.objects.update(front="")
    assert look_for("duplicate") == 1


@proves("exceptions.address_needs")
def test_a_delivery_without_any_place_is_one_where_the_rule_says_so(market: Market, travel: Travel) -> None:
    shipment(market)
    travel.forward(seconds=1)
    assert look_for("address") == 0
    travel.back()
    settings(exceptions__address_needs="every")
    travel.forward(seconds=2)
    assert look_for("address") == 1
    assert OrderException.objects.get().facts["fault"] == "missing"


@proves("exceptions.integration_minutes", "exceptions.integration_failures")
def test_a_silent_system_is_given_its_time(market: Market, travel: Travel) -> None:
    settings(fulfilment__shipping="manual", exceptions__integration_minutes=30)
    ours = order(market)
    pk = connection(market.seller, "FILES", "file", settings={"folder": "none"})
    at = clock.now(scope.alias()) - timedelta(minutes=20)
    made = Delivery.objects.create(
        id=uuid7(), connection_id=pk, order_id=ours, state="unknown", created_at=at, changed_at=at
    )
    Connection.objects.filter(pk=pk).update(failures=2, created_at=at)
    assert look_for("integration_failure") == 0
    settings(exceptions__integration_minutes=10, exceptions__integration_failures=2)
    assert look_for("integration_failure") == 2
    found = {row.subject: row.subject_id for row in OrderException.objects.all()}
    assert found == {"integrations.delivery": made.pk, "integrations.connection": pk}
    # Each gets the first step that fits it.
    assert Job.objects.filter(kind=FIRST_JOB).count() == 2


@proves("exceptions.first_step", "exceptions.mail", "exceptions.tell_late")
def test_what_is_done_by_itself_and_who_hears_of_it(market: Market, travel: Travel) -> None:
    settings(exceptions__first_step=False, exceptions__mail="high", exceptions__hours_payment_failed=1)
    CASES["payment_failed"](market, travel)  # urgent
    shipment(market)
    settings(exceptions__address_needs="every")  # not urgent
    travel.forward(seconds=1)
    look()
    assert OrderException.objects.count() == 2
    assert Job.objects.filter(kind=FIRST_JOB).count() == 0
    heard = Job.objects.filter(kind=NOTICE_JOB)
    assert [job.payload["purpose"] for job in heard] == ["found"]
    travel.forward(hours=2)
    travel_home = travel.by
    travel.by = timedelta()
    settings(exceptions__tell_late=False)
    travel.by = travel_home
    assert keep_time() == 1
    assert ExceptionMoment.objects.filter(what="late").count() == 1 and heard.all().count() == 1
    assert keep_time() == 0  # told once
    OrderException.objects.update(late_told_at=None)
    travel.by = timedelta()
    settings(exceptions__tell_late=True)
    travel.by = travel_home
    assert keep_time() == 1 and heard.all().count() == 2


def test_nothing_is_written_where_nothing_is_wrong(market: Market) -> None:
    before = (AuditRecord.objects.count(), Job.objects.count())
    look()
    look()
    assert (AuditRecord.objects.count(), Job.objects.count()) == before
