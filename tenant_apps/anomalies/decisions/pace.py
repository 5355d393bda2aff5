"""A11: somebody does in ten minutes what they never did in ten minutes."""

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction

from tenant_apps.anomalies.decisions.figures import mean, variance, whole
from tenant_apps.anomalies.decisions.shared import MONTH, by_hand, done
from tenant_apps.anomalies.types import (
    Act,
    Ask,
    Measure,
    Reason,
    Settings,
    Sight,
    Windows,
)

GRAIN = 600
# Busy pieces of ten minutes without which nothing is usual.
FEW = 20
ORDERS = frozenset({"orders.place_order", "orders.place_orders", "orders.place_basket", "orders.order_sheet"})
BIDS = frozenset({"trading.place_bid", "trading.take_listing", "vault.submit_bid"})
CANCELS = frozenset({
    "orders.cancel_order", "orders.cancel_rest", "trading.withdraw_listing", "vault.withdraw_bid",
    "trading.cancel_event", "thread.withdraw_quote",
})  # fmt: skip


def what_of(act: Act) -> str:
    """`order`, `bid` or `cancel`; empty for another act."""
    if act.action in ORDERS:
        return "order"
    if act.action in BIDS:
        return "bid"
    return "cancel" if act.action in CANCELS else ""


def moves(act: Act) -> bool:
    return done(act) and bool(what_of(act)) and by_hand(act)


def key(act: Act) -> str:
    return f"{what_of(act)}|{act.principal}"


def pace(act: Act) -> Iterable[Sight]:
    yield Sight("pace", key(act), value=1, grain=GRAIN)


def pace_asks(act: Act) -> Iterable[Ask]:
    yield Ask("pace", key(act), MONTH, 2000)


def velocity(act: Act, windows: Windows) -> Measure | None:
    begun = act.at - timedelta(seconds=GRAIN)
    now, before = 1, []
    for one in windows.rows(Ask("pace", key(act), MONTH, 2000), act.at):
        if one.at > begun:
            now += one.value
        else:
            before.append(one.value)
    if len(before) < FEW:
        return None
    middle, spread = mean(before), variance(before)
    return {
        "what": what_of(act), "count": now, "mean": [middle.numerator, middle.denominator],
        "variance": [spread.numerator, spread.denominator], "usual": whole(middle), "known": len(before),
    }  # fmt: skip


def is_fast(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    over = measure["count"] - Fraction(*measure["mean"])
    if over <= 0 or over * over <= settings["a11_sigma"] ** 2 * Fraction(*measure["variance"]):
        return ()
    return (Reason(f"pace_{measure['what']}", {**measure, "limit": settings["a11_sigma"]}),)
