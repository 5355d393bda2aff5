"""Every column is declared, once; what names a person is encrypted, a digest, a pseudonym, or plain for a reason."""

import re
from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from shared_apps.crypto import register
from shared_apps.crypto.fields import BlindIndexField, EncryptedTextField
from shared_apps.crypto.names import NameField

# What a column of this name holds says something of a person, whatever its app calls it.
TELLING = re.compile(r"e?mail|phone|mobile|birth|passport|iban|bank_account|tax_id|^ip$|user_agent|contact")


def _columns() -> set[tuple[str, str]]:
    return {
        (model._meta.label, str(field.column))
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
    }


def test_every_column_is_declared_and_nothing_else() -> None:
    declared = {(one.model, one.column) for one in register.entries()}
    assert _columns() - declared == set()
    assert declared - _columns() == set()


def test_no_column_is_declared_twice() -> None:
    counted = Counter((one.model, one.column) for one in register.entries() if not one.key)
    in_json = {(one.model, one.column) for one in register.entries() if one.key}
    assert {name for name, count in counted.items() if count > 1} == set()
    # A column with personal keys is itself declared too.
    assert in_json <= set(counted)


def test_what_names_a_person_is_not_plain_without_a_reason() -> None:
    naked = [
        f"{one.model}.{one.column}" for one in register.personal() if one.kept == "plain" and not str(one.why_plain)
    ]
    assert naked == []


def test_a_reason_stands_only_where_something_is_plain() -> None:
    assert [f"{one.model}.{one.column}" for one in register.personal() if one.why_plain and one.kept != "plain"] == []


def test_codes_of_the_register_exist() -> None:
    for one in register.personal():
        assert one.whose in register.WHOSE, one
        assert one.purpose in register.PURPOSES, one
        assert one.basis in register.BASES, one
        assert one.retention in register.RETENTION, one


def test_what_is_encrypted_or_shows_a_name_is_declared_as_of_a_person() -> None:
    told = {(one.model, one.column) for one in register.personal()}
    # Secrets that are no person's: how a company's own system is reached, and what an identity provider knows us by.
    told |= {("integrations.Connection", "secret"), ("federation.IdentityProvider", "client_secret")}
    told |= {("federation.ProviderKey", "private")}
    kinds = (EncryptedTextField, BlindIndexField, NameField)
    found = {
        (model._meta.label, str(field.column))
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, kinds)
    }
    assert found - told == set()


def test_columns_whose_name_tells_are_declared_as_of_a_person() -> None:
    told = {(one.model, one.column) for one in register.personal()}
    telling = {(label, column) for label, column in _columns() if TELLING.search(column)}
    assert telling - told == set()


@pytest.mark.parametrize(
    ("field", "kept"),
    [
        (EncryptedTextField(subject="id"), "own_key"), (EncryptedTextField(), "key"),
        (BlindIndexField(of="x"), "digest"), (NameField(max_length=9), "pseudonym"),
        (models.CharField(max_length=9), "plain"),
    ],
)  # fmt: skip
def test_how_a_column_is_kept_is_read_from_the_column(field: Any, kept: str) -> None:
    class Meta:
        app_label = "crypto"
        abstract = False

    name = f"Kept{kept.title().replace('_', '')}"
    made = type(name, (models.Model,), {"__module__": __name__, "Meta": Meta, "told": field})
    try:
        people = register.People("told", "member", "account", "contract", "account")
        assert register._kept(made, "told", people) == kept
    finally:
        del apps.all_models["crypto"][name.lower()]
        apps.clear_cache()


def test_a_table_cannot_be_declared_twice() -> None:
    with pytest.raises(RuntimeError):
        register.table("accounts.User")
