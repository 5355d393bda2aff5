"""What is owed is done once in effect, in order, and never lost."""

from datetime import timedelta

import pytest
from django.core.cache import caches

from shared_apps.foundation import clock, faults
from shared_apps.foundation.ids import uuid7
from shared_apps.outbox import events, jobs, relay, subscriptions, tasks, wake
from shared_apps.outbox.models import InboxReceipt, Job, OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef

pytestmark = pytest.mark.usefixtures("tenant_a")


@pytest.fixture
def happened():
    """An event with two subscribers that write down what they got; the second fails while told to."""
    seen: list[tuple[str, str]] = []
    failing: set[str] = set()

    @events.event("test.happened")
    class Happened(events.DomainEvent, frozen=True):
        thing_id: str
        text: str

    @subscriptions.subscribe("test.happened", name="test.first")
    def first(ctx, item) -> None:
        seen.append(("first", item.text))

    @subscriptions.subscribe("test.happened", name="test.second")
    def second(ctx, item) -> None:
        if item.text in failing:
            raise RuntimeError("the neighbour is away")
        seen.append(("second", item.text))

    Happened.seen, Happened.failing = seen, failing  # type: ignore[attr-defined]
    yield Happened
    del events.REGISTRY["test.happened"], subscriptions._by_event["test.happened"]


def owe(item: events.DomainEvent) -> OutboxMessage:
    now = clock.now(scope.alias())
    return OutboxMessage.objects.create(
        event_id=uuid7(), name=item.name, aggregate=item.aggregate(), payload=events.encode(item), at=now,
        next_attempt_at=now,
    )  # fmt: skip


def test_each_subscriber_takes_each_event_once(happened) -> None:
    message = owe(happened(thing_id="1", text="a"))
    assert relay.drain() == 1
    OutboxMessage.objects.filter(pk=message.pk).update(delivered_at=None)  # the relay died before closing the row
    relay.drain()
    assert happened.seen == [("first", "a"), ("second", "a")]
    assert InboxReceipt.objects.filter(event_id=message.event_id).count() == 2


def test_a_failing_subscriber_keeps_the_others_effect_and_comes_back(happened) -> None:
    happened.failing.add("a")
    message = owe(happened(thing_id="1", text="a"))
    assert relay.drain() == 0
    message.refresh_from_db()
    assert (message.attempts, message.parked, message.delivered_at) == (1, False, None)
    assert "neighbour" in message.last_error
    happened.failing.clear()
    OutboxMessage.objects.update(next_attempt_at=clock.now(scope.alias()))
    assert relay.drain() == 1
    assert happened.seen == [("first", "a"), ("second", "a")]


def test_one_aggregate_keeps_its_order_and_others_do_not_wait(happened) -> None:
    happened.failing.add("a")
    owe(happened(thing_id="1", text="a"))
    owe(happened(thing_id="1", text="b"))
    owe(happened(thing_id="2", text="c"))
    assert relay.drain() == 1
    assert ("second", "b") not in happened.seen
    assert ("second", "c") in happened.seen


def test_after_ten_tries_a_message_is_parked_and_kept(happened) -> None:
    happened.failing.add("a")
    message = owe(happened(thing_id="1", text="a"))
    for _try in range(relay.TRIES):
        OutboxMessage.objects.update(next_attempt_at=clock.now(scope.alias()))
        relay.drain()
    message.refresh_from_db()
    assert (message.attempts, message.parked) == (relay.TRIES, True)


def test_a_death_between_effect_and_receipt_is_impossible(happened) -> None:
    owe(happened(thing_id="1", text="a"))
    faults.arm("outbox.after_subscriber=fail")
    try:
        assert relay.drain() == 0
    finally:
        faults.arm("")
    assert InboxReceipt.objects.count() == 0


@pytest.fixture
def work():
    """A kind of job that fails while told to."""
    ran: list[str] = []
    failing: set[str] = set()

    @jobs.job("test.work")
    def handler(payload, progress):
        progress.advance(1, 2, "half")
        if payload["text"] in failing:
            raise RuntimeError("out of paper")
        ran.append(payload["text"])
        return {"ok": True}

    handler.ran, handler.failing = ran, failing
    yield handler
    del jobs.REGISTRY["test.work"]


