"""Migration operation that takes rights from the marketplace's role.

Run on the template, it holds for every clone, because rights travel with the dump; replayed by the fan-out, it reaches
the marketplaces that exist. In the control plane there is no such role, and nothing happens.
"""

from django.db import migrations

_FORWARD = """
DO $do$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = current_schema()) THEN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I.{table} FROM %I', current_schema(), current_schema());
  END IF;
END $do$;
"""
_BACKWARD = """
DO $do$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = current_schema()) THEN
    EXECUTE format('GRANT UPDATE, DELETE ON %I.{table} TO %I', current_schema(), current_schema());
  END IF;
END $do$;
"""


class OnlyInsert(migrations.RunSQL):
    """The marketplace's role may add rows to `table` and read them; not even lock one, which needs UPDATE."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(_FORWARD.format(table=table), _BACKWARD.format(table=table))

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return self.__class__.__qualname__, [], {"table": self.table}

    def describe(self) -> str:
        return f"Let marketplaces only add to {self.table}"


_SEALER_FORWARD = """
DO $do$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = current_schema()) THEN
    {app}
    IF EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = 'kontor_sealer') THEN
      EXECUTE format('GRANT USAGE ON SCHEMA %I TO kontor_sealer', current_schema());
      EXECUTE format('GRANT {sealer} ON %I.{table} TO kontor_sealer', current_schema());
    END IF;
  END IF;
END $do$;
"""
_APP = """EXECUTE format('REVOKE ALL ON %I.{table} FROM %I', current_schema(), current_schema());
    EXECUTE format('GRANT {app} ON %I.{table} TO %I', current_schema(), current_schema());"""


class SealerRights(migrations.RunSQL):
    """What the sealer of the region may do with `table`; with `app`, what is left to the marketplace's own role.

    In the control plane there are no such roles, and nothing happens.
    """

    def __init__(self, table: str, sealer: str, app: str = "") -> None:
        self.table, self.sealer, self.app = table, sealer, app
        left = _APP.format(table=table, app=app) if app else ""
        super().__init__(_SEALER_FORWARD.format(table=table, sealer=sealer, app=left), migrations.RunSQL.noop)

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return self.__class__.__qualname__, [], {"table": self.table, "sealer": self.sealer, "app": self.app}

    def describe(self) -> str:
        return f"Let the sealer {self.sealer} {self.table}"
