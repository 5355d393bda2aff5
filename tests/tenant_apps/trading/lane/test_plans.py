"""Plans of the lane's statements while a marketplace is new: they are kept, so they must be right from the start."""

from typing import Any

import psycopg
import pytest
from django.conf import settings

from shared_apps.tenancy import scope
from tenant_apps.identity.queries import KEYS_SQL
from tenant_apps.trading.kernel.lane import statements as sql
from tenant_apps.trading.kernel.lane.arrays import array_of
from tenant_apps.trading.kernel.lane.connections import OPTIONS
from tests.fixtures.lane import Stall


@pytest.mark.slow
def test_no_statement_reads_a_whole_table(stall: Stall) -> None:
    told, lot = settings.DATABASES["default"], "00000000-0000-7000-8000-000000000000"
    asked: list[tuple[str, list[Any]]] = [
        (sql.KNOWN_ANSWERS, [array_of(["p"]), array_of(["k"]), "r"]),
        (KEYS_SQL, [array_of(["h"])]),
        (sql.PARTICIPANTS, [lot, array_of([lot])]),
        (sql.EVENT, ["", "", lot]),
    ]
    login = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"], "password": told["PASSWORD"]}
    with psycopg.connect(**login, dbname=told["NAME"], options=OPTIONS) as connection:
        connection.execute(sql.BEGIN, [f'"{stall.ref.schema_name}", extensions', stall.ref.role, "{}"])
        for text, values in asked:
            rows = connection.execute(f"EXPLAIN {text}", values).fetchall()  # type: ignore[call-overload]
            plan = "\n".join(row[0] for row in rows)
            assert "Seq Scan" not in plan, plan
            if text is sql.KNOWN_ANSWERS:
                line = next(one for one in plan.split("\n") if "Index Cond" in one)
                assert all(name in line for name in ("principal", "route", "key")), plan


@pytest.mark.parametrize("text", ["", 'a"b', "a\\b", "{x,y}", " ", "NULL", "ö,'"])
def test_arrays_are_written_as_they_are_read(stall: Stall, text: str) -> None:
    from django.db import connection

    with scope.enter(stall.ref), connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [array_of([text, None, "x"])])
        assert cursor.fetchone()[0] == [text, None, "x"]
