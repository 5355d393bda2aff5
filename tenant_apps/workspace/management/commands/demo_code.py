"""`manage.py demo_code EMAIL`: the code a demo person's authenticator shows now. Works for demo sign-ins alone."""

import json
import time
from base64 import b32decode
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_otp.oath import TOTP

from tenant_apps.workspace.management.commands.seed_demo import FILE

STEP_S = 30


class Command(BaseCommand):
    help = "Print the authenticator code of a demo person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.ENV.run_dir / FILE
        if not path.exists():
            raise CommandError("There are no demo sign-ins yet; start the demo first.")
        people = [person for entry in json.loads(path.read_text()) for person in entry["people"]]
        secret = next((person["totp_secret"] for person in people if person["email"] == options["email"]), "")
        if not secret:
            known = ", ".join(person["email"] for person in people if person["totp_secret"])
            raise CommandError(f"No authenticator of that person is known. Known are: {known}")
        key = b32decode(secret + "=" * (-len(secret) % 8))
        self.stdout.write(f"{TOTP(key, step=STEP_S).token():06d}")
        self.stderr.write(f"good for {STEP_S - int(time.time()) % STEP_S} s")
