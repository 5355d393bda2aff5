"""From the beat to the exception: Celery's own scheduler with its clock stepped, its tasks run in this process."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery.beat import Scheduler
from django.db import connections
from django.test.utils import CaptureQueriesContext

from config.celery import app
from shared_apps.outbox import looks, tasks
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.exceptions.models import ExceptionWatch, OrderException
from tenant_apps.exceptions.types import REGISTRY, sources_of
from tests.fixtures.trade import Market
from tests.fixtures.travel import Travel
from tests.tenant_apps.exceptions.injected import CASES

STEP_S = 5


class Beat(Scheduler):
    """The beat as it is, without a broker to send to."""

    producer: Any = None

    def setup_schedule(self) -> None:
        """Of the entries only the one for looks: neither an event nor a sweep shall find it before."""
        self.merge_inplace({name: one for name, one in app.conf.beat_schedule.items() if one["task"] == "outbox.tick"})


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


@pytest.fixture
def eager() -> Iterator[None]:
    """Whatever is sent to a queue is done at once, headers and base class included."""
    before = app.conf.task_always_eager
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = before


@pytest.mark.parametrize("kind", ["delivery_late", "price_drift"])
def test_the_beat_finds_it_within_a_minute(
    kind: str, market: Market, travel: Travel, eager: None, monkeypatch: pytest.MonkeyPatch, tenant_a: TenantRef
) -> None:
    app.loader.import_default_modules()
    at = datetime.now(UTC)
    monkeypatch.setattr(app, "now", lambda: at)
    monkeypatch.setattr(tasks, "list_active", lambda: [tenant_a])
    beat = Beat(app, schedule={}, lazy=False)
    beat.tick()
    case = CASES[kind](market, travel)
    assert not OrderException.objects.filter(kind=kind).exists()
    took = 0
    while not OrderException.objects.filter(kind=kind).exists():
        took += STEP_S
        assert took <= 60, "an exception waits longer than a minute"
        at += timedelta(seconds=STEP_S)
        travel.forward(seconds=STEP_S)
        beat.tick()
    assert took > STEP_S, "the clock of the beat has decided, not the test"
    assert OrderException.objects.get(kind=kind).subject_id == case.subject_id


def test_an_idle_marketplace_costs_one_handful_of_reads_whatever_the_number_of_kinds(tenant_a: TenantRef) -> None:
    places = sum(len(sources_of(code)) for code in REGISTRY)
    looks.look_all()
    with CaptureQueriesContext(connections[scope.alias()]) as seen:
        assert looks.look_all() == 0
    assert len(seen) <= 12 < places, [one["sql"][:80] for one in seen]
    assert not any(one["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for one in seen)
    assert not ExceptionWatch.objects.exists()


def test_a_look_that_fails_keeps_no_other_waiting(tenant_a: TenantRef, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def fails() -> int:
        raise RuntimeError("broken")

    def note(name: str) -> looks.Act:
        def act() -> int:
            asked.append(name)
            return 1

        return act

    monkeypatch.setattr(looks, "REGISTRY", {})
    looks.register("broken", fails, when=lambda: True)
    looks.register("silent", note("silent"), when=lambda: False)
    looks.register("due", note("due"), when=lambda: True)
    looks.register("timed", note("timed"))
    assert (looks.look_at_once(), asked) == (1, ["due"])
    assert (looks.look_all(), asked) == (2, ["due", "due", "timed"])
