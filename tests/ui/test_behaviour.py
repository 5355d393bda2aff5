"""What the pages do: with scripts, with the keyboard alone, and without scripts."""

import pytest

from tests.ui.browser import PHONE
from tests.ui.conftest import Open

pytestmark = pytest.mark.browser
GALLERY = "/ui/gallery/"
SWITCH = ".k-top details:has(.k-lang)"


def test_the_theme_changes_at_once_and_is_remembered(look: Open) -> None:
    with look(GALLERY) as seen:
        seen.page.click(f"{SWITCH} > summary")
        seen.page.click(f"{SWITCH} button[value=dark]")
        assert seen.page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
        seen.page.reload()
        assert 'data-bs-theme="dark"' in seen.page.request.get(seen.page.url).text()


def test_auto_follows_the_system(look: Open) -> None:
    with look(GALLERY, theme="auto") as seen:
        for scheme in ("dark", "light"):
            seen.page.emulate_media(color_scheme=scheme)
            seen.page.wait_for_selector(f"html[data-bs-theme={scheme}]")


def test_language_and_theme_switch_without_scripts(look: Open) -> None:
    with look(GALLERY, scripts=False) as seen:
        seen.page.click(f"{SWITCH} > summary")
        seen.page.click(f"{SWITCH} button[value=zh-hans]")
        assert seen.page.locator("html").get_attribute("lang") == "zh-hans"
        seen.page.click(f"{SWITCH} > summary")
        seen.page.click(f"{SWITCH} button[value=dark]")
        assert seen.page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_the_palette_jumps_by_keyboard(look: Open) -> None:
    with look(GALLERY) as seen:
        seen.page.keyboard.press("Control+k")
        seen.page.keyboard.type("orders")
        assert seen.page.locator("#k-palette a[aria-selected=true]").inner_text().startswith("Orders")
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_url("**at=orders")


def test_the_palette_finds_objects_by_number(look: Open) -> None:
    with look(GALLERY) as seen:
        seen.page.click("[data-palette-open]:visible")
        seen.page.keyboard.type("11790")
        seen.page.wait_for_selector("#k-palette a:has-text('O-2026-11790')")
        assert seen.axe() == []


def test_a_dialog_opens_and_closes_by_keyboard(look: Open) -> None:
    with look(GALLERY) as seen:
        seen.page.focus("[data-dialog=dialog]")
        seen.page.keyboard.press("Enter")
        assert seen.page.locator("#dialog").is_visible()
        assert seen.axe() == []
        seen.page.keyboard.press("Escape")
        assert not seen.page.locator("#dialog").is_visible()


def test_a_dialog_opens_by_its_address_without_scripts(look: Open) -> None:
    with look(GALLERY, scripts=False) as seen:
        seen.page.click("[data-dialog=dialog]")
        assert seen.page.locator("#dialog").is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phone_reaches_every_place(look: Open, scripts: bool) -> None:
    with look(GALLERY, width=PHONE, scripts=scripts) as seen:
        seen.page.click(".k-tabbar a[href='#menu']")
        seen.page.click("#menu a:has-text('Settings')")
        seen.page.wait_for_url("**at=settings")


def test_a_form_is_sent_once(look: Open) -> None:
    with look(GALLERY) as seen:
        sent: list[str] = []
        seen.page.route("**/ui/gallery/", lambda route: sent.append(route.request.method))
        seen.page.evaluate(
            """() => { const form = document.querySelector("form.k-form");
                form.requestSubmit(); form.requestSubmit(); form.requestSubmit(); }"""
        )
        seen.page.wait_for_timeout(300)
        assert sent == ["POST"]


def test_leaving_with_changes_asks_first(look: Open) -> None:
    with look(GALLERY) as seen:
        asked: list[str] = []
        seen.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        seen.page.fill("[name=note]", "changed")
        seen.page.reload()
        assert asked == ["beforeunload"]


def test_a_filter_reloads_the_list_by_its_address(look: Open) -> None:
    with look(GALLERY) as seen:
        seen.page.select_option(".k-filters select", "late")
        seen.page.wait_for_url("**/?state=late")


def test_a_running_job_polls_its_fragment_and_every_write_carries_the_token(look: Open) -> None:
    with look(f"{GALLERY}?poll=1") as seen:
        with seen.page.expect_response("**/ui/gallery/job/"):
            pass
        with seen.page.expect_request("**/theme/") as asked:
            seen.page.evaluate("htmx.ajax('POST', '/theme/', {values: {theme: 'dark'}, swap: 'none'})")
        assert asked.value.headers["x-csrftoken"]
        assert [problem for problem in seen.problems if "403" in problem] == []


def test_a_toast_can_be_closed(look: Open) -> None:
    with look(f"{GALLERY}?toast=1") as seen:
        assert seen.page.locator(".k-toast").count() == 1
        seen.page.click("[data-toast-close]")
        assert seen.page.locator(".k-toast").count() == 0


def test_ticked_rows_bring_up_their_actions(look: Open) -> None:
    with look(GALLERY) as seen:
        assert not seen.page.locator(".k-bulk").is_visible()
        seen.page.locator("[data-tick]").nth(1).check()
        assert seen.page.locator(".k-bulk b").inner_text() == "1 selected"
        seen.page.locator("[data-tick-all]").check()
        assert seen.page.locator(".k-bulk b").inner_text() == "5 selected"
        assert seen.axe(within=".k-bulk") == []


@pytest.mark.parametrize("scripts", [True, False])
def test_every_popover_opens_inside_a_phone(look: Open, scripts: bool) -> None:
    with look(GALLERY, width=PHONE, scripts=scripts) as seen:
        pops = seen.page.locator("details.k-pop > summary:visible")
        assert pops.count() == 3
        for at in range(3):
            pops.nth(at).click()
            box = seen.page.locator("details.k-pop[open] > .k-menu").last.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE
            pops.nth(at).click()
