"""The database role of one marketplace: no login, rights on its own schema only.

The web login may take the role but does not inherit from it, so without an explicit SET ROLE it can do nothing.
"""

from typing import Any

import psycopg

from shared_apps.tenancy.schemas.connect import APP, OWNER
from shared_apps.tenancy.schemas.names import checked


def create_role(connection: psycopg.Connection[Any], role: str) -> None:
    """Create the role and let the web login take it. Roles are global to the server: a second call changes nothing."""
    name = checked(role)
    connection.execute(
        f"DO $$ BEGIN CREATE ROLE {name} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    connection.execute(f"GRANT {name} TO {APP} WITH INHERIT FALSE, SET TRUE")


def grant_schema(connection: psycopg.Connection[Any], schema: str, role: str) -> None:
    """Rights of the role on a schema and on every table that its owner will ever create there."""
    place, name = checked(schema), checked(role)
    defaults = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA {place} GRANT"
    connection.execute(f"GRANT USAGE ON SCHEMA {place} TO {name}")
    connection.execute(f"{defaults} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name}")
    connection.execute(f"{defaults} USAGE, SELECT ON SEQUENCES TO {name}")
    connection.execute(f"{defaults} EXECUTE ON FUNCTIONS TO {name}")


def drop_role(connection: psycopg.Connection[Any], role: str) -> None:
    """Drop the role; it must own and hold nothing any more."""
    connection.execute(f"DROP ROLE IF EXISTS {checked(role)}")
