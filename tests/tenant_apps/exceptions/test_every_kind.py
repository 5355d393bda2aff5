"""Every kind: injected, found by one look, its first step done once, worked to its end, closed by itself."""

from datetime import timedelta

import pytest

from shared_apps.commands import run
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs
from shared_apps.outbox.looks import EVERY_S
from shared_apps.outbox.models import Job
from tenant_apps.exceptions.commands import TakeException, look_for, take_exception
from tenant_apps.exceptions.commands.do_step import FirstStep, first_step
from tenant_apps.exceptions.commands.open_exceptions import FIRST_JOB
from tenant_apps.exceptions.jobs import PLAYBOOK
from tenant_apps.exceptions.models import ExceptionMoment, OrderException
from tenant_apps.exceptions.types import REGISTRY
from tests.fixtures.trade import Market, assert_sound
from tests.fixtures.travel import Travel
from tests.proofs import proves
from tests.tenant_apps.exceptions.injected import CASES, settings


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Travel:
    return Travel(monkeypatch)


def test_no_kind_is_without_its_case_and_every_look_comes_in_time() -> None:
    assert sorted(CASES) == sorted(REGISTRY)
    assert len(REGISTRY) >= 18
    assert EVERY_S <= 30


def moments(row: OrderException, what: str) -> int:
    return ExceptionMoment.objects.filter(exception=row, what=what).count()


@pytest.mark.parametrize("kind", sorted(CASES))
@proves("exceptions.off", *(f"exceptions.hours_{kind}" for kind in CASES))
def test_found_worked_and_closed(kind: str, market: Market, travel: Travel) -> None:
    settings(**{f"exceptions__hours_{kind}": 7, "exceptions__off": [kind]})
    case = CASES[kind](market, travel)
    travel.forward(seconds=1)
    assert look_for(kind) == 0, "a kind that is switched off is found"
    ahead, travel.by = travel.by, timedelta()  # rules count by the real clock
    settings(exceptions__off=[])
    travel.by = ahead
    look_for(kind)
    row = OrderException.objects.get(kind=kind)
    assert (row.subject_id, row.company_id, row.state) == (case.subject_id, case.worker.company_id, "open")
    assert row.deadline_at - row.opened_at == timedelta(hours=7)
    assert look_for(kind) == 0  # found once
    # The first step is owed by a job; whoever does it again finds it done.
    assert Job.objects.filter(kind=FIRST_JOB, state="owed").count() == 1
    jobs.run_due()
    assert not run(first_step, PLAYBOOK, FirstStep(exception_id=row.pk)).done
    assert (moments(row, "first"), moments(row, "refused")) == (1, 0)
    row.refresh_from_db()
    assert row.first_at is not None
    seen = OrderException.objects.visible_to
    assert seen(case.worker).exists() and not seen(market.as_other_buyer()).exists()
    if case.other is not None:
        assert seen(case.other).exists() == (row.other_id is not None)
        with pytest.raises(Refusal):
            run(take_exception, case.other, TakeException(exception_id=row.pk))
    run(take_exception, case.worker, TakeException(exception_id=row.pk))
    row.refresh_from_db()
    assert row.state == "working"
    case.mend(row)
    look_for(kind)
    row.refresh_from_db()
    assert (row.state, row.how, row.gone_at is not None) == ("solved", "cleared", True)
    assert (moments(row, "cleared"), look_for(kind)) == (1, 0)
    assert OrderException.objects.filter(kind=kind).count() == 1
    travel.back()
    assert_sound()
