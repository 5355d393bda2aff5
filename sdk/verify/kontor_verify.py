#!/usr/bin/env python3
"""Check the audit file of one lot: its hashes, every verdict, the price, the winners, the extensions and the end.

    python3 kontor_verify.py FILE [--json] [--expect SHA256]
    python3 kontor_verify.py LOG [--json] [--key KEY] [--earlier HEAD] [--leaves FILE ...]
    python3 kontor_verify.py PACK.zip [--json] [--key KEY] [--earlier HEAD]
    python3 kontor_verify.py STATEMENT [--json] [--key KEY]

Or an export of the log of acts: that every record is as it was sealed, in its place, under a head that was signed.
Or an evidence pack: that its manifest was signed, every part is the one that was signed, and its acts are in the log.
Or a statement of residency: that it is the text that the region's key signed for that marketplace and day.

One file, Python 3.9 or newer, nothing else needed. It shares no code with the marketplace that wrote the file: all
prices and quantities are whole numbers of millionths here, all times whole numbers of microseconds, and everything is
decided anew from the rules and the bids. It ends with 0 if the file holds and with 1 if it does not.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import itertools
import json
import re
import struct
import sys
import zipfile
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from typing import Any, Callable, Union

FORMAT = "kontor-lot-audit/1"
# Refusals and endings the marketplace decides from facts outside this file; they are taken as they stand.
KERNEL_REASONS = (
    "trading.not_eligible",
    "trading.not_joined",
    "trading.deposit_missing",
    "trading.not_qualified",
    "trading.conflict_of_interest",
    "trading.barred",
    "trading.barred_from_rerun",
    "trading.paused",
    "trading.overtaken",
    # Of listings: what stands in the catalogue, the stock and the other ledgers of a basket.
    "trading.item_not_yours",
    "trading.item_not_for_sale",
    "trading.other_unit",
    "trading.company_suspended",
    "trading.company_may_not_buy",
    "trading.company_may_not_sell",
    "trading.basket_refused",
    "inventory.insufficient_stock",
    "trading.amendment_unconfirmed",
)
KERNEL_OUTCOMES = (
    "initiator_suspended",
    "no_demand",
    "unfixable_error",
    "too_few_offers",
    "force_majeure",
    "budget_cut",
    "impartiality_broken",
    "date_violation",
)
MILLION = 10**6
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
NO_DECIMALS = set("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
THREE_DECIMALS = set("BHD IQD JOD KWD LYD OMR TND".split())
FOUR_DECIMALS = set("CLF UYW".split())
SIDES = {
    "spot_listing": ("sell", "buy"),
    "english_auction": ("sell",),
    "reverse_auction": ("buy",),
    "dutch_auction": ("sell", "buy"),
    "rfq": ("sell", "buy"),
    "sealed_tender": ("sell", "buy"),
}


Say = Callable[[str, str], None]


class Unreadable(Exception):
    """The file is no audit file."""


# --- canonical JSON, numbers, times ---------------------------------------------------------------------------------


# What `json.dumps(text, ensure_ascii=False)` comes to.
_text = json.encoder.encode_basestring


def canonical(value: Any) -> str:
    """RFC 8785 text of a value; floats have no place in an audit file."""
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        if all(name.isascii() for name in value):
            names = sorted(value)  # the same order, for nearly all there is
        else:
            names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{%s}" % ",".join(["%s:%s" % (_text(name), canonical(value[name])) for name in names])
    if isinstance(value, list):
        return "[%s]" % ",".join([canonical(item) for item in value])
    raise Unreadable("a value of type %s" % type(value).__name__)


def sha256(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def millionths(text: Any) -> int | None:
    """A plain decimal text as millionths; None if it is none."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,14}(\.[0-9]{1,6})?", text):
        return None
    whole, _point, part = text.partition(".")
    return int(whole) * MILLION + int(part.ljust(6, "0"))


def positive(text: Any) -> int | None:
    return millionths(text) or None


def number(text: Any) -> int:
    """A decimal that has to be one."""
    found = millionths(str(text))
    if found is None:
        raise Unreadable("%r is not a number" % (text,))
    return found


def rule_number(rules: dict[str, Any], name: str) -> int | None:
    """An optional decimal rule in millionths; None if it is not used."""
    return positive(str(rules.get(name, "") or ""))


def plain(number: int | None) -> str:
    """Millionths in the shortest spelling."""
    if number is None:
        return "none"
    sign, number = ("-" if number < 0 else ""), abs(number)
    text = "%d.%06d" % divmod(number, MILLION)
    return sign + text.rstrip("0").rstrip(".")


def moment(text: Any) -> int:
    """A time with its zone as microseconds since 1970."""
    if not isinstance(text, str):
        raise Unreadable("a time is missing")
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise Unreadable("%r is not a time" % text) from error
    if found.tzinfo is None:
        raise Unreadable("%r has no zone" % text)
    return (found - EPOCH) // timedelta(microseconds=1)


def written(micros: int) -> str:
    return (EPOCH + timedelta(microseconds=micros)).isoformat(timespec="microseconds")


def seconds(value: Any) -> int:
    """Seconds, whole or as decimal text, as microseconds; a shift is never negative."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value * MILLION
    found = millionths(value)
    if found is None:
        raise Unreadable("%r is not a number of seconds" % (value,))
    return found


def moved(shift: dict[str, Any], sandbox: bool) -> int:
    """By how much a shift moves the times to come. Only in a sandbox may time be made to pass sooner."""
    text = shift["by_s"]
    if sandbox and isinstance(text, str) and text.startswith("-"):
        return -seconds(text[1:])
    return seconds(text)


def up(dividend: int, divisor: int) -> int:
    """Division rounded up."""
    return -(-dividend // divisor)


def minor_unit(currency: str) -> int:
    if currency in NO_DECIMALS:
        return MILLION
    if currency in THREE_DECIMALS:
        return MILLION // 1000
    return MILLION // 10000 if currency in FOUR_DECIMALS else MILLION // 100


def share(percent: int, price: int, currency: str) -> int:
    """A percentage (in millionths) of a price, rounded up to the minor unit."""
    unit = minor_unit(currency)
    return up(percent * price, 100 * MILLION * unit) * unit


def table_step(rows: list[list[str]], price: int) -> int:
    return [number(step) for begins, step in rows if number(begins) <= price][-1]


def lots(rules: dict[str, Any], company: str) -> str:
    """What decides between equals before the number of the bid does: nothing, or the drawing of lots."""
    seed = str(rules.get("draw_seed", "")) if rules.get("tie_rule") == "lot_drawing" else ""
    return hashlib.sha256(("%s:%s" % (seed, company)).encode("utf-8")).hexdigest() if seed else ""


# --- values that are compared instead of prices ---------------------------------------------------------------------


class Worth:
    """Features with shares and costs, or a discount on an index. Numbers are millionths, values fractions of them."""

    def __init__(self, event: dict[str, Any]) -> None:
        rules = event["rules"]
        self.how = rules.get("criteria", "price")
        self.features = self.how != "price"
        self.rows = {(row[0], row[1]): (number(row[2]), number(row[3])) for row in rules.get("features") or []}
        self.index = rule_number(rules, "index_value") if rules.get("format") == "index" else None
        self.percent = rules.get("index_bid", "amount") == "percent"
        self.plain = not self.features and self.index is None

    def read(self, payload: dict[str, Any]) -> int | None:
        if self.index is None:
            return positive(payload.get("price"))
        text = payload.get("offset")
        sign = -1 if isinstance(text, str) and text.startswith("-") else 1
        found = millionths(text[1:] if sign < 0 else text)
        return None if found is None or self.price(sign * found) <= 0 else sign * found

    def price(self, named: int) -> Fraction:
        if self.index is None:
            return Fraction(named)
        if self.percent:
            return Fraction(self.index * (100 * MILLION + named), 100 * MILLION)
        return Fraction(self.index + named)

    def paid(self, named: int) -> int:
        """The contract's price: whole millionths, half up."""
        return (2 * self.price(named) + 1) // 2

    def declare(self, before: Any, payload: dict[str, Any]) -> str:
        if not self.features:
            return ""
        stated = payload.get("features")
        if stated is None and before is not None:
            return ""
        if not isinstance(stated, dict) or set(stated) != {feature for feature, _option in self.rows}:
            return "trading.bad_features"
        if any((feature, option) not in self.rows for feature, option in stated.items()):
            return "trading.bad_features"
        return "trading.features_fixed" if before is not None and stated != before else ""

    def stated(self, before: Any, payload: dict[str, Any]) -> Any:
        return payload.get("features") if before is None else before

    def value(self, named: int, declared: Any) -> Any:
        value = self.price(named)
        if not self.features:
            return value
        chosen = [self.rows[pair] for pair in declared.items()]
        if self.how != "lcc":
            most = sum(
                max(share for (name, _option), (share, _cost) in self.rows.items() if name == feature)
                for feature in declared
            )
            value = value / (1 + Fraction(sum(share for share, _cost in chosen), MILLION - most))
        return value if self.how == "meat" else value + sum(cost for _share, cost in chosen)


# --- English and reverse auctions -----------------------------------------------------------------------------------


