"""A saga ends whole or is undone: order, retries, deadlines, the pivot, people, fences, kills."""

import json
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections, transaction

from shared_apps.audit.models import AuditRecord
from shared_apps.foundation import clock, faults, invariants
from shared_apps.foundation.refusals import Conflict, Refusal
from shared_apps.outbox.models import Job, Saga, SagaStep
from shared_apps.outbox.sagas import drive, people, types
from shared_apps.outbox.sagas.begin import begin, poke, turn_back
from shared_apps.outbox.sagas.types import SagaType, Step, View, Wait
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef

NAME = "test.trip"
FAR = timedelta(hours=1)
SOON = timedelta(minutes=9)


class Trip:
    """A saga over three steps; each effect is a row, so that what is rolled back is not counted."""

    def __init__(self) -> None:
        self.fails: dict[str, Exception] = {}
        self.is_open = True
        types.declare(
            SagaType(
                NAME, "Trip", deadline=FAR, pivot="pay",
                steps=(
                    Step("train", self.act("train"), self.act("-train"), tries=3),
                    Step("room", self.act("room"), self.act("-room"), each=True, tries=3, deadline=SOON),
                    Step("pay", self.gate, self.act("-pay"), tries=3),
                    Step("tell", self.act("tell"), tries=3, deadline=SOON),
                ),
                on_done=self.act("done"), on_undone=self.act("undone"),
            )
        )  # fmt: skip

    def act(self, word: str) -> Any:
        def do(ctx: Any, view: View) -> dict[str, int]:
            self._write(ctx, f"{word}{view.part or ''}")
            if word in self.fails:
                raise self.fails[word]
            return {"part": view.part}

        return do

    def gate(self, ctx: Any, view: View) -> Any:
        return self.act("pay")(ctx, view) if self.is_open else Wait(ctx.now + FAR * 24)

    def _write(self, ctx: Any, word: str) -> None:
        at = ctx.now
        Job.objects.create(kind="test.effect", title=word, state="done", run_at=at, created_at=at)


def effects() -> list[str]:
    return list(Job.objects.filter(kind="test.effect").order_by("id").values_list("title", flat=True))


@pytest.fixture
def trip() -> Iterator[Trip]:
    yield Trip()
    del types.REGISTRY[NAME]


def now() -> Any:
    return clock.now(scope.alias())


def start(reference: str = "1", parts: int = 2) -> Saga:
    with transaction.atomic(using=scope.alias()):
        return Saga.objects.get(pk=begin(NAME, reference, {}, at=now(), parts=parts))


def hurry() -> None:
    Saga.objects.update(next_at=now())


def run_on(saga: Saga, most: int = 40) -> Saga:
    """Drive, letting no pause last."""
    for _ in range(most):
        hurry()
        if not drive.drive_due():
            break
    saga.refresh_from_db()
    return saga


@pytest.mark.usefixtures("tenant_a")
def test_steps_run_in_order_once_and_leave_audit_rows(trip: Trip) -> None:
    saga = start()
    assert start().pk == saga.pk  # the same reference is the same saga
    assert run_on(saga).state == "done"
    assert effects() == ["train", "room", "room1", "pay", "tell", "done"]
    actions = AuditRecord.objects.filter(target="outbox.saga").values_list("action", flat=True)
    assert f"saga.{NAME}.room.do" in actions and f"saga.{NAME}.done" in actions
    assert SagaStep.objects.get(saga=saga, number=2).result == {"part": 1}
    assert invariants.check_all() == []


@pytest.mark.usefixtures("tenant_a")
def test_a_refusal_before_the_pivot_undoes_in_reverse_what_has_started(trip: Trip) -> None:
    trip.fails["pay"] = Conflict("test.no", "The card is refused.")
    saga = run_on(start())
    assert (saga.state, saga.reason) == ("undone", "The card is refused.")
    # A refused step may have had its effect elsewhere: it is undone as well, and first.
    assert effects() == ["train", "room", "room1", "-pay", "-room1", "-room", "-train", "undone"]
    assert invariants.check_all() == []


