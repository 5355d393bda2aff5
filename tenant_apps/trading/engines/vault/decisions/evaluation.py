"""The ranking of a tender, by exact fractions: who stands where, what each is paid, which prices look abnormal."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from uuid import UUID

from tenant_apps.trading.engines.vault.decisions import scoring
from tenant_apps.trading.engines.vault.decisions.beacon import seed_of
from tenant_apps.trading.engines.vault.decisions.contents import Content, present_value
from tenant_apps.trading.engines.vault.decisions.figures import rule_number
from tenant_apps.trading.engines.vault.decisions.state import SealedBid, VaultState
from tenant_apps.trading.engines.vault.decisions.tender import SCORED

BEYOND_CEILING = "beyond_ceiling"
MEAN, NEXT = "far_from_mean", "far_from_next"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A valid bid in its place. `compared` is what the method ranks by: less is better unless points are compared."""

    seq: int
    company: UUID
    price: Decimal
    quantity: Decimal
    compared: Fraction
    quality: Fraction = Fraction(0)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Winner:
    seq: int
    company: UUID
    quantity: Decimal
    unit_price: Decimal


def beyond_ceiling(state: VaultState, price: Decimal) -> bool:
    """Whether a price is worse than the limit that was published: above it in a purchase, below it in a sale."""
    ceiling = rule_number(state.rules, "ceiling")
    if ceiling is None:
        return False
    return price > ceiling if state.terms.side == "buy" else price < ceiling


def candidates(state: VaultState, without: frozenset[UUID] = frozenset()) -> tuple[Candidate, ...]:
    """Valid bids, best first; those of `without` count as if they had not been made."""
    valid: list[tuple[SealedBid, Content, Decimal]] = []
    for bid in state.live:
        content = state.content("price", bid.seq)
        if bid.company in without or content is None or content.price is None:
            continue
        if not beyond_ceiling(state, content.price):
            valid.append((bid, content, content.price))
    if not valid:
        return ()
    prices = [price for _bid, _content, price in valid]
    best = min(prices) if state.terms.side == "buy" else max(prices)
    ranked = [_candidate(state, bid, content, price, best) for bid, content, price in valid]
    ranked.sort(key=lambda one: (_order(state, one), _tie(state, one.seq)))
    return _flagged(state, ranked)


def _candidate(state: VaultState, bid: SealedBid, content: Content, price: Decimal, best: Decimal) -> Candidate:
    quality = scoring.quality(state, bid.seq)
    quantity = content.quantity or state.terms.quantity
    return Candidate(bid.seq, bid.company, price, quantity, _compared(state, bid, content, price, best), quality)


def _compared(state: VaultState, bid: SealedBid, content: Content, price: Decimal, best: Decimal) -> Fraction:
    method, exact, buys = state.rules.get("method", "lowest"), Fraction(price), state.terms.side == "buy"
    tender = state.tender
    if method in SCORED and tender is not None:
        weight = 100 - Fraction(tender.points)
        return scoring.quality(state, bid.seq) + weight * (Fraction(best) / exact if buys else exact / Fraction(best))
    if method == "meat" and tender is not None:
        technical = state.content("technical", state.basis(bid.seq))
        answers = technical.answers if technical else content.answers
        coefficient = tender.coefficient(answers)
        return exact / coefficient if buys else exact * coefficient
    if method == "lcc":
        return exact * Fraction(state.terms.quantity) + present_value(content.costs, state.rules)
    return exact


def _order(state: VaultState, one: Candidate) -> Fraction:
    if state.rules.get("method") in SCORED or state.terms.side == "sell":
        return -one.compared
    return one.compared


def _tie(state: VaultState, seq: int) -> tuple[str, int]:
    """Among equals the earlier comes first, or the one that is drawn: by the root, or by root and beacon together."""
    rule = state.rules.get("tie_rule")
    seed = state.root if rule == "drawing" else seed_of(state) if rule == "beacon" else ""
    return hashlib.sha256(f"{seed}:{seq}".encode()).hexdigest() if seed else "", seq


def has_open_ties(state: VaultState, ranked: Sequence[Candidate]) -> bool:
    """Whether equals wait for the beacon's value."""
    if state.rules.get("tie_rule") != "beacon" or state.beacon_value:
        return False
    return any(one.compared == other.compared for one, other in pairwise(ranked))


