"""`manage.py create_operator EMAIL`: the first operator, before anybody can sign in to invite one.

The password is asked for, or read from standard input when that is no terminal; never taken from the command line,
where other users of the machine could read it.
"""

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared_apps.accounts.commands import SetPassword, set_password
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.operators.commands import InviteOperator, invite_operator
from shared_apps.operators.decisions.built_in_roles import BUILT_IN, PLATFORM_ADMIN
from shared_apps.tenancy import scope


class Command(BaseCommand):
    help = "Make a person an operator of the platform and set the first password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--role", default=PLATFORM_ADMIN, choices=[role.code for role in BUILT_IN])
        parser.add_argument("--language", default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        email: str = options["email"]
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        actor = Actor.system("manage.create_operator")
        with scope.enter(scope.CONTROL):
            try:
                data = InviteOperator(
                    email=email,
                    name=options["name"] or email.split("@", 1)[0],
                    role=options["role"],
                    language=options["language"],
                    with_mail=False,
                )
                granted = run(invite_operator, actor, data)
                run(set_password, actor, SetPassword(user_id=granted.user_id, password=password))
            except Refusal as refusal:
                raise CommandError(f"{refusal.message} {refusal.remedy}".strip()) from refusal
        self.stdout.write(f"{email} is an operator now; a second factor is set up at the first sign-in.")
