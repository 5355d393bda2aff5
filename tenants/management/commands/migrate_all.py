"""Bring everything to the newest migration: control plane, templates, every marketplace.

Safe to run at any time, to repeat and to interrupt; the marketplaces stay open meanwhile.
"""

from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from shared_apps.tenancy.errors import AnotherVersion
from shared_apps.tenancy.schemas import bootstrap, fanout
from shared_apps.tenancy.schemas.versions import refuse_another
from tenants.fleet import keep_report, open_report
from tenants.grants import GRANT_DIRECTORY


class Command(BaseCommand):
    requires_system_checks = [Tags.models]
    help = "Migrate the control plane, the template of each region and all marketplaces."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", action="append", help="only this region (may be repeated)")
        parser.add_argument("--workers", type=int, default=fanout.WORKERS)
        parser.add_argument("--quiet", action="store_true", help="say nothing unless something failed")

    def handle(self, *args: Any, **options: Any) -> None:
        self.quiet = bool(options["quiet"])
        regions = options["region"] or list(settings.ALIAS_OF)
        unknown = [name for name in regions if name not in settings.ALIAS_OF]
        if unknown:
            raise CommandError(f"region {unknown[0]} is not known here")
        try:
            self._control()
            failed = sum(self._region(name, options["workers"]) for name in regions)
        except AnotherVersion as error:
            raise CommandError(str(error)) from error
        if failed:
            raise CommandError(f"{failed} marketplaces could not be migrated; run migrate_all again after the cause")

    def _control(self) -> None:
        refuse_another(connections["control"])
        call_command(DjangoMigrate(), database="control", verbosity=0, interactive=False)
        with connections["control"].cursor() as cursor:
            cursor.execute(GRANT_DIRECTORY)
        self._say("control plane: current")

    def _region(self, region: str, workers: int) -> int:
        alias = settings.ALIAS_OF[region]
        bootstrap.bootstrap(alias)
        run_id = open_report(region)
        report = fanout.migrate_region(alias, workers)
        keep_report(run_id, report)
        migrated = len(report.outcomes) - len(report.failed)
        self._say(
            f"region {region}: template +{len(report.applied_to_template)}, marketplaces {report.current} current, "
            f"{migrated} migrated, {len(report.failed)} failed, {report.retries} retries"
        )
        for outcome in report.failed:
            self.stderr.write(f"  {outcome.schema}: {outcome.message}")
        return len(report.failed)

    def _say(self, text: str) -> None:
        if not self.quiet:
            self.stdout.write(text)
