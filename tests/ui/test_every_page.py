"""Every page of console, site and marketplace in a browser: it opens, quietly, and fits a phone.

The list is that of the resolvers, as in tests/isolation, so that a new page joins by itself; an address that is no
page to look at must be known below, with the reason. Each page is looked at either light in English by the first person
who may open it, or dark in Chinese by the last, by the printed seed: over a few runs the buyer's view and the owner's
are both seen. A page of every kind is looked at more closely in test_page_kinds.py.
"""

import random

import pytest

from shared_apps.accounts.web.access import PUBLIC
from tests.isolation.addresses import Address, walk
from tests.ui.browser import PHONE, Look
from tests.ui.conftest import As
from tests.ui.stand import CONTROL, MARKET, OPERATOR, VISITOR, Stand

pytestmark = pytest.mark.browser

URLCONFS = {MARKET: "config.urls_tenant", CONTROL: "config.urls_public"}
PEOPLE = {MARKET: ("owner", "one_seller", "one_buyer"), CONTROL: (OPERATOR,)}
PAGES = [
    (front, page)
    for front, urlconf in URLCONFS.items()
    for page in walk(urlconf)
    if not (page.is_api or page.is_directory)
]
every_page = pytest.mark.parametrize(
    ("front", "page"), PAGES, ids=[f"{front}-{page.route or '/'}" for front, page in PAGES]
)
# Addresses that answer a GET with no page, and why.
NO_PAGE = {
    "sign-in/provider/": "comes after the provider's word; tried in tests/tenant_apps/federation",
    "sign-in/with/<uuid:provider_id>/": "leads to the provider",
    "sign-in/with/<uuid:provider_id>/back/": "takes the provider's word",
    "sign-in/with/<uuid:provider_id>/answer/<uuid:arrival_id>/": "takes the provider's word",
    "account/sign-on/connect/": "comes after the provider's word; tried in tests/tenant_apps/federation",
    "sign-in/code/": "comes after a right password; seen in test_page_kinds.py",
    "documents/logo/<uuid:document_id>/": "no logo was stored",
    "requests/guest/<str:token>/": "opens by the link of a mail alone; tried in test_guests.py",
    "tenders/openings/<uuid:lot_id>/": "is there for openers of other companies alone; tried in test_tender_pages.py",
    "refunds/new/": "is there while credit is open; tried in test_refunds.py",
    "sign-in/address/<str:token>/": "opens by the link of a mail alone; tried in test_mail_change.py",
    "files/<path:key>": "the link of a file is worth something only with its seal",
    "support/enter/<uuid:visit_id>/": "opens to whoever brings the secret of a visit; tried in test_visits.py",
}
NO_PAGE_OF_CONSOLE = {
    "account/authenticator/": "the operator has one",
    "account/clients/<uuid:client_id>/keys/": "the operator has no client",
    "account/passkeys/<uuid:passkey_id>/": "the operator has none",
}


def wrong_with(look: Look, url: str, theme: str, language: str) -> list[str]:
    """All that is wrong with a page on a phone."""
    status = look.go(url)
    shown = look.page.evaluate(
        """() => ({wide: document.documentElement.scrollWidth, lang: document.documentElement.lang,
            theme: document.documentElement.dataset.bsTheme})"""
    )
    wrong = [*look.problems]
    if status != 200:
        wrong.append(f"status {status}")
    if shown["wide"] > PHONE:
        wrong.append(f"scrolls sideways: {shown['wide']} px wide at {PHONE}")
    if (shown["theme"], shown["lang"]) != (theme, language):
        wrong.append(f"asked for {theme} and {language}, got {shown['theme']} and {shown['lang']}")
    return wrong


def readers(stand: Stand, front: str, page: Address) -> tuple[list[str], set[int]]:
    """The first and the last who are shown a whole page there, and what those were answered who were asked."""
    people = ((VISITOR,) if page.access == PUBLIC else ()) + PEOPLE[front]
    asked: dict[str, bool] = {}
    statuses = set()

    def is_shown(who: str) -> bool:
        if who not in asked:
            answer = stand.client(front, who).get(stand.path(front, page))
            statuses.add(answer.status_code)
            asked[who] = answer.status_code == 200 and b"<html" in answer.content
        return asked[who]

    ends = (next((who for who in way if is_shown(who)), None) for way in (people, people[::-1]))
    return [who for who in ends if who is not None], statuses


@every_page
def test_it_opens_quietly_and_fits_a_phone(front: str, page: Address, stand: Stand, as_who: As) -> None:
    found, statuses = readers(stand, front, page)
    if not found:
        known = NO_PAGE | (NO_PAGE_OF_CONSOLE if front == CONTROL else {})
        only_posts, is_part_or_file = statuses == {405}, 200 in statuses
        assert only_posts or is_part_or_file or page.route in known, f"nobody is shown {page.route}: {statuses}"
        return
    url = stand.origin(front) + stand.path(front, page)
    who, theme, language = random.choice([(found[0], "light", "en"), (found[-1], "dark", "zh-hans")])
    seen = wrong_with(as_who(front, who, width=PHONE, theme=theme, language=language), url, theme, language)
    assert seen == [], f"{who or 'visitor'}, {theme}, {language}"
