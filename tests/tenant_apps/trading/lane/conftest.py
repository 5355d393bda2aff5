"""A market whose rows are committed, for every test of the lane."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.lane import Stall, stand_up_stall


@pytest.fixture
def stall(committed_tenant: TenantRef, django_db_blocker: Any) -> Iterator[Stall]:
    with django_db_blocker.unblock():
        with scope.enter(committed_tenant):
            made = stand_up_stall(committed_tenant)
        yield made