@pytest.mark.usefixtures("tenant_a")
def test_failures_are_tried_again_with_pauses_and_then_turn_it_back(trip: Trip) -> None:
    trip.fails["train"] = RuntimeError("the line is busy")
    saga = start()
    drive.drive_due()
    saga.refresh_from_db()
    step = SagaStep.objects.get(saga=saga, number=0)
    assert (step.attempts, saga.state, saga.lease_until) == (1, "forward", None)
    assert "busy" in step.last_error and saga.next_at > now()
    assert drive.drive_due() == 0  # not before its pause is over
    assert run_on(saga).state == "undone"
    assert SagaStep.objects.get(pk=step.pk).attempts == 3
    assert effects() == ["-train", "undone"]


@pytest.mark.usefixtures("tenant_a")
def test_past_the_pivot_a_failing_step_waits_for_a_person_and_goes_on(trip: Trip) -> None:
    trip.fails["tell"] = RuntimeError("no line")
    saga = run_on(start())
    assert (saga.state, saga.stuck_in, saga.reason) == ("stuck", "forward", "not_done")
    assert invariants.check_all() == []
    Saga.objects.update(stuck_at=now() - FAR)
    assert [one.invariant for one in invariants.check_all()] == ["outbox.stuck_is_attended"]
    people.give_to(saga.pk, saga.pk, "Ada")
    assert invariants.check_all() == []
    with pytest.raises(Refusal) as refused:
        people.go_back(saga.pk, now(), "changed my mind")
    assert refused.value.code == "outbox.no_way_back"
    trip.fails.clear()
    people.try_again(saga.pk, now())
    assert run_on(saga).state == "done"
    assert effects()[-2:] == ["tell", "done"]
    with pytest.raises(Refusal, match="ended"):
        people.try_again(saga.pk, now())


@pytest.mark.usefixtures("tenant_a")
def test_a_compensation_that_keeps_failing_waits_for_a_person(trip: Trip) -> None:
    trip.fails["pay"] = Conflict("test.no", "no")
    trip.fails["-room"] = RuntimeError("the hotel does not answer")
    saga = run_on(start())
    assert (saga.state, saga.stuck_in) == ("stuck", "backward")
    assert "undone" not in effects() and "-train" not in effects()
    with pytest.raises(Refusal) as refused:
        people.go_back(saga.pk, now(), "again")
    assert refused.value.code == "outbox.going_back"
    del trip.fails["-room"]
    people.try_again(saga.pk, now())
    assert run_on(saga).state == "undone"
    assert effects()[-4:] == ["-room1", "-room", "-train", "undone"]


@pytest.mark.usefixtures("tenant_a")
def test_waiting_ends_by_a_poke_and_a_deadline_turns_back(trip: Trip) -> None:
    trip.is_open = False
    saga, other = start(), start("2")
    drive.drive_due()
    assert drive.drive_due() == 0
    assert set(SagaStep.objects.filter(name="pay").values_list("state", flat=True)) == {"waiting"}
    trip.is_open = True
    assert poke(NAME, "1", now()) and not poke(NAME, "nobody", now())
    drive.drive_due()
    saga.refresh_from_db()
    other.refresh_from_db()
    assert (saga.state, other.state) == ("done", "forward")
    assert other.next_at == other.deadline_at  # it looks again when its time is over, not only in a day
    Saga.objects.filter(pk=other.pk).update(deadline_at=now())
    assert (run_on(other).state, other.reason) == ("undone", "deadline")
    assert not poke(NAME, "2", now())


@pytest.mark.usefixtures("tenant_a")
def test_a_step_that_takes_too_long_turns_back_or_waits_for_a_person(trip: Trip) -> None:
    early, late = start("early"), start("late")
    trip.fails["room"] = trip.fails["tell"] = RuntimeError("slow")
    drive.drive_due()
    del trip.fails["room"]
    SagaStep.objects.filter(saga=early, name="room", part=0).update(deadline_at=now())
    run_on(late, 2)
    SagaStep.objects.filter(saga=late, name="tell").update(deadline_at=now())
    assert (run_on(early).state, early.reason) == ("undone", "step_deadline")
    late.refresh_from_db()
    assert (late.state, late.reason) == ("stuck", "step_deadline")


