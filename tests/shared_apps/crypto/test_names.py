"""Columns that say who acted keep an id; a destroyed key takes the name out of all of them at once."""

import pytest

from shared_apps.accounts import names
from shared_apps.accounts.models import User
from shared_apps.crypto import keys
from shared_apps.foundation import clock, person_names
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.models import Job
from shared_apps.tenancy.refs import TenantRef


@pytest.fixture
def ines(tenant_a: TenantRef) -> Actor:
    names.forget()
    user = User.objects.create(email="ines@wire.example", name="Ines Halvorsen", created_at=clock.now(tenant_a.alias))
    return Actor(kind="user", id=str(user.pk), display=user.name, user_id=user.pk)


def _act(actor: Actor) -> Job:
    now = clock.now("default")
    with person_names.acting(actor):
        row = Job.objects.create(
            kind="test.act", title="x", payload={}, created_at=now, run_at=now, asked_by=actor.display
        )
    return Job.objects.get(pk=row.pk)


def test_the_row_keeps_the_id_and_shows_the_name(ines: Actor) -> None:
    row = _act(ines)
    assert row.asked_by == "Ines Halvorsen"
    kept = Job.objects.values_list("asked_by", flat=True).get(pk=row.pk)
    assert kept == f"@person:{ines.user_id}"
    assert Job.objects.filter(asked_by=kept).count() == 1


def test_saving_a_loaded_row_does_not_write_the_name_back(ines: Actor, tenant_a: TenantRef) -> None:
    row = Job(kind="x", asked_by=person_names.token(ines.user_id))  # type: ignore[arg-type]
    assert row.asked_by == "Ines Halvorsen"
    assert Job._meta.get_field("asked_by").pre_save(row, True) == f"@person:{ines.user_id}"


@pytest.mark.parametrize("text", ["", "Ines", "Kontor", "order against a price list"])
def test_other_texts_stay_as_they_are(ines: Actor, text: str) -> None:
    with person_names.acting(ines):
        assert person_names.stored(text) == text


def test_who_acts_for_no_person_is_kept_as_called() -> None:
    key = Actor(kind="api_key", id="k", display="ERP")
    with person_names.acting(key):
        assert person_names.stored("ERP") == "ERP"


def test_an_erased_person_is_named_nowhere(ines: Actor) -> None:
    row = _act(ines)
    keys.destroy_person(ines.user_id)  # type: ignore[arg-type]
    names.forget()
    assert Job.objects.get(pk=row.pk).asked_by == "Erased person"
