"""What people are called must stay a name in the mails that name them: ASVS 1.3.7, 1.3.10, 1.3.11, 6.3.7."""

import pytest
from django.core import mail

from shared_apps.accounts.mail_texts import compose
from shared_apps.commands import run
from shared_apps.foundation.refusals import Invalid
from shared_apps.outbox import jobs
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.commands import InvitePerson, invite_person
from tests.fixtures.people import SYSTEM, company, person

TEMPLATES = ["{{ 7*7 }}", "{% load x %}", "{0.__class__}", "%(url)s", "%s%s%s%n", "${7*7}", "#{7*7}", "<%= 7*7 %>"]


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("purpose", ["invitation", "reset", "password_changed", "added"])
def test_a_name_that_looks_like_a_template_is_only_a_name(purpose: str, name: str) -> None:
    subject, body = compose(purpose, name=name, place=name, url="https://x.example/", by=name)  # type: ignore[arg-type]
    assert name in body and name in subject
    assert "49" not in body and "class" not in body.replace("__class__", "")


@pytest.mark.django_db
def test_a_name_with_line_ends_adds_no_header(tenant_a: TenantRef) -> None:
    who = person("buyer", company_id=company())
    mail.outbox.clear()
    told = "Ann\r\nBcc: evil@evil.example\r\n\r\nhello"
    run(
        invite_person, SYSTEM,
        InvitePerson(email="ann@wire.example", name=told, role="buyer", company_id=who.company_id),
    )  # fmt: skip
    jobs.run_due()
    (letter,) = [one for one in mail.outbox if one.to == ["ann@wire.example"]]
    assert letter.recipients() == ["ann@wire.example"]
    assert letter.message()["Bcc"] is None and "\n" not in letter.subject


@pytest.mark.django_db
@pytest.mark.parametrize(
    "email", ["a@b.example\r\nBcc: c@d.example", "a@b.example,c@d.example", "a@b.example\x00", "a"]
)
def test_an_address_is_one_address(tenant_a: TenantRef, email: str) -> None:
    person("buyer", company_id=company())
    with pytest.raises(Invalid):
        run(invite_person, SYSTEM, InvitePerson(email=email, name="A", role="owner"))


@pytest.mark.django_db
def test_a_changed_password_is_told_to_its_owner(tenant_a: TenantRef) -> None:
    from shared_apps.accounts.commands.passwords import ChangePassword, change_password
    from shared_apps.foundation.actor import Actor

    who = person("buyer", company_id=company())
    jobs.run_due()
    mail.outbox.clear()
    own = Actor(
        kind="user", id=str(who.id), display=who.email, user_id=who.id, company_id=who.company_id,
        permissions=frozenset({"accounts.manage_self"}), fresh_factor=True,
    )  # fmt: skip
    run(change_password, own, ChangePassword(password="another long password", session_key=""))
    jobs.run_due()
    assert [one.to for one in mail.outbox] == [[who.email]]
