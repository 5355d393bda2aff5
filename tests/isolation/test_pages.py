"""Every page of a marketplace, asked by those who must not see it: another marketplace, another company, nobody."""

import random

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from shared_apps.accounts.web.access import PUBLIC, SIGNED_IN
from shared_apps.tenancy import scope
from tests.isolation import tables
from tests.isolation.addresses import FOR_ALL_MEMBERS, NOT_IDS, Address, text_of, walk
from tests.isolation.world import COOKIE, Place, World

PAGES = [one for one in walk("config.urls_tenant") if not one.is_api and not one.is_directory]
GUARDED = [one for one in PAGES if one.access != PUBLIC]
NAMING = [one for one in PAGES if set(one.parts) - NOT_IDS]
# A GET that makes something on purpose: the paper of an invoice is drawn, and the secret of an authenticator made,
# when it is first asked for.
MAKES = {"invoices/<uuid:invoice_id>/paper/", "account/authenticator/"}
# These answer an unknown and a foreign thing alike: back to the list, with a message.
BACK_TO_LIST = {
    "account/sessions/<uuid:session_id>/end/",
    "account/keys/<uuid:key_id>/revoke/",
    "account/sign-on/<uuid:identity_id>/end/",
    "account/keys/<uuid:key_id>/rotate/",
    "account/clients/<uuid:client_id>/end/",
    "account/clients/<uuid:client_id>/rotate/",
    "market/<uuid:listing_id>/withdraw/",
}

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda one: one.route or "/")
every_guarded_page = pytest.mark.parametrize("page", GUARDED, ids=lambda one: one.route or "/")
every_naming_page = pytest.mark.parametrize("page", NAMING, ids=lambda one: one.route)


def ask(client: Client, path: str) -> HttpResponseBase:
    """GET, or POST where the page takes nothing else."""
    answer = client.get(path)
    return client.post(path) if answer.status_code == 405 else answer


def refused(page: Address) -> tuple[int, ...]:
    return (302, 403, 404, 405) if page.route in BACK_TO_LIST else (403, 404, 405)


def is_sign_in(answer: HttpResponseBase) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/")


@every_page
def test_it_says_who_may_open_it(page: Address, world: World) -> None:
    assert page.access != "undeclared", f"{page.route} declares no access"
    page.path(world.a)


@every_page
def test_a_visitor_is_sent_to_sign_in_and_learns_nothing(page: Address, world: World) -> None:
    answer = ask(world.a.browser(), page.path(world.a))
    if page.access != PUBLIC:
        assert is_sign_in(answer), f"{page.route} answered a visitor with {answer.status_code}"
    assert world.a.word not in text_of(answer).upper(), f"{page.route} shows a visitor words of the trade"


@every_guarded_page
def test_without_the_permission_it_is_forbidden(page: Address, world: World) -> None:
    if page.access == SIGNED_IN:
        pytest.skip("for everybody who is signed in")
    answer = ask(world.a.browser("nobody"), page.path(world.a))
    assert answer.status_code == 403, f"{page.route} answered a person without permission with {answer.status_code}"
    assert "PRIVATE" not in text_of(answer), f"{page.route} shows private words to a person without permission"


@every_page
def test_somebody_of_the_marketplace_can_open_it_and_looking_writes_nothing(page: Address, world: World) -> None:
    """Without this the refusals below could be those of a page that is broken for all."""
    path = page.path(world.a)
    statuses = []
    with scope.enter(world.a.ref):
        before = tables.fingerprint()
    for name in ("owner", "one_seller", "one_buyer"):
        statuses.append(world.a.browser(name).get(path).status_code)
    assert max(statuses) < 500, f"{page.route} failed: {statuses}"
    assert {200, 302, 405} & set(statuses) or page.route in UNREACHABLE, f"{page.route} opens for nobody: {statuses}"
    if page.route not in MAKES:
        with scope.enter(world.a.ref):
            assert tables.changed(before) == [], f"GET {page.route} wrote"


