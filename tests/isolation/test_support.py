"""A visit of support is one more kind of visitor: what it may not, asked of every command and every page there is."""

from typing import Any

from django.db import transaction

from shared_apps.accounts.actors import known_permissions
from shared_apps.accounts.models import User
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.commands.lending import NEVER, is_lendable
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from tenant_apps.support.models import SupportVisit
from tenant_apps.support.queries.visitor import SESSION, mark_of, rights_of
from tests.isolation import tables
from tests.isolation.test_commands import ALL
from tests.isolation.test_pages import PAGES
from tests.isolation.world import Place, World

OF_A_MARKETPLACE = [one for one in ALL if one.code.split(".")[0] not in ("tenants", "operators")]
SHUT = [one for one in OF_A_MARKETPLACE if not is_lendable(one) and not one.system_only]
PASSES = ("support/leave", "support/enter")
READ_ONLY_PAGES = [one for one in PAGES if not one.route.startswith("support/leave")]


def visit_of(place: Place, *, may_write: bool) -> tuple[str, Any]:
    """A browser in which a visit is open, in the place of the owner; the scope is open."""
    now = clock.now(scope.alias())
    client = place.browser()
    session = client.session
    session[SESSION] = str(place.ids["visit"])
    session.save()
    SupportVisit.objects.filter(pk=place.ids["visit"]).update(
        state="consented", member_id=place.visitors["owner"].who.id, may_write=may_write,
        ends_at=now.replace(year=now.year + 1), session_hash=mark_of(session.session_key),
    )  # fmt: skip
    return str(session.session_key), client


def put_back(place: Place) -> None:
    SupportVisit.objects.filter(pk=place.ids["visit"]).update(state="asked", member_id=None, ends_at=None)


def test_what_is_never_lent_is_refused_whatever_was_lent(world: World) -> None:
    """Every command that is shut: refused for that reason, with one trace each, and nothing is written."""
    with scope.enter(world.a.ref):
        everything = known_permissions() | {one.permission for one in SHUT}
        actor = Actor(kind="operator", id="sue", permissions=everything, fresh_factor=True)
        before, trail = tables.fingerprint(), AuditRecord.objects.count()
        answers: dict[str, str] = {}
        with transaction.atomic(using=world.a.ref.alias):
            for command in SHUT:
                try:
                    run(command, actor, None)
                    answers[command.code] = "done"
                except Refusal as refusal:
                    answers[command.code] = refusal.code
            assert {code: told for code, told in answers.items() if told != "commands.not_for_support"} == {}
            assert AuditRecord.objects.count() == trail + len(SHUT)
            transaction.set_rollback(True, using=world.a.ref.alias)
        assert tables.changed(before) == []


def test_nothing_with_risk_can_be_lent_and_no_pattern_is_idle() -> None:
    lendable = [one for one in OF_A_MARKETPLACE if is_lendable(one)]
    assert not [one.code for one in lendable if one.risk == "high" or one.needs_fresh_factor or one.public]
    assert lendable, "support can help with something"
    ahead = {"privacy.*", "anomalies.*"}
    codes = [one.code for one in ALL] + [one.permission for one in ALL]
    assert {one for one in NEVER if not any(code.startswith(one[:-1]) for code in codes)} <= {
        *ahead, "crypto.*", "audit.*", "ledger.*",
    }  # fmt: skip


def test_what_is_lent_to_look_guards_no_command(world: World) -> None:
    from shared_apps.accounts.actors import standing_of

    with scope.enter(world.a.ref):
        standing = standing_of(User.objects.get(pk=world.a.visitors["owner"].who.id))
        reading, writing = rights_of(standing, may_write=False), rights_of(standing, may_write=True)
    guarding = {one.permission for one in ALL}
    assert reading and not reading & guarding
    assert writing > reading and writing <= standing.permissions


def test_a_visit_that_looks_writes_nothing_on_any_page(world: World) -> None:
    """One browser: every POST there is is refused, lists are answered, files are not."""
    with scope.enter(world.a.ref):
        _key, client = visit_of(world.a, may_write=False)
        before = tables.fingerprint()
        taken = [
            page.route for page in READ_ONLY_PAGES if client.post(page.path(world.a)).status_code not in (403, 404, 405)
        ]
        assert taken == []
        for path in ("/companies/", "/orders/", "/transfers/", "/log/", "/settings/"):
            assert client.get(path).status_code == 200, f"{path} is lent"
        assert client.get(f"/documents/{world.a.one.ids['document']}/").status_code == 403, (
            "no file leaves with support"
        )
        own = frozenset({"support_supportlook", "transfers_blockedflow", "outbox_outboxmessage"})
        assert tables.changed(before, but=own) == []
        put_back(world.a)


def test_a_visit_never_opens_accounts_or_its_own_door(world: World) -> None:
    with scope.enter(world.a.ref):
        _key, client = visit_of(world.a, may_write=True)
        for page in PAGES:
            if page.route.startswith(("account", "support/")) and not page.route.startswith(PASSES):
                for answer in (client.get(page.path(world.a)), client.post(page.path(world.a))):
                    assert answer.status_code in (403, 405), f"{page.route} answered support with {answer.status_code}"
        put_back(world.a)