class Live:
    """Prices are held as gains: the price of a sale, its negative in a purchase. A greater gain is better."""

    def __init__(self, event: dict[str, Any], quantity: int) -> None:
        self.rules, self.currency, self.initiator = event["rules"], event["currency"], event["initiator"]
        self.sale, self.quantity = event["side"] == "sell", quantity
        self.opens = moment(event["opens_at"])
        length = int(self.rules.get("duration_s", 3600)) * MILLION
        self.end = moment(event["ends_at"]) if event["ends_at"] else self.opens + length
        hard = int(self.rules.get("hard_end_after_s", 0)) * MILLION
        self.hard = self.end + hard if hard else None
        self.start = self.optional_gain("start_price")
        self.reserve = self.optional_gain("reserve")
        self.buy_price = self.optional_gain("buy_now")
        self.buffer = rule_number(self.rules, "lead_buffer")
        self.own_last = self.rules.get("beat", "market_best") == "own_last"
        self.proxy = bool(self.rules.get("proxy_bidding", False))
        self.no_equal = self.rules.get("tie_rule", "earliest") == "reject_equal"
        self.no_equal_lead = self.rules.get("tie_rule", "earliest") == "reject_equal_lead"
        self.kind = self.rules.get("increment_kind", "none")
        self.rights = list(event.get("priority", []))
        self.worth = Worth(event)
        self.now: int | None = None
        self.first: int | None = None
        self.leader: str | None = None
        self.stands: dict[str, tuple[int, int, int]] = {}  # company: bid, gain named, gain limit
        self.named: dict[str, int] = {}  # company: the number of its bid, where values are compared
        self.declared: dict[str, Any] = {}
        self.extensions, self.bought = 0, False

    def gain(self, number: int) -> int:
        return number if self.sale else -number

    def optional_gain(self, rule: str) -> int | None:
        found = rule_number(self.rules, rule)
        return None if found is None else self.gain(found)

    def step(self, gain: int) -> int:
        price = abs(gain)
        if self.kind == "absolute":
            return number(self.rules["increment"])
        if self.kind == "percent_of_current":
            return share(number(self.rules["increment"]), price, self.currency)
        if self.kind == "percent_of_start":
            begin = self.start if self.start is not None else self.first
            return share(number(self.rules["increment"]), abs(begin if begin is not None else gain), self.currency)
        if self.kind == "table":
            return table_step(self.rules["increment_table"], price)
        return minor_unit(self.currency)

    def bid(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        """The reason of a refusal, or an empty text after the bid has taken effect."""
        if at < self.opens:
            return "trading.not_open"
        if at >= self.end:
            return "trading.closed"
        if company == self.initiator:
            return "trading.own_lot"
        if payload.get("buy_now") is True:
            return self.buy(seq, company, at)
        if not self.worth.plain:
            return self.bid_by_value(seq, company, payload, at)
        price = positive(payload.get("price"))
        if price is None:
            return "trading.bad_price"
        named = limit = self.gain(price)
        if payload.get("maximum") is not None:
            most = positive(payload["maximum"])
            if most is None or not self.proxy or self.gain(most) < named:
                return "trading.bad_price"
            limit = self.gain(most)
        reason = self.refusal(company, named, limit, payload.get("confirmed") is True)
        if not reason:
            self.take(seq, company, named, limit, at)
        return reason

    def bid_by_value(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        """Values are fractions of millionths; whatever the rules say of prices is asked of them."""
        number_named = self.worth.read(payload)
        if number_named is None:
            return "trading.bad_price"
        reason = self.worth.declare(self.declared.get(company), payload)
        if reason:
            return reason
        declared = self.worth.stated(self.declared.get(company), payload)
        if self.worth.features and self.start is not None and number_named > abs(self.start):
            return "trading.too_high"
        value = self.gain(self.worth.value(number_named, declared))
        reason = self.refusal(company, value, value, payload.get("confirmed") is True)
        if not reason:
            self.take(seq, company, value, value, at)
            self.named[company], self.declared[company] = number_named, declared
        return reason

    def better(self, row: tuple[str, tuple[int, int, int]]) -> tuple[Any, ...]:
        """Sorts the best first."""
        return (-row[1][2], self.right(row[0]), lots(self.rules, row[0]), row[1][0])

    def right(self, company: str) -> int:
        """Place among those who may match; everybody else comes after them."""
        return self.rights.index(company) if company in self.rights else len(self.rights)

    def matches(self, company: str, named: int) -> bool:
        return self.leader is not None and named == self.now and self.right(company) < self.right(self.leader)

    def order(self) -> list[str]:
        return [company for company, _stand in sorted(self.stands.items(), key=self.better)]

    def buy(self, seq: int, company: str, at: int) -> str:
        if self.buy_price is None:
            return "trading.no_buy_now"
        if self.now is not None:
            gone = self.rules.get("buy_now_until", "first_bid") == "first_bid" or self.now >= self.buy_price
            if gone or self.reserve is None or self.now >= self.reserve:
                return "trading.no_buy_now"
        self.stands[company] = (seq, self.buy_price, self.buy_price)
        self.leader, self.now, self.end, self.bought = company, self.buy_price, at, True
        return ""

    def refusal(self, company: str, named: int, limit: int, confirmed: bool) -> str:
        mine = self.stands.get(company)
        leads = company == self.leader
        raising = leads and self.proxy
        free = raising or self.matches(company, named)
        if mine and (limit if raising else named) <= mine[2]:
            return "trading.below_own_last"
        others = [
            self.now if other == self.leader else stand[2] for other, stand in self.stands.items() if other != company
        ]
        if not free and self.no_equal and named in others:
            return "trading.equal_bid"
        if not free and not leads and self.no_equal_lead and self.leader is not None and named == self.now:
            return "trading.equal_bid"
        to_beat = (mine[1] if mine else None) if self.own_last else self.now
        base = to_beat if to_beat is not None else (None if self.worth.features else self.start)
        step = self.step(base) if base is not None else 0
        if not free and base is not None:
            need = step
            if to_beat is None:
                need = 0 if self.rules.get("first_bid_may_equal_start", True) else step
            elif not self.own_last and not leads:
                if self.buffer is not None:
                    need = max(step, self.buffer)
                elif self.kind == "none" and not self.no_equal and not self.no_equal_lead:
                    need = 0
            if named < base + need:
                return "trading.too_low" if self.sale else "trading.too_high"
        if (
            not free
            and not leads
            and self.buffer
            and self.now is not None
            and self.now < named < self.now + self.buffer
        ):
            return "trading.too_low" if self.sale else "trading.too_high"
        if base is None:
            return ""
        off = (limit - base) % step or (not raising and (named - base) % step)
        if off and self.rules.get("multiple_of_step", False):
            return "trading.off_step"
        cap = rule_number(self.rules, "bid_cap_percent")
        if cap and not confirmed and abs(limit - base) * 100 * MILLION > cap * abs(base):
            return "trading.cap_needs_confirmation"
        return ""

    def take(self, seq: int, company: str, named: int, limit: int, at: int) -> None:
        raising = self.proxy and company == self.leader
        before, ranks = self.leader, self.order()
        if self.first is None:
            self.first = named
        self.stands[company] = (seq, self.stands[company][1] if raising else named, limit)
        order = sorted(self.stands.items(), key=self.better)
        self.leader, lead = order[0]
        prices = [] if self.now is None else [self.now]
        if self.leader == company and not raising:
            prices.append(named)
        if not self.own_last and before is not None and company != before:
            second = order[1][1][2] if self.leader in (before, company) else None
            beaten = self.stands[before][2] if self.leader == company else limit
            if second != beaten:
                raise Unreadable("bids of one lot contradict each other")
            over = 0 if self.right(self.leader) < self.right(before if self.leader == company else company) else 1
            prices.append(min(lead[2], beaten + over * self.step(beaten)))
        if self.reserve is not None and lead[2] >= self.reserve:
            prices.append(self.reserve)
        self.now = max(prices)
        trigger, best = self.rules.get("extension_trigger", "any_accepted"), int(self.rules.get("extension_top_k", 3))
        moved = {"lead_change": self.leader != before, "top_k_change": self.order()[:best] != ranks[:best]}
        if not raising and moved.get(trigger, True):
            self.extend(at)

    def extend(self, at: int) -> None:
        window = int(self.rules.get("extension_window_s", 0)) * MILLION
        most = int(self.rules.get("max_extensions", 0))
        if not window or at < self.end - window or (most and self.extensions >= most):
            return
        base = self.end if self.rules.get("extension_base", "from_bid") == "from_end" else at
        later = base + int(self.rules.get("extension_s", 0)) * MILLION
        if self.hard is not None:
            later = min(later, self.hard)
        if later > self.end:
            self.end, self.extensions = later, self.extensions + 1

    def shift(self, by: int) -> None:
        if not self.bought:
            self.opens, self.end = self.opens + by, self.end + by
            self.hard = self.hard + by if self.hard is not None else None

    def result(self, passed_over: set[str]) -> tuple[str, list[tuple[int, str, int, int]]]:
        """Whoever was passed over counts as if it had not bid; the next one is bound by its own limit."""
        stands = {company: stand for company, stand in self.stands.items() if company not in passed_over}
        leader, price, bought = self.leader, self.now, self.bought
        if leader in passed_over:
            order = sorted(stands.items(), key=self.better)
            leader, price, bought = (order[0][0], order[0][1][2], False) if order else (None, None, False)
        if leader is None or price is None:
            return "no_bids", []
        if not bought and len(stands) < int(self.rules.get("min_bidders", 1)):
            return "too_few_bidders", []
        if not bought and self.reserve is not None and price < self.reserve:
            return "reserve_not_met", []
        won = abs(price) if self.worth.plain else self.worth.paid(self.named[leader])
        return "", [(stands[leader][0], leader, self.quantity, won)]


# --- reverse auctions by turns --------------------------------------------------------------------------------------


class Turns:
    """The whole timetable is written out once the auction has begun; bids are looked up in it by their time."""

    def __init__(self, event: dict[str, Any], quantity: int) -> None:
        self.rules, self.currency, self.initiator = event["rules"], event["currency"], event["initiator"]
        self.quantity, self.worth = quantity, Worth(event)
        self.opens = moment(event["opens_at"])
        self.begins = moment(event["ends_at"]) if event["ends_at"] else self.opens + self.wait("duration_s", 3600)
        self.begun, self.extensions = False, 0
        self.history: dict[
            str, list[tuple[int, int, int, Any, Any]]
        ] = {}  # company: round, bid, named, value, declared

    def wait(self, name: str, usual: int) -> int:
        return int(self.rules.get(name, usual)) * MILLION

    @property
    def bidders(self) -> list[str]:
        return [company for company, bids in self.history.items() if bids]

    @property
    def enough(self) -> bool:
        return len(self.bidders) >= max(2, int(self.rules.get("min_bidders", 1)))

    def timetable(self) -> list[tuple[int, int, int, int]]:
        """Round, place in its order, begin and end of every turn."""
        rows, at = [], self.begins
        for round_no in range(1, int(self.rules.get("rounds", 3)) + 1):
            at += self.wait("first_pause_s", 300) if round_no == 1 else self.wait("round_pause_s", 120)
            for place in range(len(self.bidders)):
                rows.append((round_no, place, at, at + self.wait("turn_s", 120)))
                at += self.wait("turn_s", 120)
        return rows

    @property
    def end(self) -> int:
        if not self.begun:
            return self.begins + self.wait("latency_guard_s", 120)
        return self.timetable()[-1][3] + self.wait("announcement_s", 120) if self.enough else self.begins

    def before(self, company: str, round_no: int) -> Any:
        """The company's last bid of the rounds before."""
        return [bid for bid in self.history[company] if bid[0] < round_no][-1]

    def order(self, round_no: int) -> list[str]:
        def worst_first(company: str) -> tuple[Any, ...]:
            bid = self.before(company, round_no)
            return (bid[3], lots(self.rules, company), bid[1])

        return sorted(self.bidders, key=worst_first, reverse=True)

    def bid(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        if payload.get("act") == "begin":
            if company != self.initiator or self.begun or not self.begins <= at < self.end:
                return "trading.cannot_begin"
            self.begun = True
            return ""
        if at < self.opens:
            return "trading.not_open"
        if at >= self.end:
            return "trading.closed"
        if company == self.initiator:
            return "trading.own_lot"
        if at < self.begins:
            return self.offer(seq, company, payload, 0)
        turn = [row for row in self.timetable() if row[2] <= at < row[3]] if self.begun else []
        if not turn or self.order(turn[0][0])[turn[0][1]] != company:
            return "trading.not_your_turn"
        return self.offer(seq, company, payload, turn[0][0])

    def offer(self, seq: int, company: str, payload: dict[str, Any], round_no: int) -> str:
        mine = self.history.setdefault(company, [])
        made = bool(mine) and mine[-1][0] == round_no
        if payload.get("cancel") is True:
            if not made:
                return "trading.nothing_to_cancel"
            mine.pop()
            return ""
        named = self.worth.read(payload)
        if named is None:
            return "trading.bad_price"
        last = self.before(company, round_no) if round_no else None
        reason = self.worth.declare(last[4] if last else None, payload)
        if reason:
            return reason
        declared = self.worth.stated(last[4] if last else None, payload)
        value = self.worth.value(named, declared)
        if last is None:
            ceiling = rule_number(self.rules, "start_price")
            if ceiling is not None and named > ceiling:
                return "trading.too_high"
        else:
            if value > last[3] - self.step(last[3]):
                return "trading.too_high"
            cap = rule_number(self.rules, "bid_cap_percent")
            if cap and payload.get("confirmed") is not True and (last[3] - value) * 100 * MILLION > cap * last[3]:
                return "trading.cap_needs_confirmation"
        if made:
            mine.pop()
        mine.append((round_no, seq, named, value, declared))
        return ""

    def step(self, value: Any) -> Any:
        kind, start = self.rules.get("increment_kind", "none"), rule_number(self.rules, "start_price")
        if kind == "absolute":
            return number(self.rules["increment"])
        if kind == "percent_of_start" and start is not None:
            return share(number(self.rules["increment"]), start, self.currency)
        if kind in ("percent_of_start", "percent_of_current"):
            return share(number(self.rules["increment"]), value, self.currency)
        return table_step(self.rules["increment_table"], value) if kind == "table" else minor_unit(self.currency)

    def shift(self, by: int) -> None:
        self.opens, self.begins = self.opens + by, self.begins + by

    def result(self, passed_over: set[str]) -> tuple[str, list[tuple[int, str, int, int]]]:
        if not self.bidders or not self.enough:
            return ("too_few_bidders" if self.bidders else "no_bids"), []
        if not self.begun:
            return "not_started", []
        left = [company for company in self.order(10**6) if company not in passed_over]
        if not left:
            return "no_bids", []
        _round, seq, named, value, _declared = self.before(left[-1], 10**6)
        reserve = rule_number(self.rules, "reserve")
        if reserve is not None and value > reserve:
            return "reserve_not_met", []
        return "", [(seq, left[-1], self.quantity, named)]


# --- Japanese auctions ----------------------------------------------------------------------------------------------


class Japanese:
    """Who is in is followed level by level, as the room did; a level nobody answered ends it."""

    def __init__(self, event: dict[str, Any], quantity: int) -> None:
        self.rules, self.initiator, self.quantity = event["rules"], event["initiator"], quantity
        self.opens, self.tick = moment(event["opens_at"]), int(self.rules["tick_s"]) * MILLION
        start, last = number(self.rules["start_price"]), number(self.rules["floor"])
        kind, self.prices = self.rules["increment_kind"], [start]
        while self.prices[-1] > last:
            step = number(self.rules["increment"])
            if kind == "percent_of_start":
                step = share(step, start, event["currency"])
            elif kind == "table":
                step = table_step(self.rules["increment_table"], self.prices[-1])
            self.prices.append(max(self.prices[-1] - step, last))
            if len(self.prices) > 31 * 86400:
                raise Unreadable("the price list has no end")
        self.answers: list[dict[str, int]] = [{}]  # of each level that was reached: company, bid
        self.extensions = 0

    @property
    def end(self) -> int:
        return self.opens + self.tick * len(self.answers)

    def bid(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        if at < self.opens:
            return "trading.not_open"
        if at >= self.end:
            return "trading.closed"
        if company == self.initiator:
            return "trading.own_lot"
        level, seen = (at - self.opens) // self.tick, payload.get("tick")
        if type(seen) is not int or seen != level or positive(payload.get("price")) != self.prices[level]:
            return "trading.stale_tick"
        if company in self.answers[level]:
            return "trading.already_in"
        if level and company not in self.answers[level - 1]:
            return "trading.dropped_out"
        self.answers[level][company] = seq
        if level == len(self.answers) - 1 and len(self.answers[level]) == 2 and level + 1 < len(self.prices):
            self.answers.append({})
        return ""

    def shift(self, by: int) -> None:
        self.opens += by

    def result(self, passed_over: set[str]) -> tuple[str, list[tuple[int, str, int, int]]]:
        for level, answers in reversed(list(enumerate(self.answers))):
            left = [(lots(self.rules, who), seq, who) for who, seq in answers.items() if who not in passed_over]
            if not left:
                continue
            if len(self.answers[0]) < int(self.rules.get("min_bidders", 1)):
                return "too_few_bidders", []
            reserve = rule_number(self.rules, "reserve")
            if reserve is not None and self.prices[level] > reserve:
                return "reserve_not_met", []
            _lot, seq, winner = min(left)
            return "", [(seq, winner, self.quantity, self.prices[level])]
        return "no_bids", []


# --- English auctions of parts --------------------------------------------------------------------------------------


class Parts:
    def __init__(self, event: dict[str, Any], quantity: int) -> None:
        self.rules, self.currency, self.initiator = event["rules"], event["currency"], event["initiator"]
        self.quantity, self.opens = quantity, moment(event["opens_at"])
        length = int(self.rules.get("duration_s", 3600)) * MILLION
        self.end = self.session = moment(event["ends_at"]) if event["ends_at"] else self.opens + length
        self.countdown = int(self.rules.get("countdown_s", 60)) * MILLION
        self.counting, self.extensions = False, 0
        self.split = self.rules.get("tie_rule") == "split_pro_rata"
        self.stands: dict[str, tuple[int, int, int, int]] = {}  # company: price, bid, quantity, least part

    def halves(self, stands: dict[str, tuple[int, int, int, int]]) -> dict[str, int]:
        """Where equals share: of each price everybody is let in, then the last of those who get too little goes."""
        left, found, grain = self.quantity, {}, number(self.rules["split_step"])
        for price in sorted({stand[0] for stand in stands.values()}, reverse=True):
            inside = sorted((who for who in stands if stands[who][0] == price), key=lambda who: stands[who][1])
            while inside:
                asked = sum(stands[who][2] for who in inside)
                parts = {who: stands[who][2] for who in inside}
                if asked > left:
                    units = left // grain
                    parts = {who: stands[who][2] * units // asked * grain for who in inside}
                    over = sorted(inside, key=lambda who: -(stands[who][2] * units % asked))
                    for who in over[: units - sum(parts.values()) // grain]:
                        parts[who] += grain
                small = [who for who in inside if parts[who] < max(stands[who][3], 1)]
                if not small:
                    found.update(parts)
                    left -= sum(parts.values())
                    break
                inside.remove(small[-1])
            if self.rules["multi_unit"] == "multi_same_price":
                break
        return found

    def shares(self, stands: dict[str, tuple[int, int, int, int]]) -> dict[str, int]:
        """Company: what it gets, best first."""
        if self.split:
            return self.halves(stands)
        left, found = self.quantity, {}
        best = max((stand[0] for stand in stands.values()), default=0)
        for company in sorted(stands, key=lambda one: (-stands[one][0], stands[one][1])):
            price, _seq, quantity, least = stands[company]
            if self.rules["multi_unit"] == "multi_same_price" and price < best:
                continue
            part = min(quantity, left)
            if part and part >= least:
                found[company] = part
                left -= part
        return found

    def step(self, price: int) -> int:
        kind = self.rules.get("increment_kind", "none")
        if kind == "absolute":
            return number(self.rules["increment"])
        if kind == "percent_of_current":
            return share(number(self.rules["increment"]), price, self.currency)
        if kind == "percent_of_start":
            return share(number(self.rules["increment"]), number(self.rules["start_price"]), self.currency)
        return table_step(self.rules["increment_table"], price) if kind == "table" else minor_unit(self.currency)

    def bid(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        if at < self.opens:
            return "trading.not_open"
        if at >= self.end:
            return "trading.closed"
        if company == self.initiator:
            return "trading.own_lot"
        price, quantity = positive(payload.get("price")), positive(payload.get("quantity"))
        if price is None:
            return "trading.bad_price"
        if quantity is None or quantity > self.quantity:
            return "trading.bad_quantity"
        if self.split and quantity % number(self.rules["split_step"]):
            return "trading.off_part"
        mine = self.stands.get(company)
        widest = quantity if mine is None else min(mine[3], quantity)
        least = widest if payload.get("min_accept") is None else positive(payload["min_accept"])
        if least is None or least > widest:
            return "trading.bad_least_part"
        if mine and quantity < mine[2]:
            return "trading.below_own_quantity"
        if mine and price < (mine[0] if quantity > mine[2] else mine[0] + self.step(mine[0])):
            return "trading.below_own_last"
        if not self.gets_something(company, price, seq, quantity, least):
            return "trading.too_low"
        base = mine[0] if mine else number(self.rules["start_price"])
        cap = rule_number(self.rules, "bid_cap_percent")
        if cap and payload.get("confirmed") is not True and (price - base) * 100 * MILLION > cap * base:
            return "trading.cap_needs_confirmation"
        self.stands[company] = (price, seq, quantity, least)
        self.counting = self.counting or sum(stand[2] for stand in self.stands.values()) >= self.quantity
        if self.counting:
            self.end = min(at + self.countdown, self.session)
            self.extensions += 1
        return ""

    def gets_something(self, company: str, price: int, seq: int, quantity: int, least: int) -> bool:
        """Whether the price reaches one that would get something: the start, or another's by a step (or as it is)."""
        others = {who: stand for who, stand in self.stands.items() if who != company}
        same = self.rules["multi_unit"] == "multi_same_price" or self.split
        marks = {number(self.rules["start_price"])}
        for stand in others.values():
            marks |= {stand[0] + self.step(stand[0])} | ({stand[0]} if same else set())
        reached = [mark for mark in marks if number(self.rules["start_price"]) <= mark <= price]
        return any(company in self.shares({**others, company: (mark, seq, quantity, least)}) for mark in reached)

    def shift(self, by: int) -> None:
        self.opens, self.end, self.session = self.opens + by, self.end + by, self.session + by

    def result(self, passed_over: set[str]) -> tuple[str, list[tuple[int, str, int, int]]]:
        stands = {company: stand for company, stand in self.stands.items() if company not in passed_over}
        if not stands:
            return "no_bids", []
        if len(stands) < int(self.rules.get("min_bidders", 1)):
            return "too_few_bidders", []
        reserve = rule_number(self.rules, "reserve") or 0
        enough = {company: stand for company, stand in stands.items() if stand[0] >= reserve}
        if not enough:
            return "reserve_not_met", []
        shares = self.shares(enough)
        if not shares:
            return "no_part_accepted", []
        lowest = min(stands[company][0] for company in shares)
        uniform = self.rules["multi_unit"] == "uniform"
        return "", [
            (stands[company][1], company, part, lowest if uniform else stands[company][0])
            for company, part in shares.items()
        ]


# --- Dutch auctions -------------------------------------------------------------------------------------------------


class Dutch:
    """The price list is walked tick by tick, as the clock in the room did."""

    def __init__(self, event: dict[str, Any], quantity: int) -> None:
        self.rules, self.initiator, self.left = event["rules"], event["initiator"], quantity
        self.falls, self.opens = event["side"] == "sell", moment(event["opens_at"])
        self.latest = moment(event["ends_at"]) if event["ends_at"] else None
        self.tick = int(self.rules["tick_s"]) * MILLION
        self.prices = self.price_list(event["currency"])
        self.grace = int(self.rules.get("grace_ms", 0)) * 1000
        self.parts = bool(self.rules.get("multi_unit", False))
        self.takes: list[tuple[int, str, int, int]] = []
        self.per_company: dict[str, int] = {}
        self.sold_at: int | None = None
        self.extensions = 0
        self.unit, self.hybrid = minor_unit(event["currency"]), bool(self.rules.get("hybrid", False))
        self.pressed: int | None = None  # when the first press of a hybrid came, later by the pauses since
        self.sealed: dict[str, tuple[int, int]] = {}
        self.answer: tuple[int, int] | None = None
        self.left_behind: dict[str, tuple[int, int, int]] = {}  # company: tick, bid, quantity

    def price_list(self, currency: str) -> list[int]:
        start, last = number(self.rules["start_price"]), number(self.rules["floor"])
        kind, prices = self.rules.get("decrement_kind", "absolute"), [start]
        self.changes: list[int] = []
        while prices[-1] != last:
            price = prices[-1]
            if kind == "table":
                change = table_step(self.rules["decrement_table"], price)
            else:
                change = number(self.rules["decrement"])
                if kind == "percent_of_start":
                    change = share(change, start, currency)
            prices.append(max(price - change, last) if self.falls else min(price + change, last))
            self.changes.append(change)
            if len(prices) > 31 * 86400:
                raise Unreadable("the price list has no end")
        self.changes.append(0)
        return prices

    def wait(self, name: str, usual: int) -> int:
        return int(self.rules.get(name, usual)) * MILLION

    def after(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        """A bid after the first press of a hybrid."""
        into, pause = at - (self.pressed or 0), self.wait("phase_pause_s", 20)
        sealing, answering = pause, 2 * pause + self.wait("sealed_s", 600)
        winner, price = self.takes[0][1], positive(payload.get("price"))
        if into < sealing or answering - pause <= into < answering or (into < answering) == (company == winner):
            return "trading.not_your_turn"
        if price is None:
            return "trading.bad_price"
        sign = 1 if self.falls else -1
        short = "trading.too_low" if self.falls else "trading.too_high"
        if company != winner:
            if sign * price < sign * self.takes[0][3] + self.unit:
                return short
            self.sealed[company] = (seq, price)
            return ""
        if not self.sealed:
            return "trading.nothing_to_beat"
        best = max(sign * offered for _seq, offered in self.sealed.values())
        at_tick = self.prices.index(self.takes[0][3])
        if sign * price < best + max(self.changes[at_tick], self.unit):
            return short
        self.answer = (seq, price)
        return ""

    @property
    def end(self) -> int:
        if self.pressed is not None:
            waits = 2 * self.wait("phase_pause_s", 20) + self.wait("sealed_s", 600) + self.wait("best_bid_s", 300)
            return self.pressed + waits
        if self.sold_at is not None:
            return self.sold_at
        end = self.opens + self.tick * len(self.prices)
        return end if self.latest is None else min(end, self.latest)

    def waiting(self, at: int) -> list[tuple[int, int, str, int]]:
        """What was left behind for a tick that has come: tick, bid, company, quantity."""
        tick = min((at - self.opens) // self.tick, len(self.prices) - 1) if at >= self.opens else -1
        rows = [(row[0], row[1], company, row[2]) for company, row in self.left_behind.items()]
        return sorted(row for row in rows if row[0] <= tick)

    def serve(self, at: int) -> None:
        most, least = rule_number(self.rules, "max_take_per_company"), rule_number(self.rules, "min_take")
        for tick, seq, company, quantity in self.waiting(at):
            del self.left_behind[company]
            had = self.per_company.get(company, 0)
            part = min(quantity, self.left)
            if self.parts and most is not None:
                part = min(part, most - had)
            if part <= 0 or (self.parts and least is not None and part < least and part != self.left):
                continue
            self.takes.append((seq, company, part, self.prices[tick]))
            self.per_company[company], self.left = had + part, self.left - part
            if self.left == 0:
                self.sold_at = at

    def leave(self, seq: int, company: str, payload: dict[str, Any]) -> str:
        price, asked = positive(payload.get("price")), payload.get("quantity")
        quantity = positive(asked)
        if price is None:
            return "trading.bad_price"
        if not self.parts:
            if asked is not None and quantity != self.left:
                return "trading.bad_quantity"
            quantity = self.left
        if quantity is None:
            return "trading.bad_quantity"
        if quantity > self.left:
            return "trading.insufficient_remaining"
        most, least = rule_number(self.rules, "max_take_per_company"), rule_number(self.rules, "min_take")
        if self.parts and most is not None and quantity > most:
            return "trading.over_max_take"
        if self.parts and least is not None and quantity < least and quantity != self.left:
            return "trading.below_min_take"
        reached = [tick for tick, shown in enumerate(self.prices) if (shown <= price if self.falls else shown >= price)]
        self.left_behind[company] = (reached[0] if reached else len(self.prices), seq, quantity)
        return ""

    def bid(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        if payload.get("act") == "serve":
            if company != self.initiator or at >= self.end or not self.waiting(at):
                return "trading.nothing_due"
            self.serve(at)
            return ""
        behind = payload.get("absentee") is True
        if at < self.opens:
            if not behind or not self.rules.get("pre_bid", False):
                return "trading.not_open"
            return "trading.own_lot" if company == self.initiator else self.leave(seq, company, payload)
        if at >= self.end:
            return "trading.closed"
        if company == self.initiator:
            return "trading.own_lot"
        if behind:
            return "trading.no_absentee"
        if self.pressed is not None:
            return self.after(seq, company, payload, at)
        return self.press(seq, company, payload, at)

    def press(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        """A press; what waits for a price that has come goes before it, but only if the press counts."""
        kept = (list(self.takes), dict(self.per_company), self.left, dict(self.left_behind), self.sold_at)
        self.serve(at)
        reason = "trading.closed" if self.left == 0 else self.pressed_now(seq, company, payload, at)
        if reason:
            self.takes, self.per_company, self.left, self.left_behind, self.sold_at = kept
        return reason

    def pressed_now(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        shown, seen = positive(payload.get("price")), payload.get("tick")
        if shown is None:
            return "trading.bad_price"
        tick, into = divmod(at - self.opens, self.tick)
        if type(seen) is not int or not 0 <= seen <= tick or self.prices[seen] != shown:
            return "trading.stale_tick"
        if seen != tick and not (seen == tick - 1 and self.grace and into <= self.grace):
            return "trading.stale_tick"
        asked = payload.get("quantity")
        quantity = positive(asked)
        if not self.parts:
            if asked is not None and quantity != self.left:
                return "trading.bad_quantity"
            quantity = self.left
        if quantity is None:
            return "trading.bad_quantity"
        if quantity > self.left:
            return "trading.insufficient_remaining"
        had = self.per_company.get(company, 0)
        most, least = rule_number(self.rules, "max_take_per_company"), rule_number(self.rules, "min_take")
        if self.parts and most is not None and had + quantity > most:
            return "trading.over_max_take"
        if self.parts and least is not None and quantity < least and quantity != self.left:
            return "trading.below_min_take"
        self.takes.append((seq, company, quantity, self.prices[tick]))
        self.per_company[company], self.left = had + quantity, self.left - quantity
        if self.left == 0:
            self.sold_at = at
        if self.hybrid:
            self.pressed = at
        return ""

    def shift(self, by: int) -> None:
        if self.pressed is not None:
            self.pressed += by
        elif self.sold_at is None:
            self.opens += by
            self.latest = self.latest + by if self.latest is not None else None

    def result_of_hybrid(self, passed_over: set[str]) -> tuple[str, list[tuple[int, str, int, int]]]:
        seq, winner, quantity, price = self.takes[0]
        sign = 1 if self.falls else -1
        others = [
            (-sign * offered, number_, who) for who, (number_, offered) in self.sealed.items() if who not in passed_over
        ]
        if winner not in passed_over and (self.answer or not others):
            seq, price = self.answer or (seq, price)
            return "", [(seq, winner, quantity, price)]
        if not others:
            return "no_bids", []
        offered, seq, company = min(others)
        return "", [(seq, company, quantity, abs(offered))]

    def result(self, passed_over: set[str]) -> tuple[str, list[tuple[int, str, int, int]]]:
        if self.pressed is not None:
            return self.result_of_hybrid(passed_over)
        if self.sold_at is None:
            kept, self.left_behind = (
                self.left_behind,
                {company: row for company, row in self.left_behind.items() if company not in passed_over},
            )
            before = (list(self.takes), dict(self.per_company), self.left)
            self.serve(self.end - 1)
            takes, self.sold_at = list(self.takes), None
            (self.takes, self.per_company, self.left), self.left_behind = before, kept
        else:
            takes = list(self.takes)
        takes = [take for take in takes if take[1] not in passed_over]
        if not takes:
            return "no_bids", []
        if self.parts and self.rules.get("pricing", "pay_as_bid") == "uniform_last_price":
            return "", [(seq, company, quantity, takes[-1][3]) for seq, company, quantity, _price in takes]
        return "", takes


# --- the last round among equals ------------------------------------------------------------------------------------


class LastRound:
    """Around an auction that ended with equals: each of them may name one last price, unseen, at least as good."""

    def __init__(self, auction: Union[Live, Japanese], event: dict[str, Any]) -> None:
        self.auction, self.rules, self.initiator = auction, event["rules"], event["initiator"]
        self.sign, self.worth = (1 if event["side"] == "sell" else -1), Worth(event)
        self.lasts = int(self.rules.get("final_round_s", 120)) * MILLION
        self.named: dict[str, tuple[Any, int, int]] = {}  # company: gain, bid, number named

    @property
    def extensions(self) -> int:
        return self.auction.extensions

    @property
    def end(self) -> int:
        bought = isinstance(self.auction, Live) and self.auction.bought
        return self.auction.end + (0 if bought else self.lasts)

    def shift(self, by: int) -> None:
        self.auction.shift(by)

    def level(self) -> tuple[Any, dict[str, tuple[int, int]]]:
        """The best gain, and of those who stand at it the bid and the price it would pay; nobody if it is one alone."""
        found: dict[str, tuple[int, int]] = {}
        gain: Any = 0
        if isinstance(self.auction, Live):
            if self.auction.stands and not self.auction.bought:
                gain = max(stand[2] for stand in self.auction.stands.values())
            for company, stand in self.auction.stands.items():
                if stand[2] == gain and not self.auction.bought:
                    plain_price = self.worth.plain or company not in self.auction.named
                    paid = abs(stand[2]) if plain_price else self.worth.paid(self.auction.named[company])
                    found[company] = (stand[0], paid)
        else:
            for price, answers in zip(self.auction.prices, self.auction.answers):
                if answers:
                    gain, found = -price, {company: (seq, price) for company, seq in answers.items()}
        return gain, found if len(found) > 1 else {}

    def bid(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        last = payload.get("final") is True
        if at < self.auction.end:
            return "trading.no_final_round" if last else self.auction.bid(seq, company, payload, at)
        if at >= self.end or not last:
            return "trading.closed"
        if company == self.initiator:
            return "trading.own_lot"
        gain, equals = self.level()
        if company not in equals:
            return "trading.not_equal"
        if company in self.named:
            return "trading.final_given"
        named = self.worth.read(payload)
        if named is None:
            return "trading.bad_price"
        declared = self.auction.declared.get(company) if isinstance(self.auction, Live) else None
        value = self.sign * self.worth.value(named, declared)
        if value < gain:
            return "trading.too_low" if self.sign > 0 else "trading.too_high"
        cap = rule_number(self.rules, "bid_cap_percent")
        if cap and payload.get("confirmed") is not True and (value - gain) * 100 * MILLION > cap * abs(gain):
            return "trading.cap_needs_confirmation"
        self.named[company] = (value, seq, named)
        return ""

    def result(self, passed_over: set[str]) -> tuple[str, list[tuple[int, str, int, int]]]:
        found = self.auction.result(passed_over)
        gain, equals = self.level()
        rows = []
        for company, (seq, paid) in equals.items():
            value, bid, named = self.named.get(company, (gain, seq, 0))
            if company not in passed_over:
                price = self.worth.paid(named) if company in self.named else paid
                rows.append((-value, seq if value == gain else bid, company, bid, price))
        if not rows or found[0] in ("no_bids", "too_few_bidders"):
            return found
        loss, _place, company, bid, price = min(rows)
        reserve = rule_number(self.rules, "reserve")
        if reserve is not None and -loss < self.sign * reserve:
            return "reserve_not_met", []
        return "", [(bid, company, self.auction.quantity, price)]


# --- prices that have to be explained -------------------------------------------------------------------------------


class Explained:
    """Around an auction whose winner has to explain a price that is far better than the others'."""

    def __init__(self, auction: Union[Live, Turns], event: dict[str, Any]) -> None:
        self.auction, self.rules, self.initiator = auction, event["rules"], event["initiator"]
        self.sale = event["side"] == "sell"
        self.time = {name: int(self.rules[name]) * MILLION for name in ("explain_s", "judge_s")}
        self.first: dict[str, Any] = {}  # company: what its first bid was compared as
        self.words: set[str] = set()
        self.judged: dict[str, tuple[bool, int]] = {}

    @property
    def extensions(self) -> int:
        return self.auction.extensions

    @property
    def end(self) -> int:
        return int(self.stand(None, set())[1])

    def shift(self, by: int) -> None:
        self.auction.shift(by)
        self.judged = {company: (accepted, at + by) for company, (accepted, at) in self.judged.items()}

    def field(self, out: set[str]) -> list[tuple[str, Any]]:
        """Who is left, best first, with what each is compared as (never negative)."""
        if isinstance(self.auction, Turns):
            turns = self.auction
            return [(who, turns.before(who, 10**6)[3]) for who in turns.order(10**6)[::-1] if who not in out]
        live = self.auction
        if live.bought and live.leader not in out:
            return []
        rows = [(who, abs(live.stands[who][2])) for who in live.order() if who not in out]
        if rows and rows[0][0] == live.leader and live.now is not None:
            rows[0] = (rows[0][0], abs(live.now))
        return rows

    def far(self, mine: Any, other: Any, rule: str) -> bool:
        percent = millionths(str(self.rules.get(rule, "0") or "0")) or 0
        if not percent:
            return False
        part = Fraction(percent, 100 * MILLION)
        return bool(mine >= other + other * part if self.sale else mine <= other - other * part)

    def strange(self, out: set[str]) -> bool:
        rows = self.field(out)
        if not rows or not self.auction.result(out)[1]:
            return False
        winner, mine = rows[0]
        opening = self.first
        if isinstance(self.auction, Turns):
            opening = {company: bids[0][3] for company, bids in self.auction.history.items() if bids}
        others = [value for company, value in opening.items() if company != winner]
        if others and self.far(mine, Fraction(sum(others)) / len(others), "abnormal_mean_percent"):
            return True
        return len(rows) > 1 and self.far(mine, rows[1][1], "abnormal_next_percent")

    def stand(self, now: int | None, gone: set[str]) -> tuple[str, int, int, set[str]]:
        """Whose price is looked at and until when, its bid, and who is out; at the end no company, and the end."""
        at, out = self.auction.end, set(gone)
        while self.strange(out):
            _reason, rows = self.auction.result(out)
            seq, company = rows[0][:2]
            if company in self.judged:
                accepted, at = self.judged[company]
                if accepted:
                    break
                out.add(company)
                continue
            until = at + self.time["explain_s"] + (self.time["judge_s"] if company in self.words else 0)
            if now is not None and now < until:
                return company, until, seq, out
            at = until
            if company in self.words:
                break
            out.add(company)
        return "", at, 0, out

    def bid(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        if payload.get("act") in ("explain", "judge"):
            return self.speak(company, payload, at)
        reason = self.auction.bid(seq, company, payload, at)
        if not reason and isinstance(self.auction, Live) and company not in self.first:
            self.first[company] = abs(self.auction.stands[company][1])
        return reason

    def speak(self, company: str, payload: dict[str, Any], at: int) -> str:
        waits, _until, seq, _out = self.stand(at, set())
        explaining = payload["act"] == "explain"
        if at < self.auction.end or not waits or (explaining and company != waits):
            return "trading.nothing_to_explain"
        if explaining:
            if not is_words(payload.get("text")):
                return "trading.words_needed"
            if company in self.words:
                return "trading.explained"
            self.words.add(company)
            return ""
        if company != self.initiator:
            return "trading.not_yours_to_judge"
        if type(payload.get("accepted")) is not bool or type(payload.get("bid")) is not int or payload["bid"] != seq:
            return "trading.nothing_to_judge"
        if not is_words(payload.get("reason")):
            return "trading.words_needed"
        if waits not in self.words:
            return "trading.not_explained"
        self.judged[waits] = (payload["accepted"], at)
        return ""

    def result(self, passed_over: set[str]) -> tuple[str, list[tuple[int, str, int, int]]]:
        return self.auction.result(self.stand(None, passed_over)[3])


# --- Requests for quotation -----------------------------------------------------------------------------------------

DAY = 86400 * MILLION
TERMS = ("", "EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF")
PARTS = ("goods", "packing", "freight", "duty", "tax")
TO_PLACE = ("freight", "duty")
CLOSINGS = ("no_demand", "too_expensive", "too_few_offers", "budget_cut", "information_only")


class Refused(Exception):
    """An act that the rules do not allow; its text is the reason."""


def need(holds: Any, reason: str) -> None:
    if not holds:
        raise Refused("trading." + reason)


def is_whole(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def is_person(mark: Any) -> bool:
    return isinstance(mark, str) and bool(re.fullmatch("[0-9a-f]{32}", mark))


def is_currency(code: Any) -> bool:
    return isinstance(code, str) and bool(re.fullmatch("[A-Z]{3}", code))


def date(value: Any) -> int | None:
    try:
        return moment(value)
    except Unreadable:
        return None


class Request:
    """A request and a board per company: its versions, the one that stands, the counter-offer it has not answered."""

    extensions = 0

    def __init__(self, event: dict[str, Any], lot: dict[str, Any]) -> None:
        self.rules, self.initiator, self.currency = event["rules"], event["initiator"], event["currency"]
        self.buys = event["side"] == "buy"
        self.opens, self.deadline = moment(event["opens_at"]), moment(event["ends_at"])
        self.wanted = {row["line_no"]: number(row["quantity"]) for row in lot["lines"]}
        self.boards: dict[str, dict[str, Any]] = {}
        self.rates: dict[str, Any] = {}
        self.stated: dict[str, dict[str, Any]] = {}  # freight and duty to the place, by company
        self.proposal: tuple[int, dict[str, Any]] | None = None
        self.extended = False
        self.words, self.sworn = str(self.rules.get("secrecy", "")).strip(), set[str]()
        self.finals: list[int] = []  # numbers of the requests for best and final offers
        self.final_until = 0
        self.end, self.reason = 0, "no_award"
        self.awarded: list[tuple[int, str, int, int, int, Any, Any]] = []

    def board(self, company: str) -> dict[str, Any]:
        fresh = {"versions": [], "stands": None, "wish": None, "spoke": "", "declined": False}
        return self.boards.get(company, fresh)

    def shift(self, by: int) -> None:
        self.opens, self.deadline, self.final_until = self.opens + by, self.deadline + by, self.final_until + by

    def bid(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        try:
            self.act(seq, company, payload, at)
        except Refused as refused:
            return str(refused)
        return ""

    def act(self, seq: int, company: str, payload: dict[str, Any], at: int) -> None:
        need(not self.end, "closed")
        kind = payload.get("act")
        need(at >= self.opens or kind == "basis", "not_open")
        own = company == self.initiator
        theirs = ("counter", "bafo", "basis", "award", "approve", "reject", "extend", "close")
        known = theirs if own else ("quote", "accept", "decline", "withdraw", "secrecy")
        need(kind in known, "own_lot" if own else "only_initiator")
        if own:
            getattr(self, "on_" + str(kind))(seq, payload, at)
        elif kind == "secrecy":
            self.swear(company, payload)
        else:
            need(kind != "quote" or not self.words or company in self.sworn, "secrecy_first")
            board = self.board(company)
            getattr(self, "on_" + str(kind))(seq, board, payload, at)
            board["spoke"], self.boards[company] = "supplier", board

    # what a company may do

    def swear(self, company: str, payload: dict[str, Any]) -> None:
        """The words about confidentiality, by their SHA-256."""
        digest = hashlib.sha256(self.words.encode()).hexdigest()
        need(self.words and payload.get("digest") == digest, "other_secrecy")
        need(company not in self.sworn, "secrecy_accepted")
        self.sworn.add(company)

    def on_quote(self, seq: int, board: dict[str, Any], payload: dict[str, Any], at: int) -> None:
        new = self.version(seq, payload, at)
        owes = bool(self.finals) and (not board["versions"] or board["versions"][-1]["seq"] < self.finals[-1])
        if self.finals:
            need(at < self.final_until, "bafo_over")
            need(owes, "bafo_answered")
        elif self.rules["deadline"] == "hard":
            need(at < self.deadline or board["wish"], "too_late")
        if self.rules["turn"] == "strict" and board["spoke"] == "supplier" and board["stands"]:
            need(owes, "not_your_turn")
        rounds = self.rules["max_rounds"]
        need(not rounds or len(board["versions"]) < rounds or owes, "no_rounds_left")
        self.fits(new, self.rules["components"])
        old = board["stands"]
        if old and old["firm"] and at < old["until"] and (old["agreed"] or not board["wish"]):
            need(self.keeps(old, new), "quote_is_firm")
        self.stand(board, new)

    def on_accept(self, seq: int, board: dict[str, Any], payload: dict[str, Any], at: int) -> None:
        wish, old = board["wish"], board["stands"]
        need(wish, "nothing_to_accept")
        need(payload.get("counter") == wish["seq"], "stale_counter")
        need(not self.finals, "after_bafo")
        need(old, "quote_first")
        need(at < old["until"], "quote_expired")
        need(set(wish["lines"]) <= set(old["lines"]), "quote_first")
        new = dict(old, seq=seq, firm=True, agreed=True, lines={})
        for name in ("pay", "lead", "term"):
            new[name] = old[name] if wish[name] in (None, "") else wish[name]
        for line, row in old["lines"].items():
            price, quantity = wish["lines"].get(line, (None, None))
            new["lines"][line] = dict(row, price=price or row["price"], quantity=quantity or row["quantity"])
        self.fits(new, [])
        self.stand(board, new)

    def on_decline(self, seq: int, board: dict[str, Any], payload: dict[str, Any], at: int) -> None:
        self.text(payload)
        need(not board["declined"], "declined_already")
        self.leave(board, at)
        board["declined"] = True

    def on_withdraw(self, seq: int, board: dict[str, Any], payload: dict[str, Any], at: int) -> None:
        self.text(payload)
        need(board["stands"], "nothing_to_withdraw")
        self.leave(board, at)
        board["declined"] = False

    def leave(self, board: dict[str, Any], at: int) -> None:
        old = board["stands"]
        need(not (old and old["firm"] and at < old["until"]), "quote_is_firm")
        board["stands"] = board["wish"] = None

    def stand(self, board: dict[str, Any], new: dict[str, Any]) -> None:
        board["versions"] = [*board["versions"], new]
        board["stands"], board["wish"], board["declined"] = new, None, False

    # how a quote is read

    def version(self, seq: int, payload: dict[str, Any], at: int) -> dict[str, Any]:
        currency = payload.get("currency", self.currency)
        need(is_currency(currency), "bad_currency")
        rows = payload.get("lines")
        need(isinstance(rows, list) and 0 < len(rows) <= len(self.wanted), "bad_line")
        lines = [self.line(row) for row in rows or ()]
        need(len({line for line, _row in lines}) == len(lines), "bad_line")
        until, firm = at + int(self.rules["quote_validity_days"]) * DAY, "firm_until" in payload
        if firm:
            until = date(payload["firm_until"]) or 0
            need(at < until <= at + 730 * DAY, "bad_validity")
        need(payload.get("incoterm", "") in TERMS, "bad_terms")
        pay, lead = self.days(payload, "payment_days"), self.days(payload, "lead_days")
        return {
            "seq": seq, "currency": currency, "lines": dict(lines), "until": until, "firm": firm, "agreed": False,
            "term": payload.get("incoterm", ""), "pay": pay or 0, "lead": lead, "text": self.text(payload),
            "extras": self.amounts(payload, "extras", PARTS[1:]), "place": self.amounts(payload, "to_place", TO_PLACE),
        }  # fmt: skip

    def amounts(self, payload: dict[str, Any], name: str, known: tuple[str, ...]) -> dict[str, int]:
        given = payload.get(name, {})
        need(isinstance(given, dict) and set(given) <= set(known), "bad_amounts")
        found = {one: millionths(part) for one, part in given.items()}
        need(None not in found.values(), "bad_amounts")
        return {one: part or 0 for one, part in found.items()}

    def charged(self, new: dict[str, Any]) -> dict[int, int]:
        """Minor units of the charges for a whole quote by line: by value, the rest to the largest remainders."""
        unit, total = minor_unit(new["currency"]), sum(new["extras"].values())
        if not total:
            return {}
        weights = {line: row["price"] * row["quantity"] for line, row in new["lines"].items() if row["price"]}
        need(total % unit == 0 and weights, "extras_not_exact")
        units, whole = total // unit, sum(weights.values())
        given = {line: divmod(units * weight, whole) for line, weight in weights.items()}
        order = sorted(given, key=lambda line: (-given[line][1], line))
        more = set(order[: units - sum(share for share, _rest in given.values())])
        return {line: share + (line in more) for line, (share, _rest) in given.items()}

    def full(self, new: dict[str, Any], line: int) -> Any:
        """A unit price with the line's share of the charges in it, in millionths: the price of the deal."""
        row, share = new["lines"][line], self.charged(new).get(line, 0)
        if not row["price"] or not share:
            return row["price"]
        return round(row["price"] + Fraction(share * minor_unit(new["currency"]) * MILLION, row["quantity"]))

    def comes_out(self, new: dict[str, Any]) -> bool:
        unit = minor_unit(new["currency"])
        for line, share in self.charged(new).items():
            row = new["lines"][line]
            before, after = ((2 * price * row["quantity"] + MILLION * unit) // (2 * MILLION * unit)
                             for price in (row["price"], self.full(new, line)))  # fmt: skip
            if share and after != before + share:
                return False
        return True

    def line(self, row: Any) -> tuple[int, dict[str, Any]]:
        need(isinstance(row, dict) and type(row.get("line")) is int and row["line"] in self.wanted, "bad_line")
        price = positive(row.get("unit_price"))
        need(price or ("unit_price" not in row and self.rules["kind"] == "rfi"), "bad_price")
        most = self.wanted[row["line"]]
        quantity = positive(row["quantity"]) if "quantity" in row else most
        need(quantity and quantity <= most, "bad_quantity")
        if "item" in row:
            shape = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
            need(isinstance(row["item"], str) and re.fullmatch(shape, row["item"]), "item_needed")
            need(self.buys, "no_item_needed")
        else:
            need(not self.buys or price is None, "item_needed")
        other = row.get("alternate", "")
        need(isinstance(other, str) and len(other) <= 200, "bad_terms")
        parts = row.get("components", {})
        need(isinstance(parts, dict) and set(parts) <= set(PARTS), "bad_components")
        amounts = [millionths(part) for part in parts.values()]
        need(None not in amounts and (not amounts or sum(amounts) == price), "bad_components")
        return row["line"], {
            "price": price, "quantity": quantity, "item": row.get("item"), "parts": set(parts),
            "other": other.strip(), "lead": self.days(row, "lead_days"),
        }  # fmt: skip

    def days(self, payload: dict[str, Any], name: str) -> int | None:
        need(name not in payload or is_whole(payload[name], 730), "bad_terms")
        return payload.get(name)

    def text(self, payload: dict[str, Any]) -> str:
        found = payload.get("text", "")
        need(isinstance(found, str) and len(found) <= 2000, "bad_terms")
        return str(found.strip())

    def fits(self, new: dict[str, Any], parts: list[str]) -> None:
        rules = self.rules
        need(new["currency"] == self.currency or rules["currency_policy"] == "any", "other_currency")
        need(rules["incoterm"] == "any" or new["term"] in ("", rules["incoterm"]), "other_incoterm")
        need(rules["partial_lines"] or len(new["lines"]) == len(self.wanted), "lines_missing")
        need(rules["kind"] != "rfp" or new["text"], "proposal_needed")
        for line, row in new["lines"].items():
            need(not row["other"] or rules["alternates"], "no_alternates")
            need(rules["award_split"] == "by_quantity" or row["quantity"] == self.wanted[line], "whole_line_only")
            need(row["price"] is None or set(parts) <= row["parts"], "components_missing")
        need(not new["extras"] or self.buys, "no_extras")
        need(self.comes_out(new), "extras_not_exact")

    def keeps(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        """Whether a promise is kept: nothing is dearer, less, earlier to pay, later to come or sooner over."""
        sign = 1 if self.buys else -1
        if (old["currency"], old["term"]) != (new["currency"], new["term"]) or new["until"] < old["until"]:
            return False
        if sign * new["pay"] < sign * old["pay"]:
            return False
        for line, was in old["lines"].items():
            row = new["lines"].get(line)
            if row is None or row["quantity"] < was["quantity"]:
                return False
            if was["price"] and (not row["price"] or sign * self.full(new, line) > sign * self.full(old, line)):
                return False
            before = old["lead"] if was["lead"] is None else was["lead"]
            after = new["lead"] if row["lead"] is None else row["lead"]
            if before is not None and (after is None or after > before):
                return False
        return True

    # what the initiator may do

    def on_counter(self, seq: int, payload: dict[str, Any], at: int) -> None:
        company = payload.get("company")
        shape = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        need(isinstance(company, str) and re.fullmatch(shape, company) and company != self.initiator, "bad_terms")
        rows = payload.get("lines", [])
        need(isinstance(rows, list) and len(rows) <= len(self.wanted), "bad_line")
        lines = [self.wished(row) for row in rows]
        need(len({line for line, _wish in lines}) == len(lines), "bad_line")
        pay, lead = self.days(payload, "payment_days"), self.days(payload, "lead_days")
        term = payload.get("incoterm", "")
        need(term in TERMS, "bad_terms")
        need(self.text(payload) or lines or term or pay is not None or lead is not None, "empty_counter")
        need(not self.finals, "after_bafo")
        board = self.board(str(company))
        if self.rules["turn"] == "strict":
            need(board["spoke"] == "supplier" and board["stands"], "not_your_turn")
        board["wish"] = {"seq": seq, "lines": dict(lines), "pay": pay, "lead": lead, "term": term}
        board["spoke"], self.boards[str(company)] = "initiator", board

    def wished(self, row: Any) -> tuple[int, tuple[int | None, int | None]]:
        need(isinstance(row, dict) and type(row.get("line")) is int and row["line"] in self.wanted, "bad_line")
        price, quantity = positive(row.get("unit_price")), positive(row.get("quantity"))
        need(price or ("unit_price" not in row and "quantity" in row), "bad_price")
        need("quantity" not in row or (quantity and quantity <= self.wanted[row["line"]]), "bad_quantity")
        return row["line"], (price, quantity)

    def on_bafo(self, seq: int, payload: dict[str, Any], at: int) -> None:
        self.text(payload)
        until = date(payload.get("until"))
        need(until is not None and at < until <= at + 90 * DAY, "bad_terms")
        need(not (self.finals and at < self.final_until), "bafo_running")
        need(len(self.finals) < self.rules["bafo_rounds"], "no_bafo_left")
        need(any(board["stands"] for board in self.boards.values()), "too_few_quotes")
        self.finals.append(seq)
        self.final_until = until or 0

    def on_basis(self, seq: int, payload: dict[str, Any], at: int) -> None:
        targets, rates, added = (payload.get(name, {}) for name in ("targets", "rates", "additions"))
        need(all(isinstance(one, dict) for one in (targets, rates, added)), "bad_terms")
        need(targets or rates or added, "bad_terms")
        lines = {str(line) for line in self.wanted}
        need(all(line in lines and positive(price) for line, price in targets.items()), "bad_price")
        need(all(is_currency(code) and code != self.currency for code in rates), "bad_currency")
        need(all(positive(rate) for rate in rates.values()), "bad_price")
        shape = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        need(all(re.fullmatch(shape, company) and company != self.initiator for company in added), "bad_terms")
        self.stated = {**self.stated, **{one: self.amounts(added, one, TO_PLACE) for one in added}}
        self.rates = rates or self.rates

    def on_close(self, seq: int, payload: dict[str, Any], at: int) -> None:
        self.text(payload)
        need(payload.get("reason") in CLOSINGS, "bad_terms")
        self.end, self.reason = at, payload["reason"]

    def on_award(self, seq: int, payload: dict[str, Any], at: int) -> None:
        picked = self.checked(payload, at)
        self.proposal = (seq, payload) if self.is_large(picked) else None
        if self.proposal is None:
            self.settle(picked, at)

    def on_approve(self, seq: int, payload: dict[str, Any], at: int) -> None:
        need(self.proposal and payload.get("award") == self.proposal[0], "no_proposal")
        proposed = self.proposal[1] if self.proposal else {}
        need(is_person(payload.get("by")) and payload["by"] != proposed.get("by"), "own_proposal")
        self.settle(self.checked(proposed, at), at)

    def on_reject(self, seq: int, payload: dict[str, Any], at: int) -> None:
        self.text(payload)
        need(self.proposal and payload.get("award") == self.proposal[0], "no_proposal")
        self.proposal = None

    def on_extend(self, seq: int, payload: dict[str, Any], at: int) -> None:
        need(self.rules.get("too_few") == "extend", "no_extension")
        need(at >= self.deadline and not self.finals, "deadline_runs")
        need(not self.extended, "extended_already")
        valid = [one for one in self.boards.values() if one["stands"] and at < one["stands"]["until"]]
        need(len(valid) < self.rules["min_answers"], "enough_quotes")
        longer = self.deadline + int(self.rules["extend_hours"]) * 3600 * MILLION
        need(date(payload.get("until")) == longer, "bad_terms")
        self.deadline, self.extended = longer, True

    def is_large(self, picked: list[Any]) -> bool:
        """Whether the deals would sum to so much that a second person has to look."""
        least, total = number(self.rules.get("approval_above", "0")), Fraction(0)
        for new, _company, line, quantity in picked:
            rate = MILLION if new["currency"] == self.currency else positive(self.rates.get(new["currency"]))
            if not rate:
                return bool(least)
            total += Fraction(self.full(new, line) * quantity * rate, MILLION**2)
        return bool(least) and total >= least

    def checked(self, payload: dict[str, Any], at: int) -> list[tuple[dict[str, Any], str, int, int]]:
        why = self.text(payload)
        need(self.rules["kind"] != "rfi", "no_award_in_rfi")
        need(not (self.finals and at < self.final_until), "bafo_running")
        need(self.rules["award_before_deadline"] or at >= self.deadline, "award_too_early")
        rows = payload.get("lines")
        need(isinstance(rows, list) and 0 < len(rows) <= 1000, "bad_line")
        picked: list[tuple[dict[str, Any], str, int, int]] = []
        for row in rows or ():
            picked.append(self.picked(row, at, picked))
        valid = [one["stands"] for one in self.boards.values() if one["stands"] and at < one["stands"]["until"]]
        need(len(valid) >= self.rules["min_answers"], "too_few_quotes")
        split = self.rules["award_split"]
        if split != "by_quantity":
            need(all(quantity == new["lines"][line]["quantity"] for new, _who, line, quantity in picked), "no_split")
        if split == "whole":
            priced = [line for line, row in picked[0][0]["lines"].items() if row["price"]]
            need(len({new["seq"] for new, _who, _line, _quantity in picked}) == 1, "no_split")
            need(sorted(line for _new, _who, line, _quantity in picked) == sorted(priced), "no_split")
        need(why or self.is_best(picked, valid), "award_reason_needed")
        need(not self.is_large(picked) or is_person(payload.get("by")), "bad_terms")
        return picked

    def settle(self, picked: list[tuple[dict[str, Any], str, int, int]], at: int) -> None:
        self.end, self.reason = at, ""
        for new, company, line, quantity in picked:
            row = new["lines"][line]
            other = None if new["currency"] == self.currency else new["currency"]
            self.awarded.append((new["seq"], company, quantity, self.full(new, line), line, row["item"], other))

    def picked(self, row: Any, at: int, before: list[Any]) -> tuple[dict[str, Any], str, int, int]:
        named = row.get("quote") if isinstance(row, dict) else None
        need(type(named) is int, "quote_unknown")
        found = [
            (new, company) for company, board in self.boards.items() for new in board["versions"] if new["seq"] == named
        ]
        need(found, "quote_unknown")
        new, company = found[0]
        stands = self.boards[company]["stands"]
        need(stands, "quote_withdrawn")
        need(stands["seq"] == named, "stale_quote")
        need(at < new["until"], "quote_expired")
        line = row.get("line")
        need(type(line) is int and line in new["lines"] and new["lines"][line]["price"], "bad_line")
        need(not any(one[0]["seq"] == named and one[2] == line for one in before), "bad_line")
        most = new["lines"][line]["quantity"]
        quantity = positive(row["quantity"]) if "quantity" in row else most
        need(quantity and quantity <= most, "bad_quantity")
        total = sum(one[3] for one in before if one[2] == line) + (quantity or 0)
        need(total <= self.wanted[line], "over_quantity")
        return new, company, line, quantity or 0

    def worth(self, new: dict[str, Any], line: int) -> Fraction | None:
        """A unit price in the currency of the request, as if it were paid on delivery; a purchase counts downwards."""
        rate = MILLION if new["currency"] == self.currency else positive(self.rates.get(new["currency"]))
        row = new["lines"].get(line)
        if not rate or row is None or not row["price"] or row["other"]:
            return None
        yearly = Fraction(number(self.rules["annual_rate"]), MILLION)
        value = Fraction(self.full(new, line) * rate) / (1 + yearly * new["pay"] / 36500)
        added = self.added(new, rate)
        if added is None:
            return None
        goods = sum(one["price"] * one["quantity"] for one in new["lines"].values() if one["price"])
        value += Fraction(added * row["price"] * MILLION, goods)
        return -value if self.buys else value

    def added(self, new: dict[str, Any], rate: int) -> int | None:
        """Freight and duty that are missing to the term under which quotes are compared, of the whole quote."""
        basis = self.rules.get("incoterm_basis", "none")
        if not self.buys or basis in ("none", new["term"]):
            return 0
        stated = self.stated.get(self.owner(new))
        if stated is not None:
            return sum(stated.values()) * MILLION
        return sum(new["place"].values()) * rate if new["place"] else None

    def owner(self, new: dict[str, Any]) -> str:
        return next(company for company, board in self.boards.items() if new in board["versions"])

    def is_best(self, picked: list[Any], valid: list[dict[str, Any]]) -> bool:
        worths = [self.worth(new, line) for new, _company, line, _quantity in picked]
        if None in worths:
            return False
        if self.rules["award_split"] == "whole":
            return self.is_best_whole(picked, valid)
        given = {(new["seq"], line): quantity for new, _company, line, quantity in picked}
        for (_new, _company, line, _quantity), mine in zip(picked, worths):
            for other in valid:
                theirs = self.worth(other, line)
                left = theirs is not None and given.get((other["seq"], line), 0) < other["lines"][line]["quantity"]
                if left and theirs is not None and mine is not None and theirs > mine:
                    return False
        return True

    def is_best_whole(self, picked: list[Any], valid: list[dict[str, Any]]) -> bool:
        lines = {line for _new, _company, line, _quantity in picked}
        mine = self.sum(picked[0][0])
        for other in valid:
            theirs, covers = self.sum(other), {line for line, row in other["lines"].items() if not row["other"]}
            if theirs is None or mine is None or not covers >= lines:
                continue
            if covers > lines or theirs > mine:
                return False
        return True

    def sum(self, new: dict[str, Any]) -> Fraction | None:
        total, rows = Fraction(0), 0
        for line, row in new["lines"].items():
            if row["price"] and not row["other"]:
                value = self.worth(new, line)
                if value is None:
                    return None
                total, rows = total + value * row["quantity"], rows + 1
        return total if rows else None

    def result(self, passed_over: set[str]) -> tuple[str, list[Any]]:
        rows = [row for row in self.awarded if row[1] not in passed_over]
        return (self.reason if rows or self.reason else "no_winner_left"), rows


# --- sealed tenders -------------------------------------------------------------------------------------------------


def is_int(value: Any) -> bool:
    return type(value) is int


def is_words(value: Any, longest: int = 2000) -> bool:
    return isinstance(value, str) and value.strip() != "" and len(value) <= longest


def unboxed(text: Any) -> bytes | None:
    """The bytes of a base64 text; None if it is none."""
    if not isinstance(text, str) or len(text) > 65536:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def is_fingerprint(text: Any) -> bool:
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None


def is_time(text: Any) -> bool:
    """Whether it is a moment in UTC as acts of a tender write it."""
    if not isinstance(text, str):
        return False
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00", text, re.ASCII):
        return False
    try:
        moment(text)
    except Unreadable:
        return False
    return True


def tree_head(leaves: list[bytes]) -> bytes:
    """The head of the hash tree of RFC 6962."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    row = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    # Pairing from the left, with an odd last hash carried up, is the same tree.
    while len(row) > 1:
        pairs = [hashlib.sha256(b"\1" + row[at] + row[at + 1]).digest() for at in range(0, len(row) - 1, 2)]
        row = pairs + row[len(row) - len(row) % 2 :]
    return row[0]


TWO_PARTS = ("two_envelopes", "two_stage")


class Vault:
    """A sealed tender. Bids are known by their number; `offers` holds what was opened of each, by envelope."""

    BY_BIDDERS = ("seal", "withdraw", "justify", "object", "reveal")
    BY_ANYONE = ("beacon",)
    # Chains of drand: the time of the first round, seconds between rounds, bytes of a signature.
    CHAINS = {"drand_quicknet": (1692803367, 3, 48), "drand_default": (1595431050, 30, 96)}
    BY_INITIATOR = (
        "terms", "root", "open", "close_opening", "score", "lock_sheet", "admit", "judge", "exclude", "award",
        "no_award", "invite", "candidates", "answer",
    )  # fmt: skip

    def __init__(self, event: dict[str, Any], quantity: int, lot: str) -> None:
        self.rules, self.initiator, self.lot, self.quantity = event["rules"], event["initiator"], lot, quantity
        self.buys = event["side"] == "buy"
        self.opens, self.deadline = moment(event["opens_at"]), moment(event["ends_at"])
        self.method = self.rules.get("method", "lowest")
        self.staged = self.rules.get("format") == "two_stage"
        # Of a tender in two stages the first has the technical envelope alone, the second the price.
        self.parts = {"two_envelopes": ["technical", "price"], "two_stage": ["technical"]}.get(
            self.rules.get("format"), ["price"]
        )
        self.fixed = False
        self.keys, self.needed, self.scorers = 0, 0, 0
        self.judged: dict[str, Fraction] = {}
        self.options: dict[str, dict[str, Fraction]] = {}
        self.by_bidders = self.rules.get("sealing") == "commit_reveal"  # no openers: each reveals its own
        self.due_since = 0
        self.bids: dict[int, tuple[str, dict[str, Any]]] = {}  # number: company, envelopes; in order
        self.root: str | None = None
        self.out: dict[int, str] = {}
        self.came: dict[str, list[int]] = {"technical": [], "price": []}
        self.over: dict[str, bool] = {"technical": False, "price": False}
        self.offers: dict[str, dict[int, dict[str, Any]]] = {"technical": {}, "price": {}}
        self.proposal: dict[str, int] = {}  # of the second stage: whose proposal of the first is which
        self.may_price: set[str] = set()
        self.beacon: tuple[str, int] | None = None  # kind, moment
        self.value = ""
        self.published: list[int] = []
        self.published_at = 0
        self.objections: dict[int, tuple[str, str]] = {}  # number: company and what was decided
        self.sheets: dict[int, dict[int, dict[str, Fraction]]] = {}
        self.locked: list[int] = []
        self.admitted = False
        self.values: dict[int, Fraction] = {}  # what the last ranking compared
        self.reasons: dict[int, str] = {}  # justified bids: "", accepted or rejected
        self.chosen: int | None = None
        self.ended: int | None = None
        self.why, self.extensions = "", 0

    @property
    def end(self) -> int:
        if self.ended is None:
            raise Unreadable("the tender has not ended")
        return self.ended

    def shift(self, by: int) -> None:
        if self.root is not None:
            self.published_at += by
            self.due_since += by
            return
        self.opens, self.deadline = self.opens + by, self.deadline + by
        if self.beacon is not None:
            self.beacon = (self.beacon[0], self.beacon[1] + by)

    def rule(self, name: str) -> Fraction | None:
        found = rule_number(self.rules, name)
        return None if found is None else Fraction(found, MILLION)

    def bid(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        """The reason of a refusal, or an empty text after the act has taken effect."""
        name = payload.get("act")
        if name not in self.BY_BIDDERS + self.BY_INITIATOR + self.BY_ANYONE:
            return "trading.unknown_act"
        if company == self.initiator and name in self.BY_BIDDERS:
            return "trading.own_lot"
        if company != self.initiator and name in self.BY_INITIATOR:
            return "trading.only_initiator"
        if self.ended is not None:
            return "trading.closed"
        reason = getattr(self, "do_" + name)(seq, company, payload, at)
        return "trading." + reason if reason else ""

    def live(self) -> list[int]:
        return [seq for seq in self.bids if seq not in self.out]

    def opening(self) -> str | None:
        if self.root is None:
            return None
        if not self.over[self.parts[0]]:
            return self.parts[0]
        return "price" if len(self.parts) == 2 and self.admitted and not self.over["price"] else None

    def scoring(self) -> bool:
        return bool(self.judged) and self.over[self.parts[0]] and not self.admitted

    def lacks_sheets(self) -> bool:
        return bool(self.judged) and len(self.locked) < int(self.rules.get("min_sheets", 1))

    def finish(self, at: int, why: str) -> None:
        self.ended, self.why = at, why

    def end_if_empty(self, at: int) -> None:
        if not self.live():
            self.finish(at, "no_valid_bid")

    # -- until the deadline --

    def do_terms(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if self.fixed:
            return "terms_fixed"
        if at >= self.deadline:
            return "late"
        names = set(told) - {"act"}
        if not {"lot", "openers", "threshold"} <= names:
            return "bad_terms"
        if not names <= {"lot", "openers", "threshold", "criteria", "scorers", "beacon"}:
            return "bad_terms"
        if not is_words(told["lot"], 36) or not self.keys_fit(told["openers"], told["threshold"]):
            return "bad_terms"
        judged, options, scorers = {}, {}, told.get("scorers", 0)
        rows = told.get("criteria", [])
        if not isinstance(rows, list) or len(rows) > 20 or not is_int(scorers):
            return "bad_terms"
        for row in rows:
            if not isinstance(row, dict) or not set(row) <= {"code", "label", "weight", "options"}:
                return "bad_terms"
            code = row.get("code")
            if not is_words(code, 120) or not is_words(row.get("label"), 120) or code in judged or code in options:
                return "bad_terms"
            if row.get("options", []) == []:
                weight = positive(row.get("weight"))
                if weight is None or weight > 100 * MILLION:
                    return "bad_terms"
                judged[code] = Fraction(weight, MILLION)
            else:
                values = self.option_values(row["options"])
                if values is None or "weight" in row:
                    return "bad_terms"
                options[code] = values
        least = max(1, int(self.rules.get("min_sheets", 1)), int(self.rules.get("committee_least", 0)))
        even = self.rules.get("committee_odd") and scorers % 2 == 0
        if not 0 <= scorers <= 9 or (judged and (scorers < least or even)) or not self.method_fits(judged, options):
            return "bad_terms"
        if self.staged:
            if "beacon" in told:
                return "bad_terms"
        elif not self.take_beacon(told, self.deadline):
            return "bad_terms"
        if told["lot"] != self.lot:
            raise Unreadable("the terms in bid %d are those of another lot" % seq)
        self.fixed, self.keys, self.needed = True, len(told["openers"]), told["threshold"]
        self.judged, self.options, self.scorers = judged, options, scorers
        return ""

    def take_beacon(self, told: dict[str, Any], deadline: int) -> bool:
        """Note the beacon that an act names; False if it must not name one, or does not do so well."""
        named = told.get("beacon")
        if self.rules.get("tie_rule") != "beacon":
            return "beacon" not in told
        if not isinstance(named, dict):
            return False
        kind, turn = named.get("kind"), named.get("round")
        if kind == "lottery":
            if set(named) != {"kind", "name", "at"} or not is_words(named["name"], 120) or not is_time(named["at"]):
                return False
            when = moment(named["at"])
        else:
            if kind not in self.CHAINS or set(named) != {"kind", "round"}:
                return False
            if not is_int(turn) or not 1 <= turn <= 10**10:
                return False
            first, every, _size = self.CHAINS[kind]
            when = (first + (turn - 1) * every) * MILLION
        if when <= deadline:
            return False
        self.beacon = (kind, when)
        return True

    def do_beacon(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if self.beacon is None or self.root is None:
            return "not_now"
        kind, when = self.beacon
        if at < when:
            return "beacon_early"
        if self.value:
            return "beacon_known"
        if kind == "lottery":
            if set(told) != {"act", "value"} or not is_words(told["value"], 200):
                return "bad_beacon"
            self.value = told["value"]
            return ""
        first, every, size = self.CHAINS[kind]
        # The first round that is not before its moment, which a pause may have moved.
        turn = up(when - first * MILLION, every * MILLION) + 1
        if set(told) != {"act", "round", "signature", "randomness"} or not is_int(told["round"]):
            return "bad_beacon"
        signature = told["signature"]
        if told["round"] != turn or not isinstance(signature, str) or not re.fullmatch("[0-9a-f]*", signature):
            return "bad_beacon"
        if len(signature) != 2 * size or hashlib.sha256(bytes.fromhex(signature)).hexdigest() != told["randomness"]:
            return "bad_beacon"
        self.value = told["randomness"]
        return ""

    def keys_fit(self, keys: Any, needed: Any) -> bool:
        if self.by_bidders:
            return keys == [] and is_int(needed) and needed == 0
        if not isinstance(keys, list) or not 1 <= len(keys) <= 5 or len({str(key) for key in keys}) != len(keys):
            return False
        for key in keys:
            data = unboxed(key)
            if data is None or len(data) != 422 or data[33] < 128:
                return False
            if data[:33].hex() != "308201a2300d06092a864886f70d01010105000382018f003082018a0282018100":
                return False
            if data[417:].hex() != "0203010001":
                return False
        if not is_int(needed) or not int(self.rules.get("least_openers", 1)) <= needed <= len(keys):
            return False
        return not (self.rules.get("spare_opener") and needed == len(keys))

    @staticmethod
    def option_values(rows: Any) -> dict[str, Fraction] | None:
        found: dict[str, Fraction] = {}
        if not isinstance(rows, list) or len(rows) > 20:
            return None
        for row in rows:
            if not isinstance(row, dict) or set(row) != {"code", "label", "value"}:
                return None
            value = millionths(row["value"])
            if not is_words(row["code"], 120) or not is_words(row["label"], 120) or row["code"] in found:
                return None
            if value is None or value >= MILLION:
                return None
            found[row["code"]] = Fraction(value, MILLION)
        return found

    def by_points(self) -> bool:
        return self.method in ("scored", "second_score")

    def method_fits(self, judged: dict[str, Fraction], options: dict[str, dict[str, Fraction]]) -> bool:
        points = sum(judged.values(), Fraction(0))
        if self.by_points() and (not judged or points > 100 - (self.rule("min_cost_weight") or 0)):
            return False
        if (self.method == "meat") != bool(options):
            return False
        if self.method == "meat":
            return sum((max(values.values()) for values in options.values()), Fraction(0)) <= Fraction(9, 10)
        if not self.by_points() and self.rule("pass_mark") and self.rules.get("format") in TWO_PARTS:
            return bool(judged)
        return True

    def do_seal(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if at < self.opens:
            return "not_open"
        if at >= self.deadline:
            return "late"
        if not self.fixed:
            return "no_terms"
        if self.staged and self.admitted and company not in self.may_price:
            return "not_invited"
        if set(told) != {"act", "suite", "envelopes"} or told["suite"] != "kontor-seal/1":
            return "bad_envelope"
        envelopes = told["envelopes"]
        if not isinstance(envelopes, dict) or set(envelopes) != set(self.parts):
            return "bad_envelope"
        if not all(self.envelope_fits(envelope) for envelope in envelopes.values()):
            return "bad_envelope"
        self.drop(company)
        self.bids[seq] = (company, envelopes)
        return ""

    def envelope_fits(self, told: Any) -> bool:
        if self.by_bidders:
            return isinstance(told, dict) and set(told) == {"commitment"} and is_fingerprint(told["commitment"])
        if not isinstance(told, dict) or set(told) != {"commitment", "iv", "ciphertext", "secrets", "keys"}:
            return False
        if not is_fingerprint(told["commitment"]) or len(unboxed(told["iv"]) or b"") != 12:
            return False
        if (
            not unboxed(told["ciphertext"])
            or not isinstance(told["secrets"], list)
            or not isinstance(told["keys"], list)
        ):
            return False
        if len(told["secrets"]) != self.keys:
            return False
        for row in told["secrets"]:
            if not isinstance(row, dict) or set(row) != {"to", "check"}:
                return False
            if len(unboxed(row["to"]) or b"") != 384 or not is_fingerprint(row["check"]):
                return False
        wanted = [list(those) for those in itertools.combinations(range(1, self.keys + 1), self.needed)]
        for row in told["keys"]:
            if not isinstance(row, dict) or set(row) != {"openers", "iv", "wrapped"}:
                return False
            if len(unboxed(row["iv"]) or b"") != 12 or len(unboxed(row["wrapped"]) or b"") != 48:
                return False
        return [row["openers"] for row in told["keys"]] == wanted

    def drop(self, company: str) -> bool:
        mine = [seq for seq, (owner, _envelopes) in self.bids.items() if owner == company]
        for seq in mine:
            del self.bids[seq]
        return bool(mine)

    def do_withdraw(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if at >= self.deadline:
            return "late"
        if set(told) != {"act"}:
            return "bad_act"
        return "" if self.drop(company) else "no_bid"

    def do_root(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if at < self.deadline:
            return "too_early"
        if self.root is not None:
            return "root_published"
        leaves = []
        for number_, (_company, envelopes) in self.bids.items():
            marks = [envelopes[part]["commitment"] for part in sorted(envelopes)]
            leaves.append("|".join([str(number_), *marks]).encode())
        head = tree_head(leaves).hex()
        if set(told) != {"act", "root", "bids"} or told["root"] != head or told["bids"] != list(self.bids):
            return "bad_root"
        self.root, self.due_since = head, at
        if len(self.bids) < max(1, int(self.rules.get("min_invited" if self.proposal else "min_bidders", 1))):
            self.finish(at, "too_few_bidders" if self.bids else "no_bids")
        return ""

    # -- the opening --

    def do_open(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if at < self.deadline:
            return "too_early"
        if self.root is None:
            return "no_root"
        part = self.opening()
        if part is None or not self.fixed or self.by_bidders or told.get("envelope") != part:
            return "not_now"
        names, opener = set(told) - {"act"}, told.get("opener")
        if not {"opener", "envelope", "secrets"} <= names <= {"opener", "envelope", "secrets", "opened"}:
            return "bad_act"
        if not is_int(opener):
            return "bad_act"
        if not 1 <= opener <= self.keys:
            return "no_opener"
        if opener in self.came[part]:
            return "opener_came"
        live = {str(number_): number_ for number_ in self.live()}
        if not isinstance(told["secrets"], dict):
            return "wrong_secret"
        for number_, secret in told["secrets"].items():
            if number_ not in live or not isinstance(secret, str):
                return "wrong_secret"
            try:
                mark = hashlib.sha256(bytes.fromhex(secret)).hexdigest()
            except ValueError:
                return "wrong_secret"
            if mark != self.bids[live[number_]][1][part]["secrets"][opener - 1]["check"]:
                return "wrong_secret"
        opened = told.get("opened", [])
        if not isinstance(opened, list):
            return "bad_act"
        for row in opened:
            if not isinstance(row, dict) or set(row) != {"bid", "nonce", "text"} or not is_int(row["bid"]):
                return "bad_act"
            if not isinstance(row["nonce"], str) or not isinstance(row["text"], str):
                return "bad_act"
        if opened and len(self.came[part]) + 1 < self.needed:
            return "too_few_openers"
        seen = [row["bid"] for row in opened]
        if len(seen) != len(set(seen)) or not set(seen) <= set(live.values()) - set(self.offers[part]):
            return "bad_act"
        for row in opened:
            self.take_content(part, row["bid"], row["nonce"], row["text"])
        self.came[part].append(opener)
        self.over[part] = len(self.came[part]) >= self.needed and set(self.live()) <= set(self.offers[part])
        self.end_if_empty(at)
        return ""

    def take_content(self, part: str, number_: int, nonce: str, text: str) -> None:
        company, envelopes = self.bids[number_]
        covered = "\n".join(["kontor-seal/1", self.lot, company, part, nonce, text])
        if hashlib.sha256(covered.encode()).hexdigest() != envelopes[part]["commitment"]:
            self.out[number_] = "does_not_fit_commitment"
            return
        offer = self.read_offer(part, text)
        if offer is None:
            self.out[number_] = "cannot_be_read"
        else:
            self.offers[part][number_] = offer

    def read_offer(self, part: str, text: str) -> dict[str, Any] | None:
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            return None
        must = set()
        if part == "price":
            must = {"price"} | ({"quantity"} if self.method == "uniform" else set())
            must |= {"costs"} if self.method == "lcc" else set()
        if self.options and part == ("price" if self.rules.get("format") not in TWO_PARTS else "technical"):
            must.add("answers")
        if not isinstance(told, dict) or not must <= set(told) <= must | {"statement"}:
            return None
        if not isinstance(told.get("statement", ""), str) or len(told.get("statement", "")) > 5000:
            return None
        offer: dict[str, Any] = {}
        if "price" in must:
            price = positive(told["price"])
            if price is None:
                return None
            offer["price"], offer["quantity"], offer["later"] = Fraction(price, MILLION), self.quantity, Fraction(0)
        if "quantity" in must:
            quantity = positive(told["quantity"])
            if quantity is None or quantity > self.quantity:
                return None
            offer["quantity"] = quantity
        if "costs" in must:
            later = self.later_costs(told["costs"])
            if later is None:
                return None
            offer["later"] = later
        if "answers" in must:
            answers = told["answers"]
            if not isinstance(answers, dict) or set(answers) != set(self.options):
                return None
            if not all(isinstance(one, str) and one in self.options[code] for code, one in answers.items()):
                return None
            earned = sum((self.options[code][one] for code, one in answers.items()), Fraction(0))
            most = sum((max(values.values()) for values in self.options.values()), Fraction(0))
            offer["coefficient"] = 1 + earned / (1 - most)
        return offer

    def later_costs(self, rows: Any) -> Fraction | None:
        if not isinstance(rows, list) or len(rows) > 60:
            return None
        growth, total = 1 + (self.rule("discount_percent") or Fraction(0)) / 100, Fraction(0)
        for row in rows:
            if not isinstance(row, dict) or set(row) != {"year", "amount"} or not is_int(row["year"]):
                return None
            amount = millionths(row["amount"])
            if amount is None or not 0 <= row["year"] <= int(self.rules.get("life_years", 10)):
                return None
            total += Fraction(amount, MILLION) / growth ** row["year"]
        return total

    def reveal_until(self) -> int:
        return self.due_since + int(self.rules.get("reveal_minutes", 0)) * 60 * MILLION

    def do_reveal(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        part = self.opening()
        if part is None or not self.by_bidders:
            return "not_now"
        if set(told) != {"act", "envelope", "nonce", "text"} or told["envelope"] != part:
            return "bad_act"
        mine = [number_ for number_ in self.live() if self.bids[number_][0] == company]
        if not mine:
            return "no_bid"
        if mine[0] in self.offers[part]:
            return "revealed"
        if at >= self.reveal_until():
            return "reveal_over"
        nonce, text = told["nonce"], told["text"]
        if not isinstance(nonce, str) or not isinstance(text, str):
            return "bad_act"
        covered = "\n".join(["kontor-seal/1", self.lot, company, part, nonce, text])
        if hashlib.sha256(covered.encode()).hexdigest() != self.bids[mine[0]][1][part]["commitment"]:
            return "bad_reveal"
        self.take_content(part, mine[0], nonce, text)
        self.over[part] = set(self.live()) <= set(self.offers[part])
        self.end_if_empty(at)
        return ""

    def do_close_opening(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        part = self.opening()
        if part is None:
            return "not_now"
        if set(told) != {"act"}:
            return "bad_act"
        if self.by_bidders and at < self.reveal_until():
            return "reveal_runs"
        if len(self.came[part]) < self.needed:
            return "too_few_openers"
        for number_ in self.live():
            if number_ not in self.offers[part]:
                self.out[number_] = "not_revealed" if self.by_bidders else "cannot_be_opened"
        self.over[part] = True
        self.end_if_empty(at)
        return ""

    # -- the committee --

    def do_score(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if not self.scoring():
            return "not_now"
        names = set(told) - {"act"}
        if not {"scorer", "bid", "marks"} <= names <= {"scorer", "bid", "marks", "note"}:
            return "bad_act"
        if "note" in told and not is_words(told["note"]):
            return "bad_act"
        scorer, number_, marks = told["scorer"], told["bid"], told["marks"]
        if not is_int(scorer) or not 1 <= scorer <= self.scorers:
            return "no_scorer"
        if scorer in self.locked:
            return "sheet_locked"
        if not is_int(number_) or number_ not in self.live():
            return "no_such_bid"
        if not isinstance(marks, dict) or set(marks) != set(self.judged):
            return "bad_marks"
        read = {code: millionths(mark) for code, mark in marks.items()}
        if any(mark is None or mark > 10 * MILLION for mark in read.values()):
            return "bad_marks"
        sheet = self.sheets.setdefault(scorer, {})
        sheet[number_] = {code: Fraction(mark or 0, MILLION) for code, mark in read.items()}
        return ""

    def do_lock_sheet(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if not self.scoring():
            return "not_now"
        scorer = told.get("scorer")
        if set(told) != {"act", "scorer"} or not is_int(scorer):
            return "bad_act"
        if not 1 <= scorer <= self.scorers:
            return "no_scorer"
        if scorer in self.locked:
            return "sheet_locked"
        if not set(self.live()) <= set(self.sheets.get(scorer, {})):
            return "sheet_unfinished"
        self.locked.append(scorer)
        return ""

    def judged_as(self, number_: int) -> int:
        """The bid whose quality counts: in a second stage the same company's proposal."""
        return self.proposal.get(self.bids[number_][0], number_)

    def quality(self, number_: int) -> Fraction:
        total, number_ = Fraction(0), self.judged_as(number_)
        for code, weight in self.judged.items():
            marks = sorted(
                self.sheets[scorer][number_][code] for scorer in self.locked if number_ in self.sheets.get(scorer, {})
            )
            if self.rules.get("drop_extremes") and len(marks) >= 3:
                marks = marks[1:-1]
            if marks:
                total += sum(marks, Fraction(0)) / len(marks) / 10 * weight
        return total

    def do_admit(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if len(self.parts) != 2 or self.admitted or not self.over["technical"]:
            return "not_now"
        if set(told) != {"act", "refused"} or not isinstance(told["refused"], dict):
            return "bad_act"
        if self.lacks_sheets():
            return "sheets_open"
        live = self.live()
        if not set(told["refused"]) <= {str(number_) for number_ in live}:
            return "no_such_bid"
        if not all(is_words(why) for why in told["refused"].values()):
            return "reason_needed"
        self.out.update(self.turned_away(told["refused"]))
        self.admitted, self.due_since = True, at
        self.end_if_empty(at)
        return ""

    def turned_away(self, refused: dict[str, str]) -> dict[int, str]:
        mark, most = self.rule("pass_mark"), sum(self.judged.values(), Fraction(0))
        found = {}
        for number_ in self.live():
            if str(number_) in refused:
                found[number_] = "not_admitted"
            elif mark is not None and self.judged and self.quality(number_) * 100 < mark * most:
                found[number_] = "below_pass_mark"
        return found

    def do_invite(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if not self.staged or self.admitted or not self.over["technical"]:
            return "not_now"
        names = set(told) - {"act"}
        if not {"refused", "until", "terms"} <= names <= {"refused", "until", "terms", "beacon"}:
            return "bad_act"
        if not isinstance(told["refused"], dict):
            return "bad_act"
        if not is_words(told["terms"], 20000) or not is_time(told["until"]):
            return "bad_terms"
        until = moment(told["until"])
        if until <= at or until - at < int(self.rules.get("tendering_min_days", 0)) * 86400 * MILLION:
            return "bad_terms"
        held = self.beacon
        if not self.take_beacon(told, until):
            return "bad_terms"
        named, self.beacon = self.beacon, held
        if self.lacks_sheets():
            return "sheets_open"
        if not set(told["refused"]) <= {str(number_) for number_ in self.live()}:
            return "no_such_bid"
        if not all(is_words(why) for why in told["refused"].values()):
            return "reason_needed"
        away = self.turned_away(told["refused"])
        going = [number_ for number_ in self.live() if number_ not in away]
        if len(going) < int(self.rules.get("min_invited", 2)):
            return "too_few_invited"
        self.out.update(away)
        self.proposal = {owner: number_ for number_, (owner, _envelopes) in self.bids.items()}
        self.may_price = {self.bids[number_][0] for number_ in going}
        self.admitted, self.parts, self.bids, self.root = True, ["price"], {}, None
        self.deadline, self.beacon = until, named
        return ""

    # -- ranking and award --

    def better(self, one: Fraction, other: Fraction) -> bool:
        return one < other if self.buys else one > other

    def ranking(self, without: set[str]) -> list[tuple[int, Fraction, bool]]:
        """Number, price and whether the price waits to be justified, best first."""
        ceiling, prices = self.rule("ceiling"), {}
        for number_ in self.live():
            offer = self.offers["price"].get(number_)
            if offer is None or self.bids[number_][0] in without:
                continue
            if ceiling is None or not self.better(ceiling, offer["price"]):
                prices[number_] = offer["price"]
        if not prices:
            return []
        best = min(prices.values()) if self.buys else max(prices.values())
        keys = {}
        for number_, price in prices.items():
            offer, less_is_better = self.offers["price"][number_], self.buys
            value = price
            if self.by_points():
                less_is_better = False
                weight = 100 - sum(self.judged.values(), Fraction(0))
                value = self.quality(number_) + weight * (best / price if self.buys else price / best)
            elif self.method == "meat":
                where = self.offers["technical"].get(self.judged_as(number_)) or offer
                coefficient = where["coefficient"]
                value = price / coefficient if self.buys else price * coefficient
            elif self.method == "lcc":
                value = price * Fraction(self.quantity, MILLION) + offer["later"]
            drawn, seed = "", ""
            if self.rules.get("tie_rule") == "drawing":
                seed = self.root or ""
            elif self.rules.get("tie_rule") == "beacon" and self.value:
                seed = hashlib.sha256(((self.root or "") + self.value).encode()).hexdigest()
            if seed:
                drawn = hashlib.sha256(("%s:%d" % (seed, number_)).encode()).hexdigest()
            keys[number_] = (value if less_is_better else -value, drawn, number_)
        order = sorted(prices, key=lambda number_: keys[number_])
        self.values = {number_: abs(keys[number_][0]) for number_ in order}
        rows = []
        for at, number_ in enumerate(order):
            others = [price for other, price in prices.items() if other != number_]
            looks = bool(others) and self.far(prices[number_], sum(others, Fraction(0)) / len(others), "mean")
            if at + 1 < len(order) and self.far(prices[number_], prices[order[at + 1]], "next"):
                looks = True
            rows.append((number_, prices[number_], looks))
        return rows

    def ties_wait(self, rows: list[tuple[int, Fraction, bool]]) -> bool:
        """Whether equal bids need the beacon's value and it is not there."""
        if self.rules.get("tie_rule") != "beacon" or self.value:
            return False
        found = [self.values[row[0]] for row in rows]
        return len(found) != len(set(found))

    def far(self, price: Fraction, other: Fraction, which: str) -> bool:
        percent = self.rule("abnormal_%s_percent" % which)
        if percent is None:
            return False
        if self.buys:
            return price <= other * (100 - percent) / 100
        return price >= other * (100 + percent) / 100

    def waits(self, row: tuple[int, Fraction, bool]) -> bool:
        return row[2] and self.reasons.get(row[0]) != "accepted"

    def won(self, rows: list[tuple[int, Fraction, bool]], chosen: int | None) -> list[tuple[int, int, Fraction]]:
        """Number, quantity and price of every winner among these rows."""
        if not rows:
            return []
        if self.method == "uniform":
            left, given, turned_away = self.quantity, [], None
            for number_, price, _looks in rows:
                asked = self.offers["price"][number_]["quantity"]
                if asked > left and turned_away is None:
                    turned_away = price
                if left:
                    given.append((number_, min(asked, left), price))
                left -= min(asked, left)
            last = given[-1][2]
            if turned_away is not None and self.rules.get("uniform_price", "first_rejected") == "first_rejected":
                last = turned_away
            return [(number_, got, last) for number_, got, _price in given]
        row = next((one for one in rows if one[0] == chosen), rows[0])
        price = row[1]
        if self.method == "second_price":
            rest = [one[1] for one in rows if one[0] != row[0]]
            second = rest[0] if rest else self.rule("ceiling") or price
            price = second if self.better(price, second) else price
        elif self.method == "second_score":
            price = self.price_of_second_score(row, [one for one in rows if one[0] != row[0]])
        return [(row[0], self.quantity, price)]

    def price_of_second_score(
        self, row: tuple[int, Fraction, bool], rest: list[tuple[int, Fraction, bool]]
    ) -> Fraction:
        """What the winner is paid so that points for its quality and that price make the second score."""
        own, limit = row[1], self.rule("ceiling") or row[1]
        if not rest:
            return limit
        missing = self.values[rest[0][0]] - self.quality(row[0])
        weight = 100 - sum(self.judged.values(), Fraction(0))
        if missing <= 0:
            return limit
        if weight == 0:
            return own
        # The best price that the points are reckoned from, out of the winner's own points.
        points = self.values[row[0]] - self.quality(row[0])
        best = points * own / weight if self.buys else own * weight / points
        exact = weight * best / missing if self.buys else missing * best / weight
        unit = 10 ** int(self.rules.get("price_digits", 2))
        scaled = exact * unit
        whole = scaled.numerator // scaled.denominator
        if not self.buys and whole != scaled:
            whole += 1
        price = Fraction(whole, unit)
        price = own if self.better(price, own) else price
        return limit if self.better(limit, price) else price

    def looks_abnormal(self, number_: Any) -> bool:
        return is_int(number_) and any(row[0] == number_ and row[2] for row in self.ranking(set()))

    def do_justify(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if not self.over["price"]:
            return "not_now"
        if set(told) != {"act", "bid", "text"} or not is_words(told["text"]):
            return "reason_needed"
        if not self.looks_abnormal(told["bid"]) or self.bids[told["bid"]][0] != company:
            return "nothing_to_justify"
        if told["bid"] in self.reasons:
            return "justified"
        self.reasons[told["bid"]] = ""
        return ""

    def do_judge(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if not self.over["price"]:
            return "not_now"
        if set(told) != {"act", "bid", "accepted", "reason"} or not isinstance(told["accepted"], bool):
            return "bad_act"
        if not is_words(told["reason"]):
            return "reason_needed"
        if not self.looks_abnormal(told["bid"]):
            return "nothing_to_justify"
        if self.reasons.get(told["bid"]):
            return "judged"
        if told["bid"] not in self.reasons and told["accepted"]:
            return "no_justification"
        self.reasons[told["bid"]] = "accepted" if told["accepted"] else "rejected"
        if not told["accepted"]:
            self.out[told["bid"]] = "abnormal_price"
            self.published = []
        return ""

    def do_exclude(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if not self.over["price"]:
            return "not_now"
        if set(told) != {"act", "bid", "reason"} or not is_words(told["reason"]):
            return "reason_needed"
        if not is_int(told["bid"]) or told["bid"] not in self.live():
            return "no_such_bid"
        self.out[told["bid"]] = "excluded"
        self.published = []
        return ""

    # -- candidates and objections --

    def unanswered(self, company: str | None = None) -> list[int]:
        rows = [(number_, owner) for number_, (owner, verdict) in self.objections.items() if not verdict]
        return [number_ for number_, owner in rows if company in (None, owner)]

    def objections_until(self) -> int:
        return self.published_at + int(self.rules.get("standstill_days", 0)) * 86400 * MILLION

    def do_candidates(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if not self.over["price"] or not int(self.rules.get("standstill_days", 0)):
            return "not_now"
        if set(told) != {"act"}:
            return "bad_act"
        if self.published:
            return "published"
        if self.unanswered():
            return "objection_open"
        if self.lacks_sheets():
            return "sheets_open"
        rows = self.ranking(set())
        if not rows:
            return "no_candidate"
        if self.ties_wait(rows):
            return "beacon_needed"
        if self.method != "uniform":
            rows = rows[: int(self.rules.get("candidates_most", 3))]
        if any(self.waits(row) for row in rows):
            return "abnormal_price"
        self.published, self.published_at = [row[0] for row in rows], at
        return ""

    def do_object(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if not self.published:
            return "not_now"
        if at >= self.objections_until():
            return "standstill_over"
        if not {"act", "text"} <= set(told) <= {"act", "text", "bid"} or not is_words(told["text"]):
            return "reason_needed"
        if "bid" in told and (not is_int(told["bid"]) or told["bid"] not in self.published):
            return "no_such_bid"
        if self.unanswered(company):
            return "objection_waits"
        self.objections[seq] = (company, "")
        return ""

    def do_answer(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        names = set(told) - {"act"}
        if not {"objection", "upheld", "reason"} <= names <= {"objection", "upheld", "reason", "bid"}:
            return "bad_act"
        if not isinstance(told["upheld"], bool):
            return "bad_act"
        if not is_int(told["objection"]) or told["objection"] not in self.objections:
            return "no_objection"
        owner, verdict = self.objections[told["objection"]]
        if verdict:
            return "answered"
        if not is_words(told["reason"]):
            return "reason_needed"
        if "bid" in told and not (told["upheld"] and is_int(told["bid"]) and told["bid"] in self.live()):
            return "no_such_bid"
        self.objections[told["objection"]] = (owner, "upheld" if told["upheld"] else "rejected")
        if told["upheld"]:
            self.published = []
            if "bid" in told:
                self.out[told["bid"]] = "objection_upheld"
        return ""

    def do_award(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if not self.over["price"]:
            return "not_now"
        if not set(told) <= {"act", "bid", "reason"} or ("reason" in told and not is_words(told["reason"])):
            return "bad_act"
        if self.lacks_sheets():
            return "sheets_open"
        days = int(self.rules.get("validity_days", 0))
        if days and at > self.deadline + days * 86400 * MILLION:
            return "bids_expired"
        rows = self.ranking(set())
        if not rows:
            return "no_candidate"
        if self.ties_wait(rows):
            return "beacon_needed"
        chosen = told.get("bid", rows[0][0])
        if not is_int(chosen) or all(row[0] != chosen for row in rows):
            return "no_such_bid"
        if "bid" in told and self.method == "uniform":
            return "no_such_bid"
        if chosen != rows[0][0]:
            if self.rules.get("award_choice", "best") == "best":
                return "not_the_best"
            if "reason" not in told:
                return "reason_needed"
        if self.won(rows, chosen) != self.won([row for row in rows if not self.waits(row)], chosen):
            return "abnormal_price"
        if int(self.rules.get("standstill_days", 0)):
            if self.unanswered():
                return "objection_open"
            if not self.published:
                return "not_published"
            if at < self.objections_until():
                return "standstill"
            if chosen not in self.published:
                return "no_such_bid"
        self.chosen = chosen
        self.finish(at, "")
        return ""

    def do_no_award(self, seq: int, company: str, told: dict[str, Any], at: int) -> str:
        if self.root is None and not self.proposal:
            return "not_now"
        if set(told) != {"act", "reason"} or not is_words(told["reason"]):
            return "reason_needed"
        self.finish(at, "not_awarded")
        return ""

    def result(self, passed_over: set[str]) -> tuple[str, list[tuple[int, str, int, int]]]:
        """Winners with whole millionths; every price in the end is one that somebody wrote down."""
        if self.chosen is None:
            return self.why or "not_awarded", []
        rows = [row for row in self.ranking(passed_over) if not self.waits(row)]
        won = self.won(rows, self.chosen)
        if not won or (self.published and any(seq not in self.published for seq, _got, _price in won)):
            return "no_candidate", []
        return "", [(seq, self.bids[seq][0], got, int(price * MILLION)) for seq, got, price in won]


# --- spot listings --------------------------------------------------------------------------------------------------

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Hours:
    """Weekly hours on the wall of a zone. The start and end of each are looked up day by day."""

    def __init__(self, rules: dict[str, Any]) -> None:
        self.hours: dict[int, list[tuple[int, int]]] = {}
        for part in str(rules.get("sessions", "")).split(";"):
            words = part.split()
            if not words:
                continue
            first, _dash, last = words[0].partition("-")
            day, end = WEEK.index(first), WEEK.index(last or first)
            while True:
                self.hours.setdefault(day, []).extend(self.span(word) for word in words[1:])
                if day == end:
                    break
                day = (day + 1) % 7
        self.off = set(re.split(r"[\s,;]+", str(rules.get("holidays", "")).strip()))
        self.zone = self.find(str(rules.get("session_zone", ""))) if self.hours else timezone.utc

    def span(self, word: str) -> tuple[int, int]:
        begin, end = ([int(one) for one in clock.split(":")] for clock in word.split("-"))
        first, last = begin[0] * 60 + begin[1], end[0] * 60 + end[1]
        return first, last if last > first else last + 1440

    def find(self, name: str) -> Any:
        if name in ("", "UTC"):
            return timezone.utc
        try:
            from zoneinfo import ZoneInfo

            return ZoneInfo(name)
        except (ImportError, KeyError, ValueError) as error:
            raise Unreadable("this computer does not know the time zone %s" % name) from error

    def wall(self, day: datetime, minute: int) -> int:
        at = (day + timedelta(days=minute // 1440)).replace(hour=minute % 1440 // 60, minute=minute % 60)
        return (at.replace(tzinfo=self.zone) - EPOCH) // timedelta(microseconds=1)

    def are_on(self, at: int) -> bool:
        if not self.hours:
            return True
        local = (EPOCH + timedelta(microseconds=at)).astimezone(self.zone)
        today = datetime(local.year, local.month, local.day)
        for day in (today - timedelta(days=1), today):
            if day.strftime("%Y-%m-%d") in self.off:
                continue
            for first, last in self.hours.get(day.weekday(), []):
                if self.wall(day, first) <= at < self.wall(day, last):
                    return True
        return False


class Listing:
    """What is offered, what is sold, and a queue of takes that wait, each with the moment at which it is let go."""

    extensions = 0

    def __init__(self, event: dict[str, Any], lot: dict[str, Any]) -> None:
        rules = event["rules"]
        self.rules, self.initiator, self.unit = rules, event["initiator"], lot["unit"]
        self.buys = event["side"] == "buy"
        self.opens, self.hours = moment(event["opens_at"]), Hours(rules)
        validity = int(rules.get("validity_s", 0)) * MILLION
        self.until = moment(event["ends_at"]) if event["ends_at"] else self.opens + validity if validity else None
        self.stopped: int | None = None
        self.how = "expired"
        self.version, self.quantity, self.least, self.step, self.sold = 0, 0, 0, 0, 0
        self.prices: list[tuple[int, int]] = []
        self.queue: dict[int, dict[str, Any]] = {}
        self.won: list[tuple[int, str, int, int, Any, Any, Any]] = []

    @property
    def end(self) -> int:
        return self.stopped if self.stopped is not None else self.until or 0

    def shift(self, by: int) -> None:
        self.opens, self.until = self.opens + by, self.until + by if self.until else None
        for row in self.queue.values():
            row["until"] += by

    def over(self, at: int) -> bool:
        return (self.stopped is not None and self.stopped <= at) or (self.until is not None and self.until <= at)

    def live(self, at: int) -> dict[int, dict[str, Any]]:
        return {} if self.over(at) else {seq: row for seq, row in self.queue.items() if at < row["until"]}

    def free(self, at: int) -> int:
        return self.quantity - self.sold - sum(row["quantity"] for row in self.live(at).values())

    def price(self, quantity: int) -> int:
        return [price for start, price in self.prices if start <= quantity][-1]

    def bid(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        try:
            self.act(seq, company, payload, at)
        except Refused as refused:
            return str(refused)
        return ""

    def act(self, seq: int, company: str, payload: dict[str, Any], at: int) -> None:
        kind = payload.get("act")
        if kind == "take":
            return self.on_take(seq, company, payload, at)
        mine = kind in ("offer", "change", "withdraw", "confirm", "reject")
        need(mine or kind in ("approve", "deny", "release"), "no_such_act")
        need(mine == (company == self.initiator), "not_yours")
        need(kind == "release" or not self.over(at), "listing_closed")
        need((kind == "offer") == (not self.version), "no_such_act")
        if kind in ("offer", "change", "withdraw"):
            return getattr(self, "on_" + str(kind))(payload, at)  # type: ignore[no-any-return]
        number_of_take = payload.get("take")
        row = (self.queue if kind == "release" else self.live(at)).get(number_of_take)  # type: ignore[arg-type]
        need(row is not None, "take_does_not_wait")
        assert row is not None and isinstance(number_of_take, int)
        need(mine or row["company"] == company, "take_does_not_wait")
        if kind == "release":
            need(number_of_take not in self.live(at), "take_does_not_wait")
        else:
            need((row["waits"] == "approval") == (kind in ("approve", "deny")), "take_does_not_wait")
        if kind == "approve" and (self.confirms() or not row["listed"]):
            row["waits"], row["until"] = "confirmation", at + self.patience()
        elif kind in ("confirm", "approve"):
            del self.queue[number_of_take]
            self.sell(number_of_take, row, at)
        else:
            del self.queue[number_of_take]
            if self.sold and not self.over(at):
                self.end_if_used_up(at)
        return None

    def confirms(self) -> bool:
        return bool(self.rules.get("accept", "auto") == "seller_confirms")

    def patience(self) -> int:
        return int(self.rules.get("confirm_within_h", 24)) * 3600 * MILLION

    def table(self, rows: Any) -> list[tuple[int, int]]:
        need(isinstance(rows, list) and rows, "bad_price")
        found: list[tuple[int, int]] = []
        for row in rows:
            need(isinstance(row, list) and len(row) == 2, "bad_price")
            start, price = 0 if row[0] == "0" else positive(row[0]), positive(row[1])
            need(start is not None and price, "bad_price")
            assert start is not None and price is not None
            need(start > found[-1][0] if found else start == 0, "bad_price")
            found.append((start, price))
        return found

    def on_offer(self, payload: dict[str, Any], at: int) -> None:
        quantity, price = positive(payload.get("quantity")), positive(payload.get("unit_price"))
        need(quantity and payload.get("unit") == self.unit, "bad_quantity")
        need(price, "bad_price")
        assert quantity is not None and price is not None
        self.prices = [(0, price)]
        if self.rules.get("price_kind") == "tiered" and self.rules.get("tiers"):
            self.prices = self.table(self.rules["tiers"])
            need(self.prices[0][1] == price, "tiers_begin_elsewhere")
        self.version, self.quantity = 1, quantity
        self.least, self.step = min(number(self.rules["min_take"]), quantity), number(self.rules["take_step"])

    def on_change(self, payload: dict[str, Any], at: int) -> None:
        need(payload.get("version") == self.version, "stale_version")
        policy = self.rules.get("modify_while_open", "any")
        need(policy != "none", "no_changes")
        read = {name: positive(payload[name]) for name in ("quantity", "min_take", "take_step") if name in payload}
        need(all(read.values()), "bad_quantity")
        prices = self.prices
        if "tiers" in payload:
            need(self.rules.get("price_kind") == "tiered", "bad_price")
            prices = self.table(payload["tiers"])
        if "unit_price" in payload:
            price = positive(payload["unit_price"])
            need(price and ("tiers" not in payload or price == prices[0][1]), "bad_price")
            prices = [(0, price or 0), *prices[1:]]
        if policy == "better_only":
            for start in {row[0] for row in self.prices} | {row[0] for row in prices}:
                old, new = self.price(start), [price for begin, price in prices if begin <= start][-1]
                need(new >= old if self.buys else new <= old, "not_better")
        quantity, least = read.get("quantity") or self.quantity, read.get("min_take") or self.least
        if "quantity" in read:
            need(quantity > self.quantity - self.free(at), "below_taken")
        need(least <= quantity, "min_take_too_large")
        until = self.until
        if "ends_at" in payload:
            until = None if payload["ends_at"] is None else date(payload["ends_at"])
            need(payload["ends_at"] is None or (until is not None and until > at), "ends_in_the_past")
        self.version, self.quantity, self.least = self.version + 1, quantity, least
        self.prices, self.until = prices, until
        self.step = read.get("take_step") or self.step

    def on_withdraw(self, payload: dict[str, Any], at: int) -> None:
        self.queue, self.stopped, self.how = {}, at, "withdrawn"

    def on_take(self, seq: int, company: str, payload: dict[str, Any], at: int) -> None:
        need(self.version and at >= self.opens and not self.over(at), "listing_closed")
        need(company != self.initiator, "own_listing")
        need(payload.get("version") == self.version, "stale_version")
        need(self.hours.are_on(at), "out_of_session")
        quantity = positive(payload.get("quantity"))
        need(quantity and payload.get("unit") == self.unit, "bad_quantity")
        assert quantity is not None
        item = payload.get("item")
        need(not self.buys or (isinstance(item, str) and re.fullmatch("[0-9a-f-]{36}", item)), "item_needed")
        need(self.buys or item is None, "no_item_needed")
        price, listed = self.price(quantity), True
        if payload.get("unit_price") is not None:
            named = positive(payload["unit_price"])
            need(named, "bad_price")
            need(named == price or self.rules.get("price_kind") == "negotiable", "price_is_firm")
            listed, price = named == price, named or 0
        self.check_size(payload, quantity, self.free(at))
        row = {"company": company, "quantity": quantity, "price": price, "item": item, "listed": listed}
        above = rule_number(self.rules, "approve_above")
        if above is not None and quantity * price > above * MILLION:
            wait = int(self.rules.get("hold_seconds", 900)) * MILLION
            self.queue[seq] = dict(row, waits="approval", until=at + wait)
        elif self.confirms() or not listed:
            self.queue[seq] = dict(row, waits="confirmation", until=at + self.patience())
        else:
            self.sell(seq, row, at)

    def check_size(self, payload: dict[str, Any], quantity: int, left: int) -> None:
        whole, policy = bool(self.rules.get("whole_lot_only")), self.rules.get("remainder_policy", "allow")
        need(not whole or quantity == self.quantity, "whole_lot_only")
        need(quantity <= left, "insufficient_remaining")
        if whole or (quantity == left and policy != "seller_keeps"):
            return
        mixed, basket = self.rules.get("mixed_batch", "none"), payload.get("basket")
        total = positive(basket.get(mixed)) if mixed != "none" and isinstance(basket, dict) else None
        if total and total >= (rule_number(self.rules, "batch_min") or 0):
            need(quantity % self.step == 0, "bad_step")
        else:
            need(quantity >= self.least, "below_min_take")
            need((quantity - self.least) % self.step == 0, "bad_step")
        need(policy != "must_take_all" or left - quantity == 0 or left - quantity >= self.least, "must_take_all")

    def sell(self, seq: int, row: dict[str, Any], at: int) -> None:
        self.sold += row["quantity"]
        self.won.append((seq, row["company"], row["quantity"], row["price"], 1, row["item"], None))
        self.end_if_used_up(at)

    def end_if_used_up(self, at: int) -> None:
        if self.live(at):
            return
        left = self.free(at)
        least = self.quantity if self.rules.get("whole_lot_only") else self.least
        if left == 0 or (self.rules.get("remainder_policy") == "seller_keeps" and left < least):
            self.stopped, self.how = at, ""

    def result(self, passed_over: set[str]) -> tuple[str, list[Any]]:
        return self.how, self.won


# --- changes after the publication ----------------------------------------------------------------------------------


class Editions:
    """The event and its lot as published, and after each change. The file has them as they were at the end."""

    FREE = ("title", "description", "ends_at")

    def __init__(self, audit: dict[str, Any], say: Say) -> None:
        part = audit.get("amendments") or {"list": [], "confirmations": []}
        self.rows, self.said = sorted(part["list"], key=lambda row: row["number"]), part["confirmations"]
        event = dict(audit["event"], rules=dict(audit["event"]["rules"]))
        lot = dict(audit["lot"], lines=[dict(line) for line in audit["lot"].get("lines", [])])
        self.after = [(event, lot)]
        if event["rules"].get("amended", 0) != max([row["number"] for row in self.rows if row["binding"]], default=0):
            say("amendments", "the rules in force do not name the last change that binds bidders")
        for row in reversed(self.rows):
            where = "amendment %d" % row["number"]
            event, lot = self.undo(where, event, lot, row, say)
            self.after.insert(0, (event, lot))
        for at, row in enumerate(self.rows, 1):
            self.check(at, row, say)

    def undo(
        self, where: str, event: dict[str, Any], lot: dict[str, Any], row: dict[str, Any], say: Say
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Event and lot as they were before a change."""
        event, lot = dict(event, rules=dict(event["rules"])), dict(lot, lines=[dict(one) for one in lot["lines"]])
        if row["new_hash"] != event["ruleset_hash"]:
            say(where, "the rules that followed it do not have the hash it names")
        event["ruleset_hash"] = row["old_hash"]
        for change in row["changes"]:
            name, found = change["field"], re.fullmatch(r"lines\[(\d+)\]\.quantity", change["field"])
            if name.startswith("rules."):
                place, key = event["rules"], name[6:]
            elif name in ("opens_at", "ends_at"):
                place, key = event, name
            elif found:
                place, key = next(one for one in lot["lines"] if one["line_no"] == int(found[1])), "quantity"
            else:
                continue
            if place.get(key) != change["after"]:
                say(where, "it made %s %s; what followed has %s" % (name, change["after"], place.get(key)))
            place[key] = change["before"]
            if found and place["line_no"] == lot["lines"][0]["line_no"]:
                lot["quantity"] = change["before"]
        if row["binding"]:
            before = [one["number"] for one in self.rows if one["binding"] and one["number"] < row["number"]]
            event["rules"].pop("amended", None)
            if before:
                event["rules"]["amended"] = max(before)
        return event, lot

    def check(self, at: int, row: dict[str, Any], say: Say) -> None:
        """One change against the rules that bind changes themselves."""
        where, fields = "amendment %d" % at, [change["field"] for change in row["changes"]]
        event = self.after[at - 1][0]
        if row["number"] != at:
            say(where, "its number is %s; a change is missing or added" % row["number"])
        if not fields or len(fields) != len(set(fields)) or not str(row["reason"]).strip():
            say(where, "it changes nothing, one thing twice, or gives no reason")
        binding = any(name not in self.FREE for name in fields)
        if binding != row["binding"]:
            say(
                where,
                "it %s bidders by what it changes; the file says otherwise" % ("binds" if binding else "binds no"),
            )
        covered = {"amends": row["old_hash"], "number": row["number"], "changes": row["changes"]}
        if row["new_hash"] != (sha256(covered) if binding else row["old_hash"]):
            say(where, "its hash does not stand for the old rules and what it changes")
        days, ends = int(event["rules"].get("amendment_days_before_end", 0)), self.after[at][0]["ends_at"]
        for change in row["changes"]:
            if change["field"] in ("opens_at", "ends_at") and moment(change["after"]) <= moment(change["before"]):
                say(where, "it moves a date to an earlier time")
        if binding and days and "ends_at" in fields and moment(ends) < moment(row["at"]) + days * 86400 * MILLION:
            say(where, "fewer than %d days remained after it" % days)

    def remain(self, at: int, end: int, say: Say) -> None:
        """After a binding change that did not move the end, enough days were left."""
        row, event = self.rows[at - 1], self.after[at][0]
        days = int(event["rules"].get("amendment_days_before_end", 0))
        if row["binding"] and days and end < moment(row["at"]) + days * 86400 * MILLION:
            say("amendment %d" % at, "fewer than %d days remained after it" % days)

    def hash_at(self, seq: int) -> str:
        """The hash of the rules in force when bid `seq` was decided."""
        return str(self.after[sum(row["after_seq"] < seq for row in self.rows)][0]["ruleset_hash"])

    def wanted(self, seq: int) -> int:
        """The change that companies have to have confirmed for bid `seq`; 0 for none."""
        return max([row["number"] for row in self.rows if row["binding"] and row["after_seq"] < seq], default=0)

    def confirmed(self, company: str, number: int, seq: int) -> bool:
        said = (row for row in self.said if row["company"] == company and row["after_seq"] < seq)
        return not number or any(row["number"] >= number for row in said)

    def check_bid(self, bid: dict[str, Any], initiator: str, say: Say) -> None:
        """Refused for want of a confirmation, and not otherwise; never accepted without one."""
        if bid["company"] == initiator:
            return
        given = self.confirmed(bid["company"], self.wanted(bid["seq"]), bid["seq"])
        if bid["reason"] == "trading.amendment_unconfirmed" and given:
            say("bid %d" % bid["seq"], "it is refused for want of a confirmation that was given")
        if bid["verdict"] == "accepted" and not given:
            say("bid %d" % bid["seq"], "it is accepted although its company had not confirmed a change")

    def check_outcome(self, outcome: dict[str, Any], last: int, say: Say) -> None:
        """Nobody wins, and nobody is passed over, against its confirmations."""
        number, over = self.wanted(last + 1), outcome.get("passed_over", {})
        for row in outcome["allocations"]:
            if not self.confirmed(row["company"], number, last + 1):
                say("outcome", "company %s gets something and has not confirmed change %d" % (row["company"], number))
        for company, reason in over.items():
            if reason == "trading.amendment_unconfirmed" and self.confirmed(company, number, last + 1):
                say("outcome", "company %s is passed over although it has confirmed" % company)


def gone_on(
    lot: Lot, event: dict[str, Any], facts: dict[str, Any], fields: list[str], at: int, acts: list[Any], say: Say
) -> Lot:
    """What decides the lot after a change: as new while nothing has happened, else with what was handed in."""
    quantity = positive(facts["quantity"])
    if quantity is None:
        raise Unreadable("a changed quantity is no number")
    if not acts and at < lot.opens:
        return lot_of(event, facts, quantity)
    if any(name.startswith("rules.") or name == "opens_at" for name in fields):
        say("amendments", "rules or the opening were changed after something was handed in")
    if isinstance(lot, Vault):
        lot.quantity, lot.rules = quantity, event["rules"]
        if "ends_at" in fields:
            lot.deadline = moment(event["ends_at"])
        return lot
    if not isinstance(lot, Request):
        if any(name not in Editions.FREE for name in fields):
            say("amendments", "a live auction was changed after something was handed in")
        return lot
    new = Request(event, facts)
    if "ends_at" not in fields:
        new.deadline = lot.deadline
    for seq, company, payload, when in acts:
        if new.bid(seq, company, payload, when):
            say("amendments", "bid %d no longer fits" % seq)
    return new


# --- the checks -----------------------------------------------------------------------------------------------------

SHAPE = {
    "event": "number mode side currency ruleset_hash rules initiator opens_at ends_at".split(),
    "lot": "id number quantity unit".split(),
    "outcome": "reason end_at extensions allocations".split(),
}
BID = "seq company payload payload_hash ruleset_hash verdict reason received_at prev_hash hash".split()


def read(data: bytes) -> dict[str, Any]:
    """The audit file as a value; Unreadable with the place if it is none."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _value in pairs]
        if len(names) != len(set(names)):
            raise Unreadable("a name occurs twice in one object")
        return dict(pairs)

    def no_float(text: str) -> Any:
        raise Unreadable("the number %s has a fraction; numbers like it are written as text" % text)

    try:
        audit = json.loads(
            data.decode("utf-8"), object_pairs_hook=unique, parse_float=no_float, parse_constant=no_float
        )
    except UnicodeDecodeError as error:
        raise Unreadable("not UTF-8 at byte %d" % error.start) from error
    except json.JSONDecodeError as error:
        raise Unreadable("not JSON at character %d: %s" % (error.pos, error.msg)) from error
    if not isinstance(audit, dict) or audit.get("format") != FORMAT:
        raise Unreadable("the format is not %s" % FORMAT)
    for part, names in SHAPE.items():
        lacking = [name for name in names if not isinstance(audit.get(part), dict) or name not in audit[part]]
        if lacking:
            raise Unreadable("%s lacks %s" % (part, ", ".join(lacking)))
    for name in ("bids", "shifts"):
        if not isinstance(audit.get(name), list) or not all(isinstance(row, dict) for row in audit[name]):
            raise Unreadable("%s is no list of objects" % name)
    for at, bid in enumerate(audit["bids"], 1):
        lacking = [name for name in BID if name not in bid]
        if lacking or not isinstance(bid["payload"], dict):
            raise Unreadable("bid %d in the file lacks %s" % (at, ", ".join(lacking) or "a payload"))
    return audit


def check_chain(audit: dict[str, Any], editions: Editions, say: Say) -> None:
    """Numbers, hashes and links of the bids."""
    before = ""
    for at, bid in enumerate(audit["bids"], 1):
        where = "bid %d" % at
        if bid["seq"] != at:
            say(where, "its number is %s; a bid is missing, added or out of order" % bid["seq"])
        if sha256(bid["payload"]) != bid["payload_hash"]:
            say(where, "its payload is not the one that was hashed")
        if bid["ruleset_hash"] != editions.hash_at(at):
            say(where, "it was decided under other rules than the event's")
        if bid["prev_hash"] != before:
            say(where, "it is not linked to the bid before it")
        covered = {
            "lot": audit["lot"]["id"], "seq": bid["seq"], "company": bid["company"], "payload": bid["payload_hash"],
            "ruleset": bid["ruleset_hash"], "verdict": bid["verdict"], "reason": bid["reason"],
            "at": written(moment(bid["received_at"])), "prev": bid["prev_hash"],
        }  # fmt: skip
        if sha256(covered) != bid["hash"]:
            say(where, "its hash does not fit what the file says of it")
        before = bid["hash"]


Lot = Union[Live, Turns, Japanese, Parts, Dutch, LastRound, Explained, Request, Vault, Listing]


def lot_of(event: dict[str, Any], lot: dict[str, Any], quantity: int) -> Lot:
    """What decides this lot anew."""
    rules = event["rules"]
    far = [millionths(str(rules.get("abnormal_%s_percent" % name, "0") or "0")) for name in ("mean", "next")]
    explained = any(far)
    if event["mode"] == "rfq":
        return Request(event, lot)
    if event["mode"] == "spot_listing":
        return Listing(event, lot)
    if event["mode"] == "sealed_tender":
        return Vault(event, quantity, lot["id"])
    if event["mode"] == "dutch_auction":
        return Dutch(event, quantity)
    if event["mode"] == "english_auction" and rules.get("multi_unit", "single") != "single":
        return Parts(event, quantity)
    if event["mode"] == "reverse_auction" and rules.get("format") in ("turns", "japanese"):
        if rules["format"] == "turns":
            turns = Turns(event, quantity)
            return Explained(turns, event) if explained else turns
        falling = Japanese(event, quantity)
        return LastRound(falling, event) if rules.get("tie_rule") == "best_and_final_round" else falling
    live = Live(event, quantity)
    if rules.get("tie_rule") == "best_and_final_round":
        return LastRound(live, event)
    return Explained(live, event) if explained else live


def check_verdicts(audit: dict[str, Any], lot: Lot, editions: Editions, say: Say) -> Lot:
    """Decide every bid anew, in order, with the pauses and changes where they were; what decides at the end."""
    sandbox = audit["event"].get("sandbox") is True
    waiting: list[tuple[int, int, dict[str, Any]]] = [
        (row["after_seq"], moment(row["at"]) if "at" in row else 0, row) for row in audit["shifts"]
    ]
    waiting += [(row["after_seq"], moment(row["at"]), row) for row in editions.rows]
    waiting.sort(key=lambda one: one[:2])
    acts: list[Any] = []
    chance = SecondChance(audit["event"]["rules"], lot, sandbox, say)

    def until(seq: int, lot: Lot) -> Lot:
        while waiting and waiting[0][0] < seq:
            _after, at, row = waiting.pop(0)
            if "by_s" in row:
                chance.shift(row)
                continue
            event, facts = editions.after[row["number"]]
            lot = gone_on(lot, event, facts, [one["field"] for one in row["changes"]], at, acts, say)
            chance.lot = lot
            if event["ends_at"] and not isinstance(lot, Japanese):
                editions.remain(row["number"], lot.deadline if isinstance(lot, (Request, Vault)) else lot.end, say)
        return lot

    for at, bid in enumerate(audit["bids"], 1):
        lot = until(at, lot)
        editions.check_bid(bid, audit["event"]["initiator"], say)
        if bid["verdict"] == "refused" and bid["reason"] in KERNEL_REASONS:
            continue
        when = moment(bid["received_at"])
        reason = lot.bid(at, bid["company"], bid["payload"], when)
        if bid["verdict"] == "accepted":
            acts.append((at, bid["company"], bid["payload"], when))
        stated = bid["reason"] if bid["verdict"] == "refused" else ""
        if bid["verdict"] not in ("accepted", "refused") or (bid["verdict"] == "accepted") != (not reason):
            say("bid %d" % at, "it is %s in the file; by the rules it is %s" % (bid["verdict"], reason or "accepted"))
        elif stated != reason:
            say("bid %d" % at, "it is refused as %s; by the rules it is %s" % (stated, reason))
    lot = until(len(audit["bids"]) + 1, lot)
    editions.check_outcome(audit["outcome"], len(audit["bids"]), say)
    chance.check(audit["outcome"])
    return lot


class SecondChance:
    """More time, once, for a lot with too few bidders: only where the rules give it, and never less than they say."""

    def __init__(self, rules: dict[str, Any], lot: Lot, sandbox: bool, say: Say) -> None:
        self.rules, self.lot, self.sandbox, self.say, self.used = rules, lot, sandbox, say, False
        self.given = isinstance(lot, Live) and rules.get("on_too_few") == "extend_once"

    def shift(self, shift: dict[str, Any]) -> None:
        """Move the lot's times, by a pause, by the clock of a sandbox or by a second chance."""
        by = moved(shift, self.sandbox)
        if shift.get("kind", "pause") == "too_few":
            self.extend(moment(shift["at"]), by)
        self.lot.shift(by)

    def extend(self, at: int, by: int) -> None:
        lot = self.lot
        if self.used or not self.given or not isinstance(lot, Live):
            self.say("shift", "it gives more time, which the rules do not, or not again")
            return
        self.used = True
        reason = lot.result(set())[0]
        if at < lot.end or reason not in ("too_few_bidders", "no_bids"):
            self.say("shift", "it gives more time, and there were enough bidders, or the end had not come")
        due = at - lot.end + min(int(self.rules["extend_s"]) * MILLION, lot.end - lot.opens)
        if by != due:
            self.say("shift", "it moves the end by %s s; by the rules it is %s s" % (plain(by), plain(due)))

    def check(self, outcome: dict[str, Any]) -> None:
        """A lot that failed for want of bidders has had its second chance first."""
        want = ("too_few_bidders", "no_bids")
        if self.given and not self.used and outcome["reason"] in want and self.lot.result(set())[0] in want:
            self.say("outcome", "it failed for want of bidders without the time the rules give it once")


def check_outcome(audit: dict[str, Any], lot: Lot, say: Say) -> None:
    stated = audit["outcome"]
    decided = isinstance(lot, Request) and lot.end and stated["reason"] != "initiator_suspended"
    if stated["reason"] in KERNEL_OUTCOMES and not decided:
        if stated["allocations"]:
            say("outcome", "it is %s and yet somebody gets something" % stated["reason"])
        return
    reason, allocations = lot.result(set(stated.get("passed_over", {})))
    if stated["reason"] != reason:
        say("outcome", "the reason is %r; by the rules it is %r" % (stated["reason"], reason))
    if moment(stated["end_at"]) != lot.end:
        say("end", "it is %s; by the rules it is %s" % (stated["end_at"], written(lot.end)))
    if stated["extensions"] != lot.extensions:
        say("extensions", "there are %s; by the rules there are %d" % (stated["extensions"], lot.extensions))
    if len(stated["allocations"]) != len(allocations):
        say("allocations", "there are %d; by the rules there are %d" % (len(stated["allocations"]), len(allocations)))
        return
    for at, (row, mine) in enumerate(zip(stated["allocations"], allocations), 1):
        where, (seq, company, quantity, price) = "allocation %d" % at, mine[:4]
        if len(mine) > 4 and (row.get("line_no"), row.get("item"), row.get("currency")) != mine[4:]:
            say(where, "it is line %s, item %s, currency %s; by the rules line %s, item %s, currency %s"
                % (row.get("line_no"), row.get("item"), row.get("currency"), *mine[4:]))  # fmt: skip
        if (row.get("seq"), row.get("company")) != (seq, company):
            say(where, "it goes to bid %s of %s; by the rules to bid %d of %s"
                % (row.get("seq"), row.get("company"), seq, company))  # fmt: skip
        if millionths(row.get("quantity")) != quantity:
            say(where, "the quantity is %s; by the rules it is %s" % (row.get("quantity"), plain(quantity)))
        if millionths(row.get("unit_price")) != price:
            say(where, "the price is %s; by the rules it is %s" % (row.get("unit_price"), plain(price)))


def verify(data: bytes, expect: str | None = None) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """Everything that is wrong with an audit file given as bytes: a list of (where, what)."""
    found = []

    def say(where: str, what: str) -> None:
        found.append((where, what))

    audit = read(data)
    if canonical(audit).encode("utf-8", "surrogatepass") != data.rstrip(b"\n"):
        say("file", "it is not written in canonical form (RFC 8785)")
    if expect and hashlib.sha256(data.rstrip(b"\n")).hexdigest() != expect.lower():
        say("file", "its SHA-256 is not the one expected")
    unknown = sorted(set(audit) - {"format", "event", "lot", "bids", "shifts", "outcome", "amendments", "file_hash"})
    if unknown:
        say("file", "it holds a part that does not belong there: %s" % ", ".join(unknown))
    if "file_hash" in audit:
        rest = {name: value for name, value in audit.items() if name != "file_hash"}
        if sha256(rest) != audit["file_hash"]:
            say("file", "its hash over everything does not fit: something in it was changed")
    event = audit["event"]
    if event["side"] not in SIDES.get(event["mode"], ()):
        say("event", "mode %r with side %r is not known to this verifier" % (event["mode"], event["side"]))
        return found, audit
    try:
        editions = Editions(audit, say)
        check_chain(audit, editions, say)
        event, facts = editions.after[0]
        quantity = positive(facts["quantity"])
        if quantity is None:
            say("lot", "its quantity is not a number")
            return found, audit
        lot = check_verdicts(audit, lot_of(event, facts, quantity), editions, say)
        check_outcome(audit, lot, say)
    except Unreadable as error:
        say("file", str(error))
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError, AttributeError, OverflowError) as error:
        say("file", "a value is missing or of the wrong kind (%s: %s)" % (type(error).__name__, error))
    return found, audit


# --- the log of acts ------------------------------------------------------------------------------------------------
#
# A file of `kontor-log/1`: a head that the log's owner signed, and one record a line. The tree is that of RFC 9162, the
# head a signed note, the signature Ed25519 (RFC 8032), reckoned here so that nothing has to be installed.

LOG_FORMAT = "kontor-log/1"
LOG_LINE = re.compile(
    rb'\{"leaf":"(?P<leaf>[0-9a-f]{64})",(?:"proof":\[(?P<proof>(?:"[0-9a-f]{64}"(?:,"[0-9a-f]{64}")*)?)\],)?'
    rb'"record":(?P<record>null|\{.*\}),"seq":(?P<seq>0|[1-9][0-9]{0,17})\}'
)
LOG_HEADER = ["checkpoint", "cosignatures", "format", "key", "kind", "log", "origin", "size"]
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple


def point_add(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * CURVE % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_times(times: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while times:
        if times & 1:
            found = point_add(found, point)
        point, times = point_add(point, point), times >> 1
    return found


def point_of(text: bytes) -> Point | None:
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(CURVE * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (not x and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """RFC 8032, 5.1.7."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, nonce, s = point_of(public), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = point_times(s, BASE), point_add(nonce, point_times(k, key))
    same_x, same_y = left[0] * right[2] - right[0] * left[2], left[1] * right[2] - right[1] * left[2]
    return not same_x % P and not same_y % P


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Heads:
    """A tree that grows by leaves, told by the roots of its complete subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self.parts: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        self.parts.append(leaf)
        self.size += 1
        count = self.size
        while not count & 1:
            right = self.parts.pop()
            self.parts[-1] = node(self.parts[-1], right)
            count >>= 1

    def root(self) -> bytes:
        if not self.parts:
            return hashlib.sha256(b"").digest()
        found = self.parts[-1]
        for left in self.parts[-2::-1]:
            found = node(left, found)
        return found


def proved_root(place: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes | None:
    """RFC 9162, 2.1.3.2."""
    at, last, found, steps = place, size - 1, leaf, list(proof)
    while last:
        if not steps:
            return None
        if at & 1 or at == last:
            found = node(steps.pop(0), found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, steps.pop(0))
        at, last = at >> 1, last >> 1
    return None if steps else found


def note_of(text: str, key: str) -> tuple[str, int, bytes]:
    """Log, size and root of a signed head; Unreadable where it is none, or not signed by the key."""
    try:
        name, told, coded = key.strip().split("+", 2)
        body = base64.b64decode(coded, validate=True)
        known = hashlib.sha256(("%s\n" % name).encode() + body).digest()[:4]
        if known.hex() != told or body[0] != 1:
            raise Unreadable("the key of the log is not one")
        signed, _gap, lines = text.partition("\n\n")
        origin, size, root = signed.split("\n")
        for line in lines.splitlines():
            dash, signer, signature = line.split(" ")
            found = base64.b64decode(signature, validate=True)
            if dash == "—" and signer == name and found[:4] == known:
                if is_signed(body[1:], found[4:], ("%s\n" % signed).encode()):
                    return origin, int(size), base64.b64decode(root, validate=True)
                raise Unreadable("the head is not signed by the log's key: it, or the key, was changed")
    except (ValueError, IndexError, UnicodeError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("the head of the log is not one") from error
    raise Unreadable("the head carries no signature of the log's key")


def cosigned_by(text: str, lines: list[str], witness: str) -> str:
    """What is wrong with the signature of a witness under a head (C2SP `tlog-cosignature`); empty where it is good."""
    try:
        name, told, coded = witness.strip().split("+", 2)
        body = base64.b64decode(coded, validate=True)
    except ValueError:
        raise Unreadable("the key of the witness is not one") from None
    known = hashlib.sha256(("%s\n" % name).encode() + body).digest()[:4]
    if known.hex() != told or body[:1] != b"\x04" or len(body) != 33:
        raise Unreadable("the key of the witness is not one")
    signed = text.partition("\n\n")[0]
    for line in "".join(lines).splitlines():
        parts = line.split(" ")
        try:
            found = base64.b64decode(parts[-1], validate=True)
        except ValueError:
            continue
        if parts[:2] != ["—", name] or found[:4] != known or len(found) != 76:
            continue
        seen = int.from_bytes(found[4:12], "big")
        message = "cosignature/v1\ntime %d\n%s\n" % (seen, signed)
        return "" if is_signed(body[1:], found[12:], message.encode()) else "the signature of %s is not good" % name
    return "%s did not sign it" % name


class Log:
    """The check of one file; everything that is wrong is said with the number of the record."""

    def __init__(self, say: Say, key: str | None, earlier: list[str], leaves: bytes | None) -> None:
        self.say, self.key, self.earlier, self.leaves = say, key, earlier, leaves
        self.tree, self.next, self.records, self.withheld, self.wrong = Heads(), 0, 0, 0, False
        self.header: dict[str, Any] = {}
        self.heads: dict[int, bytes] = {}
        self.root = b""

    def begin(self, line: bytes) -> None:
        try:
            self.header = json.loads(line)
        except ValueError as error:
            raise Unreadable("its first line is not the head of a log") from error
        header = self.header
        if not isinstance(header, dict) or sorted(header) != LOG_HEADER or header["format"] != LOG_FORMAT:
            raise Unreadable("its first line is not the head of a log")
        if canonical(header).encode("utf-8", "surrogatepass") != line:
            raise Unreadable("its first line is not written in canonical form (RFC 8785)")
        if header["kind"] not in ("whole", "part"):
            raise Unreadable("it is neither a whole log nor a part of one")
        if self.key is not None and self.key.strip() != header["key"]:
            self.say("head", "it is signed with another key than the one expected")
        origin, size, self.root = note_of(header["checkpoint"], self.key or header["key"])
        if (origin, size) != (header["origin"], header["size"]) or origin.rpartition("/")[2] != header["log"]:
            self.say("head", "what the file says of its log is not what was signed")
        for text in self.earlier:
            before, count, root = note_of(text, self.key or header["key"])
            if before != origin:
                self.say("earlier head", "it is of another log")
            elif count > size:
                self.say("earlier head", "it has %d records, and this later one %d" % (count, size))
            else:
                self.heads[count] = root

    @property
    def is_whole(self) -> bool:
        return bool(self.header["kind"] == "whole")

    def record(self, number: int, line: bytes) -> None:
        found = LOG_LINE.fullmatch(line)
        if found is None or self.is_whole != (found["proof"] is None):
            self.fail("record no. %d" % self.next if self.is_whole else "line %d" % number, "it is not a record")
            self.next += 1
            return
        seq, leaf = int(found["seq"]), bytes.fromhex(found["leaf"].decode())
        where = "record no. %d" % seq if self.is_whole else "record no. %d, line %d" % (seq, number)
        self.records += 1
        text = found["record"]
        self.withheld += text == b"null"
        if text != b"null" and hashlib.sha256(b"\x00" + text).digest() != leaf:
            self.fail(where, "it was changed: it does not have the hash that was sealed")
        elif text != b"null" and b'"log":"%s"' % self.header["log"].encode() not in text:
            self.fail(where, "it is of another log")
        if self.leaves is not None and self.leaves[32 * seq : 32 * seq + 32] not in (b"", leaf):
            self.fail(where, "its hash is not the one that was published")
        if self.is_whole:
            self.in_order(where, seq, leaf)
        else:
            proof = [bytes.fromhex(one.decode()) for one in re.findall(rb"[0-9a-f]{64}", found["proof"])]
            if seq < self.next:
                self.fail(where, "it is there twice, or not in its place")
            self.next = seq + 1
            if seq >= self.header["size"] or proved_root(seq, self.header["size"], leaf, proof) != self.root:
                self.fail(where, "its proof does not lead to the signed head")

    def in_order(self, where: str, seq: int, leaf: bytes) -> None:
        if seq < self.next:
            self.fail(where, "it is there twice, or not in its place")
            return
        if seq > self.next:
            last = "" if seq == self.next + 1 else " to %d" % (seq - 1)
            self.fail("record no. %d%s" % (self.next, last), "it is missing, or not in its place")
        self.next = seq + 1
        self.tree.add(leaf)
        root = self.heads.get(self.tree.size)
        if root is not None and not self.wrong and self.tree.root() != root:
            below = max([0, *(size for size in self.heads if size < self.tree.size)])
            self.fail(
                "record no. %d to %d" % (below, self.tree.size - 1),
                "something in between was rewritten after an earlier head was signed",
            )

    def end(self) -> None:
        if not self.is_whole:
            return
        if self.next < self.header["size"]:
            self.fail("record no. %d to %d" % (self.next, self.header["size"] - 1), "missing at the end")
        if self.tree.size > self.header["size"]:
            self.fail("record no. %d" % self.header["size"], "there are more records than were signed")
        if not self.wrong and self.tree.root() != self.root:
            self.fail(
                "log", "a record was changed together with its hash, or records changed places: the published leaves"
                " (--leaves) or earlier heads (--earlier) say which",
            )  # fmt: skip

    def fail(self, where: str, what: str) -> None:
        self.wrong = True
        self.say(where, what)


def verify_log(
    lines: Any, key: str | None = None, earlier: list[str] | None = None, leaves: bytes | None = None
) -> tuple[list[tuple[str, str]], Log]:
    """Everything that is wrong with a log, given as lines of bytes: a list of (where, what)."""
    found: list[tuple[str, str]] = []
    log = Log(lambda where, what: found.append((where, what)), key, earlier or [], leaves)
    rows = iter(lines)
    log.begin(next(rows, b"").rstrip(b"\n"))
    for number, line in enumerate(rows, 2):
        if not line.endswith(b"\n"):
            log.fail("line %d" % number, "the file ends in the middle of it")
        log.record(number, line[:-1] if line.endswith(b"\n") else line)
    log.end()
    return found, log


def log_main(options: argparse.Namespace) -> int:
    """Check a log that is given as a file."""
    try:
        earlier = []
        for name in options.earlier:
            with open(name, encoding="utf-8") as stream:
                earlier.append(stream.read())
        leaves = b""
        for name in sorted(options.leaves):
            with open(name, "rb") as stream:
                leaves += stream.read()
        with open(options.file, "rb") as stream:
            found, log = verify_log(stream, options.key, earlier, leaves or None)
        for witness in options.witness:
            why = cosigned_by(log.header["checkpoint"], log.header["cosignatures"], witness)
            found += [("witness", why)] if why else []
    except (OSError, Unreadable) as error:
        message = {"ok": False, "findings": [{"where": "file", "what": str(error)}]}
        print(json.dumps(message) if options.json else "UNREADABLE: %s" % error)
        return 1
    if options.json:
        findings = [{"where": where, "what": what} for where, what in found]
        print(json.dumps({"ok": not found, "findings": findings}, ensure_ascii=False))
        return 1 if found else 0
    header = log.header
    print("Log %s: head over %d records, %d of them in this file" % (header["origin"], header["size"], log.records))
    print("Key %s%s" % (header["key"], "" if options.key else " (as the file says; give --key to expect one)"))
    if log.withheld:
        print("%d records are not in the file any more, or not for you; their hashes are" % log.withheld)
    for where, what in found:
        print("WRONG: %s: %s" % (where, what))
    if found:
        print("The file does not hold: %d findings." % len(found))
    else:
        print("The file holds: every record is as it was sealed.")
    return 1 if found else 0


# --- evidence packs -------------------------------------------------------------------------------------------------

PACK_FORMAT = "kontor-evidence/1"
PACK_KEYS = ["about", "format", "key", "made_at", "number", "origin", "parts"]


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of an archive by name; Unreadable for anything but a plain archive of files and nothing else."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            if len({one.filename for one in entries}) != len(entries):
                raise Unreadable("a part is there twice")
            if as_written(entries, data) != data:
                raise Unreadable("there is more in the archive, or something else, than its parts")
            return {one.filename: packed.read(one) for one in entries}
    except Unreadable:
        raise
    except Exception as error:  # zipfile tells damage by half a dozen kinds, those of zlib and struct among them
        raise Unreadable("the archive is broken: %s" % error) from error


def as_written(entries: list[zipfile.ZipInfo], data: bytes) -> bytes:
    """The archive as a pack is written: its parts as they are, no dates, no comments, nothing in between."""
    files, index, at = [], [], 0
    for one in entries:
        name = one.filename.encode("ascii")
        begin = one.header_offset + 30 + len(name)
        packed = data[begin : begin + one.compress_size]
        told = (0, 0, 0, 0x21, one.CRC, one.compress_size, one.file_size, len(name))
        files.append(struct.pack("<4s2B4H3L2H", b"PK\x03\x04", 20, 0, *told, 0) + name + packed)
        index.append(
            struct.pack("<4s4B4H3L5H2L", b"PK\x01\x02", 20, 3, 20, 0, *told, 0, 0, 0, 0, 0o644 << 16, at) + name
        )
        at += len(files[-1])
    central = b"".join(index)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(entries), len(entries), len(central), at, 0)
    return b"".join([*files, central, end])


def goes_on(old: int, old_root: bytes, new: int, new_root: bytes, proof: list[bytes]) -> bool:
    """Whether the tree of `new` leaves begins with all of that of `old` (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not steps:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if not last:
            return False
        if at & 1 or at == last:
            first, second = node(step, first), node(step, second)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            second = node(second, step)
        at, last = at >> 1, last >> 1
    return first == old_root and second == new_root and not last


def plain_json(data: bytes, what: str) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise Unreadable("%s is not JSON" % what) from error


def verify_pack(
    data: bytes, key: str | None = None, earlier: list[str] | None = None, witnesses: list[str] | None = None
) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """Everything that is wrong with an evidence pack: a list of (where, what), and its manifest."""
    found: list[tuple[str, str]] = []
    say: Say = lambda where, what: found.append((where, what))  # noqa: E731
    parts = unpacked(data)
    text = parts.pop("manifest.json", b"")
    told = plain_json(text, "its manifest")
    if not isinstance(told, dict) or sorted(told) != PACK_KEYS or told["format"] != PACK_FORMAT:
        raise Unreadable("it is no evidence pack")
    if canonical(told).encode("utf-8", "surrogatepass") != text:
        raise Unreadable("its manifest is not written in canonical form (RFC 8785)")
    if key is not None and key.strip() != told["key"]:
        say("manifest", "it is signed with another key than the one expected")
    note = parts.pop("manifest.note", b"").decode("utf-8", "replace")
    origin, number, digest = note_of(note, key or told["key"])
    if (origin, number) != (told["origin"], told["number"]):
        say("manifest", "what it says of itself is not what was signed")
    if hashlib.sha256(text).digest() != digest:
        say("manifest", "it was changed: it is not the one that was signed")
    named = {one["name"]: one for one in told["parts"]}
    for name in sorted(named.keys() - parts.keys()):
        say(name, "it is missing")
    for name in sorted(parts.keys() - named.keys()):
        say(name, "it was put in: the manifest does not name it")
    for name in sorted(parts.keys() & named.keys()):
        if hashlib.sha256(parts[name]).hexdigest() != named[name]["sha256"] or len(parts[name]) != named[name]["size"]:
            say(name, "it was changed")
    if not found:
        acts_of(parts, told, key, earlier or [], say)
        witnessed(parts, told, key, witnesses or [], say)
        reviews_of(parts, say)
        residency_of(parts, told, say)
        restores_of(parts, say)
    return found, told


def witnessed(parts: dict[str, bytes], told: dict[str, Any], key: str | None, witnesses: list[str], say: Say) -> None:
    """Each of these witnesses signed a head of this log, and the head of the pack goes on from it."""
    head = plain_json(parts.get("log/head.json", b""), "log/head.json")
    log, size, root = note_of(head["checkpoint"], key or told["key"])
    for witness in witnesses:
        why = "nobody signed a head of this log"
        for one in head["witnessed"]:
            why = cosigned_by(one["checkpoint"], one["cosignatures"], witness)
            if why:
                continue
            name, count, old_root = note_of(one["checkpoint"], key or told["key"])
            proof = [bytes.fromhex(step) for step in one["proof"]]
            if name != log or not goes_on(count, old_root, size, root, proof):
                why = "the pack does not go on from the head that it signed"
            break
        if why:
            say("witness", why)


def reviews_of(parts: dict[str, bytes], say: Say) -> None:
    """Each signed review of rights is the one whose digest its signer left in the log."""
    if "access-reviews.json" not in parts:
        return
    for one in plain_json(parts["access-reviews.json"], "access-reviews.json"):
        if one["content"] is None:
            continue
        if sha256(one["content"]) != one["digest"]:
            say("access-reviews.json", "review %s is not the one that was signed" % one["id"])
        if len(one["content"]["lines"]) != one["lines"]:
            say("access-reviews.json", "review %s has other lines than it says" % one["id"])


def residency_of(parts: dict[str, bytes], told: dict[str, Any], say: Say) -> None:
    """The statement of residency is the one that was signed for this marketplace on its day, by the key it names."""
    if "residency.json" not in parts:
        return
    wrong, stated = verify_statement(parts["residency.json"])
    for where, what in wrong:
        say("residency.json, %s" % where, what)
    if stated["marketplace"] != told["about"]["marketplace"]["id"]:
        say("residency.json", "it is the statement of another marketplace")


def restores_of(parts: dict[str, bytes], say: Say) -> None:
    """A drill that says all was there again names nothing that was not."""
    if "restore.json" not in parts:
        return
    for one in plain_json(parts["restore.json"], "restore.json")["drills"]:
        if one["outcome"] == "whole" and (one["differing"] or one["broken"] or one["problem"] or not one["tables"]):
            say("restore.json", "drill %s says that all was there, and that something was not" % one["number"])


def acts_of(parts: dict[str, bytes], told: dict[str, Any], key: str | None, earlier: list[str], say: Say) -> None:
    """The acts of a pack lie under the head that it names, by the same key, and that head goes on from earlier ones."""
    head = plain_json(parts.get("log/head.json", b""), "log/head.json")
    log, size, root = note_of(head["checkpoint"], key or told["key"])
    if log.rpartition("/")[2] != told["origin"].rpartition("/")[2]:
        say("log/head.json", "it is the head of another marketplace's log")
    wrong, acts = verify_log(io.BytesIO(parts.get("log/acts.jsonl", b"")), key or told["key"])
    for where, what in wrong:
        say("log/acts.jsonl, %s" % where, what)
    if acts.header["checkpoint"] != head["checkpoint"]:
        say("log/acts.jsonl", "it stands on another head than the pack")
    proof = [bytes.fromhex(one) for one in head["consistency"]["proof"]]
    for text in earlier:
        before, count, old_root = note_of(text, key or told["key"])
        if before != log:
            say("earlier head", "it is of another log")
        elif count > size or (count == size and old_root != root):
            say("earlier head", "this pack does not go on from it")
        elif count < size and count != head["consistency"]["from"]:
            say("earlier head", "the pack goes on from %d acts, not from %d: give the head of the pack before"
                % (head["consistency"]["from"], count))  # fmt: skip
        elif count < size and not goes_on(count, old_root, size, root, proof):
            say("earlier head", "something before it was rewritten")


def pack_main(options: argparse.Namespace, data: bytes) -> int:
    """Check an evidence pack."""
    earlier = []
    for name in options.earlier:
        with open(name, encoding="utf-8") as stream:
            earlier.append(stream.read())
    found, told = verify_pack(data, options.key, earlier, options.witness)
    if options.json:
        print(as_json(data, found))
        return 1 if found else 0
    about = told["about"]["marketplace"]
    print("Evidence pack %d of %s (%s), made at %s" % (told["number"], about["name"], about["region"], told["made_at"]))
    print("Key %s%s" % (told["key"], "" if options.key else " (as the pack says; give --key to expect one)"))
    print("SHA-256 of the file: %s" % hashlib.sha256(data).hexdigest())
    for where, what in found:
        print("WRONG: %s: %s" % (where, what))
    if found:
        print("The pack does not hold: %d findings." % len(found))
    else:
        print("The pack holds: %d parts are as they were signed, its acts are in the log." % len(told["parts"]))
    return 1 if found else 0


def verify_statement(data: bytes, key: str | None = None) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """Everything that is wrong with a statement of residency, and what it states."""
    try:
        told = json.loads(data)
        body, note, signer = told["body"], told["note"], key or told["key"]
        stated = json.loads(body)
        origin, size, root = note_of(note, signer)
        day, place = stated["day"], "kontor.%s/residency/%s" % (stated["region"], stated["marketplace"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("this is no statement of residency") from error
    found = []
    if hashlib.sha256(body.encode()).digest() != root:
        found.append(("body", "it is not the text that was signed"))
    if origin != place:
        found.append(("note", "it was signed for %s" % origin))
    if size != int(day.replace("-", "")):
        found.append(("note", "it was signed for another day"))
    return found, stated


def statement_main(options: argparse.Namespace) -> int:
    """Check a statement that is given as a file."""
    try:
        with open(options.file, "rb") as stream:
            found, stated = verify_statement(stream.read(), options.key)
    except (OSError, Unreadable) as error:
        message = {"ok": False, "findings": [{"where": "file", "what": str(error)}]}
        print(json.dumps(message) if options.json else "UNREADABLE: %s" % error)
        return 1
    if options.json:
        findings = [{"where": where, "what": what} for where, what in found]
        print(json.dumps({"ok": not found, "findings": findings}, ensure_ascii=False))
        return 1 if found else 0
    print("Residency of %s on %s: region %s" % (stated["marketplace"], stated["day"], stated["region"]))
    for where, what in found:
        print("WRONG: %s: %s" % (where, what))
    print("The statement does not hold." if found else "The statement holds: it is as it was signed.")
    return 1 if found else 0


def is_statement(name: str) -> bool:
    """Whether the file looks like a statement of residency."""
    with open(name, "rb") as stream:
        return b'"kontor-residency/1"' in stream.read(100)


def is_log(name: str) -> bool:
    """Whether the file looks like a log, and not like the audit file of a lot."""
    with open(name, "rb") as stream:
        return stream.read(13) in (b'{"checkpoint"',)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", help="the audit file of one lot, an export of the log, or an evidence pack")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--expect", metavar="SHA256", help="the published SHA-256 of the file of a lot")
    parser.add_argument("--key", help="of a log or a pack: the key that has to have signed it")
    parser.add_argument(
        "--earlier", metavar="HEAD", action="append", default=[], help="of a log or a pack: a head you got before"
    )
    parser.add_argument(
        "--witness", metavar="KEY", action="append", default=[], help="of a log or a pack: who has to have co-signed it"
    )
    parser.add_argument("--leaves", metavar="FILE", nargs="*", default=[], help="of a log: the leaves it published")
    options = parser.parse_args(arguments)
    try:
        if is_log(options.file):
            return log_main(options)
        if is_statement(options.file):
            return statement_main(options)
        with open(options.file, "rb") as stream:
            data = stream.read()
        if data[:2] == b"PK":
            return pack_main(options, data)
        found, audit = verify(data, options.expect)
    except (OSError, Unreadable) as error:
        message = {"ok": False, "findings": [{"where": "file", "what": str(error)}]}
        print(json.dumps(message) if options.json else "UNREADABLE: %s" % error)
        return 1
    print(as_json(data, found) if options.json else report(data, audit, found))
    return 1 if found else 0


def as_json(data: bytes, found: list[tuple[str, str]]) -> str:
    digest = hashlib.sha256(data.rstrip(b"\n")).hexdigest()
    findings = [{"where": where, "what": what} for where, what in found]
    return json.dumps({"ok": not found, "sha256": digest, "findings": findings}, ensure_ascii=False)


def report(data: bytes, audit: dict[str, Any], found: list[tuple[str, str]]) -> str:
    event, lot, bids = audit["event"], audit["lot"], audit["bids"]
    accepted = sum(bid["verdict"] == "accepted" for bid in bids)
    lines = [
        "Event %s, lot %s: %s (%s), %s %s" % (
            event["number"], lot["number"], event["mode"], event["side"], lot["quantity"], lot["unit"]),
        "Bids: %d, accepted %d, refused %d" % (len(bids), accepted, len(bids) - accepted),
        "SHA-256 of the file: %s" % hashlib.sha256(data.rstrip(b"\n")).hexdigest(),
    ]  # fmt: skip
    if found:
        lines += ["WRONG: %s: %s" % row for row in found]
        return "\n".join([*lines, "The file does not hold: %d findings." % len(found)])
    outcome = audit["outcome"]
    for row in outcome["allocations"]:
        lines.append("Bid %s of %s gets %s at %s %s" % (
            row["seq"], row["company"], row["quantity"], row["unit_price"], event["currency"]))  # fmt: skip
    if not outcome["allocations"]:
        lines.append("No award: %s" % outcome["reason"])
    lines.append("Ended at %s after %d extensions" % (outcome["end_at"], outcome["extensions"]))
    return "\n".join([*lines, "The file holds: every hash, every verdict, the end and the result."])


if __name__ == "__main__":
    sys.exit(main())
