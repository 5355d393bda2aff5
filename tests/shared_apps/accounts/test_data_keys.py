"""Keys are rotated while people work: new values take the new key at once, old ones follow, then the old key goes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shared_apps.accounts.commands import RotateDataKeys, ShredPerson, rotate_data_keys, shred_person
from shared_apps.accounts.models import SignInSession, User
from shared_apps.accounts.reencryption import KIND, encrypt_anew
from shared_apps.commands import run
from shared_apps.crypto import anew, keys
from shared_apps.crypto.errors import NoKey
from shared_apps.crypto.fields import PLAIN, key_of
from shared_apps.crypto.models import DataKey
from shared_apps.egress.objects import object_store
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound
from shared_apps.outbox.jobs import Progress
from shared_apps.outbox.models import Job
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.parties.models import Company
from tests.fixtures.travel import Travel

SYSTEM = Actor.system("test")


@pytest.fixture
def company(tenant_a: TenantRef, settings: Any, tmp_path: Path) -> Iterator[Company]:
    """In a marketplace whose keys and files are this test's alone: a destroyed key does not come back by a rollback."""
    settings.OBJECT_ROOT, settings.KEY_RING = tmp_path / "objects", tmp_path / "keys"
    DataKey.objects.all().delete()
    keys.forget()
    yield Company.objects.create(
        code="C-1", name="Wire", country="NO", tax_id="NO 123 456", created_at=clock.now("default")
    )
    keys.forget()


def _job() -> dict[str, Any]:
    row = Job.objects.filter(kind=KIND, state="owed").order_by("id").last()
    assert row is not None
    row.state = "running"
    row.save(update_fields=["state"])
    told = encrypt_anew({}, Progress(row.pk))
    Job.objects.filter(pk=row.pk).update(state="done")
    return dict(told or {})


def _key_of(company: Company) -> object:
    return key_of(bytes(Company.objects.values_list("tax_id", flat=True).get(pk=company.pk)))


def test_a_rotation_encrypts_everything_anew_and_then_destroys_the_old_key(
    company: Company, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    user = User.objects.create(email="ines@wire.example", name="Ines", created_at=clock.now("default"))
    object_store().put("papers/one.pdf", b"%PDF", "application/pdf")
    old = keys.in_use(keys.FIELD)[0]
    run(rotate_data_keys, SYSTEM, RotateDataKeys())
    new = keys.in_use(keys.FIELD)[0]
    assert _key_of(company) == old != new
    told = _job()
    # The tax number, and the wrapping of the key of one person.
    assert (told["values"], told["files"], told["destroyed"]) == (2, 1, 0)
    assert _key_of(company) == new
    assert anew.left() == 0
    assert Company.objects.get(tax_id="no 123 456").tax_id == "NO 123 456"
    travel = Travel(monkeypatch)
    travel.forward(seconds=anew.SETTLED.total_seconds() + 1)
    with django_capture_on_commit_callbacks(using="default", execute=True):
        assert _job()["destroyed"] == 2
    keys.forget()
    assert Company.objects.get(pk=company.pk).tax_id == "NO 123 456"
    assert User.objects.get(pk=user.pk).name == "Ines"
    assert object_store().get("papers/one.pdf") == b"%PDF"
    with pytest.raises(NoKey):
        keys.by_id(old)
    assert not Job.objects.filter(kind=KIND, state="owed").exists()


def test_a_key_of_which_a_value_is_left_stays(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    run(rotate_data_keys, SYSTEM, RotateDataKeys())
    Travel(monkeypatch).forward(days=2)
    monkeypatch.setattr(anew, "batch", lambda model, field: 0)
    assert _job()["destroyed"] == 0
    assert Company.objects.get(pk=company.pk).tax_id == "NO 123 456"


def test_a_run_that_is_killed_between_batches_is_taken_up_by_the_next(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        Company.objects.create(
            code=f"D-{number}", name="Wire", country="NO", tax_id=f"NO {number}", created_at=company.created_at
        )
    monkeypatch.setattr(anew, "BATCH", 2)
    keys.rotate(keys.FIELD)

    class Killed(BaseException):
        pass

    def kill(name: str) -> None:
        if name == "crypto.anew_after_batch":
            raise Killed

    monkeypatch.setattr(anew, "faultpoint", kill)
    field = Company._meta.get_field("tax_id")
    with pytest.raises(Killed):
        anew.batch(Company, field)  # type: ignore[arg-type]
    assert anew.left() == 2
    monkeypatch.setattr(anew, "faultpoint", lambda name: None)
    assert anew.batch(Company, field) == 2  # type: ignore[arg-type]
    assert anew.batch(Company, field) == 0  # type: ignore[arg-type]
    assert anew.left() == 0


def test_what_a_migration_left_plain_is_encrypted_and_found_again(company: Company) -> None:
    user = User.objects.create(email="ines@wire.example", name="Ines", created_at=clock.now("default"))
    User.objects.filter(pk=user.pk).update(email=PLAIN + b"ines@wire.example", email_index=None)
    assert anew.left() == 1
    assert anew.batch(User, User._meta.get_field("email")) == 1  # type: ignore[arg-type]
    assert User.objects.get(email="ines@wire.example").pk == user.pk


def test_rotating_needs_the_permission_and_a_fresh_factor(company: Company) -> None:
    for held, fresh in ((frozenset({"accounts.rotate_data_keys"}), False), (frozenset[str](), True)):
        actor = Actor(kind="user", id="x", display="X", permissions=held, fresh_factor=fresh)
        with pytest.raises(NotAllowed):
            run(rotate_data_keys, actor, RotateDataKeys())
    of_a_company = Actor(
        kind="user",
        id="x",
        company_id=company.pk,
        permissions=frozenset({"accounts.rotate_data_keys"}),
        fresh_factor=True,
    )
    with pytest.raises(NotAllowed):
        run(rotate_data_keys, of_a_company, RotateDataKeys())
    assert DataKey.objects.filter(retired_at__isnull=False).count() == 0
    assert not Job.objects.filter(kind=KIND).exists()


def test_a_shredded_person_is_unreadable_cannot_sign_in_and_is_found_by_no_address(company: Company) -> None:
    user = User.objects.create(email="ines@wire.example", name="Ines", created_at=clock.now("default"))
    SignInSession.objects.create(
        user=user, session_key="k", ip="10.0.0.1", created_at=user.created_at, last_seen_at=user.created_at,
        confirmed_at=user.created_at,
    )  # fmt: skip
    run(shred_person, SYSTEM, ShredPerson(user_id=user.pk))
    gone = User.objects.get(pk=user.pk)
    assert (gone.name, gone.email, gone.is_active, gone.email_index) == ("", "", False, None)
    assert not User.objects.filter(email="ines@wire.example").exists()
    assert not SignInSession.objects.filter(user=user).exists()
    assert Company.objects.get(pk=company.pk).tax_id == "NO 123 456"


def test_nobody_who_is_not_there_is_shredded(company: Company) -> None:
    with pytest.raises(NotFound):
        run(shred_person, SYSTEM, ShredPerson(user_id=company.pk))
