"""Every page of console, site and marketplace in a browser: it opens, quietly, and fits a phone.

The list is that of the resolvers, as in tests/isolation, so that a new page joins by itself; an address that is no
page to look at must be known below, with the reason. Each page is looked at light in English by the first person who
may open it, and dark in Chinese by the last, so that the buyer's view and the owner's are both seen.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser

from shared_apps.accounts.web.access import PUBLIC
from tests.isolation.addresses import Address, walk
from tests.ui.browser import PHONE, Look, opened
from tests.ui.stand import CONTROL, MARKET, OPERATOR, VISITOR, Stand

pytestmark = pytest.mark.browser

URLCONFS = {MARKET: "config.urls_tenant", CONTROL: "config.urls_public"}
PEOPLE = {MARKET: ("owner", "one_seller", "one_buyer"), CONTROL: (OPERATOR,)}
PAGES = [(front, page) for front, urlconf in URLCONFS.items() for page in walk(urlconf) if not page.is_api]
every_page = pytest.mark.parametrize(
    ("front", "page"), PAGES, ids=[f"{front}-{page.route or '/'}" for front, page in PAGES]
)
# Addresses that answer a GET with no page, and why.
NO_PAGE = {
    "sign-in/code/": "comes after a right password; seen in test_page_kinds.py",
    "documents/logo/<uuid:document_id>/": "no logo was stored",
    "files/<path:key>": "the link of a file is worth something only with its seal",
}
NO_PAGE_OF_CONSOLE = {"account/authenticator/": "the operator has one"}
Visit = Callable[..., list[str]]


@pytest.fixture(scope="module")
def visit(browser: Browser, stand: Stand) -> Iterator[Visit]:
    """`visit(front, who, path, theme, language)` opens a page on a phone; the answer is all that is wrong with it."""
    looks: dict[tuple[str, ...], Look] = {}
    with ExitStack() as left_open:

        def go(front: str, who: str, path: str, theme: str, language: str) -> list[str]:
            key = (front, who, theme, language)
            if key not in looks:
                as_who: dict[str, Any] = {"theme": theme, "language": language, "cookies": stand.cookies(front, who)}
                blank = f"{stand.origin(front)}/branding.css" if front == MARKET else f"{stand.origin(front)}/sign-in/"
                looks[key] = left_open.enter_context(opened(browser, blank, width=PHONE, **as_who))
            return _wrong_with(looks[key], stand.origin(front) + path, theme, language)

        yield go


def _wrong_with(look: Look, url: str, theme: str, language: str) -> list[str]:
    look.problems.clear()
    answer = look.page.goto(url, wait_until="load")
    assert answer is not None
    shown = look.page.evaluate(
        """() => ({wide: document.documentElement.scrollWidth, lang: document.documentElement.lang,
            theme: document.documentElement.dataset.bsTheme})"""
    )
    wrong = [*look.problems]
    if answer.status != 200:
        wrong.append(f"status {answer.status}")
    if shown["wide"] > PHONE:
        wrong.append(f"scrolls sideways: {shown['wide']} px wide at {PHONE}")
    if (shown["theme"], shown["lang"]) != (theme, language):
        wrong.append(f"asked for {theme} and {language}, got {shown['theme']} and {shown['lang']}")
    return wrong


def readers(stand: Stand, front: str, page: Address) -> tuple[list[str], set[int]]:
    """Who is shown a whole page there, and what all were answered."""
    people = ((VISITOR,) if page.access == PUBLIC else ()) + PEOPLE[front]
    found, statuses = [], set()
    for who in people:
        answer = stand.client(front, who).get(stand.path(front, page))
        statuses.add(answer.status_code)
        if answer.status_code == 200 and b"<html" in answer.content:
            found.append(who)
    return found, statuses


@every_page
def test_it_opens_quietly_and_fits_a_phone(front: str, page: Address, stand: Stand, visit: Visit) -> None:
    found, statuses = readers(stand, front, page)
    if not found:
        known = NO_PAGE | (NO_PAGE_OF_CONSOLE if front == CONTROL else {})
        only_posts, is_part_or_file = statuses == {405}, 200 in statuses
        assert only_posts or is_part_or_file or page.route in known, f"nobody is shown {page.route}: {statuses}"
        return
    path = stand.path(front, page)
    wrong = {
        f"{who or 'visitor'}, {theme}, {language}": seen
        for who, theme, language in ((found[0], "light", "en"), (found[-1], "dark", "zh-hans"))
        if (seen := visit(front, who, path, theme, language))
    }
    assert wrong == {}
