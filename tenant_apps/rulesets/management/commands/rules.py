"""Write docs/rules.md from the declarations of all rules, or check that the one there is the present one."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenant_apps.rulesets.queries.reference import document
from tenant_apps.rulesets.types import list_rules


class Command(BaseCommand):
    help = "Write the reference of all rules of a marketplace."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=Path(settings.BASE_DIR) / "docs" / "rules.md")
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        text = document()
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError(f"{path} is out of date: run manage.py rules and commit the result.")
            self.stdout.write(f"{path} is up to date: {len(list_rules())} rules.")
            return
        path.write_text(text, encoding="utf-8")
        self.stdout.write(f"Wrote {len(list_rules())} rules to {path}.")
