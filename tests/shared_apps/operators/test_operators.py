"""Operators: the first one by command line, others by invitation, the last cannot leave."""

import io
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from shared_apps.accounts.models import User
from shared_apps.commands import run
from shared_apps.foundation.refusals import Conflict
from shared_apps.operators.commands import EndOperator, end_operator
from shared_apps.operators.models import OperatorGrant
from shared_apps.outbox import jobs
from shared_apps.tenancy.refs import TenantRef
from tests.fixtures.people import PASSWORD, SYSTEM, Person, authenticator, signed_in, stranger

ClientOf = Callable[[TenantRef | None], Client]


def create(monkeypatch: pytest.MonkeyPatch, email: str = "root@kontor.example", password: str = PASSWORD) -> Person:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("create_operator", email, stdout=io.StringIO())
    return Person(User.objects.get(email=email).id, email)


def test_the_first_operator_must_set_up_a_second_factor(
    control: None, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(client_of(None), create(monkeypatch))
    assert client.get("/console/operators/").headers["Location"] == "/account/authenticator/"


def test_an_operator_invites_another_by_mail(
    control: None, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = create(monkeypatch)
    client = signed_in(client_of(None), root, device=authenticator(root.id))
    form = {"email": "ops@kontor.example", "name": "Ops", "role": "support"}
    assert client.post("/console/operators/invite/", form).status_code == 302
    jobs.run_due()
    assert [letter.to for letter in mail.outbox] == [["ops@kontor.example"]]
    assert "/sign-in/link/" in mail.outbox[0].body
    assert "ops@kontor.example" in client.get("/console/operators/").content.decode()


def test_the_last_administrator_cannot_leave(control: None, monkeypatch: pytest.MonkeyPatch) -> None:
    create(monkeypatch)
    grant = OperatorGrant.objects.get()
    with pytest.raises(Conflict) as refused:
        run(end_operator, SYSTEM, EndOperator(grant_id=grant.id))
    assert refused.value.code == "operators.last_admin"
    assert OperatorGrant.objects.count() == 1


def test_a_user_of_the_control_plane_without_a_role_sees_nothing(control: None, client_of: ClientOf) -> None:
    client = signed_in(client_of(None), stranger())
    assert client.get("/console/operators/").status_code == 403


def test_a_weak_first_password_is_refused(control: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError):
        create(monkeypatch, password="short")


def test_an_operator_is_nobody_in_a_marketplace(
    control: None, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, tenant_b: TenantRef
) -> None:
    root = create(monkeypatch)
    answer = client_of(tenant_b).post("/sign-in/", {"email": root.email, "password": PASSWORD})
    assert answer.status_code == 422
