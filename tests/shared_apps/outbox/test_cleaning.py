"""Cleaning removes what has had its day, and nothing that is owed, referenced, promised or evidence."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.contrib.sessions.models import Session
from django.db import connections, transaction
from django.db.models import QuerySet

from config.celery import app
from shared_apps.accounts.models import OneTimeLink, SignInSession, SignInThrottle
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import Context, command, run
from shared_apps.commands.cleaning import KEPT, PROMISED_DAYS
from shared_apps.commands.models import IdempotencyRecord
from shared_apps.commands.registry import REGISTRY as COMMANDS
from shared_apps.foundation import clock, faults, ids
from shared_apps.foundation.actor import Actor
from shared_apps.outbox import cleaning, jobs, tasks
from shared_apps.outbox.models import InboxReceipt, Job, OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenants.models import ControlInbox, SignUp
from tests.fixtures.people import company, person, signed_in

DAY = timedelta(days=1)
WRITER = Actor(kind="user", id="u1", permissions=frozenset({"test.write_line"}))


def now() -> datetime:
    return clock.now(scope.alias())


def old_id(at: datetime) -> UUID:
    """A UUIDv7 as it would have been made then."""
    return UUID(int=ids.lowest_of(at).int | (ids.uuid7().int & 0x3FFF_FFFF_FFFF_FFFF))


def message(at: datetime, *, delivered: bool = True, parked: bool = False, subscribers: int = 1) -> OutboxMessage:
    event_id = old_id(at)
    for number in range(subscribers):
        InboxReceipt.objects.create(event_id=event_id, subscriber=f"test.{number}", at=at)
    return OutboxMessage.objects.create(
        event_id=event_id, name="test.gone", aggregate="test:1", payload="{}", at=at, next_attempt_at=at,
        delivered_at=at if delivered else None, parked=parked,
    )  # fmt: skip


def job(at: datetime, state: str) -> Job:
    ended = at if state in ("done", "failed") else None
    return Job.objects.create(
        id=old_id(at), kind="test.old", title="x", state=state, run_at=at, created_at=at, finished_at=ended
    )


def clean() -> dict[str, int]:
    """One whole cleaning through the job table; the number of rows by table."""
    Job.objects.filter(kind=cleaning.KIND).delete()
    assert cleaning.owe_if_due() is not None
    jobs.run_due()
    row = Job.objects.filter(kind=cleaning.KIND).earliest("id")
    assert row.state == "done", row.last_error
    return row.result["removed"]


def left(rows: QuerySet[Any], *candidates: Any) -> list[bool]:
    return [rows.filter(pk=one.pk).exists() for one in candidates]


def test_delivered_messages_go_with_their_receipts_and_owed_ones_stay(tenant_a: TenantRef) -> None:
    old = now() - cleaning.MESSAGES_KEPT - DAY
    gone, young = message(old, subscribers=3), message(now() - cleaning.MESSAGES_KEPT + DAY)
    owed, parked = message(old, delivered=False), message(old, delivered=False, parked=True)
    late = message(old)
    OutboxMessage.objects.filter(pk=late.pk).update(delivered_at=now())
    of_the_saga = InboxReceipt.objects.create(event_id=old_id(old), subscriber="tenants.roles", at=old)
    before = InboxReceipt.objects.count()
    assert clean()["outbox.messages"] == 1
    assert left(OutboxMessage.objects.all(), gone, young, owed, parked, late) == [False, True, True, True, True]
    assert InboxReceipt.objects.count() == before - 3
    assert left(InboxReceipt.objects.all(), of_the_saga) == [True]


def test_jobs_that_wait_for_somebody_stay(tenant_a: TenantRef) -> None:
    old = now() - cleaning.JOBS_KEPT - DAY
    rows = [job(old, state) for state in ("done", "cancelled", "failed")]
    young = job(now() - cleaning.JOBS_KEPT + DAY, "done")
    owed = job(old, "owed")
    Job.objects.filter(pk=owed.pk).update(run_at=now() + DAY)
    assert clean()["outbox.jobs"] == 2
    assert left(Job.objects.all(), *rows, young, owed) == [False, False, True, True, True]


@pytest.fixture
def write_line() -> Iterator[Any]:
    calls: list[str] = []

    class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
        text: str

    class Written(msgspec.Struct, frozen=True):
        number: int

    @command("test.write_line", input=Line)
    def handler(ctx: Context, data: Line) -> Written:
        """Write a line."""
        calls.append(data.text)
        return Written(len(calls))

    yield lambda key: run(handler, WRITER, Line("x"), idempotency_key=key).number
    del COMMANDS["test.write_line"]


def test_a_repetition_within_the_promised_days_still_gets_its_answer(tenant_a: TenantRef, write_line: Any) -> None:
    assert (write_line("kept"), write_line("over")) == (1, 2)
    at = {"kept": now() - PROMISED_DAYS * DAY, "over": now() - KEPT - timedelta(minutes=1)}
    for key, moment in at.items():
        IdempotencyRecord.objects.filter(key=key).update(at=moment)
    clean()
    assert write_line("kept") == 1
    assert write_line("over") == 3


def test_a_signed_in_browser_stays_and_an_expired_one_goes(tenant_a: TenantRef, client_of: Any) -> None:
    buyer = person("buyer", company_id=company())
    browser, other = signed_in(client_of(tenant_a), buyer), signed_in(client_of(tenant_a), buyer)
    kept, expired = SignInSession.objects.order_by("id")
    long_ago = now() - 3 * DAY
    SignInSession.objects.update(created_at=long_ago, last_seen_at=long_ago)
    Session.objects.filter(session_key=expired.session_key).update(expire_date=long_ago)
    found = clean()
    assert (found["accounts.sessions"], found["accounts.browsers"]) == (1, 1)
    assert left(SignInSession.objects.all(), kept, expired) == [True, False]
    SignInSession.objects.update(created_at=now(), last_seen_at=now())
    assert browser.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_links_and_counts_of_failures_go_when_they_mean_nothing_any_more(tenant_a: TenantRef) -> None:
    person("buyer", company_id=company(), password="")
    jobs.run_due()
    link = OneTimeLink.objects.get()
    locked = SignInThrottle.objects.create(key="a", failed_count=9, last_failed_at=now() - 9 * DAY)
    SignInThrottle.objects.filter(pk=locked.pk).update(locked_until=now() + DAY)
    recent = SignInThrottle.objects.create(key="b", failed_count=1, last_failed_at=now() - DAY)
    forgotten = SignInThrottle.objects.create(key="c", failed_count=9, last_failed_at=now() - 9 * DAY)
    found = clean()
    assert (found["accounts.links"], found["accounts.throttles"]) == (0, 1)
    assert left(SignInThrottle.objects.all(), locked, recent, forgotten) == [True, True, False]
    OneTimeLink.objects.update(expires_at=now() - 31 * DAY)
    assert clean()["accounts.links"] == 1
    assert left(OneTimeLink.objects.all(), link) == [False]


def test_audit_records_are_nobodys_to_clean(tenant_a: TenantRef) -> None:
    person("buyer", company_id=company())
    before = AuditRecord.objects.count()
    assert before > 0
    models = {cleaner.rows(now()).model for cleaner in cleaning.REGISTRY.values()}
    assert AuditRecord not in models
    clean()
    assert AuditRecord.objects.count() == before


def test_a_run_that_is_killed_goes_on_where_it_was(tenant_a: TenantRef, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "BATCH", 2)
    rows = [message(now() - cleaning.MESSAGES_KEPT - DAY) for _each in range(5)]
    keys = [row.pk for row in rows]
    cleaning.owe_if_due()
    faults.arm("outbox.clean_after_batch=fail")
    try:
        jobs.run_due(limit=1)
    finally:
        faults.arm("")
    row = Job.objects.get(kind=cleaning.KIND)
    assert (row.state, OutboxMessage.objects.filter(pk__in=keys).count()) == ("owed", 3)
    Job.objects.update(run_at=now())
    jobs.run_due()
    row.refresh_from_db()
    assert (row.state, row.result["removed"]["outbox.messages"]) == ("done", 3)
    assert not OutboxMessage.objects.filter(pk__in=keys).exists()


def test_a_long_run_leaves_the_rest_to_the_next(tenant_a: TenantRef, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "BATCH", 2)
    monkeypatch.setattr(cleaning, "MOST", 4)
    keys = [message(now() - cleaning.MESSAGES_KEPT - DAY).pk for _each in range(7)]
    cleaning.owe_if_due()
    jobs.run_due(limit=1)
    assert OutboxMessage.objects.filter(pk__in=keys).count() == 3
    jobs.run_due()
    assert not OutboxMessage.objects.filter(pk__in=keys).exists()
    assert set(Job.objects.filter(kind=cleaning.KIND).values_list("state", flat=True)) == {"done"}


def test_one_run_is_owed_a_day(tenant_a: TenantRef) -> None:
    first = cleaning.owe_if_due()
    assert first is not None
    assert cleaning.owe_if_due() is None
    jobs.run_due()
    assert cleaning.owe_if_due() is None
    Job.objects.filter(pk=first).update(id=old_id(now() - cleaning.EVERY - timedelta(minutes=1)))
    assert cleaning.owe_if_due() is not None


def test_the_control_plane_forgets_wishes_nobody_confirmed(control: None) -> None:
    wish = {
        "name": "x", "region": "eu", "compliance_profile": "p", "preset": "p", "admin_name": "Ada",
        "admin_email": "ada@example.com", "locale": "en",
    }  # fmt: skip
    old, run_id = now() - 31 * DAY, ids.uuid7()
    gone = SignUp.objects.create(**wish, slug="gone", created_at=old)
    opened = SignUp.objects.create(**wish, slug="opened", created_at=old, run_id=run_id)
    young = SignUp.objects.create(**wish, slug="young", created_at=now())
    taken = ControlInbox.objects.create(id=old_id(old), region="eu", kind="x", at=old, taken_at=old)
    waiting = ControlInbox.objects.create(id=old_id(old), region="eu", kind="x", at=old)
    found = clean()
    assert (found["tenants.sign_ups"], found["tenants.reports"]) == (1, 1)
    assert left(SignUp.objects.all(), gone, opened, young) == [False, True, True]
    assert left(ControlInbox.objects.all(), taken, waiting) == [False, True]


def test_a_marketplace_does_not_touch_tables_of_the_control_plane(tenant_a: TenantRef) -> None:
    assert not any(name.startswith("tenants.") for name in clean())


def test_the_beat_owes_it_in_every_marketplace(
    marketplaces: dict[str, TenantRef], monkeypatch: pytest.MonkeyPatch, tenant_a: TenantRef
) -> None:
    monkeypatch.setattr(tasks, "list_active", lambda: list(marketplaces.values()))
    tasks.owe_cleaning.run()
    for ref in marketplaces.values():
        with scope.enter(ref):
            assert Job.objects.filter(kind=cleaning.KIND, state="owed").count() == 1


def test_the_beat_asks_for_tasks_that_exist() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
    assert "outbox.owe_cleaning" in app.tasks


def test_a_row_that_somebody_holds_is_left_for_another_day(committed_tenant: TenantRef) -> None:
    with scope.enter(committed_tenant):
        held, free = (message(now() - cleaning.MESSAGES_KEPT - DAY) for _each in range(2))
        with transaction.atomic(using=scope.alias()):
            OutboxMessage.objects.select_for_update().get(pk=held.pk)
            other = Thread(target=_clean_elsewhere, args=(committed_tenant,))
            other.start()
            other.join(20)
            assert not other.is_alive()
        assert left(OutboxMessage.objects.all(), held, free) == [True, False]
        assert Job.objects.get(kind=cleaning.KIND).state == "done"


def _clean_elsewhere(ref: TenantRef) -> None:
    try:
        with scope.enter(ref):
            cleaning.owe_if_due()
            jobs.run_due()
    finally:
        connections.close_all()
