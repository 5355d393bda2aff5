"""What must be true of orders at any moment."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum

from shared_apps.foundation.invariants import invariant
from shared_apps.foundation.money import Money
from shared_apps.outbox.models import Reservation
from tenant_apps.catalogue.queries import without_goods
from tenant_apps.ledger.queries import balances
from tenant_apps.orders.models import (
    BasketOrder,
    JointDeliveryOrder,
    Order,
    OrderAllowance,
    OrderAmendment,
    OrderLine,
    OrderPart,
    OrderPartLine,
    OrderReturn,
    OrderReturnLine,
    QuickRow,
    RecurringRun,
)
from tenant_apps.orders.tentative.models import OrderGroup, TentativeOrder
from tenant_apps.orders.tentative.partner import HOLD
from tenant_apps.orders.types import OPEN_AMENDMENT
from tenant_apps.rulesets.queries.numbers import last_numbers


@invariant("orders.totals_are_sums")
def totals_are_sums() -> list[str]:
    """Totals of orders and returns are the sums of their lines."""
    orders = (
        OrderLine.objects.values("order_id")
        .annotate(net=Sum("net_minor"), tax=Sum("tax_minor"))
        .exclude(net=F("order__net_minor"), tax=F("order__tax_minor"))
        .values_list("order__number", flat=True)[:20]
    )
    returns = (
        OrderReturnLine.objects.values("order_return_id")
        .annotate(net=Sum("net_minor"), tax=Sum("tax_minor"))
        .exclude(net=F("order_return__net_minor"), tax=F("order_return__tax_minor"))
        .values_list("order_return__number", flat=True)[:20]
    )
    lines, return_lines = OrderLine.objects.filter(order_id=OuterRef("pk")), OrderReturnLine.objects
    bare = [
        *Order.objects.filter(~Exists(lines)).values_list("number", flat=True)[:20],
        *OrderReturn.objects.filter(~Exists(return_lines.filter(order_return_id=OuterRef("pk")))).values_list(
            "number", flat=True
        )[:20],
    ]
    return [f"{number} differs from the sum of its lines" for number in [*orders, *returns, *bare]]


@invariant("orders.order_is_its_deal")
def order_is_its_deal() -> list[str]:
    """An order's amounts and parties are those of its deal; that of a trading event stays when its order changes."""
    changed = OrderAmendment.objects.filter(order_id=OuterRef("pk"), state="applied")
    strange = Order.objects.exclude(
        currency=F("deal__currency"), buyer_id=F("deal__buyer_id"), seller_id=F("deal__seller_id")
    )
    other = Order.objects.exclude(total_minor=F("deal__total_minor"), net_minor=F("deal__net_minor")).exclude(
        Exists(changed), ~Q(deal__origin="order")
    )
    wrong = [*strange.values_list("number", flat=True)[:20], *other.values_list("number", flat=True)[:20]]
    return [f"order {number} differs from its deal" for number in wrong]


@invariant("orders.returned_within_quantity")
def returned_within_quantity() -> list[str]:
    """Nothing is returned twice."""
    wrong = OrderLine.objects.filter(Q(returned__gt=F("quantity")) | Q(returned__lt=0)).values_list(
        "order__number", "line_no"
    )[:20]
    return [f"order {number} line {line} has more returned than ordered" for number, line in wrong]


@invariant("orders.lines_name_what_exists")
def lines_name_what_exists() -> list[str]:
    """Lines point at items and warehouses that exist: the database does not check it (ADR 0008)."""
    return [f"order line {pk} names nothing" for pk in without_goods(OrderLine).values_list("pk", flat=True)[:20]]


@invariant("orders.settled_with_its_deal")
def settled_with_its_deal() -> list[str]:
    """Order and deal are settled together and cancelled together."""
    settled = Order.objects.filter(Q(state="settled") ^ Q(deal__settled_at__isnull=False))
    cancelled = Order.objects.filter(Q(state="cancelled") ^ Q(deal__cancelled_at__isnull=False))
    return [
        f"order {number} and its deal disagree on their end"
        for number in [*settled.values_list("number", flat=True)[:20], *cancelled.values_list("number", flat=True)[:20]]
    ]


@invariant("orders.sheet_rows_are_ordered_once")
def sheet_rows_are_ordered_once() -> list[str]:
    """What the rows of a sheet say was ordered with an order is exactly what its lines say."""
    lines = OrderLine.objects.filter(order_id=OuterRef("order_id"), item_id=OuterRef("item_id"))
    placed = lines.order_by().values("item_id").annotate(total=Sum("quantity")).values("total")
    wrong = (
        QuickRow.objects.filter(state="ordered")
        # An order that was changed afterwards is not what its sheet asked for; its history says what became of it.
        .filter(~Exists(OrderAmendment.objects.filter(order_id=OuterRef("order_id"), state="applied")))
        .order_by()
        .values("order_id", "item_id", "order__number")
        .annotate(total=Sum("quantity"), placed=Subquery(placed))
        .filter(Q(placed__isnull=True) | ~Q(total=F("placed")))
        .values_list("order__number", flat=True)[:20]
    )
    return [f"order {number} is not what the rows of its sheet say" for number in wrong]


