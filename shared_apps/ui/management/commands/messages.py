"""Keep the catalogue in step with the sources: `manage.py messages [--check | --compile]`.

Without an option it extracts, merges and compiles. It needs no database and no system gettext.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from shared_apps.ui import translations


class Command(BaseCommand):
    help = "Extract, merge and compile the translations; --check fails on anything not translated."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if a translation is missing")
        parser.add_argument("--compile", action="store_true", help="only build the .mo files")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        if options["check"]:
            self.check_all(root)
            return
        for language in translations.LANGUAGES:
            if not options["compile"]:
                translations.merge(root, language)
            translations.compile_catalogue(root, language)
            open_count = len(translations.gaps(root, language))
            self.stdout.write(f"{language}: compiled, {open_count} texts still to translate")

    def check_all(self, root: Path) -> None:
        found = [gap for language in translations.LANGUAGES for gap in translations.gaps(root, language)]
        if found:
            raise CommandError("\n".join([*found, f"{len(found)} texts are not translated"]))
        self.stdout.write("messages: complete")
