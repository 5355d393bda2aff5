"""The commands that act on the whole fleet, on real marketplaces."""

import json
from collections.abc import Iterator
from importlib import import_module
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

from shared_apps.foundation import faults, invariants
from shared_apps.foundation.faults import InjectedFault
from shared_apps.tenancy.provisioning import SEEDERS, ProvisioningSpec
from shared_apps.tenancy.refs import TenantRef
from shared_apps.tenancy.schemas import connect, fingerprint
from tenants.models import MigrationRun, Tenant
from tenants.queries import get_migration_run, list_migration_runs

LAST = ("audit", "0002_guards")
TABLE = "audit_unsealed"
UNDO = import_module("shared_apps.audit.migrations.0002_guards").BACKWARD


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    faults.arm("")


@pytest.fixture
def reports(real_commits: None) -> Iterator[None]:
    yield
    MigrationRun.objects.all().delete()


def schemas_of(alias: str) -> list[str]:
    with connect.admin(alias) as admin:
        return fingerprint.list_schemas(admin)


def may_update(alias: str) -> dict[str, bool]:
    """Per schema whether its role may change the queue of the log."""
    with connect.admin(alias) as admin:
        rows = admin.execute(
            "SELECT n.nspname, has_table_privilege(n.nspname::name, c.oid, 'UPDATE') FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = %s",
            [TABLE],
        ).fetchall()
    return dict(rows)


def step_back(alias: str) -> None:
    """Undo the newest audit migration everywhere in the region, as if it had just been written."""
    with connect.admin(alias) as admin, connect.as_owner(admin):
        for schema in fingerprint.list_schemas(admin):
            admin.execute(f"SET LOCAL search_path = {schema}, extensions".encode())
            admin.execute(UNDO)
            admin.execute(f"GRANT UPDATE, DELETE ON {TABLE} TO {schema}".encode())
            admin.execute(f"DELETE FROM {schema}.django_migrations WHERE (app, name) = {LAST}".encode())


def test_a_new_migration_reaches_template_and_marketplaces(reports: None, committed_tenant: TenantRef) -> None:
    step_back("default")
    assert set(may_update("default").values()) == {True}
    out = StringIO()
    call_command("migrate_all", "--region", "eu", stdout=out)
    assert "template +1, marketplaces 0 current, 3 migrated, 0 failed" in out.getvalue()
    assert set(may_update("default").values()) == {False}
    with connect.admin("default") as admin:
        heads = fingerprint.fingerprints(admin, schemas_of("default"))
    assert len(set(heads.values())) == 1
    run = list_migration_runs()[0]
    assert (run.region, run.migrations, run.migrated_count) == ("eu", ("audit.0002_guards",), 3)
    detail = get_migration_run(run.id)
    assert detail is not None
    assert {line.way for line in detail.outcomes} == {"replay"}


def test_a_second_run_has_nothing_to_do(reports: None) -> None:
    out = StringIO()
    call_command("migrate_all", stdout=out)
    assert "region eu: template +0, marketplaces 2 current, 0 migrated, 0 failed" in out.getvalue()
    assert "region cn: template +0, marketplaces 1 current, 0 migrated, 0 failed" in out.getvalue()


@pytest.mark.parametrize("alias", ["control", "cn"])
def test_data_of_another_version_is_not_touched(reports: None, alias: str) -> None:
    """In the control plane and in a region: refused before anything is written, with what to do."""
    row = f"{table_of_migrations(alias)} (app, name, applied)"
    try:
        write(alias, f"INSERT INTO {row} VALUES ('audit', '0099_of_tomorrow', now())")
        with pytest.raises(CommandError, match=r"another version of Kontor, which has audit\.0099_of_tomorrow"):
            call_command("migrate_all", "--region", "cn")
    finally:
        write(alias, f"DELETE FROM {table_of_migrations(alias)} WHERE name = '0099_of_tomorrow'")


def table_of_migrations(alias: str) -> str:
    if alias == "control":
        return "django_migrations"
    with connect.admin(alias) as admin:
        return f"{fingerprint.find_template(admin)}.django_migrations"


def write(alias: str, statement: str) -> None:
    if alias == "control":
        with connections[alias].cursor() as cursor:
            cursor.execute(statement)
        return
    with connect.admin(alias) as admin:
        admin.execute(statement.encode())


def test_a_region_is_not_migrated_by_hand() -> None:
    with pytest.raises(CommandError, match="migrate_all"):
        call_command("migrate", database="default")


def test_unknown_region_is_refused() -> None:
    with pytest.raises(CommandError, match="mars"):
        call_command("migrate_all", "--region", "mars")


def test_marketplace_opened_from_the_command_line(real_commits: None) -> None:
    out = StringIO()
    call_command("provision", "nordstahl", "--admin-email", "o@nordstahl.example", stdout=out)
    assert "nordstahl." in out.getvalue()
    assert Tenant.objects.get(slug="nordstahl").state == "active"


def test_an_opening_that_was_interrupted_goes_on(real_commits: None) -> None:
    faults.arm("tenants.data_key.before=fail")
    with pytest.raises(InjectedFault):
        call_command("provision", "nordstahl", "--admin-email", "o@nordstahl.example")
    assert Tenant.objects.get(slug="nordstahl").state == "provisioning"
    out = StringIO()
    call_command("provision", "nordstahl", "--admin-email", "o@nordstahl.example", stdout=out)
    assert "nordstahl." in out.getvalue()
    assert Tenant.objects.get(slug="nordstahl").state == "active"


def test_an_opening_that_failed_is_tried_again(real_commits: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(spec: ProvisioningSpec) -> None:
        raise ValueError("the preset is broken")

    with monkeypatch.context() as broken:
        broken.setitem(SEEDERS, "preset_seed", fail)
        broken.setattr("tenants.saga.region.PAUSES_S", (0.0, 0.0))
        with pytest.raises(CommandError, match="the preset is broken"):
            call_command("provision", "nordstahl", "--admin-email", "o@nordstahl.example")
    call_command("provision", "nordstahl", "--admin-email", "o@nordstahl.example")
    assert Tenant.objects.get(slug="nordstahl").state == "active"


def test_refused_address_is_explained_on_the_command_line(real_commits: None) -> None:
    with pytest.raises(CommandError, match="taken"):
        call_command("provision", "market-a", "--admin-email", "o@nordstahl.example")


def test_invariants_hold_in_every_marketplace(marketplaces: dict[str, TenantRef]) -> None:
    out = StringIO()
    call_command("invariants", "--all-tenants", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"checked": 3, "breaches": {}}


def test_a_breach_is_named_and_ends_with_an_error(
    marketplaces: dict[str, TenantRef], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(invariants.REGISTRY, "tests.broken", lambda: ["row 7 is wrong"])
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("invariants", "--tenant", "market-b", stdout=out)
    assert "market-b: tests.broken: row 7 is wrong" in out.getvalue()


def test_every_region_has_a_provisioning_login_here() -> None:
    assert set(settings.REGION_ADMIN_URLS) == set(settings.REGION_ALIASES)
