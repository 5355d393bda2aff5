"""The real site for a browser: one marketplace that trades, the control plane with something in it, one server.

The objects are those of the isolation tests, committed, so that server threads see them; all of it is removed again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import Client

from shared_apps.accounts.commands import SetPassword, set_password
from shared_apps.accounts.links import mint
from shared_apps.accounts.models import SignInSession, User
from shared_apps.commands import run
from shared_apps.commands.models import IdempotencyRecord
from shared_apps.foundation import clock
from shared_apps.operators.commands import InviteOperator, invite_operator
from shared_apps.outbox.models import InboxReceipt, Job, OutboxMessage
from shared_apps.tenancy import directory, scope
from tenant_apps.identity.models import Membership
from tenants.commands import OpenMarketplace, RequestSignUp, open_marketplace, request_sign_up
from tenants.jobs import sign
from tenants.models import ControlInbox, MigrationOutcome, MigrationRun, SignUp, Tenant
from tests.fixtures.people import PASSWORD, SYSTEM, Person, authenticator, signed_in
from tests.isolation.addresses import Address
from tests.isolation.world import COOKIE, Place, places
from tests.ui.browser import serving

VISITOR, OPERATOR = "", "operator"
LINK = "sign-in/link/<str:token>/ token"
MARKET, CONTROL = "market", "control"


@dataclass
class Stand:
    """Where the site is served and who may sign in. `own` are values for parts of addresses, as in SAMPLES."""

    place: Place
    port: int
    tag: str
    operator: str = ""
    own: dict[str, dict[str, object]] = field(default_factory=lambda: {MARKET: {}, CONTROL: {}})

    def origin(self, front: str) -> str:
        """Where a front door is served; Chromium itself knows that `*.localhost` is this machine."""
        return f"http://{'localhost' if front == CONTROL else self.place.host}:{self.port}"

    def path(self, front: str, page: Address) -> str:
        return page.path(self.place, self.own[front])

    def cookies(self, front: str, who: str) -> list[dict[str, str]]:
        """The session cookie of somebody, as a browser takes it."""
        if who == VISITOR:
            return []
        value = self.operator if front == CONTROL else self.place.visitors[who].cookie
        return [{"name": COOKIE, "value": value, "url": self.origin(front)}]

    def confirm(self) -> None:
        """Let everybody have proved just now that it is them, as who acts has to: the stand may be old."""
        for ref in (self.place.ref, scope.CONTROL):
            with scope.enter(ref):
                SignInSession.objects.update(confirmed_at=clock.now(scope.alias()))

    def client(self, front: str, who: str) -> Client:
        """The same person without a browser."""
        client = Client(headers={"host": self.origin(front).removeprefix("http://")})
        for cookie in self.cookies(front, who):
            client.cookies[cookie["name"]] = cookie["value"]
        return client


@contextmanager
def stand() -> Iterator[Stand]:
    """Build, serve, remove."""
    with places("a") as made, serving(WSGIHandler()) as address:
        one = Stand(made["a"], urlsplit(address).port or 80, uuid4().hex[:8])
        directory.forget()
        try:
            _control_plane(one)
            with scope.enter(one.place.ref):
                invited = User.objects.get(
                    pk=Membership.objects.values_list("user_id").get(pk=one.place.ids["membership:invited"])[0]
                )
                link = mint(invited, "invitation", clock.now(scope.alias()))
                one.own[MARKET][LINK] = link
            for connection in connections.all():
                connection.close()
            yield one
        finally:
            _clear(one)
            directory.forget()


def _control_plane(one: Stand) -> None:
    """An operator, an opening under way, a sign-up to be confirmed, and the report of a migration run."""
    with scope.enter(scope.CONTROL):
        email = f"operator.{one.tag}@kontor.example"
        run(invite_operator, SYSTEM, InviteOperator(email=email, name="Olga Pera", role="platform_admin"))
        user = User.objects.get(email=email)
        run(set_password, SYSTEM, SetPassword(user_id=user.pk, password=PASSWORD))
        client = signed_in(Client(headers={"host": "localhost"}), Person(user.pk, email), device=authenticator(user.pk))
        one.operator = client.cookies[COOKIE].value
        wish = {
            "region": "eu", "compliance_profile": "gdpr", "preset": "own_operation", "modes": ("spot_listing",),
            "admin_name": "Runa Falk", "admin_email": f"runa@{one.tag}.example", "locale": "en",
        }  # fmt: skip
        opening = run(open_marketplace, SYSTEM, OpenMarketplace(name="Tern Isle", slug=f"tern-{one.tag}", **wish))
        asked = run(request_sign_up, SYSTEM, RequestSignUp(name="Gull Isle", slug=f"gull-{one.tag}", **wish))
        now = clock.now(scope.alias())
        report = MigrationRun.objects.create(
            region="eu", started_at=now, finished_at=now, migrations=["audit.0001_initial"], migrated_count=1
        )
        MigrationOutcome.objects.create(run=report, schema_name=one.place.ref.schema_name, state="migrated", way="copy")
        one.own[CONTROL] |= {
            LINK: mint(user, "reset", now),
            "console/openings/<uuid:run_id>/ run_id": opening.run_id,
            "console/migrations/<uuid:run_id>/ run_id": report.pk,
            "sign-up/<str:token>/ token": sign(asked.sign_up_id),
        }


def _clear(one: Stand) -> None:
    Tenant.objects.filter(slug__endswith=f"-{one.tag}").delete()
    with scope.enter(scope.CONTROL):
        for left in (OutboxMessage, InboxReceipt, Job, IdempotencyRecord, ControlInbox, SignUp, MigrationRun):
            left.objects.all().delete()
        with connections["control"].cursor() as cursor:
            # The ORM would also look for what hangs on a user of a marketplace, in tables that are not here.
            cursor.execute(f"TRUNCATE {User._meta.db_table} CASCADE")
    for connection in connections.all():
        connection.close()
