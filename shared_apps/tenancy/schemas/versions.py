"""Whether a database was made by another version of the software."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from shared_apps.tenancy.errors import AnotherVersion


def refuse_another(connection: BaseDatabaseWrapper) -> None:
    """AnotherVersion when a migration is recorded there, of an app that is installed here, that this version lacks.

    To migrate on from there would end half-way, with an error that says nothing.
    """
    loader = MigrationExecutor(connection).loader
    unknown = sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    )
    if unknown:
        raise AnotherVersion(
            f"this data was made by another version of Kontor, which has {unknown[0]}; run that version on it, or "
            "start with no data: what versions before the first release made is not carried over"
        )
