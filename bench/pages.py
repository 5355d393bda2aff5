"""People of a bench's marketplace who go through its pages, as a morning's work would."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from bench.browser import Browser
from bench.harness import say

PASSWORD = "correct horse battery staple"
LINK = re.compile(r'href="(/[^"#]*)"')
NOT_FOLLOWED = ("/static/", "/sign-out", "/api/")
PAGES_MOST = 60
AT_ONCE = 4


def walk(market: Any, port: int) -> tuple[int, list[str]]:
    """Sign a buyer and a seller in and open what their home page and its pages link to, four pages at a time.

    Returns how many pages were opened, and what was not answered as it should be.
    """
    opened, wrong = 0, []
    for role, company in (("buyer", market.buyers[0]), ("company_admin", market.seller)):
        browser = _signed_in(market, port, role, company)
        seen, waiting = {"/"}, ["/"]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while waiting:
                found: list[str] = []
                for page, (status, body) in zip(waiting, pool.map(browser, waiting), strict=True):
                    opened += 1
                    if status not in (200, 302):
                        wrong.append(f"{role} {page}: {status}")
                    found += LINK.findall(body)
                new = [one for one in dict.fromkeys(found) if one not in seen and not one.startswith(NOT_FOLLOWED)]
                waiting = new[: max(0, PAGES_MOST - len(seen))]
                seen |= set(waiting)
        say(f"  {len(seen)} pages of a {role}")
    return opened, wrong


def _signed_in(market: Any, port: int, role: str, company: UUID) -> Any:
    """A person with this role; returns what opens a page and gives its status and text."""
    from shared_apps.accounts.commands import SetPassword, set_password
    from shared_apps.commands import run
    from shared_apps.foundation.actor import Actor
    from shared_apps.tenancy import scope
    from tenant_apps.identity.commands import InvitePerson, invite_person

    actor, email = Actor.system("bench"), f"{role}@bench.example"
    with scope.enter(market.ref):
        made = run(invite_person, actor, InvitePerson(email=email, name=role.title(), role=role, company_id=company))
        run(set_password, actor, SetPassword(user_id=made.user_id, password=PASSWORD))
    browser = Browser(market.host, port)
    answer = browser.submit("/sign-in/", {"email": email, "password": PASSWORD})
    if answer.status != 302:
        raise RuntimeError(f"signing in was answered with {answer.status}")

    def opened(page: str) -> tuple[int, str]:
        found = browser.get(page)
        return found.status, found.body

    return opened
