"""Which navigation surrounds a page, per kind of scope.

The front doors (workspace, console) are floors above; they register their builder here, and every page of every app
gets it without knowing them.
"""

from typing import Literal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shared_apps.tenancy import scope
from shared_apps.ui.context import Account, Company, MenuLink, ShellBuilder

_builders: dict[Literal["tenant", "control"], ShellBuilder] = {}


def register(kind: Literal["tenant", "control"], build: ShellBuilder) -> None:
    """Called at start by the owner of a front door."""
    _builders[kind] = build


def current() -> ShellBuilder | None:
    """The builder for the current scope."""
    return _builders.get("control" if scope.is_control() else "tenant")


def account_of(request: HttpRequest) -> Account | None:
    """The signed-in person for the top bar; None for a visitor."""
    if not request.actor.user_id:  # type: ignore[attr-defined]
        return None
    seat = request.standing.seat  # type: ignore[attr-defined]
    links = [MenuLink(_("My account"), reverse("accounts:account"), "user")]
    if request.actor.may("accounts.view_api_key"):  # type: ignore[attr-defined]
        links.append(MenuLink(_("API keys"), reverse("accounts:keys"), "key"))
    return Account(
        name=request.actor.display,  # type: ignore[attr-defined]
        sub=seat.name if seat else "",
        links=tuple(links),
        sign_out_url=reverse("accounts:sign_out"),
    )


def companies_of(request: HttpRequest) -> tuple[Company, ...]:
    """The seats of the person for the switcher, which posts to `accounts:switch_seat`."""
    standing = request.standing  # type: ignore[attr-defined]
    return tuple(Company(seat.key, seat.name, seat == standing.seat) for seat in standing.seats)
