"""What the statements of orders read: keys and nothing else, however many orders there are already."""

from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from shared_apps.commands import run
from shared_apps.foundation.ids import uuid7
from shared_apps.lane.connections import OPTIONS
from shared_apps.lane.prepared import BEGIN, Prepared
from shared_apps.tenancy import scope
from tenant_apps.orders.acceptance import statements as sql
from tenant_apps.orders.acceptance.flow import Known
from tenant_apps.orders.acceptance.work import OrderWork
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, PlaceOrders, place_orders
from tests.fixtures.trade import Market, kilos
from tests.tenant_apps.orders.acceptance.conftest import Counter


def login_of() -> dict[str, Any]:
    told = settings.DATABASES["default"]
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return {name: told[key] for name, key in names.items()}


def nothing(statement: Prepared) -> Any:
    """Empty values: a plan does not depend on them."""
    if statement is sql.WRITE:
        return {name: {"now": "2026-01-01", "year": 2026, "count": 0}.get(name, "{}") for name in statement.fields}
    if statement is sql.PAPERS:
        return ["{}", "{}", "2026-01-01", "2026-01-01"]
    return ["r" if statement is sql.FACTS and at == 3 else "{}" for at in range(len(statement.fields))]


@pytest.mark.slow
def test_no_statement_reads_a_whole_table(counter: Counter) -> None:
    with psycopg.connect(**login_of(), options=OPTIONS) as link:
        link.execute(BEGIN.text, [f'"{counter.ref.schema_name}", extensions', counter.ref.role, "{}"])
        for statement in sql.ALL:
            if statement is sql.USED:
                continue
            link.execute(statement.preparing)
            call = statement.call(link, nothing(statement)).decode()
            rows = link.execute(f"EXPLAIN {call}").fetchall()  # type: ignore[call-overload]
            plan = "\n".join(row[0] for row in rows)
            assert "Seq Scan" not in plan, f"{statement.name}\n{plan}"
            assert "Hash Join" not in plan and "Merge Join" not in plan, f"{statement.name}\n{plan}"


def rows_read() -> dict[str, int]:
    """Rows that this transaction has read of each table so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


def test_the_hundredth_order_reads_no_more_than_the_tenth(market: Market) -> None:
    def ten_more() -> dict[str, int]:
        before = rows_read()
        lines = [OrderLineIn(sku="steel", quantity=kilos("1")), OrderLineIn(sku="post", quantity=kilos("1"))][:1]
        data = PlaceOrder(seller_id=market.seller, currency="EUR", lines=lines)
        run(place_orders, market.as_buyer(), PlaceOrders(orders=[data] * 10))
        return {name: count - before.get(name, 0) for name, count in rows_read().items()}

    assert scope.tenant() is not None
    first, *_between, last = (ten_more() for _ in range(10))
    grown = {name: (first[name], count) for name, count in last.items() if count > first.get(name, 0) + 10}
    assert grown == {}


def test_a_process_remembers_no_more_than_so_many_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenant_apps.orders.acceptance.work.ITEMS_MAX", 3)
    work = OrderWork(frozenset(), lambda _ref: None)
    for key in ("first", "second", "third"):
        known = work.known.setdefault(key, Known())
        known.shelves.at(uuid7(), 1).by_sku.update({"a": None, "b": None})
    work.forget()
    assert list(work.known) == ["third"]
