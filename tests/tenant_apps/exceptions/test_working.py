"""What people do with an exception, what comes back, what a look reads, what a kill leaves, letters, pages, the API."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connections, transaction
from django.test import Client

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.faults import InjectedFault, arm
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.exceptions.commands import (
    AssignException,
    DoStep,
    RestException,
    WriteOnException,
    assign_exception,
    dismiss_exception,
    do_step,
    look_for,
    rest_exception,
    solve_exception,
    write_on_exception,
)
from tenant_apps.exceptions.commands.keep_time import keep_time
from tenant_apps.exceptions.models import ExceptionMoment, OrderException
from tenant_apps.exceptions.queries.scanning import PAGE, beginning, page_of, read_page
from tenant_apps.exceptions.types import REGISTRY, Scan, sources_of
from tenant_apps.parties.commands import AddSite, add_site
from tenant_apps.parties.models import Site
from tests.fixtures.api import caller
from tests.fixtures.people import person, signed_in
from tests.fixtures.trade import Market, assert_sound
from tests.fixtures.travel import Travel
from tests.tenant_apps.exceptions.injected import CASES, settings, shipment

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


@pytest.fixture
def failed(market: Market, travel: Travel) -> OrderException:
    """A payment that failed: the buyer's to work on, the seller is concerned."""
    CASES["payment_failed"](market, travel)
    look_for("payment_failed")
    return OrderException.objects.get()


def test_dismissed_stays_away_until_its_cause_has_gone_and_come_back(market: Market, travel: Travel) -> None:
    settings(exceptions__address_needs="every")
    row = shipment(market)
    travel.forward(seconds=1)
    look_for("address")
    first = OrderException.objects.get()
    none = WriteOnException(exception_id=first.pk, note="the driver knows the way")
    with pytest.raises(Refusal):
        run(dismiss_exception, market.as_seller(), none)
    with pytest.raises(Refusal):
        run(dismiss_exception, market.as_buyer(), WriteOnException(exception_id=first.pk, note=" x "))
    assert run(dismiss_exception, market.as_buyer(), none).state == "dismissed"
    assert look_for("address") == 0 and OrderException.objects.count() == 1
    good = {"company_id": market.buyer, "name": "Gate", "city": "Bonn", "lines": "Weg 1", "country": "DE"}
    made = run(add_site, market.as_buyer(), AddSite(**good))  # type: ignore[arg-type]
    assert look_for("address") == 1  # remembered, not ended again
    first.refresh_from_db()
    assert (first.how, first.gone_at is not None) == ("dismissed", True)
    Site.objects.filter(pk=made.site_id).delete()
    assert look_for("address") == 1
    again = OrderException.objects.exclude(pk=first.pk).get()
    assert (again.state, again.subject_id) == ("open", row.pk)
    with pytest.raises(Refusal):
        run(solve_exception, market.as_buyer(), none)  # over
    travel.back()
    assert_sound()


def test_it_rests_and_is_there_again_and_is_written_on_by_both(
    failed: OrderException, market: Market, travel: Travel
) -> None:
    until = clock.now(scope.alias()) + timedelta(hours=3)
    far = RestException(exception_id=failed.pk, until=until + timedelta(days=100), note="holidays")
    with pytest.raises(Refusal):
        run(rest_exception, market.as_buyer(), far)
    run(rest_exception, market.as_buyer(), RestException(exception_id=failed.pk, until=until, note="bank holiday"))
    failed.refresh_from_db()
    assert (failed.state, failed.waits_until) == ("waiting", until)
    assert keep_time() == 0
    travel.forward(hours=4)
    assert keep_time() == 1
    failed.refresh_from_db()
    assert (failed.state, failed.waits_until) == ("open", None)
    for who in (market.as_buyer(), market.as_seller()):
        run(write_on_exception, who, WriteOnException(exception_id=failed.pk, note="we have seen it"))
    with pytest.raises(Refusal):
        written = WriteOnException(exception_id=failed.pk, note="so have we")
        run(write_on_exception, market.as_other_buyer(), written)
    told = list(ExceptionMoment.objects.filter(exception=failed).order_by("id").values_list("what", flat=True))
    assert told == ["found", "waits", "woken", "noted", "noted"]
    with pytest.raises(DatabaseError), transaction.atomic(using=scope.alias()):
        ExceptionMoment.objects.update(text="never said")
    travel.back()
    assert_sound()