def _flagged(state: VaultState, ranked: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Prices far better than the mean of the others, or than the next in the order, ask for a justification."""
    of_mean, of_next = (
        rule_number(state.rules, "abnormal_mean_percent"),
        rule_number(state.rules, "abnormal_next_percent"),
    )
    total = sum((Fraction(one.price) for one in ranked), Fraction(0))
    found = []
    for at, one in enumerate(ranked):
        flags = []
        if of_mean is not None and len(ranked) > 1:
            others = (total - Fraction(one.price)) / (len(ranked) - 1)
            if _is_far(state, one.price, others, of_mean):
                flags.append(MEAN)
        after = Fraction(ranked[at + 1].price) if at + 1 < len(ranked) else None
        if of_next is not None and after is not None and _is_far(state, one.price, after, of_next):
            flags.append(NEXT)
        found.append(Candidate(one.seq, one.company, one.price, one.quantity, one.compared, one.quality, tuple(flags)))
    return tuple(found)


def _is_far(state: VaultState, price: Decimal, other: Fraction, percent: Decimal) -> bool:
    part = Fraction(percent) / 100
    if state.terms.side == "buy":
        return Fraction(price) <= other * (1 - part)
    return Fraction(price) >= other * (1 + part)


def waits_for_justification(state: VaultState, one: Candidate) -> bool:
    """Whether it looks abnormal and nobody has accepted why it holds."""
    if not one.flags:
        return False
    told = state.justifications.get(one.seq)
    return told is None or told.verdict != "accepted"


def awardable(state: VaultState, ranked: Sequence[Candidate]) -> tuple[Candidate, ...]:
    return tuple(one for one in ranked if not waits_for_justification(state, one))


def winners(state: VaultState, ranked: Sequence[Candidate], chosen: int | None) -> tuple[Winner, ...]:
    """Who wins what at which price, `chosen` first; of none chosen the best.

    `ranked` holds those who can be awarded; where the method prices by the others, they are the others.
    """
    if not ranked:
        return ()
    if state.rules.get("method") == "uniform":
        return _uniform(state, ranked)
    first = next((one for one in ranked if one.seq == chosen), ranked[0])
    price = first.price
    if state.rules.get("method") == "second_price":
        price = _second_price(state, first, [one for one in ranked if one.seq != first.seq])
    elif state.rules.get("method") == "second_score":
        price = _second_score(state, first, [one for one in ranked if one.seq != first.seq])
    return (Winner(first.seq, first.company, state.terms.quantity, price),)


def _second_price(state: VaultState, first: Candidate, others: Sequence[Candidate]) -> Decimal:
    """The best of the others; the limit where nobody else is there, or the own price where there is no limit.

    Somebody chosen although another was better is paid its own price: the better price would be no second one.
    """
    second = others[0].price if others else rule_number(state.rules, "ceiling") or first.price
    return max(first.price, second) if state.terms.side == "buy" else min(first.price, second)


def _second_score(state: VaultState, first: Candidate, others: Sequence[Candidate]) -> Decimal:
    """The price at which the winner, with its quality as it was judged, has the score of the second (Che 1993).

    Where its quality alone has that score, or nobody else is there, the limit. Rounded to the digits of the rules, for
    the initiator, and never to less than the winner asked for itself.
    """
    ceiling = rule_number(state.rules, "ceiling") or first.price
    buys, limit = state.terms.side == "buy", Fraction(ceiling)
    own, of_price = Fraction(first.price), first.compared - first.quality
    needed = others[0].compared - first.quality if others else Fraction(0)
    if needed <= 0:
        return ceiling
    if of_price == 0:
        return first.price
    exact = own * of_price / needed if buys else own * needed / of_price
    unit = 10 ** int(state.rules.get("price_digits", 2))
    rounded = Fraction(floor(exact * unit) if buys else ceil(exact * unit), unit)
    agreed = min(max(rounded, own), limit) if buys else max(min(rounded, own), limit)
    return Decimal(agreed.numerator) / Decimal(agreed.denominator)


def _uniform(state: VaultState, ranked: Sequence[Candidate]) -> tuple[Winner, ...]:
    left, given, rejected = state.terms.quantity, [], None
    for one in ranked:
        got = min(one.quantity, left)
        left -= got
        if got > 0:
            given.append((one, got))
        if got < one.quantity and rejected is None:
            rejected = one.price
    price = given[-1][0].price
    if state.rules.get("uniform_price", "first_rejected") == "first_rejected" and rejected is not None:
        price = rejected
    return tuple(Winner(one.seq, one.company, got, price) for one, got in given)
