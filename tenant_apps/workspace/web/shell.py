"""The navigation of a marketplace: only places that this person may open, with what waits there.

It follows the flow of a deal. Counts are those of the lists behind them, for this company alone.
"""

from dataclasses import replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.accounts.shells import account_of, companies_of
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from shared_apps.ui.context import Account, Brand, MenuLink, NavGroup, NavItem, Shell
from tenant_apps.anomalies.queries import live_counts
from tenant_apps.approvals.queries.pages import waiting_for
from tenant_apps.exceptions.queries import waiting_counts
from tenant_apps.inventory.queries import open_alerts
from tenant_apps.logistics.queries.pages import shipment_counts
from tenant_apps.processes.queries import process_counts
from tenant_apps.rulesets.queries import current_version, values
from tenant_apps.support.queries import waiting_visits
from tenant_apps.transfers.queries import unseen_blocks


def build(request: HttpRequest) -> Shell:
    """The shell around a page of a marketplace."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rules = values()
    logo = str(rules["branding.logo_document"] or "")
    return Shell(
        front="market",
        brand=Brand(
            name=str(rules["general.name"] or "Kontor"),
            sub=str(rules["general.tagline"] or ""),
            logo_url=reverse("documents:logo", args=[logo]) if logo else "",
            css_url=f"{reverse('workspace:branding_css')}?v={current_version()[0]}" if rules["branding.accent"] else "",
        ),
        nav=_groups(actor) if actor.user_id else (),
        account=_account(request),
        companies=companies_of(request) if actor.user_id else (),
        company_url=reverse("accounts:switch_seat"),
        search_url=reverse("workspace:search") if actor.user_id else "",
        ribbon=_("Sandbox: for trying out. Its time can be moved.") if scope.tenant().is_sandbox else "",
        sign_in_url=reverse("accounts:sign_in"),
        visit=getattr(request, "support", None),
        visit_template="support/_banner.html",
    )


def _account(request: HttpRequest) -> Account | None:
    """Who is signed in, with the page of what is held about them."""
    known = account_of(request)
    if known is None:
        return None
    return replace(known, links=(*known.links, MenuLink(_("My data"), reverse("privacy:own"), "shield-check")))


def _groups(actor: Actor) -> tuple[NavGroup, ...]:
    groups = (
        NavGroup("", _first(actor)),
        NavGroup(_("Trade"), _trade(actor)),
        NavGroup(_("Goods"), _goods(actor)),
        NavGroup(_("Money"), _money(actor)),
        NavGroup(_("House"), _house(actor)),
    )
    return tuple(group for group in groups if group.items)


def _first(actor: Actor) -> tuple[NavItem, ...]:
    return (NavItem(_("Home"), reverse("workspace:home"), icon="home", phone=True),)


def _trade(actor: Actor) -> tuple[NavItem, ...]:
    return (*_offers(actor), *_exceptions(actor), *_approvals(actor))


def _offers(actor: Actor) -> tuple[NavItem, ...]:
    return _allowed(
        actor,
        ("trading.view_event", NavItem(_("Market"), reverse("listing:market"), icon="building-store", phone=True)),
        ("trading.view_event", NavItem(_("Auctions"), reverse("trading:events"), icon="gavel")),
        ("catalogue.view_item", NavItem(_("Catalogue"), reverse("catalogue:items"), icon="books")),
        ("trading.view_deal", NavItem(_("Deals"), reverse("trading:deals"), icon="arrows-exchange", phone=True)),
        ("orders.view_order", NavItem(_("Orders"), reverse("orders:orders"), icon="clipboard-list", phone=True)),
    )


def _exceptions(actor: Actor) -> tuple[NavItem, ...]:
    """What does not go as agreed and is for this person's side to put right; hot where some of it is late."""
    if not actor.may("exceptions.view_exception"):
        return ()
    waiting = waiting_counts(actor, timezone.now())
    return (
        NavItem(
            _("Exceptions"), reverse("exceptions:exceptions"), icon="alert-triangle", count=waiting.count or None,
            hot=bool(waiting.late),
        ),
    )  # fmt: skip


def _approvals(actor: Actor) -> tuple[NavItem, ...]:
    """What waits for this person's decision; for people of companies, who alone approve."""
    if actor.company_id is None or not actor.may("approvals.view_request"):
        return ()
    waiting = len(waiting_for(actor, timezone.now()))
    return (
        NavItem(
            _("Approvals"), reverse("approvals:inbox"), icon="checks", count=waiting or None, hot=bool(waiting),
        ),
    )  # fmt: skip


