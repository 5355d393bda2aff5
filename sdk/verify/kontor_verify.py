#!/usr/bin/env python3
"""Check the audit file of one lot: its hashes, every verdict, the price, the winners, the extensions and the end.

    python3 kontor_verify.py FILE [--json] [--expect SHA256]

One file, Python 3.9 or newer, nothing else needed. It shares no code with the marketplace that wrote the file: all
prices and quantities are whole numbers of millionths here, all times whole numbers of microseconds, and everything is
decided anew from the rules and the bids. It ends with 0 if the file holds and with 1 if it does not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from datetime import datetime, timedelta, timezone
from typing import Any, Callable

FORMAT = "kontor-lot-audit/1"
# Refusals and endings the marketplace decides from facts outside this file; they are taken as they stand.
KERNEL_REASONS = ("trading.not_eligible", "trading.not_joined", "trading.deposit_missing")
KERNEL_OUTCOMES = ("cancelled",)
MILLION = 10**6
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
NO_DECIMALS = set("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
THREE_DECIMALS = set("BHD IQD JOD KWD LYD OMR TND".split())
FOUR_DECIMALS = set("CLF UYW".split())
SIDES = {"english_auction": ("sell",), "reverse_auction": ("buy",), "dutch_auction": ("sell", "buy")}


Say = Callable[[str, str], None]


class Unreadable(Exception):
    """The file is no audit file."""


# --- canonical JSON, numbers, times ---------------------------------------------------------------------------------


def canonical(value: Any) -> str:
    """RFC 8785 text of a value; floats have no place in an audit file."""
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{%s}" % ",".join("%s:%s" % (canonical(name), canonical(value[name])) for name in names)
    if isinstance(value, list):
        return "[%s]" % ",".join(canonical(item) for item in value)
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
        self.kind = self.rules.get("increment_kind", "none")
        self.now: int | None = None
        self.first: int | None = None
        self.leader: str | None = None
        self.stands: dict[str, tuple[int, int, int]] = {}  # company: bid, gain named, gain limit
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
        if mine and (limit if raising else named) <= mine[2]:
            return "trading.below_own_last"
        others = [
            self.now if other == self.leader else stand[2] for other, stand in self.stands.items() if other != company
        ]
        if not raising and self.no_equal and named in others:
            return "trading.equal_bid"
        to_beat = (mine[1] if mine else None) if self.own_last else self.now
        base = to_beat if to_beat is not None else self.start
        step = self.step(base) if base is not None else 0
        if not raising and base is not None:
            need = step
            if to_beat is None:
                need = 0 if self.rules.get("first_bid_may_equal_start", True) else step
            elif not self.own_last and not leads:
                if self.buffer is not None:
                    need = max(step, self.buffer)
                elif self.kind == "none" and not self.no_equal:
                    need = 0
            if named < base + need:
                return "trading.too_low" if self.sale else "trading.too_high"
        if (
            not raising
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
        before = self.leader
        if self.first is None:
            self.first = named
        self.stands[company] = (seq, self.stands[company][1] if raising else named, limit)
        order = sorted(self.stands.items(), key=lambda row: (-row[1][2], row[1][0]))
        self.leader, lead = order[0]
        prices = [] if self.now is None else [self.now]
        if self.leader == company and not raising:
            prices.append(named)
        if not self.own_last and before is not None and company != before:
            second = order[1][1][2] if self.leader in (before, company) else None
            beaten = self.stands[before][2] if self.leader == company else limit
            if second != beaten:
                raise Unreadable("bids of one lot contradict each other")
            prices.append(min(lead[2], beaten + self.step(beaten)))
        if self.reserve is not None and lead[2] >= self.reserve:
            prices.append(self.reserve)
        self.now = max(prices)
        only_lead = self.rules.get("extension_trigger", "any_accepted") == "lead_change"
        if not raising and (self.leader != before or not only_lead):
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

    def result(self) -> tuple[str, list[tuple[int, str, int, int]]]:
        if self.leader is None or self.now is None:
            return "no_bids", []
        if not self.bought and len(self.stands) < int(self.rules.get("min_bidders", 1)):
            return "too_few_bidders", []
        if not self.bought and self.reserve is not None and self.now < self.reserve:
            return "reserve_not_met", []
        return "", [(self.stands[self.leader][0], self.leader, self.quantity, abs(self.now))]


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

    def price_list(self, currency: str) -> list[int]:
        start, last = number(self.rules["start_price"]), number(self.rules["floor"])
        kind, prices = self.rules.get("decrement_kind", "absolute"), [start]
        while prices[-1] != last:
            price = prices[-1]
            if kind == "table":
                change = table_step(self.rules["decrement_table"], price)
            else:
                change = number(self.rules["decrement"])
                if kind == "percent_of_start":
                    change = share(change, start, currency)
            prices.append(max(price - change, last) if self.falls else min(price + change, last))
            if len(prices) > 31 * 86400:
                raise Unreadable("the price list has no end")
        return prices

    @property
    def end(self) -> int:
        if self.sold_at is not None:
            return self.sold_at
        end = self.opens + self.tick * len(self.prices)
        return end if self.latest is None else min(end, self.latest)

    def bid(self, seq: int, company: str, payload: dict[str, Any], at: int) -> str:
        if at < self.opens:
            return "trading.not_open"
        if at >= self.end:
            return "trading.closed"
        if company == self.initiator:
            return "trading.own_lot"
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
        return ""

    def shift(self, by: int) -> None:
        if self.sold_at is None:
            self.opens += by
            self.latest = self.latest + by if self.latest is not None else None

    def result(self) -> tuple[str, list[tuple[int, str, int, int]]]:
        if not self.takes:
            return "no_bids", []
        if self.parts and self.rules.get("pricing", "pay_as_bid") == "uniform_last_price":
            return "", [(seq, company, quantity, self.takes[-1][3]) for seq, company, quantity, _price in self.takes]
        return "", list(self.takes)


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


def check_chain(audit: dict[str, Any], say: Say) -> None:
    """Numbers, hashes and links of the bids."""
    before = ""
    for at, bid in enumerate(audit["bids"], 1):
        where = "bid %d" % at
        if bid["seq"] != at:
            say(where, "its number is %s; a bid is missing, added or out of order" % bid["seq"])
        if sha256(bid["payload"]) != bid["payload_hash"]:
            say(where, "its payload is not the one that was hashed")
        if bid["ruleset_hash"] != audit["event"]["ruleset_hash"]:
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


def check_verdicts(audit: dict[str, Any], lot: Live | Dutch, say: Say) -> None:
    """Decide every bid anew, in order, with the pauses where they were."""
    waiting = sorted(audit["shifts"], key=lambda shift: shift["after_seq"])
    for at, bid in enumerate(audit["bids"], 1):
        while waiting and waiting[0]["after_seq"] < at:
            lot.shift(seconds(waiting.pop(0)["by_s"]))
        if bid["verdict"] == "refused" and bid["reason"] in KERNEL_REASONS:
            continue
        reason = lot.bid(at, bid["company"], bid["payload"], moment(bid["received_at"]))
        stated = bid["reason"] if bid["verdict"] == "refused" else ""
        if bid["verdict"] not in ("accepted", "refused") or (bid["verdict"] == "accepted") != (not reason):
            say("bid %d" % at, "it is %s in the file; by the rules it is %s" % (bid["verdict"], reason or "accepted"))
        elif stated != reason:
            say("bid %d" % at, "it is refused as %s; by the rules it is %s" % (stated, reason))
    for shift in waiting:
        lot.shift(seconds(shift["by_s"]))


def check_outcome(audit: dict[str, Any], lot: Live | Dutch, say: Say) -> None:
    stated = audit["outcome"]
    if stated["reason"] in KERNEL_OUTCOMES:
        if stated["allocations"]:
            say("outcome", "it is %s and yet somebody gets something" % stated["reason"])
        return
    reason, allocations = lot.result()
    if stated["reason"] != reason:
        say("outcome", "the reason is %r; by the rules it is %r" % (stated["reason"], reason))
    if moment(stated["end_at"]) != lot.end:
        say("end", "it is %s; by the rules it is %s" % (stated["end_at"], written(lot.end)))
    if stated["extensions"] != lot.extensions:
        say("extensions", "there are %s; by the rules there are %d" % (stated["extensions"], lot.extensions))
    if len(stated["allocations"]) != len(allocations):
        say("allocations", "there are %d; by the rules there are %d" % (len(stated["allocations"]), len(allocations)))
        return
    for at, (row, (seq, company, quantity, price)) in enumerate(zip(stated["allocations"], allocations), 1):
        where = "allocation %d" % at
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
    if "file_hash" in audit:
        rest = {name: value for name, value in audit.items() if name != "file_hash"}
        if sha256(rest) != audit["file_hash"]:
            say("file", "its hash over everything does not fit: something in it was changed")
    event = audit["event"]
    if event["side"] not in SIDES.get(event["mode"], ()):
        say("event", "mode %r with side %r is not known to this verifier" % (event["mode"], event["side"]))
        return found, audit
    try:
        check_chain(audit, say)
        quantity = positive(audit["lot"]["quantity"])
        if quantity is None:
            say("lot", "its quantity is not a number")
            return found, audit
        lot = Dutch(event, quantity) if event["mode"] == "dutch_auction" else Live(event, quantity)
        check_verdicts(audit, lot, say)
        check_outcome(audit, lot, say)
    except Unreadable as error:
        say("file", str(error))
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError, AttributeError, OverflowError) as error:
        say("file", "a value is missing or of the wrong kind (%s: %s)" % (type(error).__name__, error))
    return found, audit


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", help="the audit file of one lot")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--expect", metavar="SHA256", help="the published SHA-256 of the file")
    options = parser.parse_args(arguments)
    try:
        with open(options.file, "rb") as stream:
            data = stream.read()
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
