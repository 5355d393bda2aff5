"""A system that is asked: a simulated ERP with its faults, orders handed over once, files, comparison, old stock."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from threading import Thread
from uuid import UUID, uuid4

import pytest

from shared_apps.commands import run
from shared_apps.crypto import keys
from shared_apps.egress.objects import object_store
from shared_apps.foundation import clock, faults
from shared_apps.foundation.invariants import check_all
from shared_apps.foundation.refusals import Conflict, Invalid
from shared_apps.outbox import jobs
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.integrations.commands import (
    AskReconciliation,
    ChangeConnection,
    DropFile,
    SendAgain,
    SettleDifference,
    ask_reconciliation,
    change_connection,
    drop_file,
    send_again,
    settle_difference,
)
from tenant_apps.integrations.models import Connection, Delivery, FileDrop, Message, Reconciliation, Run, StockWord
from tenant_apps.integrations.queries import ages
from tenant_apps.integrations.simulator.chaos import CALM, Chaos
from tenant_apps.integrations.simulator.server import Server
from tenant_apps.integrations.simulator.state import Erp
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.orders.queries import get_order
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tests.fixtures.people import SYSTEM
from tests.fixtures.systems import connection, level, movement, say
from tests.fixtures.trade import Market, by_hand, deliver, kilos, stand_up
from tests.proofs import proves

SEED = 7


@pytest.fixture(autouse=True)
def _no_memory() -> Iterator[None]:
    """Data keys are rolled back with the test; what is remembered of them is not."""
    keys.forget()
    yield
    keys.forget()


@pytest.fixture
def erp(settings) -> Iterator[Server]:
    """A simulated ERP that knows the market's goods, allowed to be asked by plain http."""
    server = Server(Erp(SEED), "secret")
    server.erp.set_level("steel", "W1", Decimal(600))
    server.erp.set_level("bolt", "W1", Decimal(300))
    settings.EGRESS_ALLOWED = frozenset({server.address.removeprefix("http://")})
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def asked(company_id: UUID, server: Server, **settings: object) -> UUID:
    told = {"address": server.address, "every_minutes": 5} | settings
    return connection(company_id, "ERP", "reference", settings=told, secret="secret")


