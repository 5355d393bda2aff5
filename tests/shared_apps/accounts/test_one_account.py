"""A person has one account in a marketplace, however the address is written and whoever asks for it."""

import pytest
from django.db import IntegrityError, transaction

from shared_apps.accounts.commands.users import CreateUser, create_user
from shared_apps.accounts.models import User
from shared_apps.commands import run
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.people import SYSTEM


def test_an_address_has_one_account(tenant_a: TenantRef) -> None:
    first = run(create_user, SYSTEM, CreateUser(email="anna@house.example", name="Anna"))
    again = run(create_user, SYSTEM, CreateUser(email=" Anna@House.Example", name="Somebody else"))
    assert (first.created, again.created, again.user_id) == (True, False, first.user_id)
    with pytest.raises(IntegrityError), transaction.atomic(using=scope.alias()):
        User.objects.create(email="anna@house.example", name="A second one", language="en")
    assert User.objects.filter(email="anna@house.example").count() == 1
