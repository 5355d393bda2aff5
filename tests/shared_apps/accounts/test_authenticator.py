"""The secret of an authenticator is encrypted under the key of its person: enrolled or pending, member or operator."""

import pytest

from shared_apps.accounts import factors
from shared_apps.accounts.actors import SELF
from shared_apps.accounts.commands import StartTotp, start_totp
from shared_apps.accounts.models import Authenticator, User
from shared_apps.commands import run
from shared_apps.crypto import keys, subject
from shared_apps.crypto.fields import key_of
from shared_apps.crypto.models import DataKey
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.people import authenticator, code_of, stranger


def stored(device: Authenticator) -> bytes:
    return bytes(Authenticator.objects.values_list("key", flat=True).get(pk=device.pk))


def test_the_secret_lies_under_the_key_of_its_person(tenant_a: TenantRef) -> None:
    who = stranger()
    actor = Actor(kind="user", id=str(who.id), user_id=who.id, permissions=frozenset({SELF}), fresh_factor=True)
    told = run(start_totp, actor, StartTotp())
    pending = Authenticator.objects.get(user_id=who.id)
    assert not pending.confirmed
    assert factors.secret_of(pending) == told.secret
    assert run(start_totp, actor, StartTotp()).secret == told.secret, "the page may be loaded again"
    raw = stored(pending)
    assert DataKey.objects.get(pk=key_of(raw)).subject == who.id
    assert pending.key.encode() not in raw and pending.bin_key not in raw

    code = code_of(pending)
    assert pending.verify_token(code)
    assert not pending.verify_token(code), "a code works once"
    assert not Authenticator.objects.get(pk=pending.pk).verify_token("١٢٣٤٥٦")
    assert stored(pending) == raw, "using it does not write the secret anew"


def test_the_answer_to_its_person_names_it_and_does_not_show_it(tenant_a: TenantRef) -> None:
    who = stranger()
    device = authenticator(who.id)
    told = next(one for one in subject.about(who.id) if one.model == "accounts.Authenticator")
    assert told.rows[0]["key"] == subject.WITHHELD
    assert device.key not in str(list(subject.about(who.id)))


def test_an_unreadable_secret_lets_nobody_in(tenant_a: TenantRef) -> None:
    """Whoever knows the method can reckon the codes of an empty secret."""
    who = stranger()
    device = authenticator(who.id)
    keys.destroy_person(who.id)
    keys.forget()
    device = Authenticator.objects.get(pk=device.pk)
    assert device.bin_key == b""
    assert not device.verify_token(code_of(device))
    assert factors.verify(User.objects.get(pk=who.id), code_of(device)) is None


@pytest.mark.usefixtures("control")
def test_those_of_operators_too() -> None:
    who = stranger("operator@kontor.example")
    device = authenticator(who.id)
    assert scope.is_control()
    assert DataKey.objects.get(pk=key_of(stored(device))).subject == who.id
    assert Authenticator.objects.get(pk=device.pk).verify_token(code_of(device))