@pytest.fixture(autouse=True)
def retries_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed is tried again by the next `work`, and never by the same one, however slowly that goes."""
    monkeypatch.setattr(jobs, "retry_after", lambda attempts: timedelta(hours=1))


def work(times: int = 1) -> None:
    """Run what is owed, and what was put off, as a worker would over time."""
    for _time in range(times):
        Job.objects.filter(state="owed").exclude(kind="integrations.nightly").update(
            run_at=clock.now(scope.alias()) - timedelta(seconds=1)
        )
        jobs.run_due()


def order(market: Market) -> UUID:
    line = OrderLineIn(item_id=market.items["steel"], quantity=kilos("10"))
    data = PlaceOrder(buyer_id=market.buyer, seller_id=market.seller, currency="EUR", lines=[line])
    done = run(place_order, SYSTEM, data)
    deliver()
    return done.order_id


def test_a_bad_day_of_the_system_ends_where_it_stands(market: Market, erp: Server) -> None:
    made = asked(market.seller, erp)
    erp.erp.wander(60)
    erp.chaos = Chaos(duplicate=30, drop=15, reorder=True, error=20)
    work(6)
    erp.erp.wander(40)
    work(6)
    erp.chaos = CALM
    run(ask_reconciliation, SYSTEM, AskReconciliation(connection_id=made))
    work(2)
    for sku in ("steel", "bolt"):
        assert market.stock(sku)[0] == erp.erp.stock[(sku, "W1")], f"SEED={SEED}"
    row = Connection.objects.get(pk=made)
    assert (row.failures, int(row.cursor)) == (0, len(erp.erp.log)) and erp.erp.acknowledged == len(erp.erp.log)
    assert Run.objects.filter(is_ok=False).exists() and not Message.objects.filter(state="parked").exists()
    report = Reconciliation.objects.get()
    assert (report.counts["stock_equal"], report.counts["stock_differs"], report.rows) == (2, 0, [])
    # One next question is owed, however often it was asked, and the secret is nowhere in plain.
    assert Job.objects.filter(kind="integrations.pull", state="owed").count() == 1
    assert check_all() == []


def test_dying_after_writing_and_before_acknowledging_changes_nothing(market: Market, erp: Server) -> None:
    asked(market.seller, erp)
    faults.arm("integrations.before_acknowledge=fail")
    work()
    assert (market.stock("steel")[0], erp.erp.acknowledged) == (600, 0)
    before = Message.objects.count()
    work()
    assert (Message.objects.count(), erp.erp.acknowledged) == (before, 2)
    assert check_all() == []


def test_a_system_that_is_away_is_asked_later_each_time(market: Market, erp: Server) -> None:
    made = asked(market.seller, erp)
    erp.token = "another"
    waits = []
    for _time in range(3):
        work()
        due = Job.objects.get(kind="integrations.pull", state="owed").run_at
        waits.append((due - clock.now(scope.alias())).total_seconds())
    row = Connection.objects.get(pk=made)
    assert waits[0] < waits[1] < waits[2] and row.failures == 3 and "401" in row.last_error
    erp.token = "secret"
    work()
    row.refresh_from_db()
    assert (row.failures, row.last_error) == (0, "")


@pytest.mark.parametrize("fault", ["lost", "integrations.after_send", "integrations.before_send", "error"])
def test_an_order_reaches_the_system_once(market: Market, erp: Server, fault: str) -> None:
    by_hand("shipping")
    asked(market.seller, erp, send_orders=True)
    work()
    if fault == "lost":
        erp.chaos = Chaos(lost=100)
    elif fault == "error":
        erp.chaos = Chaos(error=100)
    else:
        faults.arm(f"{fault}=fail")
    pk = order(market)
    work()
    row = Delivery.objects.get()
    assert row.state == "unknown" and row.last_error == ("" if "." in fault else row.last_error)
    erp.chaos = CALM
    work(2)
    row.refresh_from_db()
    assert (row.state, row.their_number) == ("taken", "SO-00001")
    assert len(erp.erp.orders) == 1 and erp.erp.posted == 1
    # What it says about the order comes back the same way.
    sales = next(iter(erp.erp.orders.values()))
    erp.erp.say_order(sales, state="confirmed", confirmed_date="2026-12-01")
    erp.erp.say_order(sales, state="shipped", carrier="Rail")
    work(2)
    assert get_order(pk).state != "accepted"


def test_a_refused_order_is_dead_until_somebody_sends_it_again(market: Market, erp: Server) -> None:
    by_hand("shipping")
    asked(market.seller, erp, send_orders=True)
    erp.token = "another"
    order(market)
    work()
    row = Delivery.objects.get()
    assert row.state == "dead" and "401" in row.last_error
    erp.token = "secret"
    run(send_again, SYSTEM, SendAgain(delivery_id=row.pk))
    work()
    row.refresh_from_db()
    assert row.state == "taken"
    with pytest.raises(Conflict):
        run(send_again, SYSTEM, SendAgain(delivery_id=row.pk))


def test_settings_are_typed_and_private_addresses_are_refused(market: Market) -> None:
    for address in ("https://10.0.0.1:8443", "http://example.com", "ftp://x.example", "https://u:p@x.example"):
        with pytest.raises(Invalid):
            connection(market.seller, "ERP", "reference", settings={"address": address}, secret="s")
    with pytest.raises(Invalid):
        connection(market.seller, "ERP", "reference", settings={"address": "https://erp.example", "x": 1}, secret="s")
    with pytest.raises(Invalid):
        connection(market.seller, "ERP", "reference", settings={"address": "https://erp.example"})
    made = connection(market.seller, "ERP", "reference", settings={"address": "https://erp.example"}, secret="hidden")
    run(change_connection, SYSTEM, ChangeConnection(connection_id=made, state="paused"))
    work()
    assert Connection.objects.get(pk=made).failures == 0
    from django.db import connections

    with connections[scope.alias()].cursor() as cursor:
        cursor.execute("SELECT secret FROM integrations_connection")
        assert b"hidden" not in bytes(cursor.fetchone()[0])


CSV = b"""sku;warehouse;on_hand;change;sequence;said_at
steel;W1;450;;;
bolt;W1;many;;;
nothing;W1;3;;;
steel;W1;3;4;;
bolt;W1;;-3;7;
"""


def test_a_file_is_taken_in_part_and_says_what_is_wrong_with_the_rest(market: Market) -> None:
    folder = uuid4().hex  # files outlive the test's rows
    made = connection(market.seller, "FILE", "file", settings={"folder": folder})
    run(drop_file, SYSTEM, DropFile(connection_id=made, name="stock.csv", content=CSV))
    work()
    row = FileDrop.objects.get()
    assert (row.state, row.rows, row.taken) == ("read", 5, 2)
    assert [(one[0], one[1]) for one in row.bad] == [(2, "on_hand"), (3, "sku"), (4, "on_hand")]
    assert market.stock("steel")[0] == 450 and market.stock("bolt")[0] == 500
    assert Message.objects.get(thing="bolt@W1", state="parked").sequence == 7
    with pytest.raises(Conflict):
        run(drop_file, SYSTEM, DropFile(connection_id=made, name="stock.csv", content=CSV))
    # An older file that comes late changes nothing; XML from the object store counts.
    late = CSV.replace(b"450", b"9")
    run(drop_file, SYSTEM, DropFile(connection_id=made, name="stock-20200101T0600.csv", content=late))
    xml = b"<stock><row sku='steel' warehouse='W1'><on_hand>470</on_hand></row></stock>"
    object_store().put(f"drop/{folder}/night.xml", xml, "text/xml")
    work(2)
    assert market.stock("steel")[0] == 470 and FileDrop.objects.filter(state="read").count() == 3
    assert check_all() == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a,b\n1,2\n", "head"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>", "document type"),
        (b"<row", "not XML"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(market: Market, content: bytes, why: str) -> None:
    made = connection(market.seller, "FILE", "file")
    run(drop_file, SYSTEM, DropFile(connection_id=made, name="x.csv", content=content))
    work()
    row = FileDrop.objects.get()
    assert row.state == "refused" and why in row.error


def test_dying_while_reading_a_file_reads_each_row_once(market: Market) -> None:
    made = connection(market.seller, "FILE", "file")
    run(drop_file, SYSTEM, DropFile(connection_id=made, name="stock.csv", content=CSV))
    faults.arm("integrations.record_file.after_commit=fail")
    work(3)
    assert FileDrop.objects.get().state == "read" and market.stock("steel")[0] == 450
    assert Message.objects.filter(thing="steel@W1").count() == 1


def test_the_comparison_names_causes_and_a_person_takes_a_side(market: Market) -> None:
    by_hand("shipping")
    made = connection(market.seller)
    say(market.seller, level(1, "900"), level(1, "400", sku="bolt"), movement(3, "1", sku="bolt"))
    from tests.tenant_apps.integrations.sync.test_push import count

    count(market, "910")
    run(ask_reconciliation, SYSTEM, AskReconciliation(connection_id=made))
    work()
    report = Reconciliation.objects.get()
    told = {row["thing"]: (row["ours"], row["theirs"], row["by"], row["cause"]) for row in report.rows}
    assert told == {"steel@W1": ("910", "900", "10", "moved"), "bolt@W1": ("400", "400", "0", "missing")}
    pair = {"item_id": market.items["steel"], "warehouse_id": market.warehouse}
    run(settle_difference, SYSTEM, SettleDifference(connection_id=made, winner="theirs", reason="recounted", **pair))
    assert market.stock("steel")[0] == 900
    run(ask_reconciliation, SYSTEM, AskReconciliation(connection_id=made))
    work()
    assert [row["thing"] for row in Reconciliation.objects.latest("id").rows] == ["bolt@W1"]


@proves("sync.stale_after", "sync.stale_stops_selling")
def test_old_stock_is_called_old_and_by_rule_not_sold(market: Market) -> None:
    connection(market.seller)
    say(market.seller, level(1, "900"))
    now = clock.now(scope.alias())
    key = (market.items["steel"], market.warehouse)
    StockWord.objects.update(heard_at=now - timedelta(hours=30))
    assert ages([key[0]], now)[key].is_stale
    order(market)  # said plainly, and still sold
    run(change_settings, SYSTEM, ChangeSettings(changes={"sync.stale_stops_selling": True}))
    with pytest.raises(Conflict, match="stock_is_stale"):
        order(market)
    run(change_settings, SYSTEM, ChangeSettings(changes={"sync.stale_after": 48}))
    assert not ages([key[0]], now)[key].is_stale
    order(market)


def test_two_marketplaces_in_two_regions_hear_nothing_of_each_other(
    tenant_a: TenantRef, tenant_cn: TenantRef, erp: Server
) -> None:
    market = stand_up()
    asked(market.seller, erp)
    with scope.enter(tenant_cn):
        other = stand_up()
        connection(other.seller)
        say(other.seller, level(1, "111"))
    work()
    assert market.stock("steel")[0] == 600 and Message.objects.count() == 2
    with scope.enter(tenant_cn):
        work()
        assert other.stock("steel")[0] == 111 and Message.objects.count() == 1
