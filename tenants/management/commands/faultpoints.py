"""List the named places where a test may kill, delay or fail a process."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from shared_apps.foundation.faults import declared


class Command(BaseCommand):
    help = "List the fault points of the product; arm some with KONTOR_FAULTS=name=kill:1,other=fail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--under", default="", metavar="PREFIX", help="only names that begin so")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        names = [name for name in declared(settings.BASE_DIR) if name.startswith(options["under"])]
        self.stdout.write(json.dumps(names) if options["json"] else "\n".join(names))
