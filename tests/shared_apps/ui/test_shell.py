"""The shell: built once and only when drawn, the right place marked, switches that lead back here only."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest
from django.template import engines
from django.template.loader import get_template
from django.test import RequestFactory, override_settings
from django.utils import translation

from shared_apps.ui import context, views
from shared_apps.ui.context import Account, Brand, NavGroup, NavItem, Shell


def shell_with(*urls: str) -> Shell:
    return Shell(nav=(NavGroup("", tuple(NavItem(url, url, icon="home") for url in urls)),))


def current_of(shell: Shell, path: str) -> list[str]:
    marked = context.with_current(shell, path)
    return [item.url for group in marked.nav for item in group.items if item.current]


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/", ["/"]), ("/orders/", ["/orders/"]), ("/orders/42/", ["/orders/"]), ("/deals/", []), ("/account/", [])],
)
def test_the_longest_owner_of_the_path_is_current(path: str, expected: list[str]) -> None:
    assert current_of(shell_with("/", "/orders/", "/stock/"), path) == expected


def test_a_path_nobody_owns_marks_nothing() -> None:
    assert current_of(shell_with("/orders/"), "/ordersmith/") == []


def test_the_shell_is_built_once_and_only_when_asked() -> None:
    calls: list[HttpRequest] = []

    def build(request: HttpRequest) -> Shell:
        calls.append(request)
        return Shell(brand=Brand("Norrland", logo_url="/logo"))

    request = RequestFactory().get("/")
    request.kontor_nav = build  # type: ignore[attr-defined]
    facts = context.ui(request)
    assert calls == []
    drawn = engines["django"].from_string("{{ shell.brand.name }} {{ shell.brand.name }}").render(facts)
    assert drawn == "Norrland Norrland"
    assert len(calls) == 1


def test_four_places_for_the_thumb() -> None:
    shell = shell_with(*"abcdef")
    assert [item.url for item in shell.phone_items] == list("abcd")


@pytest.mark.parametrize(
    ("name", "initials"), [("Ines Halvorsen", "IH"), ("ines@x.example", "IX"), ("", "?"), ("王芳", "王")]
)
def test_initials(name: str, initials: str) -> None:
    assert Account(name).initials == initials


@pytest.mark.parametrize("theme", ["", "<script>", "sepia"])
def test_an_unknown_theme_is_auto(theme: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[context.THEME_COOKIE] = theme
    assert context.theme_of(request) == "auto"


@pytest.fixture
def _open_hosts() -> Iterator[None]:
    with override_settings(ALLOWED_HOSTS=["*"]):
        yield


@pytest.mark.usefixtures("_open_hosts")
@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_a_switch_leads_back_to_this_host_only(target: str) -> None:
    answer = views.set_language(RequestFactory().post("/language/", {"language": "zh-hans", "next": target}))
    assert answer["Location"] == "/"


@pytest.mark.usefixtures("_open_hosts")
def test_the_language_is_remembered_and_the_page_kept() -> None:
    answer = views.set_language(RequestFactory().post("/language/", {"language": "zh-hans", "next": "/orders/?q=1"}))
    assert answer["Location"] == "/orders/?q=1"
    assert answer.cookies["k_lang"].value == "zh-hans"


@pytest.mark.usefixtures("_open_hosts")
@pytest.mark.parametrize("wish", ["", "tlh", "en; path=/"])
def test_a_language_we_do_not_speak_changes_nothing(wish: str) -> None:
    assert not views.set_language(RequestFactory().post("/language/", {"language": wish})).cookies


def test_a_switch_is_a_post() -> None:
    assert views.set_theme(RequestFactory().get("/theme/")).status_code == 405


@pytest.mark.parametrize("status", ["400", "403", "404", "421", "500"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_error_pages_need_nothing_to_be_drawn(status: str, language: str) -> None:
    """A broken request has no shell, no session and perhaps no database."""
    with translation.override(language):
        page = get_template(f"{status}.html").render()
    assert f'lang="{language}"' in page
    assert page.count("<h1>") == 1
    assert "csrf" not in page