@pytest.mark.usefixtures("tenant_a")
def test_turning_back_is_refused_past_the_pivot(trip: Trip) -> None:
    trip.is_open = False
    saga, other = start(), start("2")
    drive.drive_due()
    assert turn_back(NAME, "1", now(), "the buyer withdrew")
    assert (run_on(saga).state, saga.reason) == ("undone", "the buyer withdrew")
    assert not turn_back(NAME, "1", now(), "again")
    trip.is_open = True
    trip.fails["tell"] = RuntimeError("later")
    run_on(other, 1)
    other.refresh_from_db()
    assert other.is_past_pivot and not turn_back(NAME, "2", now(), "too late")


@pytest.mark.usefixtures("tenant_a")
def test_who_lost_the_lease_writes_nothing(trip: Trip) -> None:
    saga = start()
    mine = drive.lease(saga.pk)
    assert mine is not None and drive.lease(saga.pk) is None  # held
    Saga.objects.update(lease_until=now() - FAR)
    theirs = drive.lease(saga.pk)
    assert theirs is not None and theirs.token == mine.token + 1
    drive.carry_out(mine)
    assert effects() == []
    drive.carry_out(theirs)
    drive.carry_out(theirs)  # and none does it twice
    drive.carry_out(mine)
    assert effects() == ["train"]
    assert SagaStep.objects.get(saga=saga, number=0).attempts == 2


@pytest.mark.usefixtures("tenant_a")
def test_it_resumes_where_it_was_cut_off(trip: Trip) -> None:
    """Fail at every commit boundary it passes, as a kill would: nothing is lost and nothing happens twice."""
    for point in [name for name in types._points() if name.startswith(f"saga.{NAME}.")] + ["sagas.after_lease"]:
        if point.endswith("after_commit") or "undo" in point:
            continue
        Job.objects.all().delete()
        Saga.objects.all().delete()
        saga = start()
        faults.arm(f"{point}=fail")
        try:
            drive.drive_due()
        except faults.InjectedFault:
            Saga.objects.update(lease_until=now())  # the lease of the dead runs out
        finally:
            faults.arm("")
        assert run_on(saga).state == "done", point
        assert effects() == ["train", "room", "room1", "pay", "tell", "done"], point


def test_two_workers_have_one_effect_however_their_steps_interleave(
    trip: Trip, committed_tenant: TenantRef, request: pytest.FixtureRequest
) -> None:
    """Two workers race for each act, with leases that run out under them at random; the bench runs more."""
    seed = request.config.getoption("randomly_seed", 1)
    rounds, gate, random = 250, Barrier(2, timeout=60), Random(int(seed))
    failures: list[str] = []
    with scope.enter(committed_tenant):
        now_ = now()
        # One act a saga: it has no other step to do after the first.
        for at in range(rounds // 6):
            begin(NAME, str(at), {}, at=now_, parts=0)
    cuts = [random.random() < 0.3 for _ in range(rounds * 2)]

    def work(number: int) -> None:
        try:
            with scope.enter(committed_tenant):
                for turn in range(rounds):
                    gate.wait()
                    held = drive.lease()
                    if held is not None and cuts[turn * 2 + number]:
                        # The lease runs out before the act: the other may take it, and then both carry out.
                        Saga.objects.filter(pk=held.saga_id).update(lease_until=now() - FAR)
                        if random.random() < 0.5:
                            held = drive.lease(held.saga_id) or held
                    if held is not None:
                        drive.carry_out(held)
        except Exception as error:  # told below, in the thread of the test
            failures.append(f"{type(error).__name__}: {error}")
            gate.abort()
        finally:
            connections.close_all()

    workers = [Thread(target=work, args=(number,)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(90)
    with scope.enter(committed_tenant):
        Saga.objects.filter(state="forward").update(lease_until=None)
        drive.drive_due(5000)
        counts: dict[str, int] = {}
        for word in effects():
            counts[word] = counts.get(word, 0) + 1
    note = f"SEED={seed} {json.dumps(counts)}"
    assert failures == [], note
    assert counts == dict.fromkeys(("train", "pay", "tell", "done"), rounds // 6), note
