"""The statement that proves many keys says of each what `key_in_use` says of it."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection

from shared_apps.accounts.actors import known_permissions
from shared_apps.accounts.commands.api_keys import CreateApiKey, create_api_key, hash_of
from shared_apps.accounts.models import ApiKey, User
from shared_apps.accounts.queries.api_keys import key_in_use
from shared_apps.api.authentication import KeyInUse
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.models import Membership, Role
from tenant_apps.identity.queries import KEYS_SQL, KeyRow, proven_key
from tests.fixtures.people import SYSTEM, company, person


def proven(secret: str) -> KeyInUse | None:
    with connection.cursor() as cursor:
        cursor.execute(KEYS_SQL, [[hash_of(secret)]])
        plain = cursor.fetchall()
        cursor.execute(f"SELECT json_agg(q)::text FROM ({KEYS_SQL}) AS q", [[hash_of(secret)]])
        text = cursor.fetchone()[0]
    now, known = clock.now(scope.alias()), known_permissions()
    rows = [proven_key(row, now, known) for row in plain]
    objects = msgspec.json.decode(text or "[]", type=list[KeyRow])
    assert [proven_key(one.row, now, known) for one in objects] == rows, "as objects they say the same"
    found = [row.in_use for row in rows if row is not None]
    return found[0] if found else None


def key(maker: Any = None, company_id: Any = None, **fields: Any) -> str:
    made = run(create_api_key, SYSTEM, CreateApiKey(
        name="k", permissions=["trading.place_bid", "orders.place_order"], company_id=company_id
    ))  # fmt: skip
    fields["permissions"] = ["trading.place_bid", "orders.place_order", "no.longer_known"]
    ApiKey.objects.filter(pk=made.key_id).update(created_by=maker.id if maker else None, **fields)
    return made.secret


def states(tenant: TenantRef) -> dict[str, str]:
    """A secret for every way in which a key can be worth something, or nothing."""
    now = clock.now(scope.alias())
    mine, other = company("Mine Ltd"), company("Other Ltd")
    buyer, admin = person("buyer", company_id=mine), person("company_admin", "a@mine.example", company_id=mine)
    owner, gone = person("owner", totp=True), person("buyer", "gone@mine.example", company_id=mine)
    barred = person("buyer", "barred@mine.example", company_id=mine)
    Membership.objects.filter(pk=gone.membership_id).update(until=now)
    User.objects.filter(pk=barred.id).update(is_active=False)
    bare = person("buyer", "bare@mine.example", company_id=mine)
    minus = Role.objects.create(
        code="minus", name_en="M", name_zh_hans="M", side="company", permissions=["trading.*", "-trading.place_bid"]
    )
    Membership.objects.filter(pk=bare.membership_id).update(role=minus)
    return {
        "of the system": key(company_id=mine), "of the marketplace": key(), "buyer": key(buyer, mine),
        "admin": key(admin, mine), "of another company": key(buyer, other), "owner for a company": key(owner, mine),
        "owner": key(owner), "left": key(gone, mine), "barred": key(barred, mine), "minus": key(bare, mine),
        "expired": key(buyer, mine, expires_at=now - timedelta(seconds=1)), "revoked": key(buyer, mine, revoked_at=now),
        "still": key(buyer, mine, expires_at=now + timedelta(hours=1)), "unknown": "kk_nonsense",
    }  # fmt: skip


@pytest.mark.usefixtures("tenant_a")
def test_both_say_the_same(tenant_a: TenantRef) -> None:
    found = {name: (proven(secret), key_in_use(secret)) for name, secret in states(tenant_a).items()}
    differs = {name: pair for name, pair in found.items() if pair[0] != pair[1]}
    assert differs == {}
    holding = {name for name, (one, _) in found.items() if one and "trading.place_bid" in one.actor.permissions}
    assert {"of the system", "buyer", "admin", "still"} <= holding
    assert holding.isdisjoint({"left", "barred", "minus", "expired", "revoked", "unknown", "of another company"})
