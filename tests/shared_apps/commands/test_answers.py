"""An answer that names somebody is kept encrypted, is given again, and goes with the key of who asked."""

import pytest

from shared_apps.accounts.commands import ChangeProfile, change_profile
from shared_apps.commands import run
from shared_apps.commands.answers import names_people
from shared_apps.commands.models import IdempotencyRecord
from shared_apps.commands.registry import REGISTRY
from shared_apps.crypto import keys
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Conflict
from shared_apps.outbox.models import Job, OutboxMessage
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.people import person


def test_an_answer_with_a_name_is_encrypted_and_goes_with_its_person(tenant_a: TenantRef) -> None:
    who = person("auditor", "look@house.example")
    actor = Actor("user", str(who.id), "Look", user_id=who.id, permissions=frozenset({change_profile.permission}))
    asked = ChangeProfile(name="Liv Ulven-Strand", language="en")
    first = run(change_profile, actor, asked, idempotency_key="one")
    row = IdempotencyRecord.objects.get(route="accounts.change_profile")
    assert row.answer.startswith("sealed:") and "Ulven" not in row.answer
    assert run(change_profile, actor, asked, idempotency_key="one") == first
    # Moved to another key it says nothing.
    IdempotencyRecord.objects.filter(pk=row.pk).update(key="two")
    with pytest.raises(Conflict, match="was done"):
        run(change_profile, actor, asked, idempotency_key="two")
    IdempotencyRecord.objects.filter(pk=row.pk).update(key="one")
    keys.destroy_person(who.id)
    with pytest.raises(Conflict, match="erased since"):
        run(change_profile, actor, asked, idempotency_key="one")
    owed = [*OutboxMessage.objects.values_list("payload"), *Job.objects.values_list("payload")]
    assert not any("Ulven" in str(one) for one in owed)


def test_which_answers_name_people() -> None:
    found = {one.code for one in REGISTRY.values() if one.idempotent and names_people(one.code, one.result)}
    assert found == {"accounts.change_profile", "accounts.correct_profile"}
