"""A row says from where, how surely and under which permissions somebody acted, and gives nothing away."""

import pytest
from django.test import Client

from shared_apps.audit import record
from shared_apps.audit.decisions.addresses import written
from shared_apps.audit.models import AuditRecord
from shared_apps.audit.queries import list_recent
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import policy, scope
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.people import PASSWORD, person, signed_in
from tests.proofs import proves


@pytest.mark.parametrize(
    ("address", "precision", "kept"),
    [
        ("203.0.113.77", "full", "203.0.113.77"),
        ("203.0.113.77", "truncated", "203.0.113.0/24"),
        ("2001:db8:1:2:3::9", "truncated", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "truncated", "203.0.113.0/24"),
        ("2001:DB8::1", "full", "2001:db8::1"),
        ("unknown", "full", ""),
        ("", "truncated", ""),
    ],
)
def test_an_address_is_kept_as_precisely_as_demanded(address: str, precision: str, kept: str) -> None:
    assert written(address, precision) == kept


def acted(client: Client) -> AuditRecord:
    client.post("/account/", {"name": "Ada", "language": "en"})
    row = AuditRecord.objects.filter(actor_kind="user").order_by("-id").first()
    assert row is not None
    return row


@proves("log.address_precision")
def test_an_act_by_a_page_says_where_it_came_from(tenant_a: TenantRef, client_of) -> None:
    who = person("auditor", "ada@house.example")
    client = client_of(tenant_a)
    client.defaults |= {"HTTP_USER_AGENT": "Firefox/1", "REMOTE_ADDR": "198.51.100.7"}
    row = acted(signed_in(client, who))
    assert row.actor_id == str(who.id)
    assert (row.address, row.strength, row.agent_hash) == (
        "198.51.100.0/24", "password", record.hash_of("Firefox/1"),
    )  # fmt: skip
    assert len(row.session_hash) == 32 and len(row.policy_hash) == 32
    assert "Ada" not in str(AuditRecord.objects.filter(pk=row.pk).values().get())


def test_whole_addresses_are_kept_where_the_rule_book_says_so(
    tenant_a: TenantRef, client_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        policy, "_resolver", lambda key: "full" if key == "log.address_precision" else policy.KEYS[key].default
    )
    client = client_of(tenant_a)
    client.defaults |= {"REMOTE_ADDR": "198.51.100.7"}
    assert acted(signed_in(client, person("auditor", "ada@house.example"))).address == "198.51.100.7"


def test_a_failed_sign_in_has_its_origin_too(tenant_a: TenantRef, client_of) -> None:
    client = client_of(tenant_a)
    client.defaults |= {"REMOTE_ADDR": "198.51.100.7"}
    client.post("/sign-in/", {"email": "nobody@house.example", "password": PASSWORD})
    row = AuditRecord.objects.filter(action="accounts.sign_in").order_by("-id").first()
    assert row is not None and (row.address, row.strength, row.session_hash) == ("198.51.100.0/24", "none", "")


def test_names_are_asked_for_when_the_log_is_read(tenant_a: TenantRef) -> None:
    who = person("owner", "ada@house.example")
    actor = Actor(kind="user", id=str(who.id), display="whatever it was called then")
    record.record(actor, "test.act", at=clock.now(scope.alias()))
    record.record(Actor(kind="user", id="gone"), "test.act", at=clock.now(scope.alias()))
    record.record(
        Actor(kind="guest", id="00000000-0000-0000-0000-000000000001"), "test.act", at=clock.now(scope.alias())
    )
    assert [line.who for line in list_recent(3)] == ["00000000-0000-0000-0000-000000000001", "gone", "Owner"]


def test_states_are_kept_as_keyed_digests(tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    here = record.state_hash_of({"limit": 5})
    assert here == record.state_hash_of({"limit": 5}) != record.state_hash_of({"limit": 6})
    assert record.state_hash_of(None) == ""
    with scope.enter(tenant_b):
        assert record.state_hash_of({"limit": 5}) != here
