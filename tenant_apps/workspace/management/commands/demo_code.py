"""`manage.py demo_code EMAIL`: the authenticator code of a person of the demo, right now.

The secrets of demo people are no secrets; the command reads the demo's own list and knows nobody else.
"""

import base64
import json
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_otp.oath import totp


class Command(BaseCommand):
    help = "Print the authenticator code of a person of the demo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.ENV.run_dir / "signins.json"
        if not path.is_file():
            raise CommandError("No demo was ever started here; run `make demo` first.")
        people = [person for place in json.loads(path.read_text()) for person in place["people"]]
        secrets = {person["email"]: person["totp_secret"] for person in people if person.get("totp_secret")}
        secret = secrets.get(options["email"])
        if secret is None:
            raise CommandError(f"No authenticator is known for {options['email']}; known: {', '.join(secrets)}")
        self.stdout.write(f"{totp(base64.b32decode(secret)):06d}  (good for {30 - int(time.time()) % 30} s)")
