"""The world of these tests, once for the folder."""

from collections.abc import Iterator

import pytest

from shared_apps.tenancy import directory
from shared_apps.tenancy.refs import TenantRef
from tests.isolation.world import World
from tests.isolation.world import world as build


@pytest.fixture(scope="package")
def world(marketplaces: dict[str, TenantRef], django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """Marketplaces a and b (one database) and c (another region)."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with build() as made:
            directory.forget()
            yield made
        directory.forget()
