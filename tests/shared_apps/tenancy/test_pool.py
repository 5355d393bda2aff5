"""Pooled connections and many threads: a query runs in its thread's scope, whoever had the connection before."""

import random
import threading
from copy import deepcopy

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef

THREADS, ROUNDS, CONNECTIONS = 12, 60, 5


@pytest.fixture
def pooled(marketplaces: dict[str, TenantRef], django_db_blocker: pytest.FixtureRequest) -> BaseDatabaseWrapper:
    """Alias `default` with a small pool, in this test alone."""
    before = connections["default"]
    own = before.copy("default")
    own.settings_dict = deepcopy(before.settings_dict)
    own.settings_dict["OPTIONS"]["pool"] = {"min_size": 1, "max_size": CONNECTIONS, "timeout": 20}
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield own  # type: ignore[misc]
        own.close_pool()  # type: ignore[attr-defined]


def test_threads_never_see_another_scope(pooled: BaseDatabaseWrapper, marketplaces: dict[str, TenantRef]) -> None:
    refs = [marketplaces["a"], marketplaces["b"]]
    wrong: list[str] = []
    seed = random.randrange(10**6)

    def work(number: int) -> None:
        dice = random.Random(seed + number)
        connection = pooled.copy("default")
        connection.settings_dict = pooled.settings_dict
        connections["default"] = connection
        try:
            for _ in range(ROUNDS):
                ref = dice.choice(refs)
                with scope.enter(ref), connections["default"].cursor() as cursor:
                    cursor.execute("SELECT current_schema(), current_user")
                    if cursor.fetchone() != (ref.schema_name, ref.role):
                        wrong.append(ref.slug)
                with connections["default"].cursor() as cursor:
                    cursor.execute("SELECT current_schema(), current_user")
                    if cursor.fetchone() != (None, "kontor_app"):
                        wrong.append("outside")
                if dice.random() < 0.3:
                    connections["default"].close()
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [], f"SEED={seed}"