def test_a_step_takes_the_right_to_what_it_does(failed: OrderException, market: Market) -> None:
    again = DoStep(exception_id=failed.pk, step="again")
    for who in (market.as_seller(), market.as_other_buyer()):
        with pytest.raises(Refusal):
            run(do_step, who, again)
    plain = market.as_buyer()
    poor = replace(plain, permissions=plain.permissions - {"payments.announce_payment"})
    with pytest.raises(Refusal) as refused:
        run(do_step, poor, again)
    assert refused.value.facts["permission"] == "payments.announce_payment"
    with pytest.raises(Refusal):
        run(do_step, plain, DoStep(exception_id=failed.pk, step="no_such_step"))
    assert run(do_step, plain, again).state == "solved"  # over in the same breath
    assert OrderException.objects.get().how == "cleared"


@pytest.mark.parametrize("point", ["exceptions.opened", "exceptions.looked", "exceptions.first_step_done"])
def test_a_kill_leaves_nothing_half(point: str, market: Market, travel: Travel) -> None:
    CASES["payment_failed"](market, travel)
    arm(point)
    try:
        look_for("payment_failed")
        jobs.run_due()
    except InjectedFault:
        pass
    finally:
        arm("")
    look_for("payment_failed")
    travel.forward(minutes=20)
    jobs.run_due()
    row = OrderException.objects.get()
    assert ExceptionMoment.objects.filter(exception=row, what="first").count() == 1
    assert ExceptionMoment.objects.filter(exception=row, what="found").count() == 1


def scans() -> list[tuple[str, Scan]]:
    return [(f"{code}:{one.subject}", one.scan) for code in REGISTRY for one in sources_of(code)]


@pytest.mark.parametrize("name,scan", scans(), ids=[name for name, _scan in scans()])
def test_a_look_walks_along_an_index_and_never_over_a_table(name: str, scan: Scan, tenant_a: TenantRef) -> None:
    """With whole-table reads priced out, a page is read in the order of an index: no sort of what is not yet cut."""
    now = clock.now(scope.alias())
    sql, params = page_of(scan, beginning(scan, now), now).values_list("pk").query.sql_with_params()
    with connections[scope.alias()].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = json.dumps(cursor.fetchone()[0])
    assert "Seq Scan" not in plan and '"Node Type": "Sort"' not in plan, f"{name}: {plan}"
    assert f"LIMIT {PAGE}" in sql and "Index" in plan


def test_a_filled_table_is_read_page_by_page(market: Market, travel: Travel) -> None:
    row = shipment(market)
    with connections[scope.alias()].cursor() as cursor:
        cursor.execute(
            "INSERT INTO logistics_shipment (id, number, order_id, buyer_id, seller_id, state, carrier, tracking,"
            " created_at) SELECT uuidv7(), 'F-' || n, order_id, buyer_id, seller_id, 'planned', '', '',"
            " created_at + n * interval '1 millisecond' FROM logistics_shipment, generate_series(1, 1200) n"
            " WHERE id = %s",
            [row.pk],
        )
    travel.forward(hours=1)
    (source,) = sources_of("address")
    read, place, pages = 0, beginning(source.scan, clock.now(scope.alias())), 0
    more = True
    while more:
        found = read_page(source.scan, place, clock.now(scope.alias()))
        assert len(found.subjects) <= PAGE
        read, place, pages, more = read + len(found.subjects), found.place, pages + 1, found.more
    assert (read, pages) == (1201, 3)


