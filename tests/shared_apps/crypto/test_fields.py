"""What is encrypted for one row of one marketplace is unreadable anywhere else."""

from collections.abc import Iterator

import pytest
from django.db import models, transaction
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.crypto import keys
from shared_apps.crypto.errors import NoKey, WrongContext
from shared_apps.crypto.fields import EncryptedTextField, blind_index, decrypt, encrypt
from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef

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
        patch.setattr(keys, "in_use", lambda purpose: (ref_key, key))
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


def test_a_key_row_copied_to_another_marketplace_does_not_unwrap(keyed: TenantRef, tenant_b: TenantRef) -> None:
    row = keys.DataKey.objects.get(purpose=keys.FIELD)
    fields = {"id": row.id, "purpose": row.purpose, "wrapped": bytes(row.wrapped), "service": row.service}
    created = row.created_at
    with scope.enter(tenant_b):
        keys.DataKey.objects.create(**fields, created_at=created)
        with pytest.raises(WrongContext):
            keys.in_use(keys.FIELD)


def test_without_a_key_nothing_is_stored_in_plain(tenant_a: TenantRef) -> None:
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
    assert keys.rewrap_all() == 3
    keys.forget()
    assert decrypt(stored, **PLACE) == "secret"


def test_a_destroyed_key_takes_its_values_with_it(keyed: TenantRef) -> None:
    stored = encrypt("secret", **PLACE)
    keys.destroy_all()
    with pytest.raises(NoKey):
        decrypt(stored, **PLACE)


def test_ensuring_twice_makes_one_key(keyed: TenantRef) -> None:
    keys.ensure()
    assert keys.DataKey.objects.count() == 2


def test_a_key_of_a_rolled_back_transaction_is_forgotten(tenant_a: TenantRef) -> None:
    with transaction.atomic():
        keys.ensure()
        keys.in_use(keys.FIELD)
        transaction.set_rollback(True)
    with pytest.raises(NoKey):
        keys.in_use(keys.FIELD)


def test_a_model_field_encrypts_in_the_table(keyed: TenantRef) -> None:
    class Secret(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid7)
        iban = EncryptedTextField(null=True)

        class Meta:
            app_label = "crypto"
            db_table = "crypto_test_secret"

    column = Secret._meta.get_field("iban")
    row = Secret(iban="DE02")
    stored = column.pre_save(row, True)
    assert b"DE02" not in stored
    assert Secret.from_db("default", ["id", "iban"], [row.pk, stored]).iban == "DE02"
    assert column.pre_save(Secret(iban=None), True) is None
    with pytest.raises(WrongContext):
        Secret.from_db("default", ["id", "iban"], [uuid7(), stored]).iban  # noqa: B018
