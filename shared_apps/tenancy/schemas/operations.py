"""Migration operation for tables that only grow.

The right is taken from the marketplace's role in the template, so every clone inherits it; a trigger refuses the
owner, too. In the control plane there is no such role and only the trigger acts.
"""

from django.db import migrations

_FORWARD = """
DO $do$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = current_schema()) THEN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I.{table} FROM %I', current_schema(), current_schema());
  END IF;
END $do$;
CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  RAISE EXCEPTION '{table} only grows' USING ERRCODE = 'insufficient_privilege';
END $fn$;
CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_grows();
"""
_BACKWARD = """
DROP TRIGGER {table}_only_grows ON {table};
DROP FUNCTION {table}_only_grows();
DO $do$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = current_schema()) THEN
    EXECUTE format('GRANT UPDATE, DELETE ON %I.{table} TO %I', current_schema(), current_schema());
  END IF;
END $do$;
"""


class AppendOnly(migrations.RunSQL):
    """Refuse UPDATE, DELETE and TRUNCATE on `table` for ever."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(_FORWARD.format(table=table), _BACKWARD.format(table=table))

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return self.__class__.__qualname__, [], {"table": self.table}

    def describe(self) -> str:
        return f"Let {self.table} only grow"
