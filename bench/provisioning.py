"""A marketplace from the submitted form to its first page; a clone beside the migrations it stands for.

    make bench NAME=provisioning ARGS="--openings 20"

Opened as an operator does: through the console's form over HTTP, with control node, region node and their workers as
the demo runs them. The clock starts when the form is sent and stops when the new address serves its sign-in page.
"""

import argparse
import difflib
import re
import time
from functools import partial
from uuid import uuid4

from bench.browser import Browser
from bench.harness import Outcome, say
from bench.product import at_share, median, open_django, seconds
from bench.stack import Stack, stack

ALIAS = "default"
ROUNDS = 5
CLONES_A_ROUND = 3
SETTLE_AT_MOST = 80
GIVE_UP_S = 60
PASSWORD = "correct horse battery staple"
# Letters that cannot be taken for others, because similar addresses are refused.
LETTERS = "abcdefghjk"


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=provisioning")
    parser.add_argument("--openings", type=int, default=20)
    told = parser.parse_args(arguments)
    outcome = Outcome("provisioning")
    with stack("provisioning") as made:
        open_django(made)
        _clone_and_migrate(outcome)
        made.start("web-control", "worker-control", "web-eu", "worker-eu")
        _openings(outcome, made, told.openings)
    return outcome


def _openings(outcome: Outcome, made: Stack, count: int) -> None:
    operator = _operator(int(made.told["port_node_control"]))
    took = []
    for number in range(count):
        slug = f"quayside{LETTERS[number // len(LETTERS)]}{LETTERS[number % len(LETTERS)]}"
        took.append(_open(operator, slug, int(made.told["port_node_eu"])))
        say(f"  {slug}: {took[-1]:.2f} s")
    from tenants.models import Tenant

    active = Tenant.objects.filter(slug__startswith="quayside", state="active").count()
    outcome.figure("openings", active, "marketplaces", f"== {count}")
    outcome.figure("form_to_first_page_p95", round(at_share(took, 0.95), 2), "s", "<= 5")
    outcome.figure("form_to_first_page_median", round(median(took), 2), "s")
    outcome.figure("form_to_first_page_worst", round(max(took), 2), "s")


def _open(operator: Browser, slug: str, port: int) -> float:
    page = "/console/marketplaces/new/"
    wish: dict[str, str | list[str]] = {
        "name": f"Quayside {slug[-2:].upper()}", "slug": slug, "region": "eu", "compliance_profile": "gdpr",
        "preset": "own_operation", "modes": ["spot_listing"], "admin_name": "Runa Falk",
        "admin_email": f"runa@{slug}.example", "locale": "en", "kind": "trial",
    }  # fmt: skip
    token = operator.token(page)
    visitor = Browser(f"{slug}.localhost", port)
    began = time.monotonic()
    answer = operator.post(page, token, wish)
    if answer.status != 302:
        raise RuntimeError(f"the form was answered with {answer.status}: {_words(answer.body)}")
    while visitor.get("/sign-in/").status != 200:
        if time.monotonic() - began > GIVE_UP_S:
            raise RuntimeError(f"{slug} did not open: {_words(operator.get(answer.location).body)}")
        time.sleep(0.05)
    return time.monotonic() - began


def _operator(port: int) -> Browser:
    """Made as by `manage.py create_operator`, with an authenticator; signed in through the pages."""
    from django_otp.oath import totp

    from shared_apps.accounts.commands import SetPassword, set_password
    from shared_apps.accounts.models import Authenticator, User
    from shared_apps.commands import run as run_command
    from shared_apps.foundation.actor import Actor
    from shared_apps.operators.commands import InviteOperator, invite_operator
    from shared_apps.tenancy import scope

    email, actor = "bench@kontor.example", Actor.system("bench")
    with scope.enter(scope.CONTROL):
        run_command(
            invite_operator, actor, InviteOperator(email=email, name="Bench", role="platform_admin", with_mail=False)
        )
        user = User.objects.get(email=email)
        run_command(set_password, actor, SetPassword(user_id=user.pk, password=PASSWORD))
        device = Authenticator.objects.create(user=user, name="bench", confirmed=True)
    browser = Browser("localhost", port)
    browser.submit("/sign-in/", {"email": email, "password": PASSWORD})
    answer = browser.submit("/sign-in/code/", {"code": f"{totp(device.bin_key):06d}"})
    if answer.status != 302:
        raise RuntimeError(f"signing in was answered with {answer.status}: {_words(answer.body)}")
    return browser