def owe_job(text: str):
    return jobs.enqueue("test.work", "Work", {"text": text}, at=clock.now(scope.alias()))


def test_a_job_runs_and_keeps_its_result(work) -> None:
    pk = owe_job("a")
    assert jobs.run_due() == 1
    row = Job.objects.get(pk=pk)
    assert (row.state, row.result, row.done_count, row.total_count, row.step) == ("done", {"ok": True}, 1, 2, "half")


def test_a_job_does_not_wait_until_a_mountain_of_events_is_gone(happened, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []

    @jobs.job("test.count")
    def count(payload, progress):
        left.append(OutboxMessage.objects.filter(delivered_at__isnull=True).count())

    monkeypatch.setattr(tasks, "SHARE", 3)
    for number in range(10):
        owe(happened(thing_id=str(number), text="a"))
    try:
        jobs.enqueue("test.count", "Count", {}, at=clock.now(scope.alias()))
        tasks._look()
    finally:
        del jobs.REGISTRY["test.count"]
    assert left == [7], "after one share of events"
    assert not OutboxMessage.objects.filter(delivered_at__isnull=True).exists(), "and the rest follows in the same look"


def test_a_mountain_of_events_waits_behind_other_marketplaces(happened, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(tasks, "SHARE", 3)
    monkeypatch.setattr(tasks, "TURN_S", 0)
    monkeypatch.setattr(tasks.wake, "again", lambda: asked.append(1))
    for number in range(7):
        owe(happened(thing_id=str(number), text="a"))
    left = []
    for _turn in range(4):
        tasks._look()
        left.append((OutboxMessage.objects.filter(delivered_at__isnull=True).count(), len(asked)))
    assert left == [(4, 1), (1, 2), (0, 3), (0, 3)], (
        "a share each turn, and a new turn is asked for while there is more"
    )


def test_one_wake_up_of_a_marketplace_waits_at_a_time(
    tenant_a: TenantRef, tenant_b: TenantRef, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(tasks.look, "apply_async", lambda **_options: sent.append(scope.key()))
    settings.WAKE_WORKERS = True
    caches["default"].clear()
    for ref in (tenant_a, tenant_b, tenant_a, tenant_a):
        wake.now(ref)
    assert sent == [tenant_a.key, tenant_b.key]
    with scope.enter(tenant_a):
        tasks._look()
    wake.now(tenant_a)
    assert sent == [tenant_a.key, tenant_b.key, tenant_a.key], "it has begun: what is owed now is seen by a new one"
    monkeypatch.setattr(wake, "caches", {"default": None})
    wake.now(tenant_a)
    assert len(sent) == 4, "without the cache it is better woken twice"


def test_a_failed_job_is_tried_again_later_and_given_up_visibly(work) -> None:
    work.failing.add("a")
    pk = owe_job("a")
    for attempt in range(1, jobs.TRIES + 1):
        Job.objects.update(run_at=clock.now(scope.alias()))
        jobs.run_due(limit=1)
        row = Job.objects.get(pk=pk)
        assert row.attempts == attempt
    assert row.state == "failed"
    assert "out of paper" in row.last_error


def test_a_job_of_a_dead_worker_runs_again_when_its_lease_is_over(work) -> None:
    pk = owe_job("a")
    past = clock.now(scope.alias()) - timedelta(seconds=1)
    Job.objects.filter(pk=pk).update(state="running", attempts=1, lease_until=past + timedelta(minutes=5))
    assert jobs.run_due() == 0
    Job.objects.filter(pk=pk).update(lease_until=past)
    assert jobs.run_due() == 1
    assert work.ran == ["a"]


def test_a_cancelled_job_stops_at_its_next_step_and_stays_cancelled(work) -> None:
    pk = owe_job("a")
    row = jobs._lease()
    assert row is not None
    Job.objects.filter(pk=pk).update(state="cancelled")
    jobs._run(row)
    assert Job.objects.get(pk=pk).state == "cancelled"
    assert work.ran == []


def test_nothing_is_owed_for_a_kind_nobody_declares() -> None:
    with pytest.raises(RuntimeError, match="no job handler"):
        jobs.enqueue("test.unknown", "x", {}, at=clock.now(scope.alias()))
