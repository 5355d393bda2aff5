"""Remove a marketplace's schema and role for good. Files and keys are others' business, and must go first."""

from shared_apps.tenancy.schemas.connect import admin, as_owner
from shared_apps.tenancy.schemas.names import checked, lock_of
from shared_apps.tenancy.schemas.roles import drop_role


def drop(alias: str, schema: str, role: str) -> None:
    """Drop both in one transaction; what is not there is no error, so that a half-done removal can be repeated."""
    with admin(alias) as connection, connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [lock_of(schema)])
        connection.execute("SET LOCAL client_min_messages = error")
        with as_owner(connection):
            connection.execute(f"DROP SCHEMA IF EXISTS {checked(schema)} CASCADE")
        drop_role(connection, role)
