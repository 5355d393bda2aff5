"""Connections with the provisioning login.

The login comes from the environment, the database name from the alias: so the same code works on a test's database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from shared_apps.tenancy.errors import TenancyError

OWNER = "kontor_owner"
APP = "kontor_app"
SEALER = "kontor_sealer"


class NoAdminLogin(TenancyError):
    """This process may not create or change schemas."""


def login_of(alias: str) -> dict[str, Any]:
    """psycopg parameters of the provisioning login for the database behind `alias`."""
    url = settings.REGION_ADMIN_URLS.get(alias)
    if not url:
        raise NoAdminLogin(f"this process holds no provisioning login for {alias}")
    parts = urlsplit(url)
    return {
        "host": parts.hostname,
        "port": parts.port or 5432,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "dbname": connections[alias].settings_dict["NAME"],
    }


def admin(alias: str) -> psycopg.Connection[Any]:
    """A new connection in autocommit mode; the caller closes it."""
    return psycopg.connect(**login_of(alias), autocommit=True, connect_timeout=10, application_name="kontor-schemas")


@contextmanager
def as_admin(alias: str) -> Iterator[BaseDatabaseWrapper]:
    """Within the block Django's `connections[alias]` of this thread uses the provisioning login."""
    before = connections[alias]
    login = login_of(alias)
    own = before.copy(alias)
    own.settings_dict.update(
        USER=login["user"], PASSWORD=login["password"], HOST=login["host"], PORT=str(login["port"])
    )
    own.settings_dict["OPTIONS"].pop("pool", None)
    connections[alias] = own
    try:
        yield own
    finally:
        own.close()
        connections[alias] = before


@contextmanager
def as_owner(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Work as the owner of all schemas inside a transaction or savepoint, and as the login again afterwards.

    The end of a savepoint does not undo SET LOCAL, so it is undone by hand.
    """
    with connection.transaction():
        connection.execute(f"SET LOCAL ROLE {OWNER}")
        yield
        connection.execute("SET LOCAL ROLE NONE")