# Addresses whose samples open nothing: links that are worth something only once, no logo was stored, and an opening is
# there for the people alone who are named in it.
UNREACHABLE = {
    "sign-in/link/<str:token>/",
    "sign-in/address/<str:token>/",
    "requests/guest/<str:token>/",
    "documents/logo/<uuid:document_id>/",
    "sign-in/with/<uuid:provider_id>/back/",
    "sign-in/with/<uuid:provider_id>/answer/<uuid:arrival_id>/",
    "files/<path:key>",
    "support/enter/<uuid:visit_id>/",
    "tenders/openings/<uuid:lot_id>/",
}


@every_naming_page
def test_ids_of_another_marketplace_name_nothing(page: Address, world: World) -> None:
    path = page.path(world.a)
    client = world.b.browser("owner")
    with scope.enter(world.b.ref):
        before = tables.fingerprint()
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code in refused(page), (
            f"{page.route} answered another marketplace with {answer.status_code}"
        )
        assert world.a.word not in text_of(answer).upper(), f"{page.route} shows words of another marketplace"
    with scope.enter(world.b.ref):
        assert tables.changed(before) == [], f"{page.route} wrote on behalf of another marketplace"


@every_page
def test_no_page_shows_words_of_another_marketplace(page: Address, world: World) -> None:
    """Of the other marketplace in the same database or of the one in another region, by the printed seed."""
    place, others = random.choice([(world.b, (world.a, world.c)), (world.c, (world.a, world.b))])
    text = text_of(place.browser("owner").get(page.path(place))).upper()
    for other in others:
        assert other.word not in text, f"{page.route} of {place.letter} shows words of {other.letter}"


@every_page
def test_another_company_sees_no_private_words_and_finds_nothing_under_foreign_ids(page: Address, world: World) -> None:
    """Its seller or its buyer, by the printed seed; the matrix asks both (`make bench NAME=authz`)."""
    name = random.choice(("two_seller", "two_buyer"))
    client, foreign, own = world.a.browser(name), page.path(world.a), page.path(_as_two(world.a))
    with scope.enter(world.a.ref):
        before = tables.fingerprint()
    answers = [client.get(foreign)]
    if page in NAMING:
        with scope.enter(world.a.ref):
            assert tables.changed(before) == [], f"{page.route} let {name} write"
        if page.route not in FOR_ALL_MEMBERS:
            status = answers[0].status_code
            assert status in refused(page), f"{page.route} answered {name} with {status}"
    if own != foreign:
        answers.append(client.get(own))
    for text in [text_of(answer).upper() for answer in answers]:
        assert world.a.one.secret not in text, f"{page.route} shows {name} what belongs to two others"
        assert _secret_price not in text, f"{page.route} shows {name} a price agreed between two others"


_secret_price = "31.415"  # tests/isolation/trades.py


@every_naming_page
def test_another_company_does_nothing_under_foreign_ids(page: Address, world: World) -> None:
    name = random.choice(("two_seller", "two_buyer"))
    with scope.enter(world.a.ref):
        before = tables.fingerprint()
    answer = world.a.browser(name).post(page.path(world.a))
    if page.route not in FOR_ALL_MEMBERS:
        assert answer.status_code in refused(page), f"{page.route} answered {name} with {answer.status_code}"
    with scope.enter(world.a.ref):
        assert tables.changed(before) == [], f"{page.route} let {name} write"


def _as_two(place: Place) -> Place:
    """The same marketplace with the second pair's ids in the addresses."""
    ids = place.ids | {f"{kind}:one_buyer": place.ids[f"{kind}:two_buyer"] for kind in ("session", "membership", "key")}
    return Place(place.letter, place.ref, place.two, place.one, place.visitors, ids)


@every_guarded_page
def test_a_cookie_of_another_marketplace_is_no_cookie(page: Address, world: World) -> None:
    client = world.b.browser()
    client.cookies[COOKIE] = world.a.visitors["owner"].cookie
    answer = ask(client, page.path(world.b))
    assert is_sign_in(answer), f"{page.route} took a cookie of another marketplace: {answer.status_code}"


@every_page
def test_a_post_without_the_token_is_refused(page: Address, world: World) -> None:
    client = world.a.browser("owner", csrf=True)
    with scope.enter(world.a.ref):
        before = tables.fingerprint()
    answer = client.post(page.path(world.a))
    assert answer.status_code in (403, 405), f"{page.route} took a POST from anywhere: {answer.status_code}"
    with scope.enter(world.a.ref):
        assert tables.changed(before) == [], f"{page.route} wrote without a token"
