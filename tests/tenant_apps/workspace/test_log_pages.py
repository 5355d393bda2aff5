"""The log for people: found, proved, taken out; and nobody sees or takes more than they may."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from shared_apps.accounts.models import SignInSession
from shared_apps.audit import sealing
from shared_apps.audit.models import AuditRecord
from shared_apps.audit.record import record
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.people import Person, authenticator, person, signed_in
from tests.sdk.test_kontor_verify import verifier

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture
def acts(committed_tenant: TenantRef) -> list[AuditRecord]:
    """Three acts, sealed."""
    with scope.enter(committed_tenant):
        who = Actor(kind="user", id="gone", display="")
        for number, outcome in enumerate(("done", "refused", "done")):
            record(
                who, "orders.place_order", at=clock.now(scope.alias()), outcome=outcome, target="orders.order",
                target_id=f"order-{number}", facts={"lines": number}, reason="orders.closed" if number == 1 else "",
            )  # fmt: skip
        seal(committed_tenant)
        return list(AuditRecord.objects.filter(action="orders.place_order").order_by("id"))


def seal(ref: TenantRef) -> None:
    with sealing.connect(ref.alias) as connection:
        sealing.seal(connection, ref, sealing.SealerKey.of_region("eu"))


def visitor(ref: TenantRef, client_of: ClientOf, role: str) -> tuple[Client, Person]:
    with scope.enter(ref):
        who = person(role, f"{role}@house.example")
        device = authenticator(who.id) if role == "owner" else None
        client = signed_in(client_of(ref), who, device=device)
        seal(ref)
    return client, who


def test_acts_are_found_by_what_who_and_outcome(
    acts: list[AuditRecord], committed_tenant: TenantRef, client_of: ClientOf
) -> None:
    client, who = visitor(committed_tenant, client_of, "auditor")

    def shown(query: str) -> list[str]:
        text = client.get(f"/log/?{query}").content.decode()
        return [str(row.pk) for row in acts if str(row.pk) in text]

    every = [str(row.pk) for row in acts]
    assert shown("q=place_order") == every == shown("who=gone")
    assert shown("outcome=refused") == every[1:2] == shown("q=order-1") == shown("q=orders.closed")
    assert shown("q=settle") == [] == shown("since=2999-01-01") == shown("until=2001-01-01")
    found = client.get(f"/log/?who={who.email[:7]}").content.decode()
    assert "Auditor" in found and "Kontor itself" not in found
    assert "Take it out" not in found and client.post("/log/export/").status_code == 403


def test_an_act_shows_its_place_and_its_proof(
    acts: list[AuditRecord], committed_tenant: TenantRef, client_of: ClientOf
) -> None:
    client, _who = visitor(committed_tenant, client_of, "auditor")
    text = client.get(f"/log/{acts[1].pk}/").content.decode()
    assert "Sealed as no. " in text and "orders.closed" in text and "kontor.eu/log" in text
    with scope.enter(committed_tenant):
        record(Actor.system("test"), "test.act", at=clock.now(scope.alias()))
        late = AuditRecord.objects.get(action="test.act")
    assert "It has no number yet" in client.get(f"/log/{late.pk}/").content.decode()
    assert client.get(f"/log/{acts[0].pk.hex[::-1][:8]}-0000-7000-8000-000000000000/").status_code == 404


def test_a_file_proves_itself_and_that_it_was_taken_stands_in_the_log(
    acts: list[AuditRecord], committed_tenant: TenantRef, client_of: ClientOf
) -> None:
    client, who = visitor(committed_tenant, client_of, "owner")
    for query, count in (("", None), ("?q=place_order", 3)):
        answer = client.post(f"/log/export/{query}", {"format": "jsonl"})
        assert answer.status_code == 200, answer.content[:500]
        lines = answer.content.splitlines(keepends=True)
        assert verifier.verify_log(lines)[0] == []
        assert count is None or len(lines) == count + 1
    table = client.post("/log/export/?outcome=refused&q=place_order", {"format": "csv"}).content.decode()
    assert table.count("\n") == 2 and "order-1" in table
    with scope.enter(committed_tenant):
        rows = AuditRecord.objects.filter(action="workspace.export_log", actor_id=str(who.id)).order_by("id")
        assert [row.facts["rows"] for row in rows][1:] == [3, 1]


def test_who_has_not_confirmed_who_they_are_is_asked_first(
    acts: list[AuditRecord], committed_tenant: TenantRef, client_of: ClientOf
) -> None:
    client, _who = visitor(committed_tenant, client_of, "owner")
    with scope.enter(committed_tenant):
        SignInSession.objects.update(confirmed_at=F("confirmed_at") - timedelta(hours=1))
    answer = client.post("/log/export/?q=place_order", {"format": "jsonl"})
    assert answer.status_code == 403 and b"step_up-code" in answer.content
    assert client.get("/log/export/").status_code == 405
    with scope.enter(committed_tenant):
        assert not AuditRecord.objects.filter(action="workspace.export_log", outcome="done").exists()