def test_the_right_people_get_a_letter(failed: OrderException, market: Market, travel: Travel) -> None:
    buyer = person("finance", "fin@buyer.example", company_id=market.buyer)
    person("company_admin", "head@buyer.example", company_id=market.buyer)
    person("supplier", "sales@seller.example", company_id=market.seller)
    person("finance", "fin@seller.example", company_id=market.seller)
    jobs.run_due()
    letters = [one for one in mail.outbox if "Payment failed" in one.subject]
    told = {(letter.to[0], letter.subject) for letter in letters}
    # Found: those who pay at the buyer. First step: those who are paid at the seller.
    assert told == {
        ("fin@buyer.example", "Payment failed: RF18"),
        ("fin@seller.example", "For your information: Payment failed, RF18"),
    }
    assert f"/exceptions/{failed.pk}/" in letters[0].body
    member = AssignException(exception_id=failed.pk, handler_id=buyer.membership_id)  # type: ignore[arg-type]
    assert run(assign_exception, market.as_marketplace(), member).state == "working"
    mail.outbox.clear()
    travel.forward(days=3)
    keep_time()
    jobs.run_due()
    assert [(one.to, one.subject) for one in mail.outbox] == [(["head@buyer.example"], "Late: Payment failed, RF18")]


def test_the_queue_and_one_exception_on_pages(
    failed: OrderException, market: Market, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    who = person("finance", company_id=market.buyer)
    client = signed_in(client_of(tenant_a), who)
    queue = client.get("/exceptions/").content.decode()
    assert failed.number in queue and "Payment failed" in queue and "Nobody’s yet" in queue
    for view, is_there in (("free", True), ("mine", False), ("late", False), ("over", False), ("other", False)):
        assert (failed.number in client.get(f"/exceptions/?view={view}").content.decode()) is is_there, view
    assert failed.number not in client.get("/exceptions/?severity=low").content.decode()
    taken = client.post("/exceptions/take/", {"id": [str(failed.pk)], "back": "//evil.example/"})
    assert taken.headers["Location"] == "/exceptions/"
    failed.refresh_from_db()
    assert (failed.state, failed.handler_id) == ("working", who.id)
    here = f"/exceptions/{failed.pk}/"
    shown = client.get(here).content.decode()
    assert "It was sent again" in shown and "account closed" in shown and "for the other company to do" in shown
    assert "RF18" in client.get("/").content.decode()
    wrong = client.post(f"{here}solve/", {"note": "x"})
    assert wrong.status_code == 422 and "3 to 300 characters" in wrong.content.decode()
    assert client.post(f"{here}write/", {"note": "the bank is asked"}).status_code == 302
    assert client.post(f"{here}rest/", {"until": "2020-01-01", "note": "the bank"}).status_code == 422
    assert client.post(f"{here}step/", {"step": "again"}).status_code == 302
    after = client.get(here).content.decode()
    assert "Its cause has gone" in after and "the bank is asked" in after
    assert failed.number in client.get("/exceptions/?view=over").content.decode()


def test_every_act_over_the_api(failed: OrderException, market: Market, tenant_a: TenantRef) -> None:
    rights = [f"exceptions.{verb}_exception" for verb in ("view", "take", "rest", "write_on", "dismiss")]
    key = caller(tenant_a, *rights, "exceptions.do_step", "payments.announce_payment", company_id=market.buyer)
    listed = json.loads(key.get("exceptions?state=open").content)
    assert [row["number"] for row in listed["data"]] == [failed.number]
    told = json.loads(key.get(f"exceptions/{failed.pk}").content)
    assert told["at_stake"] == {"amount": "50.00", "currency": "EUR"}
    assert {one["code"]: one["may"] for one in told["steps"]} == {
        "outcome": False, "tell": True, "again": True, "record": False, "prepaid": False,
    }  # fmt: skip
    assert json.loads(key.post(f"exceptions/{failed.pk}:take", {}).content)["state"] == "working"
    assert key.post(f"exceptions/{failed.pk}:write", {"note": "the bank is asked"}).status_code == 200
    assert json.loads(key.post(f"exceptions/{failed.pk}:do", {"step": "tell"}).content)["state"] == "working"
    assert json.loads(key.post(f"exceptions/{failed.pk}:do", {"step": "again"}).content)["state"] == "solved"
    assert key.post(f"exceptions/{failed.pk}:dismiss", {"note": "after all"}).status_code == 409
