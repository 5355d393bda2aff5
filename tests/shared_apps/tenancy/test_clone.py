"""A clone is the template under another name: same tables, same rights, same rows, nothing of a marketplace's data."""

import difflib
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connections

from shared_apps.tenancy import scope
from shared_apps.tenancy.backend.base import as_role
from shared_apps.tenancy.refs import TenantRef
from shared_apps.tenancy.schemas import clone, connect, drop, dump, fingerprint, names, template
from shared_apps.tenancy.schemas.connect import NoAdminLogin


@pytest.fixture
def schema(real_commits: None) -> Iterator[str]:
    """The name of a schema that does not exist yet; removed afterwards."""
    name = f"t_{uuid4().hex}"
    yield name
    drop.drop("default", name, name)


def text_of(schema: str) -> str:
    """The schema as SQL with its name blotted out and the dump's random guard lines removed."""
    lines = dump.dump("default", schema, "--schema-only").splitlines()
    kept = [line for line in lines if not re.match(r"^\\(un)?restrict ", line)]
    text = re.sub(rf"\b{schema}\b", "SCHEMA", "\n".join(kept))
    # Who was given a right first shows in no right: what is granted on one thing is compared in one order.
    return re.sub(r"(?m)(^GRANT .*\n?)+", lambda found: "\n".join(sorted(found[0].split("\n"))), text)


def differences(one: str, other: str) -> list[str]:
    """Lines of a unified diff without context; none when both schemas are the same."""
    lines = difflib.unified_diff(text_of(one).splitlines(), text_of(other).splitlines(), lineterm="", n=0)
    return list(lines)[2:42]


def template_name() -> str:
    with connect.admin("default") as admin:
        found = fingerprint.find_template(admin)
    assert found is not None
    return found


def test_clone_equals_the_template(schema: str) -> None:
    assert clone.clone("default", schema, schema)
    assert differences(schema, template_name()) == []


def test_clone_equals_a_migrated_schema(schema: str) -> None:
    other = f"t_{uuid4().hex}"
    clone.clone("default", schema, schema)
    with connect.admin("default") as admin:
        template._create(admin, other)
    try:
        done = template.migrate_in_place("default", other)
        assert len(done) > 10
        assert differences(other, schema) == []
    finally:
        drop.drop("default", other, other)


def test_clone_carries_the_migrations_and_sequences(schema: str) -> None:
    clone.clone("default", schema, schema)
    here = template_name()
    with connect.admin("default") as admin:
        heads = fingerprint.fingerprints(admin, [schema, here])
        assert heads[schema] == heads[here] != ""
        with connect.as_owner(admin):
            rows = [
                admin.execute(f"SELECT last_value FROM {name}.django_migrations_id_seq".encode()).fetchone()
                for name in (schema, here)
            ]
    assert rows[0] == rows[1]


def test_cloning_twice_makes_one(schema: str) -> None:
    assert clone.clone("default", schema, schema) is True
    assert clone.clone("default", schema, schema) is False


def test_a_failed_clone_leaves_nothing(schema: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = clone._build

    def broken(*args: object) -> clone.CloneScript:
        found = whole(*args)  # type: ignore[arg-type]
        return clone.CloneScript(found.template, found.before, found.tables, "SELECT 1/0;")

    monkeypatch.setattr(clone, "_build", broken)
    monkeypatch.setattr(clone, "_scripts", {})
    with pytest.raises(Exception, match="division by zero"):
        clone.clone("default", schema, schema)
    with connect.admin("default") as admin:
        assert admin.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]).fetchone() is None
        assert admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [schema]).fetchone() is None


def test_dropping_leaves_nothing_and_may_be_repeated(schema: str) -> None:
    clone.clone("default", schema, schema)
    for _ in range(2):
        drop.drop("default", schema, schema)
    with connect.admin("default") as admin:
        assert admin.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]).fetchone() is None
        assert admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [schema]).fetchone() is None


def test_the_web_login_may_not_act_as_owner(tenant_a: TenantRef) -> None:
    with pytest.raises(Exception, match="permission denied to set role"), as_role("default", "public", connect.OWNER):
        connections["default"].cursor().execute("SELECT 1")


def test_without_provisioning_login_nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "REGION_ADMIN_URLS", {})
    with pytest.raises(NoAdminLogin):
        connect.admin("default")


@pytest.mark.parametrize("name", ["", "T_x", 't_x"', "t_x;drop", "1x", "x" * 64])
def test_names_that_could_break_out_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        names.checked(name)


def test_what_a_migration_revoked_is_revoked_in_the_clone(tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    for ref in (tenant_a, tenant_b):
        with scope.enter(ref), connections[ref.alias].cursor() as cursor:
            cursor.execute(
                "SELECT has_table_privilege('audit_auditrecord', 'INSERT, SELECT'),"
                " has_table_privilege('audit_auditrecord', 'UPDATE'),"
                " has_table_privilege('audit_auditrecord', 'DELETE'),"
                " has_table_privilege('outbox_inboxreceipt', 'DELETE')"
            )
            assert cursor.fetchone() == (True, False, False, True)
