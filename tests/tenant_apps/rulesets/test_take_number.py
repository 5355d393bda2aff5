"""Public numbers: no gap, no double, whoever rolls back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connections, transaction

from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import take_number

NOW = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


def test_each_series_and_year_counts_for_itself(tenant_a: TenantRef) -> None:
    taken = [take_number("O", NOW), take_number("O", NOW), take_number("I", NOW), take_number("O", NEXT_YEAR)]
    assert taken == ["O-2026-000001", "O-2026-000002", "I-2026-000001", "O-2027-000001"]


def test_a_rolled_back_number_is_given_again(tenant_a: TenantRef) -> None:
    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic(using=scope.alias()):
        assert take_number("O", NOW) == "O-2026-000001"
        raise Undo
    assert take_number("O", NOW) == "O-2026-000001"


def test_no_number_outside_a_transaction(committed_tenant: TenantRef) -> None:
    with scope.enter(committed_tenant), pytest.raises(RuntimeError, match="transaction of its document"):
        take_number("O", NOW)


def test_many_at_once_share_no_number_and_skip_none(committed_tenant: TenantRef) -> None:
    def take(turn: int) -> str:
        try:
            with scope.enter(committed_tenant), transaction.atomic(using=scope.alias()):
                number = take_number("O", NOW)
                if turn % 3 == 0:
                    transaction.set_rollback(True, using=scope.alias())
                    return ""
                return number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        taken = sorted(filter(None, pool.map(take, range(60))))
    assert taken == [f"O-2026-{value:06d}" for value in range(1, 41)]
