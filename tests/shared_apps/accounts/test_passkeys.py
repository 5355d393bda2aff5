"""Passkeys through the pages: made, named, used instead of a password and beside it, removed, refused."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_otp import devices_for_user
from django_otp.plugins.otp_static.models import StaticToken
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.accounts.decisions.passkeys import is_copy
from shared_apps.accounts.models import Passkey, SignInSession, SignInThrottle, User
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.authenticators import Authenticator
from tests.fixtures.people import PASSWORD, Person, authenticator, company, person, signed_in

ClientOf = Callable[[TenantRef | None], Client]


def origin_of(client: Client) -> str:
    return f"http://{client.defaults['HTTP_HOST']}"


def host_of(client: Client) -> str:
    return str(client.defaults["HTTP_HOST"]).partition(":")[0]


def question(client: Client, path: str) -> dict[str, Any]:
    answer = client.post(path)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def enrolled(client: Client, key: Authenticator, name: str = "Work laptop") -> Any:
    """A passkey of whoever is signed in."""
    asked = question(client, "/account/passkeys/new/options/")
    return client.post(
        "/account/passkeys/new/", {"passkey_name": name, "credential": key.create(asked, origin_of(client))}
    )


def by_passkey(client: Client, key: Authenticator, **lies: Any) -> Any:
    asked = question(client, "/sign-in/passkey/options/")
    return client.post("/sign-in/passkey/", {"credential": key.get(asked, origin_of(client), **lies)})


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def events(name: str) -> list[str]:
    return list(OutboxMessage.objects.filter(name=name).values_list("payload", flat=True))


@pytest.fixture
def buyer(tenant_a: TenantRef) -> Person:
    return person("buyer", company_id=company())


def test_a_passkey_is_a_device_and_signs_in_without_a_password(
    buyer: Person, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    key, client = Authenticator(), signed_in(client_of(tenant_a), buyer)
    codes = re.findall(r"<code>(\w{4}-\w{4}-\w{4})</code>", enrolled(client, key).content.decode())
    assert len(codes) == 10
    row = Passkey.objects.get()
    assert (row.name, row.rp_id, list(row.transports)) == ("Work laptop", host_of(client), ["usb"])
    devices = {one.persistent_id for one in devices_for_user(User.objects.get(pk=buyer.id))}
    assert f"accounts.passkey/{row.pk}" in devices
    other = client_of(tenant_a)
    answer = by_passkey(other, key)
    assert answer.headers["Location"] == "/"
    assert is_in(other)
    session = SignInSession.objects.order_by("-id")[0]
    assert session.factor_at is not None
    assert '"method":"passkey"' in events("accounts.signed_in")[-1]


def test_the_question_names_nobody(buyer: Person, tenant_a: TenantRef, client_of: ClientOf) -> None:
    client = signed_in(client_of(tenant_a), buyer)
    enrolled(client, Authenticator())
    asked = question(client_of(tenant_a), "/sign-in/passkey/options/")
    assert asked["allowCredentials"] == []
    assert asked["userVerification"] == "required"
    assert question(client, "/account/passkeys/new/options/")["excludeCredentials"][0]["transports"] == ["usb"]


def test_it_is_the_second_step_after_the_password(buyer: Person, tenant_a: TenantRef, client_of: ClientOf) -> None:
    key = Authenticator()
    enrolled(signed_in(client_of(tenant_a), buyer), key)
    client = client_of(tenant_a)
    assert (
        client.post("/sign-in/", {"email": buyer.email, "password": PASSWORD}).headers["Location"] == "/sign-in/code/"
    )
    assert "passkeys.js" in client.get("/sign-in/code/").content.decode()
    key.verifies = False
    asked = question(client, "/sign-in/code/options/")
    answer = client.post("/sign-in/code/", {"credential": key.get(asked, origin_of(client))})
    assert answer.status_code == 302
    assert is_in(client)


def test_a_recovery_code_stands_in_once_and_is_told_of(buyer: Person, tenant_a: TenantRef, client_of: ClientOf) -> None:
    page = enrolled(signed_in(client_of(tenant_a), buyer), Authenticator()).content.decode()
    code = re.findall(r"<code>(\w{4}-\w{4}-\w{4})</code>", page)[0]
    for expected in (302, 422):
        client = client_of(tenant_a)
        client.post("/sign-in/", {"email": buyer.email, "password": PASSWORD})
        assert client.post("/sign-in/code/", {"code": code}).status_code == expected
    assert len(events("accounts.recovery_code_used")) == 1


def test_a_device_that_does_not_know_its_owner_is_one_factor_and_opens_nothing_alone(
    buyer: Person, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    key = Authenticator()
    enrolled(signed_in(client_of(tenant_a), buyer), key)
    key.verifies = False
    client = client_of(tenant_a)
    assert by_passkey(client, key).status_code == 422
    assert not is_in(client)


def test_a_passkey_of_one_marketplace_opens_nothing_in_another(
    buyer: Person, tenant_a: TenantRef, tenant_b: TenantRef, client_of: ClientOf
) -> None:
    key = Authenticator()
    enrolled(signed_in(client_of(tenant_a), buyer), key)
    with scope.enter(tenant_b):
        person("buyer", buyer.email, company_id=company())
        foreign = client_of(tenant_b)
        assert by_passkey(foreign, key).status_code == 422
        assert by_passkey(foreign, key, host=host_of(foreign)).status_code == 422
        assert not is_in(foreign)
        assert not Passkey.objects.exists()


def test_a_copied_authenticator_is_refused_and_told_of(buyer: Person, tenant_a: TenantRef, client_of: ClientOf) -> None:
    key = Authenticator()
    enrolled(signed_in(client_of(tenant_a), buyer), key)
    thief = key.copy()
    assert by_passkey(client_of(tenant_a), key).status_code == 302
    client = client_of(tenant_a)
    assert by_passkey(client, thief).status_code == 422
    assert not is_in(client)
    assert len(events("accounts.passkey_copied")) == 1
    assert Passkey.objects.get().sign_count == 1


def test_a_synchronised_passkey_keeps_no_count_and_works_again(
    buyer: Person, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    key = Authenticator(count=None)
    enrolled(signed_in(client_of(tenant_a), buyer), key)
    for _ in range(2):
        assert by_passkey(client_of(tenant_a), key).status_code == 302


def _replayed(client: Client, key: Authenticator) -> Any:
    answer = key.get(question(client, "/sign-in/passkey/options/"), origin_of(client))
    assert client.post("/sign-in/passkey/", {"credential": answer}).status_code == 302
    client.post("/sign-out/")
    return client.post("/sign-in/passkey/", {"credential": answer})


def _with_anothers_name(client: Client, key: Authenticator) -> Any:
    return by_passkey(client, key, handle=bytes(16))


def _from_another_page(client: Client, key: Authenticator) -> Any:
    asked = question(client, "/sign-in/passkey/options/")
    return client.post("/sign-in/passkey/", {"credential": key.get(asked, "http://copied.example")})


def _to_another_question(client: Client, key: Authenticator) -> Any:
    old = question(client, "/sign-in/passkey/options/")
    question(client, "/sign-in/passkey/options/")
    return client.post("/sign-in/passkey/", {"credential": key.get(old, origin_of(client))})


def _late(client: Client, key: Authenticator) -> Any:
    asked = question(client, "/sign-in/passkey/options/")
    session = client.session
    session["passkey_challenge"] = session["passkey_challenge"] | {"at": 0}
    session.save()
    return client.post("/sign-in/passkey/", {"credential": key.get(asked, origin_of(client))})


def _with_a_broken_signature(client: Client, key: Authenticator) -> Any:
    asked = question(client, "/sign-in/passkey/options/")
    broken = key.get(asked, origin_of(client)).replace('"signature": "', '"signature": "AAAA')
    return client.post("/sign-in/passkey/", {"credential": broken})


def _no_answer_at_all(client: Client, key: Authenticator) -> Any:
    question(client, "/sign-in/passkey/options/")
    return client.post("/sign-in/passkey/", {"credential": '{"rawId": 5}'})


@pytest.mark.parametrize(
    "way",
    [
        _replayed, _with_anothers_name, _from_another_page, _to_another_question, _late, _with_a_broken_signature,
        _no_answer_at_all,
    ],
    ids=lambda one: one.__name__.strip("_"),
)  # fmt: skip
def test_a_wrong_answer_opens_nothing(
    way: Callable[[Client, Authenticator], Any], buyer: Person, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    key = Authenticator()
    enrolled(signed_in(client_of(tenant_a), buyer), key)
    client = client_of(tenant_a)
    assert way(client, key).status_code == 422
    assert not is_in(client)


def test_wrong_answers_lock_account_and_address_as_wrong_passwords_do(
    buyer: Person, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    key = Authenticator()
    enrolled(signed_in(client_of(tenant_a), buyer), key)
    client = client_of(tenant_a)
    for _ in range(5):
        assert _with_a_broken_signature(client, key).status_code == 422
    assert "15 minutes" in by_passkey(client, key).content.decode()
    SignInThrottle.objects.all().delete()
    stranger = Authenticator(host=host_of(client))
    for _ in range(2):
        by_passkey(client, stranger)
    assert [row.key.partition(":")[0] for row in SignInThrottle.objects.all()] == ["address"]


def test_a_person_who_must_have_a_factor_enrols_a_passkey_and_is_in(tenant_a: TenantRef, client_of: ClientOf) -> None:
    client = signed_in(client_of(tenant_a), person("owner"))
    assert client.get("/people/").headers["Location"] == "/account/authenticator/"
    assert client.get("/account/passkeys/new/").status_code == 200
    enrolled(client, Authenticator())
    assert client.get("/people/").status_code == 200


def test_a_new_factor_needs_a_fresh_proof_and_signs_other_browsers_out(
    buyer: Person, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    client, other = signed_in(client_of(tenant_a), buyer), signed_in(client_of(tenant_a), buyer)
    SignInSession.objects.update(confirmed_at=timezone.now() - timedelta(minutes=11))
    assert enrolled(client, Authenticator()).status_code == 403
    assert not Passkey.objects.exists()
    assert is_in(other)
    SignInSession.objects.update(confirmed_at=timezone.now())
    enrolled(client, Authenticator())
    assert not is_in(other)
    assert is_in(client)


def test_naming_and_removing_are_for_the_owner_alone(buyer: Person, tenant_a: TenantRef, client_of: ClientOf) -> None:
    client = signed_in(client_of(tenant_a), buyer)
    enrolled(client, Authenticator())
    row = Passkey.objects.get()
    thief = signed_in(client_of(tenant_a), person("supplier", company_id=company("B", sells=True)))
    for path in (f"/account/passkeys/{row.pk}/", f"/account/passkeys/{row.pk}/remove/"):
        assert thief.post(path, {"passkey_name": "mine"}).status_code == 404
    assert client.post(f"/account/passkeys/{row.pk}/", {"passkey_name": "  Desk   key "}).status_code == 302
    row.refresh_from_db()
    assert row.name == "Desk key"
    assert client.post(f"/account/passkeys/{row.pk}/", {"passkey_name": " "}).status_code == 422
    assert client.post(f"/account/passkeys/{row.pk}/remove/").status_code == 302
    assert not Passkey.objects.exists()
    assert not StaticToken.objects.exists()
    assert '"left":0' in events("accounts.factor_removed")[-1]


def test_recovery_codes_stay_while_one_factor_is_left(buyer: Person, tenant_a: TenantRef, client_of: ClientOf) -> None:
    client = signed_in(client_of(tenant_a), buyer)
    enrolled(client, Authenticator())
    assert b"<code>" not in enrolled(client, Authenticator(), "Phone").content
    assert Passkey.objects.count() == 2
    client.post(f"/account/passkeys/{Passkey.objects.order_by('id')[0].pk}/remove/")
    assert StaticToken.objects.count() == 10


def test_the_same_passkey_is_not_added_twice(buyer: Person, tenant_a: TenantRef, client_of: ClientOf) -> None:
    key, client = Authenticator(), signed_in(client_of(tenant_a), buyer)
    enrolled(client, key)
    assert enrolled(client, key, "Again").status_code == 422
    assert Passkey.objects.count() == 1


def test_a_passkey_confirms_in_place_and_what_was_typed_is_kept(
    buyer: Person, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    key, client = Authenticator(), signed_in(client_of(tenant_a), buyer)
    enrolled(client, key)
    SignInSession.objects.update(confirmed_at=timezone.now() - timedelta(minutes=11))
    new = {"password": "quite another password", "again": "quite another password"}
    asked_again = client.post("/account/password/", new)
    assert asked_again.status_code == 403
    assert asked_again.content.decode().count('value="quite another password"') == 2
    assert "no-store" in asked_again.headers["Cache-Control"]
    asked = question(client, "/account/confirm/options/")
    wrong = Authenticator(host=key.host).get(asked, origin_of(client))
    refused = client.post("/account/password/", {**new, "step_up-code": "", "credential": wrong})
    assert refused.status_code == 422
    assert refused.content.decode().count('value="quite another password"') == 2
    asked = question(client, "/account/confirm/options/")
    right = {**new, "step_up-code": "", "credential": key.get(asked, origin_of(client))}
    assert client.post("/account/password/", right).headers["Location"] == "/account/"
    assert User.objects.get(pk=buyer.id).check_password("quite another password")


def test_with_an_authenticator_too_each_of_both_opens(buyer: Person, tenant_a: TenantRef, client_of: ClientOf) -> None:
    key, client = Authenticator(), signed_in(client_of(tenant_a), buyer)
    enrolled(client, key)
    device = authenticator(buyer.id)
    assert is_in(signed_in(client_of(tenant_a), buyer, device=device))
    assert by_passkey(client_of(tenant_a), key).status_code == 302
    assert client.post("/account/authenticator/remove/").status_code == 302
    assert StaticToken.objects.count() == 10


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_count_is_of_one_device_when_it_grows_or_there_is_none(known: int, shown: int) -> None:
    assert is_copy(known, shown) == (not (shown > known) and (known, shown) != (0, 0))
