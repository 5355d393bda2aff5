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