def _goods(actor: Actor) -> tuple[NavItem, ...]:
    waiting = shipment_counts(actor).get("planned", 0) if actor.may("logistics.view_shipment") else 0
    low = open_alerts(actor) if actor.company_id is not None and actor.may("inventory.view_stock") else 0
    return _allowed(
        actor,
        (
            "inventory.view_stock",
            NavItem(_("Stock"), reverse("inventory:stock"), icon="packages", count=low or None, hot=bool(low)),
        ),
        (
            "logistics.view_shipment",
            NavItem(
                _("Shipments"), reverse("logistics:shipments"), icon="truck", count=waiting or None, hot=bool(waiting)
            ),
        ),
        ("claims.view_claim", NavItem(_("Claims"), reverse("claims:claims"), icon="alert-triangle")),
    )


def _money(actor: Actor) -> tuple[NavItem, ...]:
    return _allowed(
        actor,
        ("invoicing.view_invoice", NavItem(_("Invoices"), reverse("invoicing:invoices"), icon="file-invoice")),
        ("payments.view_payment", NavItem(_("Payments"), reverse("payments:payments"), icon="cash")),
        ("settlement.view_refund", NavItem(_("Refunds"), reverse("refunds:refunds"), icon="arrow-back-up")),
        (
            "prepayment.view_prepayment",
            NavItem(_("Prepayments"), reverse("prepayment:prepayments"), icon="hourglass"),
        ),
        ("terms.view_plan", NavItem(_("What is due"), reverse("terms:plans"), icon="calendar-event")),
        ("spending.view_limit", NavItem(_("Budgets and credit"), reverse("spending:limits"), icon="chart-bar")),
        ("deposits.view_deposit", NavItem(_("Deposits"), reverse("deposits:deposits"), icon="lock")),
        ("ledger.view_entry", NavItem(_("Books"), reverse("workspace:books"), icon="scale")),
    )


def _house(actor: Actor) -> tuple[NavItem, ...]:
    label = _("Companies") if actor.is_marketplace else _("My company")
    return _allowed(
        actor,
        (
            "integrations.view_connection",
            NavItem(_("Connected systems"), reverse("integrations:connections"), icon="plug-connected"),
        ),
        ("parties.view_company", NavItem(label, reverse("parties:companies"), icon="building")),
        ("identity.view_person", NavItem(_("People"), reverse("identity:people"), icon="users")),
        ("provisioning.view_connection", NavItem(_("Directories"), reverse("provisioning:directories"), icon="link")),
        _processes(actor),
        *_leaving(actor),
        _alerts(actor),
        ("audit.view_record", NavItem(_("Log"), reverse("workspace:log"), icon="shield-check")),
        *(_privacy() if actor.is_marketplace else ()),
        ("rulesets.view_settings", NavItem(_("Settings"), reverse("workspace:settings"), icon="settings")),
    )


def _leaving(actor: Actor) -> tuple[tuple[str, NavItem], ...]:
    """What leaves the region and who of the platform comes in: for the marketplace's own people alone."""
    if not actor.is_marketplace:
        return ()
    blocked = unseen_blocks(actor) if actor.may("transfers.view_transfer") else 0
    asking = waiting_visits(actor) if actor.may("support.view_visit") else 0
    return (
        (
            "transfers.view_transfer",
            NavItem(
                _("Data transfers"),
                reverse("transfers:transfers"),
                icon="world",
                count=blocked or None,
                hot=bool(blocked),
            ),
        ),
        (
            "support.view_visit",
            NavItem(_("Support"), reverse("support:visits"), icon="help", count=asking or None, hot=bool(asking)),
        ),
    )


def _privacy() -> tuple[tuple[str, NavItem], ...]:
    """Requests of people about their own data, breaches, how long records are kept."""
    return (("privacy.view_request", NavItem(_("Privacy"), reverse("privacy:requests"), icon="lock")),)


def _processes(actor: Actor) -> tuple[str, NavItem]:
    stuck = process_counts(actor).get("stuck", 0) if actor.may("processes.view_process") else 0
    item = NavItem(_("Processes"), reverse("processes:processes"), icon="repeat", count=stuck or None, hot=bool(stuck))
    return ("processes.view_process", item)


def _alerts(actor: Actor) -> tuple[str, NavItem]:
    """What is odd and undecided; for the marketplace alone."""
    found = live_counts(actor) if actor.is_marketplace else {"all": 0, "urgent": 0}
    item = NavItem(
        _("Alerts"), reverse("anomalies:alerts"), icon="alert-circle", count=found["all"] or None,
        hot=bool(found["urgent"]),
    )  # fmt: skip
    return ("anomalies.view_alert" if actor.is_marketplace else "", item)


def _allowed(actor: Actor, *places: tuple[str, NavItem]) -> tuple[NavItem, ...]:
    return tuple(item for permission, item in places if actor.may(permission))
