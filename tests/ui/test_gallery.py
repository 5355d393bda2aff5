"""Every component, phone and desk, light or dark in either language by the printed seed: readable, in bounds, quiet."""

import random

import pytest

from tests.ui.browser import DESK, PHONE, TABLET
from tests.ui.conftest import Open

pytestmark = pytest.mark.browser

PAGES = ("/ui/gallery/", "/ui/gallery/?front=console&errors=1&toast=1", "/ui/gallery/plain/", "/ui/gallery/site/")


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wrong_with_a_page(look: Open, path: str, width: int) -> None:
    theme = random.choice(("light", "dark"))
    with look(path, width=width, theme=theme) as seen:
        assert (theme, seen.findings()) == (theme, [])


@pytest.mark.parametrize("width", [320, PHONE, TABLET, 861, 1024, 1280, 1920])
def test_no_width_scrolls_sideways(look: Open, width: int) -> None:
    language = random.choice(("en", "zh-hans"))
    with look("/ui/gallery/", width=width, language=language) as seen:
        assert (language, seen.page.evaluate("document.documentElement.scrollWidth") <= width) == (language, True)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_right_to_left_is_the_mirror_image(look: Open, width: int) -> None:
    """No such language is spoken yet, so the page is turned by hand; its sheets must already be fit for one."""
    with look("/ui/gallery/", width=width) as seen:
        seen.page.evaluate(
            """() => { document.documentElement.dir = "rtl";
                const sheet = document.querySelector("link[href*='tabler.min']");
                sheet.href = sheet.href.replace("tabler.min", "tabler.rtl.min");
                return new Promise(done => { sheet.onload = done; }); }"""
        )
        assert seen.findings() == []
        head = seen.page.locator("h1").first.bounding_box()
        assert head
        assert head["x"] + head["width"] > width / 2


def test_a_missing_page_says_what_to_do(look: Open) -> None:
    with look("/missing/") as seen:
        assert seen.page.locator("h1").inner_text() == "There is no such page"
        assert seen.axe() == []


def test_controls_are_large_enough_for_a_thumb(look: Open) -> None:
    with look("/ui/gallery/", width=PHONE) as seen:
        small = seen.page.evaluate(
            """() => [...document.querySelectorAll(".k .btn, .k-tabbar a, .k-tabs a, .k-chip, .k-tool, .form-select,"
                 + " input.form-control")]
                .filter(e => e.checkVisibility() && !e.closest("dialog, .k-field") && !e.matches(".k-apply"))
                .map(e => [e.className, e.getBoundingClientRect().height])
                .filter(([, height]) => height > 0 && height < 44)"""
        )
        assert small == []


def test_a_page_stays_light_on_the_wire(look: Open) -> None:
    """300 KB at most without charts, fonts included, as sent compressed; the plain page stands for every page."""
    with look("/ui/gallery/plain/") as seen:
        sizes = seen.page.evaluate(
            """async () => { const urls = [location.href, ...performance.getEntriesByType("resource").map(r => r.name)];
                let total = 0;
                for (const url of urls) {
                  const body = await (await fetch(url)).blob();
                  const packed = url.includes("woff2") ? body
                    : await new Response(body.stream().pipeThrough(new CompressionStream("gzip"))).blob();
                  total += packed.size;
                }
                return total; }"""
        )
        assert sizes <= 300 * 1024
