"""Try whether a marketplace could be restored, and record what came of it.

manage.py restore_drill --tenant norrland
manage.py restore_drill --tenant norrland --clear
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import directory, restoring, scope
from shared_apps.tenancy.errors import TenancyError
from tenant_apps.evidence.drilling import PATIENCE_S, drill
from tenant_apps.evidence.queries.drills import find_drill


class Command(BaseCommand):
    """`restore_drill`: dump, restore beside it, compare, check, drop. The live marketplace is only read."""

    help = "Dump a marketplace, restore it into a scratch database, look through it there and drop it again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", required=True, help="name of the marketplace in its address")
        parser.add_argument("--patience", type=float, default=PATIENCE_S, help="seconds until dump and restore end")
        parser.add_argument("--clear", action="store_true", help="drop first what a killed drill left behind")

    def handle(self, *_args: Any, **told: Any) -> None:
        ref = directory.by_host(f"{told['tenant']}.{settings.ENV.base_domain}")
        if ref is None or not ref.alias:
            raise CommandError(f"There is no marketplace {told['tenant']} in the region that this process serves.")
        actor = Actor.system("restore_drill")
        try:
            if told["clear"] and restoring.clear(ref.alias, ref.schema_name):
                self.stderr.write("dropped what a killed drill had left")
        except TenancyError as error:
            raise CommandError(str(error)) from error
        with scope.enter(ref):
            ended = drill(
                actor,
                lambda done, total, step: self.stderr.write(f"{done}/{total} {step}"),
                patience_s=told["patience"],
            )
            line = find_drill(actor, ended.drill_id)
        if line.outcome != "whole":
            raise CommandError(f"drill {line.number}: {line.outcome}: {line.why}")
        self.stdout.write(
            f"drill {line.number}: {line.rows} rows in {line.tables} tables are there again, {line.checks} checks "
            f"hold, the log has its {line.log_size} acts; {line.dump_bytes} bytes in {line.restore_ms} ms"
        )