@invariant("orders.recurring_days_are_orders")
def recurring_days_are_orders() -> list[str]:
    """An order of a recurring order is from the same buyer and seller as what it repeats."""
    wrong = RecurringRun.objects.filter(state="placed").exclude(
        order__buyer_id=F("recurring__buyer_id"), order__seller_id=F("recurring__order__seller_id")
    )
    numbers = wrong.values_list("recurring__number", flat=True)[:20]
    return [f"{number} placed an order of somebody else" for number in numbers]


@invariant("orders.parts_are_the_order")
def parts_are_the_order() -> list[str]:
    """Live parts of an order are its sum: net and tax, the quantity and the amounts of every line."""
    live = OrderPart.objects.exclude(state="cancelled")
    heads = (
        live.values("order_id")
        .annotate(net=Sum("net_minor"), tax=Sum("tax_minor"))
        .exclude(net=F("order__net_minor"), tax=F("order__tax_minor"))
        .values_list("order__number", flat=True)[:20]
    )
    rows = OrderPartLine.objects.exclude(part__state="cancelled")
    parts = (
        rows.values("part_id")
        .annotate(net=Sum("net_minor"), tax=Sum("tax_minor"))
        .exclude(net=F("part__net_minor"), tax=F("part__tax_minor"))
        .values_list("part__order__number", flat=True)[:20]
    )
    lines = (
        rows.values("order_line_id")
        .annotate(sum=Sum("quantity"), net=Sum("net_minor"), tax=Sum("tax_minor"))
        .exclude(sum=F("order_line__quantity"), net=F("order_line__net_minor"), tax=F("order_line__tax_minor"))
        .values_list("order_line__order__number", flat=True)[:20]
    )
    missing = (
        OrderLine.objects.filter(Exists(live.filter(order_id=OuterRef("order_id"))))
        .filter(~Exists(rows.filter(order_line_id=OuterRef("pk"))))
        .values_list("order__number", flat=True)[:20]
    )
    return [f"the parts of order {number} are not the order" for number in {*heads, *parts, *lines, *missing}]


@invariant("orders.order_follows_its_parts")
def order_follows_its_parts() -> list[str]:
    """An order stands where the part stands that is least far; none of a cancelled order is live."""
    ranks = {"waiting": 0, "accepted": 0, "shipped": 1, "delivered": 2, "invoiced": 3, "settled": 3}
    least: dict[str, int] = {}
    states: dict[str, str] = {}
    live = OrderPart.objects.exclude(state="cancelled")
    for number, order_state, state in live.values_list("order__number", "order__state", "state").iterator():
        least[number], states[number] = min(least.get(number, 3), ranks[state]), order_state
    return [
        f"order {number} is {states[number]}, its parts say otherwise"
        for number, rank in least.items()
        if ranks.get(states[number], -1) != rank
    ][:20]


@invariant("orders.deliveries_are_sums")
def deliveries_are_sums() -> list[str]:
    """A joint delivery is the sum of its orders, all of one buyer and seller and currency."""
    rows = JointDeliveryOrder.objects.filter(left_at__isnull=True)
    sums = (
        rows.values("delivery_id")
        .annotate(net=Sum("order__net_minor"), tax=Sum("order__tax_minor"))
        .exclude(net=F("delivery__net_minor"), tax=F("delivery__tax_minor"))
        .values_list("delivery__number", flat=True)[:20]
    )
    strange = rows.exclude(
        order__buyer_id=F("delivery__buyer_id"), order__seller_id=F("delivery__seller_id"),
        order__currency=F("delivery__currency"),
    ).values_list("delivery__number", flat=True)[:20]  # fmt: skip
    baskets = (
        BasketOrder.objects.values("basket_id")
        .annotate(net=Sum("order__net_minor"), tax=Sum("order__tax_minor"))
        .exclude(net=F("basket__net_minor"), tax=F("basket__tax_minor"))
        .values_list("basket__number", flat=True)[:20]
    )
    return [f"{number} is not the sum of its orders" for number in {*sums, *strange, *baskets}]


@invariant("orders.numbers_have_no_gap")
def numbers_have_no_gap() -> list[str]:
    """Every number of the series of orders was given to one of them; their column is unique."""
    wrong = []
    for year, last in last_numbers("O").items():
        times = Order.objects.filter(number__startswith=f"O-{year}-").count()
        if times != last:
            wrong.append(f"the series O-{year} stands at {last}, there are {times} orders of it")
    return wrong


