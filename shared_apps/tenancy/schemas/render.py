"""Migrations as text: rendered once against the template, replayed in every marketplace.

The text is kept in the region's database before the template moves on, because afterwards it cannot be rendered any
more: constraint names are looked up in the template as it is *before* the migration.
"""

from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from shared_apps.tenancy.schemas.bootstrap import FLEET


@dataclass(frozen=True, slots=True)
class Script:
    """One migration as text; `needs_python` means that only Django's executor can run it."""

    app: str
    name: str
    is_atomic: bool
    needs_python: bool
    statements: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.app, self.name


def render(connection: BaseDatabaseWrapper, migration: Migration, state: ProjectState) -> Script:
    """Render `migration`, which comes next after `state`. Nothing is executed."""
    app, name = migration.app_label, migration.name
    if any(_needs_python(connection.alias, app, operation) for operation in migration.operations):
        return Script(app, name, migration.atomic, True, ())
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state, editor, collect_sql=True)
    texts = tuple(text for text in editor.collected_sql if not _is_comment(text))
    return Script(app, name, migration.atomic, False, texts)


def _needs_python(alias: str, app: str, operation: Operation) -> bool:
    if isinstance(operation, SeparateDatabaseAndState):
        return any(_needs_python(alias, app, inner) for inner in operation.database_operations)
    if operation.reduces_to_sql:
        return False
    return bool(router.allow_migrate(alias, app, **getattr(operation, "hints", {})))


def _is_comment(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("--") for line in text.splitlines())


def store(connection: psycopg.Connection[Any], script: Script) -> None:
    """Keep the text; a second rendering of the same migration replaces the first."""
    connection.execute(
        f"INSERT INTO {FLEET}.migration_script (app, name, is_atomic, needs_python, statements)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (app, name) DO UPDATE SET is_atomic = excluded.is_atomic,"
        " needs_python = excluded.needs_python, statements = excluded.statements, rendered_at = clock_timestamp()",
        [script.app, script.name, script.is_atomic, script.needs_python, list(script.statements)],
    )


def load(connection: psycopg.Connection[Any]) -> list[Script]:
    """All kept scripts, in the order in which they were rendered, which is an order in which they can run."""
    rows = connection.execute(
        f"SELECT app, name, is_atomic, needs_python, statements FROM {FLEET}.migration_script ORDER BY rendered_at"
    ).fetchall()
    return [Script(row[0], row[1], row[2], row[3], tuple(row[4])) for row in rows]
