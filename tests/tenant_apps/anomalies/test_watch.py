"""The watch: every act of the log is judged once, whatever dies; what is found acts, is decided, and is let go."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.core import mail
from django.db import connections
from django.test import Client

from shared_apps.accounts.models import ApiKey, SignInSession, SignInThrottle
from shared_apps.audit import sealing
from shared_apps.audit.models import AuditRecord
from shared_apps.audit.record import record
from shared_apps.commands import run
from shared_apps.commands.registry import REGISTRY as COMMANDS
from shared_apps.egress import gate
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import InjectedFault, arm
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.refusals import Conflict, NotAllowed
from shared_apps.outbox import jobs
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from shared_apps.ui.downloads import LIST, file_answer
from tenant_apps.anomalies import health, reading, watching
from tenant_apps.anomalies.commands import (
    DecideAlert,
    TakeAlert,
    confirm_alert,
    dismiss_alert,
    release_holds,
    take_alert,
)
from tenant_apps.anomalies.models import Alert, Hold, Judgement, Sighting, Watch
from tenant_apps.anomalies.types import Act, Paid
from tenant_apps.invoicing.models import Invoice
from tenant_apps.logistics.queries import list_of_order
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, place_order
from tenant_apps.payments.commands import RecordPayment, record_payment
from tenant_apps.payments.models import Payment
from tests.fixtures.people import Person, authenticator, person, signed_in
from tests.fixtures.trade import Market, assert_sound, by_hand, deliver, pieces
from tests.tenant_apps.anomalies.acts import SYDNEY, act, failed, opened

ClientOf = Callable[[TenantRef | None], Client]
KEY = Actor(kind="api_key", id=str(uuid7()), display="A key")


def denials(count: int = 3, actor: Actor = KEY) -> None:
    for _ in range(count):
        record(actor, "anomalies.note_denial", at=clock.now(scope.alias()), target="orders:order",
               target_id=str(uuid7()))  # fmt: skip


def seal(ref: TenantRef) -> None:
    with sealing.connect(ref.alias) as connection:
        key = sealing.SealerKey.of_region("eu")
        while sealing.seal(connection, ref, key):
            pass


def judged_now(action: str) -> None:
    """Judge every act of one kind that is there, as the watch would once it has its place."""
    rows = list(AuditRecord.objects.filter(action=action).order_by("id"))
    acts = reading.acts_of((at, row) for at, row in enumerate(rows))
    assert watching.take(acts, clock.now(scope.alias())) == []


@pytest.fixture
def decider(tenant_a: TenantRef) -> Actor:
    """Somebody of the marketplace who decides alerts."""
    who = person("owner", "eyes@house.example")
    return Actor(kind="user", id=str(who.id), display="Owner", user_id=who.id, fresh_factor=True,
                 permissions=frozenset(code for code in COMMANDS if code.startswith("anomalies.")))  # fmt: skip


def test_every_act_is_judged_once_whatever_dies(committed_tenant: TenantRef) -> None:
    with scope.enter(committed_tenant):
        denials()
        seal(committed_tenant)
        # What happened before anybody watched fills windows and raises nothing.
        assert watching.watch() and not Alert.objects.exists() and Sighting.objects.filter(kind="denied").exists()
        other = Actor(kind="api_key", id=str(uuid7()), display="")
        # A long transaction: its row is older than what is read meanwhile, and gets its place when it commits.
        config = connections[committed_tenant.alias].settings_dict
        with _second(config, committed_tenant) as slow:
            late = uuid7()
            slow.execute(
                "INSERT INTO audit_auditrecord (id, at, action, outcome, actor_kind, actor_id, target, target_id,"
                " facts, request_id) VALUES (%s, clock_timestamp(), 'anomalies.note_denial', 'done', 'api_key', %s,"
                " 'orders:order', 'late', '{}', '')",
                [late, other.id],
            )
            denials(2, other)
            seal(committed_tenant)
            watching.watch()
            assert not Alert.objects.exists()
            slow.commit()
        seal(committed_tenant)
        for point in ("anomalies.raised", "anomalies.judged"):
            arm(f"{point}=fail")
            with pytest.raises(InjectedFault):
                watching.watch()
            assert not Alert.objects.exists() and watching.is_behind()
        arm("anomalies.moved_on=fail")
        with pytest.raises(InjectedFault):
            watching.watch()
        arm("")
        watching.watch()
        alert = Alert.objects.get()
        assert (alert.rule, alert.subject_id, alert.times) == ("A10", other.id, 1)
        assert Judgement.objects.filter(alert=alert, act_id=late).exists()
        # What the watch itself writes is read too, and nothing is left.
        seal(committed_tenant)
        while watching.watch():
            seal(committed_tenant)
        assert not watching.is_behind() and Alert.objects.count() == 1
        # Its canary is an act like any other.
        assert health.canary_if_due(clock.now(scope.alias())) and not health.canary_if_due(clock.now(scope.alias()))
        seal(committed_tenant)
        watching.watch()
        row = Watch.objects.get()
        assert row.canary_seen_at is not None and row.canary_at is not None and row.canary_seen_at > row.canary_at
        assert health.look() == 0
        # Nobody seals or reads any more: the looks of the worker notice it.
        Watch.objects.update(canary_at=row.canary_at - timedelta(minutes=2), canary_seen_at=None)
        assert health.look() == 1 and health.look() == 1
        silent = Alert.objects.get(rule="A15")
        assert silent.times == 1 and silent.reasons[0]["code"] == "watch_silent" and silent.severity == "critical"


def _second(config: dict[str, Any], ref: TenantRef) -> psycopg.Connection[Any]:
    connection = psycopg.connect(
        host=config["HOST"], port=config["PORT"], user=config["USER"], password=config["PASSWORD"],
        dbname=config["NAME"],
    )  # fmt: skip
    connection.execute(f'SET search_path TO "{ref.schema_name}"')
    connection.execute(f'SET ROLE "{ref.role}"')
    return connection


def test_money_that_is_held_is_paid_once_a_second_person_let_it_go(market: Market, decider: Actor) -> None:
    def pay(amount: str) -> object:
        data = RecordPayment(payee_id=market.seller, amount=MoneyIn(amount, "EUR"))
        return run(record_payment, market.as_buyer(), data)

    pay("10000.01")
    judged_now("payments.record_payment")
    alert = Alert.objects.get()
    assert (alert.rule, alert.severity, alert.needs_second) == ("A4", "high", True)
    assert alert.reasons[0]["code"] == "first_payee" and alert.deeds[0]["what"] == "pair"
    with pytest.raises(Conflict) as held:
        pay("5.00")
    assert held.value.code == "anomalies.held" and alert.number in held.value.message
    # Judged again, as after a kill: nothing is doubled.
    judged_now("payments.record_payment")
    assert Alert.objects.get().times == 1 and Hold.objects.count() == 1
    # Whoever did it does not decide it.
    doer = market.as_buyer()
    own = Actor(kind="user", id=doer.id, display="", permissions=decider.permissions, fresh_factor=True)
    with pytest.raises(NotAllowed) as refused:
        run(dismiss_alert, own, DecideAlert(alert_id=alert.pk, note="I am sure"))
    assert refused.value.code == "anomalies.about_you"
    run(take_alert, decider, TakeAlert(alert_id=alert.pk))
    done = run(dismiss_alert, decider, DecideAlert(alert_id=alert.pk, note="A known order of machines"))
    assert (done.state, done.released) == ("dismissed", 1)
    pay("5.00")
    with pytest.raises(Conflict):
        run(confirm_alert, decider, DecideAlert(alert_id=alert.pk, note="after all"))
    assert_sound()


def test_standing_orders_and_refunds_wait_while_money_is_held(market: Market, decider: Actor) -> None:
    """What pays by itself pays once the hold has ended, and once."""
    run(record_payment, market.as_buyer(), RecordPayment(payee_id=market.seller, amount=MoneyIn("10000.01", "EUR")))
    judged_now("payments.record_payment")
    alert, before = Alert.objects.get(), Payment.objects.count()
    lines = [OrderLineIn(item_id=market.items["bolt"], quantity=pieces("100"))]
    # Taken by nobody, so that the large payment on account does not pay the invoice.
    Hold.objects.filter(alert=alert).update(what="all", subject_id="")
    run(place_order, market.as_other_buyer(), PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines))
    deliver()
    invoice = Invoice.objects.get(buyer_id=market.other_buyer)
    assert invoice.paid_minor == 0 and Payment.objects.count() == before
    owed = Job.objects.get(kind="settlement.pay_again")
    again = jobs.REGISTRY["settlement.pay_again"]
    again(owed.payload, jobs.Progress(owed.pk))
    assert Job.objects.filter(kind="settlement.pay_again").count() == 1, "still held: one job is owed, not two"
    run(dismiss_alert, decider, DecideAlert(alert_id=alert.pk, note="A known order of machines"))
    again(owed.payload, jobs.Progress(owed.pk))
    again(owed.payload, jobs.Progress(owed.pk))
    deliver()
    invoice.refresh_from_db()
    assert invoice.paid_minor == invoice.total_minor and Payment.objects.count() == before + 1
    assert_sound()


def test_files_wait_for_who_took_out_too_much(market: Market, decider: Actor) -> None:
    now = clock.now(scope.alias())
    alert = Alert.objects.create(
        number="AL-7", rule="A7", severity="high", subject_kind="user", subject_id="p1", first_seq=1, last_seq=1,
        happened_at=now, found_at=now, last_at=now,
    )  # fmt: skip
    Hold.objects.create(alert=alert, what="files", subject_id="p1", began_at=now)

    def take(principal: str) -> str:
        with gate.seen_by(gate.Viewer(principal=principal)):
            try:
                file_answer(LIST, "a", "text/csv", "list.csv")
            except gate.Blocked as blocked:
                return blocked.reason
        return ""

    assert (take("p1"), take("p2")) == ("held", "")
    run(dismiss_alert, decider, DecideAlert(alert_id=alert.pk, note="The yearly report"))
    assert take("p1") == ""


def test_what_a_confirmed_alert_holds_stays_until_it_is_let_go(market: Market, decider: Actor) -> None:
    data = RecordPayment(payee_id=market.seller, amount=MoneyIn("20000", "EUR"))
    run(record_payment, market.as_buyer(), data)
    judged_now("payments.record_payment")
    alert = Alert.objects.get()
    run(confirm_alert, decider, DecideAlert(alert_id=alert.pk, note="The payee says it is not theirs"))
    with pytest.raises(Conflict):
        run(record_payment, market.as_buyer(), data)
    assert run(release_holds, decider, DecideAlert(alert_id=alert.pk, note="Settled with the bank")).released == 1
    run(record_payment, market.as_buyer(), data)
    assert_sound()


def test_goods_of_an_order_that_is_too_large_stay_until_somebody_looked(market: Market, decider: Actor) -> None:
    by_hand("shipping")
    lines = [OrderLineIn(item_id=market.items["bolt"], quantity=pieces("100"))]
    made = run(place_order, market.as_buyer(), PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines))
    deliver()
    (shipment,) = list_of_order(made.order_id)

    def order(after: int, minor: int, order_id: str) -> Act:
        pair = Paid(str(market.buyer), str(market.seller), minor, "EUR", made.number)
        return act("orders.place_order", after, target="orders.order", target_id=order_id, paid=pair)

    usual = [order(-86_400 * (20 - at), 500_000, f"earlier {at}") for at in range(12)]
    watching.take([*usual, order(0, 5_000_000, str(made.order_id))], clock.now(scope.alias()))
    alert = Alert.objects.get(rule="A4")
    assert alert.deeds[0]["what"] == "shipment" and not Hold.objects.exists()
    assert list_of_order(made.order_id)[0].held_at is not None
    done = run(dismiss_alert, decider, DecideAlert(alert_id=alert.pk, note="Ordered for the new hall"))
    assert done.released == 1 and list_of_order(made.order_id)[0].held_at is None
    assert shipment.held_at is None
    assert_sound()


def test_deeds_are_commands_of_those_who_own_the_thing(tenant_a: TenantRef) -> None:
    who = person("owner", "far@house.example")
    now = clock.now(scope.alias())
    SignInSession.objects.create(user_id=who.id, session_key="x" * 32, created_at=now, last_seen_at=now,
                                 confirmed_at=now)  # fmt: skip
    key = ApiKey.objects.create(name="k", prefix="k", key_hash="k" * 64, created_at=now)
    denied = [act("anomalies.note_denial", at, actor_kind="api_key", actor_id=str(key.pk), target="orders:order",
                  target_id=f"{at}") for at in range(3)]  # fmt: skip
    travel = [opened(-7200, str(who.id)), opened(0, str(who.id), SYDNEY)]
    spray = [failed(at, f"account {at}") for at in range(20)]
    assert watching.take([*travel, *denied, *spray], now) == []
    assert {one.rule for one in Alert.objects.all()} == {"A1", "A2", "A3", "A10"}
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert SignInSession.objects.get(user_id=who.id).confirmed_at < now - timedelta(hours=1)
    assert SignInThrottle.objects.get(key="network:198.51.100.0/24").locked_until > now + timedelta(minutes=14)
    acts = set(AuditRecord.objects.values_list("action", flat=True))
    assert {"anomalies.raise_alerts", "accounts.revoke_api_key", "accounts.ask_proof_anew",
            "accounts.shut_out_network"} <= acts  # fmt: skip


def test_a_network_that_is_shut_out_gets_nobody_in(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("owner", "in@house.example")
    SignInThrottle.objects.create(
        key="network:127.0.0.0/24", failed_count=0, last_failed_at=clock.now(scope.alias()),
        locked_until=clock.now(scope.alias()) + timedelta(minutes=5),
    )  # fmt: skip
    client = client_of(tenant_a)
    client.post("/sign-in/", {"email": who.email, "password": "correct horse battery staple"})
    last = AuditRecord.objects.filter(action="accounts.sign_in").order_by("-id").first()
    assert last is not None and last.facts["outcome"] == "locked" and "account" in last.facts
    assert who.email not in str(last.facts)


def test_ids_that_are_not_there_are_noted_for_people_and_keys(tenant_a: TenantRef, client_of: ClientOf) -> None:
    who = person("owner", "curious@house.example")
    client = signed_in(client_of(tenant_a), who, device=authenticator(who.id))
    for _ in range(3):
        assert client.get(f"/orders/{uuid7()}/").status_code == 404
    assert client.get("/nothing/here/").status_code == 404
    rows = AuditRecord.objects.filter(action="anomalies.note_denial")
    assert rows.count() == 3 and all(UUID(row.target_id) and row.actor_kind == "user" for row in rows)


def test_people_are_told_by_a_letter_that_names_nobody(tenant_a: TenantRef, decider: Actor) -> None:
    denied = [act("anomalies.note_denial", at, actor_kind="user", actor_id=decider.id, target="x", target_id=str(at))
              for at in range(3)]  # fmt: skip
    watching.take(denied, clock.now(scope.alias()))
    jobs.run_due()
    letters = [one for one in mail.outbox if "Alert" in one.subject]
    assert letters and "eyes@house.example" in {one for letter in letters for one in letter.to}
    assert "3 ids in five minutes" in letters[0].body and "/alerts/" in letters[0].body


def test_pages_for_the_marketplace_and_nobody_else(
    tenant_a: TenantRef, client_of: ClientOf, market: Market, decider: Actor
) -> None:
    run(record_payment, market.as_buyer(), RecordPayment(payee_id=market.seller, amount=MoneyIn("20000", "EUR")))
    judged_now("payments.record_payment")
    alert = Alert.objects.get()
    who = Person(UUID(decider.id), "eyes@house.example")
    eyes = signed_in(client_of(tenant_a), who, device=authenticator(who.id))
    assert alert.number in eyes.get("/alerts/").content.decode()
    page = eyes.get(f"/alerts/{alert.pk}/").content.decode()
    assert "20,000.00 EUR to a payee that was never paid before" in page and "Limit" in page
    assert "1 alert to decide" in eyes.get("/").content.decode()
    assert eyes.get("/alerts/rules/").status_code == 200
    tried = eyes.get("/alerts/rules/A4/?a4_limit=50000&a4_mad=6").content.decode()
    assert "As tried" in tried
    assert eyes.get("/alerts/rules/A4/?a4_limit=none").status_code == 200
    assert eyes.post(f"/alerts/{alert.pk}/dismiss/", {"note": "x"}).status_code == 422
    assert eyes.post(f"/alerts/{alert.pk}/dismiss/", {"note": "A known order"}).status_code == 302
    buyer = signed_in(client_of(tenant_a), person("buyer", "b@tarn.example", company_id=market.buyer))
    assert buyer.get(f"/alerts/{alert.pk}/").status_code in (403, 404)
    assert alert.number not in buyer.get("/alerts/").content.decode()
