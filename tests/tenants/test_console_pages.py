"""The console through HTTP: open, watch, suspend; and the public site's sign-up by mail."""

import re

import pytest
from django.core import mail
from django.test import Client

from shared_apps.accounts.commands import SetPassword, set_password
from shared_apps.accounts.models import User
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.operators.commands import InviteOperator, invite_operator
from shared_apps.outbox import jobs, relay
from shared_apps.outbox.models import Job, OutboxMessage
from shared_apps.tenancy import scope
from tenants.models import SignUp, Tenant
from tests.fixtures.people import PASSWORD, Person, authenticator, signed_in

SYSTEM = Actor.system("tests")
WISH = {
    "name": "Tern Island Freight", "slug": "ternisland", "region": "eu", "compliance_profile": "gdpr",
    "preset": "own_operation", "modes": ["spot_listing"], "admin_name": "Runa Falk",
    "admin_email": "runa@ternisland.example", "locale": "en",
}  # fmt: skip
KIND = {"kind": "sandbox"}


def operator(role: str = "platform_admin") -> Client:
    email = f"{role}@kontor.example"
    run(invite_operator, SYSTEM, InviteOperator(email=email, name=role, role=role))
    user = User.objects.get(email=email)
    run(set_password, SYSTEM, SetPassword(user_id=user.pk, password=PASSWORD))
    client = Client(headers={"host": "localhost"})
    return signed_in(client, Person(user.pk, email), device=authenticator(user.pk))


@pytest.mark.usefixtures("control")
class TestConsole:
    def test_a_visitor_is_sent_to_sign_in(self) -> None:
        answer = Client(headers={"host": "localhost"}).get("/console/")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")

    @pytest.mark.parametrize(
        "path",
        ["/console/", "/console/marketplaces/new/", "/console/regions/", "/console/migrations/", "/console/jobs/",
         "/console/audit/", "/console/operators/"],
    )  # fmt: skip
    def test_every_page_opens_in_both_languages(self, path: str) -> None:
        client = operator()
        for language in ("en", "zh-hans"):
            client.cookies["k_lang"] = language
            assert client.get(path).status_code == 200

    def test_opening_leads_to_the_page_that_shows_each_step(self) -> None:
        client = operator()
        answer = client.post("/console/marketplaces/new/", WISH | KIND)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        tenant = Tenant.objects.get(slug="ternisland")
        page = client.get(answer["Location"])
        assert "Tern Island Freight" in page.content.decode()
        assert page.content.decode().count("<li") >= 8
        assert client.get(f"/console/marketplaces/{tenant.pk}/").status_code == 200

    @pytest.mark.parametrize(
        ("changed", "text"),
        [
            ({"slug": "admin"}, "reserved"),
            ({"slug": "market-a"}, "taken"),
            ({"slug": "Bad Slug"}, "small letters"),
            ({"region": "cn", "compliance_profile": "gdpr"}, "cannot be used in the chosen region"),
            ({"admin_email": "nobody"}, "valid email"),
        ],
    )
    def test_what_cannot_be_opened_is_refused_at_the_field(self, changed: dict, text: str) -> None:
        before = Tenant.objects.count()
        answer = operator().post("/console/marketplaces/new/", WISH | KIND | changed)
        assert answer.status_code == 422
        assert text in answer.content.decode()
        assert Tenant.objects.count() == before

    def test_the_address_is_judged_while_it_is_typed(self) -> None:
        client = operator()
        assert "is free" in client.get("/console/marketplaces/address/?slug=brandnew").content.decode()
        assert "taken" in client.get("/console/marketplaces/address/?slug=market-a").content.decode()

    def test_suspending_needs_a_reason_and_the_address_typed(self) -> None:
        client, tenant = operator(), Tenant.objects.get(slug="market-b")
        url = f"/console/marketplaces/{tenant.pk}/state/suspend/"
        assert client.post(url, {"suspend-reason": "unpaid", "suspend-slug": "wrong"}).status_code == 422
        tenant.refresh_from_db()
        assert tenant.state == "active"
        assert client.post(url, {"suspend-reason": "unpaid", "suspend-slug": "market-b"}).status_code == 302
        tenant.refresh_from_db()
        assert (tenant.state, tenant.state_reason) == ("suspended", "unpaid")

    def test_an_auditor_sees_and_may_not_act(self) -> None:
        client = operator("read_only_auditor")
        assert client.get("/console/").status_code == 200
        assert client.get("/console/marketplaces/new/").status_code == 403
        tenant = Tenant.objects.get(slug="market-b")
        url = f"/console/marketplaces/{tenant.pk}/state/suspend/"
        answer = client.post(url, {"suspend-reason": "curious", "suspend-slug": "market-b"})
        assert answer.status_code == 403
        tenant.refresh_from_db()
        assert tenant.state == "active"

    def test_what_was_given_up_can_be_tried_again(self) -> None:
        client = operator()
        client.post("/console/marketplaces/new/", WISH | KIND)
        message = OutboxMessage.objects.latest("seq")
        OutboxMessage.objects.filter(pk=message.pk).update(parked=True, attempts=10, delivered_at=None)
        assert "Given up" in client.get("/console/jobs/").content.decode()
        assert client.post(f"/console/jobs/messages/{message.pk}/again/").status_code == 302
        message.refresh_from_db()
        assert (message.parked, message.attempts) == (False, 0)


@pytest.mark.usefixtures("control")
class TestSite:
    def test_the_start_says_what_it_is(self) -> None:
        page = Client(headers={"host": "localhost"}).get("/")
        assert page.status_code == 200
        assert "private exchange" in page.content.decode()

    def test_sign_up_opens_only_after_the_link_and_the_button(self) -> None:
        visitor = Client(headers={"host": "localhost"})
        assert visitor.post("/sign-up/", WISH).status_code == 200
        assert not Tenant.objects.filter(slug="ternisland").exists()
        jobs.run_due()
        (letter,) = [m for m in mail.outbox if m.to == ["runa@ternisland.example"]]
        path = re.search(r"https?://[^/\s]+(/sign-up/\S+/)", letter.body)
        assert path is not None
        assert visitor.get(path[1]).status_code == 200
        assert not Tenant.objects.filter(slug="ternisland").exists()
        assert visitor.post(path[1]).status_code == 302
        assert Tenant.objects.get(slug="ternisland").kind == "trial"
        assert visitor.post(path[1]).status_code == 200
        assert Tenant.objects.filter(slug="ternisland").count() == 1

    def test_a_forged_link_opens_nothing(self) -> None:
        visitor = Client(headers={"host": "localhost"})
        visitor.post("/sign-up/", WISH)
        forged = f"/sign-up/{SignUp.objects.get().pk}:abc/"
        assert visitor.get(forged).status_code == 404
        assert visitor.post(forged).status_code == 404
        assert not Tenant.objects.filter(slug="ternisland").exists()

    def test_nobody_can_flood_the_mail_of_another(self) -> None:
        visitor = Client(headers={"host": "localhost"})
        for number in range(5):
            assert visitor.post("/sign-up/", WISH | {"slug": f"ternisland{number}"}).status_code == 200
        answer = visitor.post("/sign-up/", WISH | {"slug": "ternisland9"})
        assert answer.status_code == 422
        assert "Too many" in answer.content.decode()
        assert Job.objects.filter(kind="tenants.send_sign_up_mail").count() == 5


def test_the_relay_of_the_control_plane_is_empty_of_surprises(control) -> None:
    with scope.enter(scope.CONTROL):
        relay.drain()
        assert OutboxMessage.objects.filter(parked=True).count() == 0
