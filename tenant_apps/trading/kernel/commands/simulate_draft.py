"""Play made-up lots of a mode under the rules in force and under the open draft. Only the audit row is written."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec

from shared_apps.commands import Context, command
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.quantity import BadQuantity, QuantityIn
from tenant_apps.rulesets.queries import effective
from tenant_apps.rulesets.types import REGISTRY, BadValue, checked
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.decisions.measures import Figures, Wish
from tenant_apps.trading.kernel.queries import simulations
from tenant_apps.trading.kernel.types import MODES, Side

LIMITS = {"bidders": (1, 30), "runs": (1, 300), "late": (0, 100), "limit": (0, 100), "seed": (0, 2**31)}


class SimulateDraft(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one unit is worth to each bidder (or costs it, in a purchase) is drawn between `lowest` and `highest`.

    `late` and `limit`: how many bidders of a hundred wait for the last seconds, and how many name a limit and leave.
    `given` are rules that every event sets for itself, by their names without the mode, such as a start price. The same
    `seed` gives the same bidders and the same result.
    """

    mode: str
    side: Side
    lowest: str
    highest: str
    quantity: QuantityIn
    bidders: int = 6
    late: int = 30
    limit: int = 20
    runs: int = 100
    seed: int = 1
    given: dict[str, Any] = {}


class SimulatedLots(msgspec.Struct, frozen=True, kw_only=True):
    """Means and shares have six decimals, half up; shares run from 0 to 1. Empty: nothing to reckon it from.

    `best_won`: how often whoever valued it most won. `against_second`: the price as a share of the second best value.
    `late_won` beside `late_share`: apart, waiting pays.
    """

    awarded: int
    price_mean: str
    price_low: str
    price_median: str
    price_high: str
    minutes_median: str
    bids_mean: str
    refused_mean: str
    extensions_mean: str
    lead_changes_mean: str
    best_won: str
    against_second: str
    late_won: str
    late_share: str


class SimulationResult(msgspec.Struct, frozen=True, kw_only=True):
    """`changed` are the rules in which the draft differs, before and after; `problem` says why rules cannot run."""

    lots: int
    currency: str
    in_force: SimulatedLots | None
    drafted: SimulatedLots | None
    changed: dict[str, tuple[Any, Any]]
    problem: str


@command("trading.simulate_draft", input=SimulateDraft)
def simulate_draft(ctx: Context, data: SimulateDraft) -> SimulationResult:
    """Simulate the open draft of the rules; without a draft both sides are the rules in force.

    For the marketplace alone. Refuses modes without made-up bidders, numbers out of range and rules out of bounds.
    """
    mode = MODES.get(data.mode)
    if mode is None or not simulations.has_bidders(data.mode):
        raise errors.mode_not_offered("mode", data.mode)
    if data.side not in mode.sides:
        raise errors.side_not_offered(data.mode, data.side)
    currency = str(effective("general.currency").value)
    found = simulations.simulate(ctx.actor, data.mode, _wish(data, currency), _given(data))
    ctx.audit(target="rulesets.draft", target_id=data.mode, facts={"lots": found.lots, "seed": data.seed})
    return SimulationResult(
        lots=found.lots,
        currency=currency,
        in_force=_told(found.in_force),
        drafted=_told(found.drafted),
        changed={name: (before, after) for name, (before, after) in found.changed.items()},
        problem=found.problem,
    )


def _wish(data: SimulateDraft, currency: str) -> Wish:
    for name, (low, high) in LIMITS.items():
        if not low <= getattr(data, name) <= high:
            raise errors.out_of_range(name, low, high)
    if data.late + data.limit > LIMITS["limit"][1]:
        raise errors.out_of_range("limit", 0, LIMITS["limit"][1] - data.late)
    lowest, highest = _price("lowest", data.lowest), _price("highest", data.highest)
    unit = Decimal(1).scaleb(-MINOR_UNITS[currency])
    if not unit <= lowest <= highest:
        raise errors.out_of_range("highest" if lowest >= unit else "lowest", max(lowest, unit), None)
    try:
        quantity = data.quantity.quantity()
    except BadQuantity as error:
        raise errors.bad_quantity("quantity", str(error)) from error
    if quantity.value <= 0:
        raise errors.not_positive("quantity")
    return Wish(
        side=data.side, quantity=quantity.value, unit=quantity.unit, currency=currency, bidders=data.bidders,
        lowest=lowest, highest=highest, late=data.late, limit=data.limit, runs=data.runs, seed=data.seed,
    )  # fmt: skip


def _price(field: str, text: str) -> Decimal:
    rule = REGISTRY["english_auction.start_price"]
    try:
        value = str(checked(rule, text))
    except BadValue as error:
        raise errors.not_positive(field) from error
    if not value:
        raise errors.not_positive(field)
    return Decimal(value)


def _given(data: SimulateDraft) -> dict[str, Any]:
    found = {}
    for name, value in data.given.items():
        rule = REGISTRY.get(f"{data.mode}.{name}")
        if rule is None or not rule.at_event:
            raise errors.rule_not_of_events(f"given.{name}", name)
        try:
            found[name] = checked(rule, value)
        except BadValue as error:
            raise errors.bad_rule_value(f"given.{name}", str(error)) from error
    return found


def _told(found: Figures | None) -> SimulatedLots | None:
    if found is None:
        return None
    return SimulatedLots(
        awarded=found.awarded,
        **{name: _text(getattr(found, name)) for name in SimulatedLots.__struct_fields__ if name != "awarded"},
    )


def _text(value: Fraction | Decimal | None) -> str:
    if value is None:
        return ""
    scaled = (Fraction(value) * 10**6 + Fraction(1, 2)) // 1
    plain = f"{Decimal(int(scaled)).scaleb(-6):f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
