"""Be a witness of logs of other regions.

manage.py witness --dir /var/lib/kontor-witness --name witness.cn --log KEY --port 9301
manage.py witness --dir /var/lib/kontor-witness --name witness.cn --show
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared_apps.notary.decisions import notes


class Command(BaseCommand):
    """`witness`: signs heads that go on from those it signed before, and refuses all others."""

    help = "Sign heads of other regions' logs, each only when it goes on from the one before."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dir", required=True, type=Path, help="folder for its key and the heads it signed")
        parser.add_argument("--name", required=True, help="its name, which stands in each signature")
        parser.add_argument("--log", action="append", default=[], metavar="KEY", help="key of a region's logs")
        parser.add_argument("--port", type=int, default=9301, help="port on the loopback")
        parser.add_argument("--show", action="store_true", help="say its key and what it signed, and end")

    def handle(self, *_args: Any, **told: Any) -> None:
        from shared_apps.notary.witness import PATH, Witness, server

        try:
            witness = Witness(told["dir"], told["name"], [notes.key_of(one) for one in told["log"]])
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"key {witness.key.text()}")
        for head in witness.heads():
            self.stdout.write(f"{head.origin} {head.size} {head.root.hex()}")
        for note in witness.splits():
            self.stdout.write(f"SPLIT VIEW refused:\n{note}")
        if told["show"]:
            return
        if not witness.logs:
            raise CommandError("Name at least one key of a region's logs with --log.")
        with server(witness, told["port"]) as running:
            self.stdout.write(f"http://127.0.0.1:{running.server_address[1]}{PATH}")
            with suppress(KeyboardInterrupt):
                running.serve_forever()
