"""Plans of the lane's statements while a marketplace is new: they are kept, so they must be right from the start."""

from typing import Any

import psycopg
import pytest
from django.conf import settings

from shared_apps.lane.arrays import array_of
from shared_apps.lane.connections import OPTIONS
from shared_apps.lane.prepared import BEGIN, Prepared
from shared_apps.lane.rows import KNOWN_ANSWERS
from shared_apps.tenancy import scope
from tenant_apps.trading.kernel.lane import statements as sql
from tests.fixtures.lane import Stall


def login_of() -> dict[str, Any]:
    told = settings.DATABASES["default"]
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return {name: told[key] for name, key in names.items()}


@pytest.mark.slow
def test_no_statement_reads_a_whole_table(stall: Stall) -> None:
    lot = "00000000-0000-7000-8000-000000000000"
    asked: list[tuple[str, list[Any]]] = [
        (KNOWN_ANSWERS, [array_of(["p"]), array_of(["k"]), "r"]),
        (
            sql.FACTS.text,
            [
                "",
                "",
                array_of(["h"]),
                array_of(["p"]),
                array_of(["k"]),
                "r",
                array_of([lot]),
                lot,
                array_of([lot]),
                lot,
            ],
        ),
    ]
    with psycopg.connect(**login_of(), options=OPTIONS) as connection:
        connection.execute(BEGIN.text, [f'"{stall.ref.schema_name}", extensions', stall.ref.role, "{}"])
        for text, values in asked:
            rows = connection.execute(f"EXPLAIN {text}", values).fetchall()  # type: ignore[call-overload]
            plan = "\n".join(row[0] for row in rows)
            assert "Seq Scan" not in plan, plan
            if text is KNOWN_ANSWERS:
                line = next(one for one in plan.split("\n") if "Index Cond" in one)
                assert all(name in line for name in ("principal", "route", "key")), plan


@pytest.mark.parametrize("text", ["", 'a"b', "a\\b", "{x,y}", " ", "NULL", "ö,'"])
def test_arrays_are_written_as_they_are_read(stall: Stall, text: str) -> None:
    from django.db import connection

    with scope.enter(stall.ref), connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [array_of([text, None, "x"])])
        assert cursor.fetchone()[0] == [text, None, "x"]


def test_a_call_quotes_its_values_and_wants_all_of_them() -> None:
    with psycopg.connect(**login_of(), options=OPTIONS) as connection:
        one = Prepared("one_text", "SELECT %(a)s::text, %(b)s::int, %(a)s::text || '!'")
        connection.execute(one.preparing)
        for text in ("", "it's", "a\\b", "'); DROP TABLE x; --", "$1 %s", "ö\n"):
            row = connection.execute(one.call(connection, {"a": text, "b": None}), prepare=False).fetchone()
            assert row == (text, None, f"{text}!")
        with pytest.raises(ValueError, match="zero"):
            one.call(connection, {"a": "a\0b", "b": 1})
        with pytest.raises(ValueError, match="takes 2"):
            one.call(connection, ["a"])
