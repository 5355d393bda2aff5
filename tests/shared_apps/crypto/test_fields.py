"""What is encrypted for one row of one marketplace is unreadable anywhere else."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.apps.registry import Apps
from django.core.exceptions import FieldError
from django.db import IntegrityError, migrations, models, transaction
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.accounts.models import User
from shared_apps.crypto import keys
from shared_apps.crypto.cabinet import cabinet
from shared_apps.crypto.errors import CryptoError, NoKey, WrongContext
from shared_apps.crypto.fields import PLAIN, EncryptedTextField, blind_index, decrypt, encrypt, key_of, warm
from shared_apps.crypto.operations import SealColumn
from shared_apps.foundation import clock
from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy import scope
from shared_apps.tenancy.backend.base import as_role
from shared_apps.tenancy.refs import TenantRef
from shared_apps.tenancy.schemas.connect import OWNER, as_admin
from tests.fixtures.security import naughty_strings

PLACE = {"table": "t", "column": "c", "row": "1"}


@pytest.fixture(autouse=True)
def _no_memory() -> Iterator[None]:
    keys.forget()
    yield
    keys.forget()


@pytest.fixture
def keyed(tenant_a: TenantRef) -> TenantRef:
    keys.ensure()
    return tenant_a


def test_round_trip_hides_the_text(keyed: TenantRef) -> None:
    stored = encrypt("DE02 1203 0000", **PLACE)
    assert b"DE02" not in stored
    assert encrypt("DE02 1203 0000", **PLACE) != stored
    assert decrypt(stored, **PLACE) == "DE02 1203 0000"


@pytest.mark.parametrize("change", [{"table": "u"}, {"column": "d"}, {"row": "2"}])
def test_a_value_moved_elsewhere_is_refused(keyed: TenantRef, change: dict[str, str]) -> None:
    stored = encrypt("secret", **PLACE)
    with pytest.raises(WrongContext):
        decrypt(stored, **(PLACE | change))


@given(st.data())
def test_any_altered_byte_is_refused(data: st.DataObject) -> None:
    ref_key, key = uuid7(), b"k" * 32
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "in_use", lambda purpose, subject=None: (ref_key, key))
        patch.setattr(keys, "by_id", lambda key_id: key)
        patch.setattr(scope, "key", lambda: "eu:a")
        stored = encrypt("secret", **PLACE)
        at = data.draw(st.integers(17, len(stored) - 1))
        changed = bytearray(stored)
        changed[at] ^= data.draw(st.integers(1, 255))
        with pytest.raises(WrongContext):
            decrypt(bytes(changed), **PLACE)


def test_another_marketplace_cannot_read_it(keyed: TenantRef, tenant_b: TenantRef) -> None:
    stored = encrypt("secret", **PLACE)
    with scope.enter(tenant_b):
        keys.ensure()
        with pytest.raises(NoKey):
            decrypt(stored, **PLACE)


@pytest.mark.parametrize("person", [None, uuid7()])
def test_a_key_copied_to_another_marketplace_does_not_unwrap(
    keyed: TenantRef, tenant_b: TenantRef, person: UUID | None
) -> None:
    purpose = keys.FIELD if person is None else keys.PERSON
    key_id, _plain = keys.in_use(purpose, person)
    wrapped = cabinet().get_many([key_id])[key_id]
    created = keys.DataKey.objects.get(pk=key_id).created_at
    keys.forget()
    with scope.enter(tenant_b):
        keys.DataKey.objects.filter(purpose=purpose, subject=person).delete()
        keys.DataKey.objects.create(id=key_id, purpose=purpose, subject=person, created_at=created)
        cabinet().put(key_id, wrapped)
        with pytest.raises(CryptoError):
            keys.in_use(purpose, person)
        cabinet().destroy(key_id)


def test_a_destroyed_key_is_not_made_again_and_nothing_is_stored_in_plain(keyed: TenantRef) -> None:
    keys.destroy_all()
    with pytest.raises(NoKey):
        encrypt("secret", **PLACE)


def test_blind_index_finds_equals_within_a_purpose_only(keyed: TenantRef, tenant_b: TenantRef) -> None:
    here = blind_index("x@example.org", "email")
    assert here == blind_index("x@example.org", "email")
    assert here != blind_index("x@example.org", "iban")
    with scope.enter(tenant_b):
        keys.ensure()
        assert blind_index("x@example.org", "email") != here


def test_rotation_and_rewrapping_keep_old_values_readable(keyed: TenantRef) -> None:
    stored = encrypt("secret", **PLACE)
    before = keys.in_use(keys.FIELD)
    keys.rotate(keys.FIELD)
    assert keys.in_use(keys.FIELD)[0] != before[0]
    assert keys.rewrap_all() == 4
    keys.forget()
    assert decrypt(stored, **PLACE) == "secret"


def test_a_destroyed_key_takes_its_values_with_it(keyed: TenantRef) -> None:
    stored = encrypt("secret", **PLACE)
    keys.destroy_all()
    with pytest.raises(NoKey):
        decrypt(stored, **PLACE)


def test_ensuring_twice_makes_one_key(keyed: TenantRef) -> None:
    keys.ensure()
    assert sorted(keys.DataKey.objects.filter(subject=None).values_list("purpose", flat=True)) == [
        "field", "index", "wrap"
    ]  # fmt: skip


def test_a_key_of_a_rolled_back_transaction_is_forgotten(tenant_a: TenantRef) -> None:
    with transaction.atomic():
        lost, _plain = keys.in_use(keys.PERSON, tenant_a.id)
        transaction.set_rollback(True)
    assert keys.in_use(keys.PERSON, tenant_a.id)[0] != lost


def test_a_model_field_encrypts_in_the_table(keyed: TenantRef) -> None:
    class Secret(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid7)
        iban = EncryptedTextField(null=True)

        class Meta:
            app_label = "crypto"
            # A registry of its own: the product's tables are counted by other tests.
            apps = Apps()
            db_table = "crypto_test_secret"

    column = Secret._meta.get_field("iban")
    row = Secret(iban="DE02")
    stored = column.pre_save(row, True)
    assert b"DE02" not in stored
    assert Secret.from_db("default", ["id", "iban"], [row.pk, stored]).iban == "DE02"
    assert column.pre_save(Secret(iban=None), True) is None
    with pytest.raises(WrongContext):
        Secret.from_db("default", ["id", "iban"], [uuid7(), stored]).iban  # noqa: B018


def test_a_person_is_found_by_address_and_stored_under_a_key_of_their_own(keyed: TenantRef) -> None:
    one, other = (
        User.objects.create(email=f"{name}@wire.example", name=name.title(), created_at=clock.now(keyed.alias))
        for name in ("ines", "olaf")
    )
    stored = dict(User.objects.values_list("id", "email"))
    assert key_of(bytes(stored[one.id])) != key_of(bytes(stored[other.id]))
    assert User.objects.get(email="INES@wire.example ").id == one.id
    assert User.objects.filter(email__in=["olaf@wire.example", "nobody@wire.example"]).get().name == "Olaf"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="ines@wire.example", name="Twin", created_at=one.created_at)


@pytest.mark.parametrize("lookup", ["icontains", "startswith", "gt"])
def test_parts_and_order_of_an_encrypted_field_cannot_be_asked_for(keyed: TenantRef, lookup: str) -> None:
    with pytest.raises(FieldError):
        User.objects.filter(**{f"email__{lookup}": "ines"})


def test_an_update_without_a_row_is_refused(keyed: TenantRef) -> None:
    with pytest.raises(TypeError):
        User.objects.update(name="Plain")


def test_destroying_one_person_leaves_all_others_readable(keyed: TenantRef) -> None:
    one, other = (
        User.objects.create(email=f"{name}@wire.example", name=name, created_at=clock.now(keyed.alias))
        for name in ("ines", "olaf")
    )
    assert keys.destroy_person(one.id) == 1
    gone, there = User.objects.get(pk=one.id), User.objects.get(pk=other.id)
    assert (gone.name, gone.email, there.name) == ("", "", "olaf")
    assert str(gone) == "Erased person"
    gone.language = "de"
    gone.save()
    with pytest.raises(NoKey):
        gone.name = "ines"
        gone.save()


def test_keys_of_a_list_are_taken_with_one_query(
    keyed: TenantRef, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(5):
        User.objects.create(email=f"p{number}@wire.example", name=f"P {number}", created_at=clock.now(keyed.alias))
    keys.forget()
    rows = list(User.objects.order_by("id"))
    keys.in_use(keys.WRAP)
    with django_assert_num_queries(1):
        warm(rows)
        assert [row.name for row in rows] == [f"P {number}" for number in range(5)]


def test_a_plain_column_becomes_an_encrypted_one_and_every_value_stays_readable(keyed: TenantRef) -> None:
    before = ProjectState()
    fields = [
        ("id", models.UUIDField(primary_key=True)),
        ("name", models.CharField(max_length=40)),
        ("ip", models.GenericIPAddressField(null=True)),
    ]
    with (
        as_admin(keyed.alias) as owner,
        as_role(keyed.alias, keyed.schema_name, OWNER),
        transaction.atomic(using=owner.alias),
        owner.schema_editor(atomic=False) as editor,
    ):
        step(migrations.CreateModel("Guest", fields, options={"db_table": "crypto_guest"}), before, editor)
        guests = before.apps.get_model("crypto", "Guest").objects.using(owner.alias)
        row = guests.create(id=uuid7(), name="Ines", ip="2001:db8::7")
        step(SealColumn("guest", "name", EncryptedTextField()), before, editor)
        step(SealColumn("guest", "ip", EncryptedTextField(null=True)), before, editor)
        sealed = before.apps.get_model("crypto", "Guest").objects.using(owner.alias).get(pk=row.pk)
        assert (sealed.name, sealed.ip) == ("Ines", "2001:db8::7")
        transaction.set_rollback(True, using=owner.alias)


def step(operation: Operation, state: ProjectState, editor: Any) -> None:
    """Do one operation of a migration of `crypto`, and let `state` say so."""
    was = state.clone()
    operation.state_forwards("crypto", state)
    operation.database_forwards("crypto", editor, was, state)


def test_what_a_migration_left_plain_is_read_found_missing_in_the_index_and_encrypted_by_a_save(
    keyed: TenantRef,
) -> None:
    row = User.objects.create(email="ines@wire.example", name="Ines", created_at=clock.now(keyed.alias))
    User.objects.filter(pk=row.pk).update(email=PLAIN + b"ines@wire.example", email_index=None)
    again = User.objects.get(pk=row.pk)
    assert again.email == "ines@wire.example"
    again.save()
    assert key_of(bytes(User.objects.values_list("email", flat=True).get(pk=row.pk))) is not None
    assert User.objects.get(email="ines@wire.example").pk == row.pk


def test_a_destroyed_key_leaves_the_cabinet_with_the_commit(
    keyed: TenantRef, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    key_id = keys.in_use(keys.PERSON, keyed.id)[0]
    with django_capture_on_commit_callbacks(using=keyed.alias, execute=True):
        keys.destroy_person(keyed.id)
        assert key_id in set(cabinet().list())
    assert key_id not in set(cabinet().list())


def test_the_sweep_ends_what_a_killed_process_left_in_the_cabinet(keyed: TenantRef) -> None:
    key_id = keys.in_use(keys.PERSON, keyed.id)[0]
    keys.destroy_person(keyed.id)
    assert keys.sweep() == 1
    assert key_id not in set(cabinet().list())


def test_odd_text_comes_back_as_it_went_in(keyed: TenantRef) -> None:
    texts = naughty_strings()
    assert [decrypt(encrypt(text, **PLACE), **PLACE) for text in texts] == texts
    assert len(texts) > 500
