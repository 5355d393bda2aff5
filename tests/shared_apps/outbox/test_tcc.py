"""Try, confirm and cancel in any order, repeated, lost and late, against a reference of a few lines."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from shared_apps.foundation import clock
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import relay
from shared_apps.outbox.models import Job, Reservation
from shared_apps.outbox.sagas import tcc
from shared_apps.tenancy import scope

SPACE = UUID("0197f000-0000-7000-8000-000000000000")
KEYS = [uuid5(SPACE, name) for name in "abc"]
LIFE = timedelta(minutes=10)


def effect(ctx: Any, key: UUID, word: str) -> None:
    Job.objects.create(
        kind="test.tcc", title=f"{KEYS.index(key)}{word}", state="done", run_at=ctx.now, created_at=ctx.now
    )


def effects() -> list[str]:
    return sorted(Job.objects.filter(kind="test.tcc").values_list("title", flat=True))


@pytest.fixture
def partner() -> Iterator[tcc.Partner]:
    def attempt(ctx: Any, key: UUID, terms: Mapping[str, Any], until: datetime | None) -> dict[str, str]:
        effect(ctx, key, "try")
        return {"promised": str(terms["what"])}

    def keep(ctx: Any, key: UUID) -> dict[str, str]:
        effect(ctx, key, "keep")
        return {"kept": str(uuid7())}

    def drop(ctx: Any, key: UUID, why: str) -> None:
        effect(ctx, key, "drop")

    made = tcc.declare(tcc.Partner("test.partner", attempt, keep, drop))
    yield made
    del tcc.REGISTRY["test.partner"]


def acting(work: Any) -> Any:
    assert relay.system_context is not None
    with transaction.atomic(using=scope.alias()), relay.system_context("tests") as ctx:
        return work(ctx)


class Calls(RuleBasedStateMachine):
    """The reference holds, by key: the state, what had an effect, and the answer that must be given again."""

    partner: tcc.Partner

    def __init__(self) -> None:
        super().__init__()
        Job.objects.filter(kind="test.tcc").delete()
        Reservation.objects.all().delete()
        self.state: dict[UUID, str] = dict.fromkeys(KEYS, "")
        self.late: set[UUID] = set()
        self.expected: list[str] = []
        self.answers: dict[UUID, Mapping[str, Any]] = {}

    def _is(self, key: UUID, word: str) -> None:
        self.expected.append(f"{KEYS.index(key)}{word}")

    def _refused(self, work: Any, code: str) -> None:
        with pytest.raises(Refusal) as refused:
            acting(work)
        assert refused.value.code == code

    @rule(key=st.sampled_from(KEYS), times=st.integers(1, 3))
    def attempt(self, key: UUID, times: int) -> None:
        for _ in range(times):

            def work(ctx: Any) -> Any:
                return tcc.attempt(ctx, self.partner, key, {"what": "goods"}, expires_at=ctx.now + LIFE)

            if self.state[key] == "cancelled":
                self._refused(work, "outbox.reservation_over")
                continue
            answer = acting(work)
            if not self.state[key]:
                self.state[key] = "tried"
                self._is(key, "try")
                self.answers[key] = answer
            assert answer == self.answers[key]

    @rule(key=st.sampled_from(KEYS), times=st.integers(1, 3))
    def confirm(self, key: UUID, times: int) -> None:
        for _ in range(times):

            def work(ctx: Any) -> Any:
                return tcc.confirm(ctx, self.partner, key)

            if self.state[key] not in ("tried", "confirmed") or (self.state[key] == "tried" and key in self.late):
                self._refused(work, "outbox.reservation_over")
                continue
            answer = acting(work)
            if self.state[key] == "tried":
                self.state[key] = "confirmed"
                self._is(key, "keep")
                self.answers[key] = answer
            assert answer == self.answers[key] and answer["promised"] == "goods"

    @rule(key=st.sampled_from(KEYS), times=st.integers(1, 3))
    def cancel(self, key: UUID, times: int) -> None:
        for _ in range(times):

            def work(ctx: Any) -> Any:
                return tcc.cancel(ctx, self.partner, key)

            if self.state[key] == "confirmed":
                self._refused(work, "outbox.confirmed_already")
                continue
            assert acting(work) == (self.state[key] == "tried")
            if self.state[key] == "tried":
                self._is(key, "drop")
            self.state[key] = "cancelled"

    @rule(key=st.sampled_from(KEYS))
    def fix(self, key: UUID) -> None:
        def work(ctx: Any) -> Any:
            return tcc.fix(ctx, self.partner, key)

        if self.state[key] not in ("tried", "confirmed") or (self.state[key] == "tried" and key in self.late):
            self._refused(work, "outbox.reservation_over")
        else:
            acting(work)

    @rule(key=st.sampled_from(KEYS))
    def time_passes(self, key: UUID) -> None:
        rows = Reservation.objects.filter(key=key, state="tried", expires_at__isnull=False)
        if rows.update(expires_at=clock.now(scope.alias()) - LIFE):
            self.late.add(key)

    @precondition(lambda self: self.late)
    @rule()
    def expiry(self) -> None:
        due = [key for key in self.late if self.state[key] == "tried"]
        assert tcc.expire_due() == len(due)
        for key in due:
            self.state[key] = "cancelled"
            self._is(key, "drop")

    @rule(key=st.sampled_from(KEYS))
    def lost_on_the_way(self, key: UUID) -> None:
        """A call whose transaction dies has had no effect, and the reference hears nothing of it."""
        with pytest.raises(ZeroDivisionError):
            acting(lambda ctx: (tcc.cancel(ctx, self.partner, key) if self.state[key] != "confirmed" else None, 1 // 0))

    @invariant()
    def effects_are_the_reference_s(self) -> None:
        assert effects() == sorted(self.expected)
        kept = dict(Reservation.objects.values_list("key", "state"))
        assert kept == {key: state for key, state in self.state.items() if state}


@pytest.mark.usefixtures("tenant_a")
def test_any_order_of_calls_has_the_effects_of_the_reference(
    partner: tcc.Partner, request: pytest.FixtureRequest
) -> None:
    Calls.partner = partner
    number = int(request.config.getoption("randomly_seed", 1))
    few = settings(
        max_examples=25, stateful_step_count=20, deadline=None, database=None, print_blob=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    machine = seeded(number)(type("Seeded", (Calls,), {}))
    run_state_machine_as_test(machine, settings=few)


@pytest.mark.usefixtures("tenant_a")
def test_a_try_that_is_refused_leaves_room_for_another(partner: tcc.Partner) -> None:
    def no(ctx: Any, key: UUID, terms: Mapping[str, Any], until: datetime | None) -> dict[str, str]:
        raise Refusal("test.no", "sold out")

    short = tcc.Partner(partner.name, no, partner.keep, partner.drop)
    with pytest.raises(Refusal, match="sold out"):
        acting(lambda ctx: tcc.attempt(ctx, short, KEYS[0], {}, expires_at=None))
    assert not Reservation.objects.exists()
    acting(lambda ctx: tcc.attempt(ctx, partner, KEYS[0], {"what": "goods"}, expires_at=None))
    assert effects() == ["0try"]
