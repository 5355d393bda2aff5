"""Navigation of the console and of the public site: both live on the control host."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shared_apps.accounts.shells import account_of
from shared_apps.ui.context import Brand, NavGroup, NavItem, Shell
from tenants.queries import count_failed

CONSOLE = "/console/"


def build(request: HttpRequest) -> Shell:
    """The console around console and account pages of a signed-in operator, the site around everything else."""
    account = account_of(request)
    inside = request.path.startswith((CONSOLE, "/account"))
    return _console(request) if account is not None and inside else _site(request)


def _site(request: HttpRequest) -> Shell:
    account = account_of(request)
    return Shell(
        front="site",
        brand=Brand(name="Kontor", sub=_("Private exchanges")),
        nav=(
            NavGroup(
                "",
                (
                    NavItem(_("How it works"), reverse("site:home") + "#how", "route"),
                    NavItem(_("What is proven"), reverse("site:home") + "#proof", "shield-check"),
                ),
            ),
        ),
        account=account,
        sign_in_url=reverse("tenants:list") if account else reverse("accounts:sign_in"),
        sign_up_url=reverse("site:sign_up"),
    )


def _console(request: HttpRequest) -> Shell:
    actor = request.actor  # type: ignore[attr-defined]
    places = [NavItem(_("Marketplaces"), reverse("tenants:list"), "building-store", phone=True)]
    if actor.may("tenants.open_marketplace"):
        places.append(NavItem(_("Open a marketplace"), reverse("tenants:new"), "plus"))
    groups = [NavGroup(_("Marketplaces"), tuple(places))]
    if actor.may("tenants.view_fleet"):
        failed = count_failed()
        groups.append(
            NavGroup(
                _("Running"),
                (
                    NavItem(
                        _("Jobs"), reverse("tenants:owed"), "activity", failed or None, hot=bool(failed),
                        phone=True,
                    ),
                    NavItem(_("Regions"), reverse("tenants:regions"), "world", phone=True),
                    NavItem(_("Migrations"), reverse("tenants:migrations"), "database-import", phone=True),
                ),
            )
        )  # fmt: skip
    trust = []
    if actor.may("operators.view_operator"):
        trust.append(NavItem(_("Operators"), reverse("operators:list"), "users"))
    if actor.may("operators.view_support"):
        trust.append(NavItem(_("Visits of support"), reverse("operators:support"), "eye"))
    if actor.may("audit.view_record"):
        trust.append(NavItem(_("Audit trail"), reverse("tenants:audit"), "shield-check"))
    if trust:
        groups.append(NavGroup(_("Trust"), tuple(trust)))
    return Shell(
        front="console",
        brand=Brand(name="Kontor", sub=_("Operator console"), home_url=reverse("tenants:list")),
        nav=tuple(groups),
        account=account_of(request),
    )
