"""Every page of the control host, asked by visitors, by a person without a role, and with things of a marketplace."""

import pytest
from django.test import Client

from shared_apps.accounts.commands import SetPassword, set_password
from shared_apps.accounts.models import User
from shared_apps.accounts.web.access import PUBLIC, SIGNED_IN
from shared_apps.commands import run
from shared_apps.operators.commands import InviteOperator, invite_operator
from shared_apps.tenancy import keys, scope
from tenants.jobs import SIGNER
from tests.fixtures.people import PASSWORD, SYSTEM, Person, authenticator, signed_in, stranger
from tests.isolation import tables
from tests.isolation.addresses import Address, text_of, walk
from tests.isolation.test_pages import ask, is_sign_in
from tests.isolation.world import COOKIE, World

PAGES = walk("config.urls_public")
GUARDED = [one for one in PAGES if one.access != PUBLIC]
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda one: one.route or "/")
every_guarded_page = pytest.mark.parametrize("page", GUARDED, ids=lambda one: one.route or "/")


def browser(*, csrf: bool = False) -> Client:
    return Client(headers={"host": "localhost"}, enforce_csrf_checks=csrf)


@pytest.fixture
def operator(world: World) -> Client:
    with scope.enter(scope.CONTROL):
        run(invite_operator, SYSTEM, InviteOperator(email="op@kontor.example", name="Op", role="platform_admin"))
        user = User.objects.get(email="op@kontor.example")
        run(set_password, SYSTEM, SetPassword(user_id=user.pk, password=PASSWORD))
        return signed_in(browser(), Person(user.pk, user.email), device=authenticator(user.pk))


@every_page
def test_a_visitor_is_sent_to_sign_in_and_learns_nothing(page: Address, world: World) -> None:
    assert page.access != "undeclared", f"{page.route} declares no access"
    answer = ask(browser(), page.path(world.a))
    if page.access != PUBLIC:
        assert is_sign_in(answer), f"{page.route} answered a visitor with {answer.status_code}"
    assert "ZEBRA" not in text_of(answer).upper(), f"{page.route} shows a visitor words of a marketplace"


@every_guarded_page
def test_without_a_role_it_is_forbidden(page: Address, world: World) -> None:
    if page.access == SIGNED_IN:
        pytest.skip("for everybody who is signed in")
    with scope.enter(scope.CONTROL):
        client = signed_in(browser(), stranger())
    answer = ask(client, page.path(world.a))
    assert answer.status_code == 403, f"{page.route} answered a person without role with {answer.status_code}"


@every_guarded_page
def test_a_cookie_of_a_marketplace_is_no_cookie(page: Address, world: World) -> None:
    client = browser()
    client.cookies[COOKIE] = world.a.visitors["owner"].cookie
    answer = ask(client, page.path(world.a))
    assert is_sign_in(answer), f"{page.route} took a cookie of a marketplace: {answer.status_code}"


@every_page
def test_an_operator_sees_no_words_of_the_trade_and_looking_writes_nothing(
    page: Address, world: World, operator: Client
) -> None:
    """The control plane knows that marketplaces exist; what they trade it must not even be able to show."""
    with scope.enter(scope.CONTROL):
        before = tables.fingerprint()
    answer = operator.get(page.path(world.a))
    assert answer.status_code < 500, f"{page.route} failed"
    assert "ZEBRA" not in text_of(answer).upper(), f"{page.route} shows an operator words of the trade"
    if page.route != "account/authenticator/":
        with scope.enter(scope.CONTROL):
            assert tables.changed(before) == [], f"GET {page.route} wrote"


@every_page
def test_a_post_without_the_token_is_refused(page: Address, world: World, operator: Client) -> None:
    client = browser(csrf=True)
    client.cookies = operator.cookies
    answer = client.post(page.path(world.a))
    assert answer.status_code in (403, 405), f"{page.route} took a POST from anywhere: {answer.status_code}"


def test_the_control_host_has_no_address_of_a_marketplace(world: World) -> None:
    own = {one.route for one in PAGES}
    foreign = [one for one in walk("config.urls_tenant") if one.route not in own]
    found = [one.route for one in foreign if browser().get(one.path(world.a)).status_code != 404]
    assert found == [], "the control host answered an address of a marketplace"


def test_a_token_of_a_marketplace_opens_nothing(world: World) -> None:
    with scope.enter(world.a.ref):
        token = keys.signer(SIGNER).sign(str(world.a.one.ids["nothing"]))
    assert browser().get(f"/sign-up/{token}/").status_code == 404
