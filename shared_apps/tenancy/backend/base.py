"""PostgreSQL backend whose search path and role always equal the scope.

Differs from the stock django-tenants backend where that one fails open: no fall-through to `public`, no swallowed
errors, no cached path after a rollback, and a role per tenant set in the same statement as the path.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.backends.postgresql.introspection import DatabaseIntrospection
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.models import Field, Model
from django_tenants.postgresql_backend import base
from psycopg.pq import TransactionStatus

from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef

EXTENSIONS = "extensions"
_SET = "SELECT set_config('search_path', %s, false), set_config('role', %s, false)"

_admin: ContextVar[tuple[str, str, str] | None] = ContextVar("kontor_admin_path", default=None)


@contextmanager
def as_role(alias: str, schema: str, role: str) -> Iterator[None]:
    """Tools only: run on `alias` inside `schema` as `role`, whatever the scope says.

    Needs a login that may take that role; the web login may not, so the database refuses it there.
    """
    token = _admin.set((alias, schema, role))
    try:
        yield
    finally:
        _admin.reset(token)


class SchemaEditor(DatabaseSchemaEditor):
    """Without the second index that Django adds to every unique or indexed text column for `LIKE 'x%'`.

    Every marketplace would carry twenty of them and pay for each at every insert. Searches use trigram indexes, and
    with the collation C.UTF-8 the plain index serves a prefix as well.
    """

    def _create_like_index_sql(self, model: type[Model], field: "Field[Any, Any]") -> None:
        return None


class DatabaseWrapper(base.DatabaseWrapper):
    """See the module text. `tenant` and `schema_name` are read from the scope and cannot be set."""

    SchemaEditorClass = SchemaEditor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._applied: tuple[str, str] | None = None
        self._applying = False
        super().__init__(*args, **kwargs)
        self.introspection = DatabaseIntrospection(self)

    # -- what the scope wants ------------------------------------------------------------------------------------

    def _desired(self) -> tuple[str, str]:
        admin = _admin.get()
        if admin is not None and admin[0] == self.alias:
            return f'"{admin[1]}", {EXTENSIONS}', admin[2]
        ref = scope.current_or_none()
        if isinstance(ref, TenantRef) and ref.alias == self.alias:
            return f'"{ref.schema_name}", {EXTENSIONS}', ref.role
        return "", "none"

    @property
    def tenant(self) -> TenantRef | None:
        ref = scope.current_or_none()
        return ref if isinstance(ref, TenantRef) and ref.alias == self.alias else None

    @tenant.setter
    def tenant(self, value: object) -> None:
        """Ignored: only the scope decides. The stock constructor assigns None here."""

    @property
    def schema_name(self) -> str:
        admin = _admin.get()
        if admin is not None and admin[0] == self.alias:
            return admin[1]
        ref = self.tenant
        return ref.schema_name if ref else ""

    @schema_name.setter
    def schema_name(self, value: object) -> None:
        """Ignored, as `tenant`."""

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        """Ignored: enter a scope instead."""

    # -- apply it ------------------------------------------------------------------------------------------------

    def _handle_search_path(self, cursor: Any = None) -> None:
        if self._applying:
            return
        desired = self._desired()
        if desired == self._applied:
            return
        raw = self.connection
        if raw is None or raw.info.transaction_status == TransactionStatus.INERROR:
            # Only ROLLBACK is possible now, and every rollback forgets what was applied.
            return
        self._applying = True
        try:
            with self.wrap_database_errors, raw.cursor() as plain:
                plain.execute(_SET, desired)
            self._applied = desired
        finally:
            self._applying = False

    def _forget(self) -> None:
        self._applied = None

    # SET is transactional and a pooled connection may be another one: forget at each of these.

    def connect(self) -> None:
        self._forget()
        super().connect()

    def close(self) -> None:
        self._forget()
        super().close()

    def rollback(self) -> None:
        self._forget()
        super().rollback()

    def _rollback(self) -> None:
        self._forget()
        super()._rollback()

    def savepoint_rollback(self, sid: str) -> None:
        try:
            super().savepoint_rollback(sid)
        finally:
            self._forget()

    def _savepoint_rollback(self, sid: str) -> None:
        try:
            super()._savepoint_rollback(sid)
        finally:
            self._forget()
