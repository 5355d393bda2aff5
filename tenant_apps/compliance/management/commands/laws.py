"""Write the tables of docs/compliance.md from the profiles, or check that those there are the present ones."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenant_apps.compliance.queries.reference import renewed


class Command(BaseCommand):
    help = "Write the reference of all compliance profiles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=Path(settings.BASE_DIR) / "docs" / "compliance.md")
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        present = path.read_text(encoding="utf-8")
        text = renewed(present)
        if options["check"]:
            if present != text:
                raise CommandError(f"{path} is out of date: run manage.py laws and commit the result.")
            self.stdout.write(f"{path} is up to date.")
            return
        path.write_text(text, encoding="utf-8")
        self.stdout.write(f"Wrote the profiles to {path}.")
