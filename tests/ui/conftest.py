"""Fixtures of the browser tests: one browser and one site for the folder, a server of the gallery for each module."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright

from shared_apps.tenancy.refs import TenantRef
from tests.ui.browser import Look, find_chromium, opened, serving
from tests.ui.stand import Stand
from tests.ui.stand import stand as stand_up

GALLERY_MIDDLEWARE = [
    "tests.ui.gallery_urls.use_gallery_urls",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
As = Callable[..., Look]
Open = Callable[..., AbstractContextManager[Look]]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for the folder: it ends with it, because tests of asynchronous code may come next in this process."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: install one, or point KONTOR_CHROMIUM at it")
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """The component gallery, without a database and without tenants."""
    if not (Path(settings.BASE_DIR) / "static" / "vendor" / "HASHES.txt").exists():
        pytest.fail("static/vendor is not built: run `python assets/build.py`")
    with override_settings(
        MIDDLEWARE=GALLERY_MIDDLEWARE, SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"
    ):
        application = WSGIHandler()
    with serving(application) as address:
        yield address


@pytest.fixture
def look(browser: Browser, gallery: str) -> Open:
    """`with look("/ui/gallery/", width=360, theme="dark") as seen: assert not seen.findings()`."""

    def open_at(path: str, **as_who: Any) -> AbstractContextManager[Look]:
        return opened(browser, f"{gallery}{path}", **as_who)

    return open_at


@pytest.fixture(scope="package")
def stand(
    browser: Browser, marketplaces: dict[str, TenantRef], django_db_blocker: pytest.FixtureRequest
) -> Iterator[Stand]:
    """The whole site with objects in it, for this folder: what it commits must be gone when others run.

    Tests that act do it as the second pair of companies; those that look expect the first as it was made.
    """
    with django_db_blocker.unblock(), stand_up() as one:  # type: ignore[attr-defined]
        yield one


@pytest.fixture(scope="package")
def as_who(browser: Browser, stand: Stand) -> Iterator[As]:
    """`as_who(front, who, width=360, theme="dark")` is a browser of that person, opened once and used again."""
    looks: dict[tuple[object, ...], Look] = {}
    with ExitStack() as left_open:

        def find(front: str, who: str, **how: Any) -> Look:
            key = (front, who, *sorted(how.items()))
            if key not in looks:
                blank = f"{stand.origin(front)}/sign-in/"
                looks[key] = left_open.enter_context(
                    opened(browser, blank, cookies=stand.cookies(front, who), until="load", **how)
                )
            return looks[key]

        yield find
