"""Price drift (价格偏离): the list has moved away from the prices that a waiting draft was promised."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.quantity import plain
from tenant_apps.catalogue.queries import ItemFacts, get_items
from tenant_apps.exceptions.commands import tell
from tenant_apps.exceptions.types import Ask, Found, Kind, Scan, Source, Step, declare
from tenant_apps.orders.commands.place_draft import PlaceDraft, place_draft
from tenant_apps.orders.commands.withdraw_order_draft import WithdrawOrderDraft, withdraw_order_draft
from tenant_apps.orders.decisions.drift import Drift, worst_drift
from tenant_apps.orders.models import OrderDraft
from tenant_apps.pricing.queries import Tier, choose_tier, list_tiers
from tenant_apps.rulesets.queries import effective
from tenant_apps.rulesets.types import Rule
from tenant_apps.rulesets.types import declare as declare_rules

WAITING = ("waiting", "approved")
PERCENT = "exceptions.price_drift_percent"
# Drafts of one supplier that an event about its prices has judged at once; the rest waits for the next look.
AT_ONCE = 200

declare_rules(
    Rule(
        PERCENT, "decimal", "2", _("Price drift above"),
        _("A price that has moved further from what was promised, up or down, is an exception."), unit="%",
        least="0", most="1000",
    )
)  # fmt: skip


def _judge(draft_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    rows = list(OrderDraft.objects.filter(pk__in=draft_ids, state__in=WAITING))
    items = get_items({UUID(item) for row in rows for item in row.locked})
    allowed = Decimal(str(effective(PERCENT).value))
    for (buyer_id, currency), drafts in _by_list(rows).items():
        wanted = {UUID(item) for row in drafts for item in row.locked}
        tiers = list_tiers(wanted, buyer_id, currency, now)
        for row in drafts:
            worst = worst_drift(list(_drifts(row, items, tiers)))
            if worst is not None and worst.percent > allowed:
                yield _found(row, worst)


def _by_list(rows: Iterable[OrderDraft]) -> dict[tuple[UUID, str], list[OrderDraft]]:
    """Drafts that see the same prices are read together."""
    found: dict[tuple[UUID, str], list[OrderDraft]] = defaultdict(list)
    for row in rows:
        if row.locked and row.currency:
            found[(row.buyer_id, row.currency)].append(row)
    return found


def _drifts(row: OrderDraft, items: dict[UUID, ItemFacts], tiers: dict[UUID, list[Tier]]) -> Iterator[Drift]:
    by_sku: dict[str, Any] = {line.get("sku"): line for line in row.lines}
    for key, promised in row.locked.items():
        item = items.get(UUID(key))
        line = by_sku.get(item.sku) if item is not None else None
        # A line in another unit has its tier chosen by the conversion; its promised price says which one no longer.
        if item is None or line is None or line.get("unit") != item.unit:
            continue
        quantity = Decimal(line["quantity"])
        tier = choose_tier(tiers.get(item.id, []), quantity)
        today = tier.unit_price if tier is not None else None
        yield Drift(item.name, item.unit, quantity, Decimal(promised), today)


def _found(row: OrderDraft, worst: Drift) -> Found:
    return Found(
        row.pk, row.number, row.buyer_id,
        facts={
            "item": worst.item, "promised": [plain(worst.promised), row.currency, worst.unit],
            "today": [plain(worst.today), row.currency, worst.unit] if worst.today is not None else None,
            "drift": plain(worst.percent.quantize(Decimal("0.1"))),
            "until": row.locked_until.isoformat() if row.locked_until else None, "state": row.state,
        },
        amount_minor=row.total_minor or 0, currency=row.currency, severity="high" if worst.today is None else None,
    )  # fmt: skip


def _of_supplier(event: Any) -> list[UUID]:
    rows = OrderDraft.objects.filter(seller_id=event.supplier_id, state__in=WAITING, currency=event.currency)
    return list(rows.order_by("submitted_at").values_list("pk", flat=True)[:AT_ONCE])


PRICE_DRIFT = declare(
    Kind(
        "price_drift",
        _("Price drift"),
        _("The price list has moved away from the prices that were promised to an order which waits for approval."),
        icon="trending-up",
        hours=24,
        sources=(
            Source(
                "orders.draft",
                Scan("orders.OrderDraft", "submitted_at", {"state__in": WAITING}),
                _judge,
                lambda case: ("orders:draft", (case.subject_id,)),
                private=True,
                on={"pricing.prices_set": _of_supplier},
            ),
        ),
        roles=("buyer",),
        labels={
            "item": (_("Item"), "text"),
            "promised": (_("Promised"), "price"),
            "today": (_("Today"), "price"),
            "drift": (_("Difference"), "percent"),
            "until": (_("Promise holds until"), "moment"),
        },
        first=("tell",),
        steps=(
            tell("tell", _("Tell those who buy"), _("The buyers of your company get a letter."), to="own"),
            Step(
                "look", _("Look at the draft"), _("See its lines, at the promised prices and at those of today."),
                link=lambda case: ("orders:draft", (case.subject_id,)), permission="orders.view_order",
            ),
            Step(
                "place", _("Place it now"), _("An approved draft becomes an order while its prices still hold."),
                command=place_draft, data=lambda case, _text: PlaceDraft(draft_id=case.subject_id),
            ),
            Step(
                "withdraw", _("Withdraw the draft"),
                _("Its approval ends and its budget is free; it can be changed and submitted at new prices."),
                command=withdraw_order_draft, asks=Ask(_("Reason")), danger=True,
                data=lambda case, text: WithdrawOrderDraft(draft_id=case.subject_id, reason=text),
            ),
        ),
    )
)  # fmt: skip
