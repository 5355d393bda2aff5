"""The shell around every page: who you are, where you may go, how it looks.

A view sets nothing. The app that owns a front door puts `request.kontor_nav = build_shell` (request -> Shell) on the
request, usually in a middleware or a view decorator; it is called once, and only if a template asks for `shell`.
Without it pages still render, with no navigation.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

Front = Literal["console", "market", "site"]
THEME_COOKIE = f"{settings.COOKIE_PREFIX}k_theme"
THEMES = ("light", "dark", "auto")
PHONE_PLACES = 4


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place. `hot` marks a count that waits for this person; `phone` puts it into the bar at the bottom."""

    label: str
    url: str
    icon: str
    count: int | None = None
    hot: bool = False
    current: bool = False
    phone: bool = False


@dataclass(frozen=True, slots=True)
class NavGroup:
    title: str
    items: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True)
class Brand:
    name: str = "Kontor"
    sub: str = ""
    home_url: str = "/"
    logo_url: str = ""
    css_url: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """A company the person may act for. Switching posts `company=<id>` to `Shell.company_url`."""

    id: str
    name: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class MenuLink:
    label: str
    url: str
    icon: str = "arrow-right"


@dataclass(frozen=True, slots=True)
class Account:
    """The signed-in person. Signing out posts to `sign_out_url`."""

    name: str
    sub: str = ""
    links: tuple[MenuLink, ...] = ()
    sign_out_url: str = "/sign-out/"

    @property
    def initials(self) -> str:
        words = [word for word in self.name.replace("@", " ").replace(".", " ").split() if word]
        return "".join(word[0] for word in words[:2]).upper() or "?"


@dataclass(frozen=True, slots=True)
class Banner:
    """A line over every page: incident, trial end, read-only state, impersonation."""

    text: str
    tone: Literal["info", "warn", "bad", "brass"] = "info"
    icon: str = "info-circle"
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything the base templates draw around a page."""

    front: Front = "market"
    brand: Brand = Brand()
    nav: tuple[NavGroup, ...] = ()
    account: Account | None = None
    companies: tuple[Company, ...] = ()
    company_url: str = ""
    status: str = ""
    ribbon: str = ""
    # Somebody of support who looks at this page, and the template of the banner that says so.
    visit: Any = None
    visit_template: str = ""
    banners: tuple[Banner, ...] = ()
    search_url: str = ""
    notices_url: str = ""
    notices_count: int = 0
    sign_in_url: str = ""
    sign_up_url: str = ""

    @property
    def company(self) -> Company | None:
        return next((one for one in self.companies if one.current), None)

    @property
    def phone_items(self) -> tuple[NavItem, ...]:
        """At most four places for the thumb: the marked ones, else the first."""
        every = tuple(item for group in self.nav for item in group.items)
        return (tuple(item for item in every if item.phone) or every)[:PHONE_PLACES]

    def palette(self) -> list[dict[str, str]]:
        """What the command palette knows without asking the server."""
        places = [
            {"label": item.label, "url": item.url, "icon": item.icon, "hint": group.title}
            for group in self.nav
            for item in group.items
        ]
        links = self.account.links if self.account else ()
        return places + [{"label": one.label, "url": one.url, "icon": one.icon, "hint": _("Account")} for one in links]


ShellBuilder = Callable[[HttpRequest], Shell]


def with_current(shell: Shell, path: str) -> Shell:
    """Mark the place that owns `path`: the longest address that `path` begins with, unless one is marked already.

    The first page owns itself alone: every address begins with it.
    """
    every = [item for group in shell.nav for item in group.items]
    if any(item.current for item in every):
        return shell
    owners = [
        item
        for item in every
        if path == item.url or (item.url != "/" and item.url.endswith("/") and path.startswith(item.url))
    ]
    if not owners:
        return shell
    owner = max(owners, key=lambda item: len(item.url))
    nav = tuple(
        replace(group, items=tuple(replace(item, current=item is owner) for item in group.items)) for group in shell.nav
    )
    return replace(shell, nav=nav)


def shell_of(request: HttpRequest) -> Shell:
    build: ShellBuilder | None = getattr(request, "kontor_nav", None)
    shell = build(request) if build is not None else Shell(front="site")
    if not shell.brand.logo_url:
        shell = replace(shell, brand=replace(shell.brand, logo_url=static("ui/logo.svg")))
    return with_current(shell, request.path)


def theme_of(request: HttpRequest) -> str:
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return theme if theme in THEMES else "auto"


def ui(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, `theme`, `language`, `languages`, `text_dir`."""
    language = get_language() or settings.LANGUAGE_CODE
    spoken = getattr(request, "kontor_languages", None)
    return {
        "shell": SimpleLazyObject(partial(shell_of, request)),
        "theme": theme_of(request),
        "language": language,
        "languages": [one for one in settings.LANGUAGES if spoken is None or one[0] in spoken],
        "text_dir": "rtl" if get_language_bidi() else "ltr",
    }
