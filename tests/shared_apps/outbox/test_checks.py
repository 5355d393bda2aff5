"""What must be true is looked at on one picture of a marketplace, while others go on writing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from shared_apps.foundation import clock, invariants
from shared_apps.outbox import checks, cleaning, jobs
from shared_apps.outbox.models import InvariantRun, Job
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef


@pytest.fixture
def looked_at_twice(committed_tenant: TenantRef) -> Iterator[str]:
    """A check that reads the same twice; between the two somebody else commits a row."""
    name = "test.looked_at_twice"

    def write() -> None:
        try:
            with scope.enter(committed_tenant):
                jobs.enqueue(cleaning.KIND, "Meanwhile", {}, at=clock.now(scope.alias()))
        finally:
            connections.close_all()

    @invariants.invariant(name)
    def check() -> list[str]:
        before = Job.objects.count()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(write).result()
        after = Job.objects.count()
        return [] if before == after else [f"{before} jobs, then {after}"]

    yield name
    del invariants.REGISTRY[name]


def test_what_others_write_between_two_looks_is_no_breach(committed_tenant: TenantRef, looked_at_twice: str) -> None:
    with scope.enter(committed_tenant):
        plain = [one.detail for one in invariants.check_all() if one.invariant == looked_at_twice]
        assert plain == ["0 jobs, then 1"], "without one picture it is"
        assert checks.check() == 0
        assert Job.objects.count() == 2, "the other one did write"
        run = InvariantRun.objects.get()
        assert (run.breaches, run.checks) == ([], len(invariants.REGISTRY))
