"""Take the pictures of the README from a running demo: `make pictures`.

Each is small and says one thing. A picture over the limit fails, so that the repository stays light.
"""

import base64
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django_otp.oath import TOTP
from playwright.sync_api import Browser, sync_playwright

from tests.ui.browser import find_chromium

HERE = Path(__file__).resolve().parent
SIGN_INS = HERE.parents[1] / ".run" / "demo" / "signins.json"
LIMIT = 150 * 1024


@dataclass(frozen=True)
class Picture:
    """`follow` are links to click in turn, by selector, from the first page of that person."""

    name: str
    email: str
    path: str
    follow: tuple[str, ...] = ()
    size: tuple[int, int] = (1200, 720)
    theme: str = "light"
    language: str = "en"


PICTURES = (
    Picture("home", "owner@norrland.example", "/"),
    Picture("deal", "owner@norrland.example", "/deals/?view=settled", (".k-table tbody tr:nth-child(2) th a",)),
    Picture(
        "opening", "operator@kontor.example", "/console/",
        (".k-table tbody th a", "main a[href*='/openings/']"), theme="dark",
    ),
    Picture(
        "phone", "buyer@qinglan.example", "/market/", (".k-table tbody th a",), (360, 780), "dark", "zh-hans"
    ),
)  # fmt: skip


def main() -> int:
    """0 when every picture is taken and small enough."""
    chromium = find_chromium()
    if chromium is None:
        return _fail("no Chromium on this machine: install one, or point KONTOR_CHROMIUM at it")
    if not SIGN_INS.exists():
        return _fail("no demo is running here: start it with `make demo`, then ask again")
    doors = json.loads(SIGN_INS.read_text())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        known: dict[str, Any] = {}
        sizes = [_take(browser, doors, picture, known) for picture in PICTURES]
        browser.close()
    return _fail("a picture is larger than 150 KB") if max(sizes) > LIMIT else 0


def _take(browser: Browser, doors: list[dict[str, Any]], picture: Picture, known: dict[str, Any]) -> int:
    """`known` holds who signed in already: a code of an authenticator works once."""
    door, person = next(
        (door, person) for door in doors for person in door["people"] if person["email"] == picture.email
    )
    origin = "/".join(door["url"].split("/")[:3])
    wide, high = picture.size
    if picture.email not in known:
        known[picture.email] = _sign_in(browser, origin, person)
    context = browser.new_context(
        viewport={"width": wide, "height": high}, reduced_motion="reduce", storage_state=known[picture.email]
    )
    page = context.new_page()
    context.add_cookies(
        [
            {"name": "k_theme", "value": picture.theme, "url": origin},
            {"name": "k_lang", "value": picture.language, "url": origin},
        ]
    )
    page.goto(origin + picture.path, wait_until="networkidle")
    for selector in picture.follow:
        page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")
    file = HERE / f"{picture.name}.png"
    page.screenshot(path=file)
    context.close()
    sys.stderr.write(f"{file.relative_to(HERE.parents[1])}: {file.stat().st_size // 1024} KB\n")
    return file.stat().st_size


def _sign_in(browser: Browser, origin: str, person: dict[str, str]) -> Any:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{origin}/sign-in/")
    page.fill("[name=email]", person["email"])
    page.fill("[name=password]", person["password"])
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    if "/sign-in/code/" in page.url:
        totp = TOTP(base64.b32decode(person["totp_secret"]))
        totp.time = time.time()
        page.fill("[name=code]", f"{totp.token():06d}")
        page.click("main button[type=submit]")
        page.wait_for_load_state()
    if "/sign-in/" in page.url:
        raise SystemExit(f"pictures: {person['email']} could not sign in; each code works once, try again in 30 s")
    state = context.storage_state()
    context.close()
    return state


def _fail(reason: str) -> int:
    sys.stderr.write(f"pictures: {reason}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
