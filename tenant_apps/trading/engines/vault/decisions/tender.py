"""What the initiator fixes before anybody can bid: openers and their keys, how many must meet, criteria, scorers."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec

from tenant_apps.trading.engines.vault.decisions.figures import read_amount, read_number
from tenant_apps.trading.engines.vault.decisions.sealing import is_public_key

MOST_OPENERS, MOST_CRITERIA, MOST_OPTIONS, MOST_SCORERS, LONGEST = 5, 20, 20, 9, 120
BEST_MARK = Decimal(10)
# Methods that rank by points for quality and price.
SCORED = ("scored", "second_score")
TWO_PARTS = ("two_envelopes", "two_stage")
# The values of all best options together must leave something to divide by.
MOST_VALUE = Decimal("0.9")


class Option(msgspec.Struct, frozen=True):
    """One answer a bidder may declare, and what it is worth."""

    code: str
    label: str
    value: Decimal


class Criterion(msgspec.Struct, frozen=True):
    """Judged by scorers for `weight` points, or declared by the bidder as one of `options`."""

    code: str
    label: str
    weight: Decimal = Decimal(0)
    options: tuple[Option, ...] = ()

    @property
    def is_judged(self) -> bool:
        return not self.options


class Tender(msgspec.Struct, frozen=True):
    """Openers are numbered from 1 as their public keys stand here, scorers from 1 to `scorers`."""

    threshold: int
    openers: tuple[str, ...]
    criteria: tuple[Criterion, ...] = ()
    scorers: int = 0

    @property
    def judged(self) -> tuple[Criterion, ...]:
        return tuple(one for one in self.criteria if one.is_judged)

    @property
    def declared(self) -> tuple[Criterion, ...]:
        return tuple(one for one in self.criteria if not one.is_judged)

    @property
    def points(self) -> Decimal:
        """All that scorers can give."""
        return sum((one.weight for one in self.judged), Decimal(0))

    def coefficient(self, answers: Mapping[str, str]) -> Fraction:
        """1 + earned / (1 - most that can be earned), exactly."""
        earned = most = Fraction(0)
        for one in self.declared:
            values = {option.code: Fraction(option.value) for option in one.options}
            earned += values[answers[one.code]]
            most += max(values.values())
        return 1 + earned / (1 - most)


def read_tender(payload: Mapping[str, Any], rules: Mapping[str, Any]) -> Tender | str:
    """The tender a payload describes, or the name of the part that does not do."""
    openers, threshold = payload.get("openers"), payload.get("threshold")
    wrong = _wrong_openers(openers, threshold, rules)
    if wrong or not isinstance(openers, list) or not isinstance(threshold, int):
        return wrong or "openers"
    criteria = _read_criteria(payload.get("criteria", []))
    scorers = payload.get("scorers", 0)
    if criteria is None:
        return "criteria"
    made = Tender(threshold, tuple(openers), criteria, scorers if _is_whole(scorers) else -1)
    if not 0 <= made.scorers <= MOST_SCORERS or (made.judged and not _is_committee(made.scorers, rules)):
        return "scorers"
    if not _fits_method(made, rules):
        return "criteria"
    return made


def _wrong_openers(openers: Any, threshold: Any, rules: Mapping[str, Any]) -> str:
    """Which part of the openers does not do. Where bidders open their own bids there are none."""
    if not isinstance(openers, list) or len(set(map(str, openers))) != len(openers) or len(openers) > MOST_OPENERS:
        return "openers"
    if not _is_whole(threshold):
        return "threshold"
    if rules.get("sealing") == "commit_reveal":
        return "openers" if openers else "threshold" if threshold else ""
    if not openers or not all(isinstance(key, str) and is_public_key(key) for key in openers):
        return "openers"
    fits = int(rules.get("least_openers", 1)) <= threshold <= len(openers)
    return "" if fits and not (rules.get("spare_opener") and threshold == len(openers)) else "threshold"


def _is_committee(scorers: int, rules: Mapping[str, Any]) -> bool:
    """Whether so many may judge: enough for the sheets, as many as the rules ask for, and odd if they do."""
    least = max(1, int(rules.get("min_sheets", 1)), int(rules.get("committee_least", 0)))
    return scorers >= least and (scorers % 2 == 1 or not rules.get("committee_odd"))


def _fits_method(made: Tender, rules: Mapping[str, Any]) -> bool:
    method = rules.get("method", "lowest")
    if method in SCORED:
        least = Decimal(str(rules.get("min_cost_weight", "0") or "0"))
        if not made.judged or made.points > 100 - least or made.points > 100:
            return False
    if (method == "meat") != bool(made.declared):
        return False
    if method == "meat":
        most = sum((max(option.value for option in one.options) for one in made.declared), Decimal(0))
        return most <= MOST_VALUE
    if Decimal(str(rules.get("pass_mark", "0") or "0")) > 0 and rules.get("format") in TWO_PARTS:
        return bool(made.judged)
    return True


def _read_criteria(value: Any) -> tuple[Criterion, ...] | None:
    if not isinstance(value, list) or len(value) > MOST_CRITERIA:
        return None
    found = [_criterion(row) for row in value]
    codes = {one.code for one in found if one is not None}
    return tuple(one for one in found if one is not None) if None not in found and len(codes) == len(found) else None


def _criterion(row: Any) -> Criterion | None:
    if not isinstance(row, Mapping) or not row.keys() <= {"code", "label", "weight", "options"}:
        return None
    code, label, options = row.get("code"), row.get("label"), row.get("options", [])
    if not _is_text(code) or not _is_text(label) or not isinstance(options, list) or len(options) > MOST_OPTIONS:
        return None
    if not options:
        weight = read_number(row.get("weight"))
        return Criterion(str(code), str(label), weight) if weight is not None and weight <= 100 else None
    read = [_option(one) for one in options]
    codes = {one.code for one in read if one is not None}
    if "weight" in row or None in read or len(codes) != len(read):
        return None
    return Criterion(str(code), str(label), Decimal(0), tuple(one for one in read if one is not None))


def _option(row: Any) -> Option | None:
    if not isinstance(row, Mapping) or row.keys() != {"code", "label", "value"}:
        return None
    value = read_amount(row["value"])
    if not _is_text(row["code"]) or not _is_text(row["label"]) or value is None or value >= 1:
        return None
    return Option(str(row["code"]), str(row["label"]), value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