@invariant("orders.tentative_is_its_reservation")
def tentative_is_its_reservation() -> list[str]:
    """What is held is reserved, what is ordered was confirmed, what was let go holds nothing."""
    told = {"asked": (None, "cancelled"), "held": ("tried",), "confirmed": ("confirmed",)}
    promised = dict(Reservation.objects.filter(partner=HOLD).values_list("key", "state"))
    rows = TentativeOrder.objects.exclude(state="released").values_list("pk", "number", "state")
    wrong = [number for pk, number, state in rows.iterator() if promised.get(pk) not in told[state]]
    live = [pk for pk, state in promised.items() if state != "cancelled"]
    wrong += TentativeOrder.objects.filter(pk__in=live, state="released").values_list("number", flat=True)[:20]
    return [f"held order {number} differs from its reservation" for number in wrong[:20]]


@invariant("orders.group_is_whole")
def group_is_whole() -> list[str]:
    """Of a group everything is ordered or nothing: its parts end together."""
    parts = TentativeOrder.objects.filter(group_id=OuterRef("pk"))
    wrong = OrderGroup.objects.filter(
        Q(Exists(parts.exclude(state="confirmed")), state="confirmed")
        | Q(Exists(parts.exclude(state="released")), state="released")
        | Q(Exists(parts.filter(state="confirmed")), state="trying")
    )
    return [f"group {number} is not whole" for number in wrong.values_list("number", flat=True)[:20]]


@invariant("orders.history_has_no_gap")
def history_has_no_gap() -> list[str]:
    """Versions of an order follow one another, and the last one is what the order comes to."""
    wrong: list[str] = []
    last: dict[str, tuple[int, str, str]] = {}
    rows = OrderAmendment.objects.filter(state="applied").select_related("order").order_by("order_id", "version")
    for row in rows.iterator():
        expected = last.get(row.order.number, (0, "", ""))[0] + 1
        if row.version != expected:
            wrong.append(f"order {row.order.number} has no version {expected}")
        total = f"{Money(row.order.total_minor, row.order.currency).amount:f}"
        last[row.order.number] = (row.version, str(row.after["total"]), total)
    wrong += [f"order {number} is not its last version" for number, (_no, kept, total) in last.items() if kept != total]
    return wrong[:20]


@invariant("orders.allowances_fit_their_lines")
def allowances_fit_their_lines() -> list[str]:
    """No line of an order, or of a part, became less by more than it is; nothing did that never arrived."""
    wrong = []
    sums = (
        OrderAllowance.objects.order_by()
        .values_list("order__number", "part_id", "order_line_id")
        .annotate(net=Sum("net_minor"), tax=Sum("tax_minor"))
    )
    for number, part, line, net, tax in sums:
        of = OrderLine.objects.filter(pk=line) if part is None else OrderPartLine.objects.filter(
            part_id=part, order_line_id=line
        )  # fmt: skip
        if not of.filter(net_minor__gte=net, tax_minor__gte=tax).exists():
            wrong.append(number)
    early = OrderAllowance.objects.filter(
        Q(part__isnull=True, order__state__in=["accepted", "shipped", "cancelled"])
        | Q(part__state__in=["waiting", "accepted", "shipped", "cancelled"])
    )
    wrong += early.values_list("order__number", flat=True)[:20]
    return [f"order {number} became less by more than it is" for number in wrong[:20]]


@invariant("orders.commitments_are_open_orders")
def commitments_are_open_orders() -> list[str]:
    """What buyers are bound to take, and sellers to deliver, is what open orders come to."""
    expected: dict[tuple[UUID, str, str], int] = defaultdict(int)
    less = Sum(F("allowances__net_minor") + F("allowances__tax_minor"), default=0)
    rows = Order.objects.filter(state__in=("accepted", "shipped", "delivered")).annotate(less=less)
    for buyer, seller, currency, total, by in rows.values_list(
        "buyer_id", "seller_id", "currency", "total_minor", "less"
    ).iterator():
        expected[buyer, "ordered", currency] += total - by
        expected[seller, "backlog", currency] -= total - by
    booked = {
        (line.company_id, line.kind, line.currency): line.balance_minor
        for line in balances()
        if line.kind in ("ordered", "backlog")
    }
    return [
        f"{kind} {currency} of company {company} is {booked.get((company, kind, currency), 0)} in the books,"
        f" {expected.get((company, kind, currency), 0)} in orders"
        for company, kind, currency in sorted(expected.keys() | booked.keys(), key=str)
        if booked.get((company, kind, currency), 0) != expected.get((company, kind, currency), 0)
    ][:20]


@invariant("orders.changes_wait_for_somebody")
def changes_wait_for_somebody() -> list[str]:
    """A change that waits is of an order that is not cancelled, and who has to answer it was asked."""
    idle = OrderAmendment.objects.filter(state__in=OPEN_AMENDMENT, order__state="cancelled")
    unasked = OrderAmendment.objects.filter(state="proposed", sent_at__isnull=True)
    wrong = (idle | unasked).values_list("order__number", flat=True)[:20]
    return [f"a change of order {number} waits for nobody" for number in wrong]
