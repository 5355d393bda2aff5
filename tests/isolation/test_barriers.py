"""The barriers below the code: hosts, and the database as the login of every web process meets it."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.db.utils import Error
from django.test import Client

from shared_apps.tenancy import directory, scope
from shared_apps.tenancy.refs import TenantRef
from tenants.models import Tenant
from tests.isolation.addresses import walk
from tests.isolation.world import Place, World

PLAIN = [one for one in walk("config.urls_tenant") if not one.parts]


@pytest.fixture
def state(world: World) -> Iterator[object]:
    def put(place: Place, name: str) -> None:
        Tenant.objects.filter(pk=place.ref.id).update(state=name)
        directory.forget()

    yield put
    directory.forget()


def visit(place: Place, method: str = "GET", path: str = "/") -> int:
    return place.browser("owner").generic(method, path).status_code


@pytest.mark.parametrize("path", sorted({f"/{one.route}" for one in PLAIN}))
def test_every_address_of_an_unknown_host_is_not_found(path: str, world: World) -> None:
    client = Client(headers={"host": f"nobody-here.{settings.ENV.base_domain}"})
    assert client.get(path).status_code == 404


def test_a_suspended_marketplace_is_closed_for_everything(world: World, state: object) -> None:
    state(world.b, "suspended")  # type: ignore[operator]
    open_to = [one.route for one in PLAIN if visit(world.b, path=f"/{one.route}") != 403]
    assert open_to == [], "a suspended marketplace answered"


def test_a_frozen_marketplace_takes_no_write(world: World, state: object) -> None:
    state(world.b, "frozen")  # type: ignore[operator]
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        taken = [one.route for one in PLAIN if visit(world.b, method, f"/{one.route}") != 503]
        assert taken == [], f"a frozen marketplace took a {method}"
    assert visit(world.b) == 200


def test_another_region_is_misdirected_for_everything(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ALIAS_OF", {"eu": "default"})
    directory.forget()
    served = [one.route for one in PLAIN if visit(world.c, path=f"/{one.route}") != 421]
    directory.forget()
    assert served == [], "a node served a region that is not its own"


# -- the database -----------------------------------------------------------------------------------------------------


def refused(alias: str, statement: str, path: str = "") -> bool:
    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            if path:
                cursor.execute(f"SET LOCAL search_path TO {path}")
            cursor.execute(statement)
            return False
    except Error as error:
        return any(word in str(error) for word in ("permission denied", "must be owner", "does not exist"))


def tables_of(ref: TenantRef) -> list[str]:
    with scope.enter(ref), connections[ref.alias].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'S') ORDER BY 1",
            [ref.schema_name],
        )
        return [row[0] for row in cursor.fetchall()]


def template_of(ref: TenantRef) -> str:
    with scope.enter(ref), connections[ref.alias].cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname LIKE 'tpl\\_%'")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("after", ["", "RESET ROLE; "], ids=["as-role", "after-reset-role"])
def test_no_table_of_another_schema_can_be_read_or_written(after: str, world: World) -> None:
    names = tables_of(world.a.ref)
    assert len(names) > 50
    leaks = []
    with scope.enter(world.b.ref):
        for schema in (world.a.ref.schema_name, template_of(world.a.ref)):
            for name in names:
                for statement in (f'SELECT * FROM "{schema}"."{name}"', f'DELETE FROM "{schema}"."{name}"'):
                    if not refused(world.b.ref.alias, after + statement):
                        leaks.append(f"{after}{statement}")
    assert leaks == []


def test_a_wrong_search_path_finds_nothing(world: World) -> None:
    with scope.enter(world.b.ref):
        for path in (world.a.ref.schema_name, template_of(world.a.ref), "public", "kontor_fleet", "''"):
            for name in ("orders_order", "accounts_user", "audit_auditrecord"):
                assert refused(world.b.ref.alias, f"SELECT * FROM {name}", path), f"{name} was read through {path}"


def test_control_tables_are_not_in_a_region(world: World) -> None:
    with scope.enter(world.a.ref):
        for name in ("tenants_tenant", "public.tenants_tenant", "operators_operatorgrant", "tenants_signup"):
            assert refused(world.a.ref.alias, f"SELECT * FROM {name}"), f"{name} was read from a region"


def test_the_directory_role_reads_the_directory_and_nothing_else(world: World) -> None:
    """A region's process enters the control plane's database with this role."""
    readable = {"tenants_tenant", "tenants_domain", "tenants_regionjob"}
    with scope.enter(scope.CONTROL), connections["control"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = 'kontor_directory'")
        assert cursor.fetchone(), "there is no directory role"
        cursor.execute(
            "SELECT c.relname, has_table_privilege('kontor_directory', c.oid, 'SELECT'),"
            " has_table_privilege('kontor_directory', c.oid, 'INSERT'),"
            " has_table_privilege('kontor_directory', c.oid, 'UPDATE')"
            " OR has_table_privilege('kontor_directory', c.oid, 'DELETE')"
            " OR has_table_privilege('kontor_directory', c.oid, 'TRUNCATE')"
            " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind = 'r'"
        )
        rows = cursor.fetchall()
    assert {name for name, reads, _, _ in rows if reads} <= readable
    assert {name for name, _, inserts, _ in rows if inserts} <= {"tenants_controlinbox"}
    assert [name for name, _, _, changes in rows if changes] == []