def _words(page: str) -> str:
    """The text of a page, for a message."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())[-400:]


# -- clone and migrate ------------------------------------------------------------------------------------------------


def _clone_and_migrate(outcome: Outcome) -> None:
    """Both in turn, so that what else the machine does meets both."""
    from shared_apps.tenancy.schemas import clone, connect, template

    first, warm, migrated, tables = [], [], [], []
    one = other = ""
    say(f"  {_settle()} clones before the clock, until the file system is at rest")
    for number in range(1, ROUNDS + 1):
        one, other = f"t_{uuid4().hex}", f"t_{uuid4().hex}"
        clone._scripts.clear()  # a node that has cloned nothing yet: the script is part of the time
        first.append(_cloned(one))
        for _ in range(CLONES_A_ROUND):
            warm.append(_cloned(f"t_{uuid4().hex}"))
        with connect.admin(ALIAS) as admin:
            template._create(admin, other)
        tables.append(seconds(partial(template.migrate_in_place, ALIAS, other)))
        migrated.append(tables[-1] + seconds(partial(_post_migrate, other)))
        clones = ", ".join(f"{took:.3f}" for took in warm[-CLONES_A_ROUND:])
        say(f"  round {number}: first clone {first[-1]:.2f} s, then {clones} s; migrations {migrated[-1]:.2f} s")
    outcome.figure("clone_first_of_a_process", round(median(first), 3), "s")
    outcome.figure("clone", round(median(warm), 3), "s")
    outcome.figure("migrate", round(median(migrated), 2), "s")
    outcome.figure("migrate_without_rows", round(median(tables), 2), "s")
    outcome.figure("clone_is_faster", round(median(migrated) / median(warm), 1), "x", ">= 15")
    outcome.figure("schema_lines", len(_text(one)), "lines", ">= 1000")
    outcome.figure("schema_differences", len(_differences(one, other)), "lines", "== 0")


def _settle() -> int:
    """Clone without counting until it gets no faster; return how many.

    A schema is hundreds of new files. ext4 passes over every inode that was freed in the last five minutes, so after
    something has removed many files (the bench before, a test run) creating one costs several times as much.
    """
    took = list[float]()
    while len(took) < SETTLE_AT_MOST:
        took.append(_cloned(f"t_{uuid4().hex}"))
        if len(took) >= 10 and median(took[-5:]) > 0.95 * median(took[-10:-5]):
            break
    return len(took)


def _cloned(name: str) -> float:
    """Clone a schema; how long it took, in seconds."""
    from shared_apps.tenancy.schemas import clone

    return seconds(lambda: clone.clone(ALIAS, name, name))


def _post_migrate(schema: str) -> None:
    """The rows that Django makes after migrating (kinds of content, permissions); a clone has them as well."""
    from django.core.management import call_command
    from django.core.management.commands.migrate import Command as Migrate

    from shared_apps.tenancy.backend.base import as_role
    from shared_apps.tenancy.schemas.connect import OWNER, as_admin

    with as_admin(ALIAS), as_role(ALIAS, schema, OWNER):
        call_command(Migrate(), database=ALIAS, verbosity=0, interactive=False)


def _text(schema: str) -> list[str]:
    """The schema as SQL with its name blotted out and the dump's random guard lines removed."""
    from shared_apps.tenancy.schemas.dump import dump

    lines = [
        line for line in dump(ALIAS, schema, "--schema-only").splitlines() if not re.match(r"\\(un)?restrict ", line)
    ]
    return re.sub(rf"\b{schema}\b", "SCHEMA", "\n".join(lines)).splitlines()


def _differences(one: str, other: str) -> list[str]:
    return list(difflib.unified_diff(_text(one), _text(other), lineterm="", n=0))
