"""The template schema of a region: always at the newest migration, never holding a marketplace's data."""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from shared_apps.tenancy.backend.base import as_role
from shared_apps.tenancy.schemas import render
from shared_apps.tenancy.schemas.connect import OWNER, admin, as_admin, as_owner
from shared_apps.tenancy.schemas.fingerprint import find_template
from shared_apps.tenancy.schemas.names import TEMPLATE_LOCK, checked, new_template
from shared_apps.tenancy.schemas.roles import create_role, grant_schema
from shared_apps.tenancy.schemas.versions import refuse_another


def bring_up(alias: str) -> tuple[str, list[str]]:
    """Create the template if missing and migrate it; return its name and the migrations that were applied.

    No clone can start or end meanwhile. Migrations are rendered and kept one by one, each before it is applied, so a
    run that dies half-way is continued by the next.
    """
    with admin(alias) as lock:
        lock.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        name = find_template(lock)
        fresh = name is None
        if name is None:
            name = new_template()
            _create(lock, name)
        with as_admin(alias) as connection, as_role(alias, name, OWNER):
            applied = _migrate(lock, connection, render_them=not fresh)
        return name, applied


def _create(connection: psycopg.Connection[Any], name: str) -> None:
    with connection.transaction():
        create_role(connection, name)
        with as_owner(connection):
            connection.execute(f"CREATE SCHEMA {checked(name)}")
            grant_schema(connection, name, name)


def _migrate(store_on: psycopg.Connection[Any], connection: BaseDatabaseWrapper, *, render_them: bool) -> list[str]:
    refuse_another(connection)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return []
    executor.loader.check_consistent_history(connection)
    executor.recorder.ensure_schema()
    if render_them:
        for migration, _backwards in plan:
            # A new executor each time: it must see what the previous one recorded.
            step = MigrationExecutor(connection)
            state = step._create_project_state(with_applied_migrations=True)  # type: ignore[attr-defined]
            render.store(store_on, render.render(connection, migration, state.clone()))
            step.migrate([(migration.app_label, migration.name)], plan=[(migration, False)], state=state)
    # Django's own command does the rest: all of it on a fresh template, else only `post_migrate`, which makes the
    # rows of content types and permissions.
    call_command(Migrate(), database=connection.alias, verbosity=0, interactive=False)
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate_in_place(alias: str, schema: str) -> Sequence[str]:
    """Bring one schema up with Django's executor: slow, and the only way for migrations written in Python."""
    with as_admin(alias) as connection, as_role(alias, schema, OWNER):
        executor = MigrationExecutor(connection)
        targets = executor.loader.graph.leaf_nodes()
        plan = executor.migration_plan(targets)
        executor.migrate(targets, plan=plan)
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
