"""Write the OpenAPI document to docs/api/openapi.json, or check that the one there is the present one."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared_apps.api import document


class Command(BaseCommand):
    help = "Write and validate the OpenAPI document of API v1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=Path(settings.BASE_DIR) / "docs" / "api" / "openapi.json")
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        document.validate()
        path: Path = options["file"]
        text = document.text()
        operations = sum(len(methods) for methods in document.openapi()["paths"].values())
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError(f"{path} is out of date: run manage.py schema and commit the result.")
            self.stdout.write(f"{path} is up to date: {operations} operations.")
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.stdout.write(f"Wrote {operations} operations to {path}.")
