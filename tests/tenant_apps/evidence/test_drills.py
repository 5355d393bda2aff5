"""Restoring is tried: everything is there again, whatever is not is named, and nothing live is touched."""

from datetime import timedelta
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from shared_apps.accounts.models import User
from shared_apps.audit.checking import check_log
from shared_apps.audit.models import AuditRecord
from shared_apps.crypto import anew
from shared_apps.foundation import clock, invariants
from shared_apps.notary.models import Leaf
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import policy, restoring, scope
from shared_apps.tenancy.refs import TenantRef
from shared_apps.tenancy.schemas.connect import login_of
from tenant_apps.evidence import jobs
from tenant_apps.evidence.drilling import drill
from tenant_apps.evidence.models import Drill
from tenant_apps.evidence.queries import due_at
from tests.fixtures.people import SYSTEM, authenticator, person, signed_in
from tests.proofs import proves
from tests.tenant_apps.evidence.test_packs import ClientOf, seal


class Watched:
    """Progress that nobody looks at."""

    def advance(self, *_told: object) -> None:
        pass


def databases() -> set[str]:
    """Scratch databases of this server."""
    with psycopg.connect(**login_of("default")) as admin:
        rows = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'drill\\_%'").fetchall()
    return {name for (name,) in rows}


@pytest.fixture
def house(committed_tenant: TenantRef) -> TenantRef:
    """A marketplace with a person, encrypted values and a sealed log."""
    with scope.enter(committed_tenant):
        person("owner", "owner@house.example")
        seal(committed_tenant)
    return committed_tenant


def test_everything_is_there_again_and_nothing_is_left_behind(house: TenantRef, client_of: ClientOf) -> None:
    before = databases()
    out = StringIO()
    call_command("restore_drill", tenant=house.slug, stdout=out)
    assert "are there again" in out.getvalue()
    assert databases() == before and restoring.SCRATCH not in connections.settings
    with scope.enter(house):
        row = Drill.objects.get()
        assert (row.outcome, row.differing, row.broken, row.problem) == ("whole", [], [], "")
        assert row.tables > 200 and row.rows > 300 and row.checks == len(invariants.REGISTRY)
        assert row.log_size == Leaf.objects.count() > 0 and len(row.log_root) == len(row.dump_sha256) == 64
        assert row.dump_bytes > 100_000
        assert AuditRecord.objects.get(action="evidence.record_drill").facts["outcome"] == "whole"
        assert OutboxMessage.objects.filter(name="evidence.drill_ended").count() == 1
        who = person("auditor", "look@house.example")
        client: Client = signed_in(client_of(house), who, device=authenticator(who.id))
    page = client.get("/evidence/").content.decode()
    assert "All there again" in page and "The next one is due" in page

    # What cannot be made is recorded, with why; a name that is taken is left alone.
    with psycopg.connect(**login_of("default"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{restoring.name_of(house.schema_name)}"')
    with pytest.raises(CommandError, match="there is a database"):
        call_command("restore_drill", tenant=house.slug)
    assert databases() == {*before, restoring.name_of(house.schema_name)}
    assert restoring.clear("default", house.schema_name) and not restoring.clear("default", house.schema_name)
    with scope.enter(house):
        assert Drill.objects.get(number=2).outcome == "failed"
    with pytest.raises(CommandError, match="no marketplace nowhere"):
        call_command("restore_drill", tenant="nowhere")


def test_what_is_not_as_it_was_is_named(house: TenantRef, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that is lost on the way, a broken leaf, a value without its key: the drill says each."""
    real = restoring.copy

    def losing(*told: object, **more: float) -> restoring.Restored:
        copied = real(*told, **more)  # type: ignore[arg-type]
        with psycopg.connect(**login_of(restoring.SCRATCH), autocommit=True) as admin:
            admin.execute("SET ROLE kontor_owner")
            admin.execute(f'SET search_path TO "{house.schema_name}"')
            admin.execute("UPDATE accounts_user SET email = set_byte(email, length(email) - 1, 7)")
        return copied

    monkeypatch.setattr(restoring, "copy", losing)
    with scope.enter(house):
        assert drill(SYSTEM).outcome == "broken"
        row = Drill.objects.get()
        assert row.differing == ["accounts_user"]
        assert row.broken == ["values of accounts_user.email cannot be read"]
        assert User.objects.get().email == "owner@house.example", "the live one is as it was"
        assert anew.unreadable() == []
    monkeypatch.setattr(restoring, "copy", lambda *_told, **_more: real(*_told, **{**_more, "patience_s": 0.001}))
    with scope.enter(house):
        assert drill(SYSTEM).outcome == "failed"
        assert Drill.objects.get(number=2).problem != ""


@proves("backup.restore_test_days")
def test_a_drill_is_made_by_itself_when_it_is_due(house: TenantRef, monkeypatch: pytest.MonkeyPatch) -> None:
    days = 30
    monkeypatch.setattr(
        policy, "_resolver", lambda key: {"backup.restore_test_days": days}.get(key, policy.KEYS[key].default)
    )
    made = []
    monkeypatch.setattr(jobs, "drill", lambda *_told: made.append(1) or Drill(number=1, outcome="whole"))
    with scope.enter(house):
        first = AuditRecord.objects.earliest("id").at
        assert due_at() == first + timedelta(days=30)
        assert jobs.drill_if_due({}, Watched()) == {"due": False}  # type: ignore[arg-type]
        now = clock.now(scope.alias())
        monkeypatch.setattr(jobs.clock, "now", lambda _alias: now + timedelta(days=31))
        assert jobs.drill_if_due({}, Watched()) == {"due": True, "number": 1, "outcome": "whole"}  # type: ignore[arg-type]
        days = 32
        assert jobs.drill_if_due({}, Watched()) == {"due": False}  # type: ignore[arg-type]
    assert made == [1]


def test_the_whole_log_is_looked_at(house: TenantRef) -> None:
    with scope.enter(house):
        found = check_log()
        assert found.wrong == () and found.size == Leaf.objects.count()
        last = Leaf.objects.order_by("-seq").values_list("seq", flat=True)[0]
    with psycopg.connect(**login_of("default"), autocommit=True) as admin:
        admin.execute("SET ROLE kontor_owner")
        admin.execute(f'ALTER TABLE "{house.schema_name}".notary_leaf DISABLE TRIGGER USER')
        admin.execute(f'UPDATE "{house.schema_name}".notary_leaf SET hash = sha256(hash) WHERE seq = 0')
    with scope.enter(house):
        wrong = check_log().wrong
        assert len(wrong) == 2 and "record no. 0" in wrong[1] and "newest head" in wrong[0]
    with psycopg.connect(**login_of("default"), autocommit=True) as admin:
        admin.execute("SET ROLE kontor_owner")
        admin.execute(f'DELETE FROM "{house.schema_name}".notary_leaf WHERE seq = 0')
    with scope.enter(house):
        assert last > 0 and check_log().wrong == ("leaf no. 0 of the log is missing",)
