"""State where everything of a marketplace lies, and compare the newest statement with what is found now."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import directory, scope
from tenant_apps.transfers.commands import StateResidency, state_residency
from tenant_apps.transfers.decisions.residency import differences
from tenant_apps.transfers.models import ResidencyStatement
from tenant_apps.transfers.scanning import scan, strays


class Command(BaseCommand):
    help = "Compare the newest statement of residency of a marketplace with a scan; fails where they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("host", help="host name of the marketplace")
        parser.add_argument("--state", action="store_true", help="sign the statement of today first")

    def handle(self, *args: Any, **options: Any) -> None:
        ref = directory.by_host(options["host"])
        if ref is None:
            raise CommandError(f"there is no marketplace {options['host']}")
        with scope.enter(ref):
            if options["state"]:
                run(state_residency, Actor.system("tools.residency"), StateResidency())
            row = ResidencyStatement.objects.order_by("-day").first()
            if row is None:
                raise CommandError("there is no statement yet; --state makes one")
            found = [*differences(json.loads(row.body), scan()), *strays()]
            self.stdout.write(f"{ref.slug}: statement of {row.day:%Y-%m-%d}, SHA-256 {row.digest}")
        if found:
            raise CommandError("\n".join(["found otherwise:", *found]))
        self.stdout.write("the scan finds everything as stated, and nothing in another region")
