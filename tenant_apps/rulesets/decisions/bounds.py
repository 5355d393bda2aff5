"""Locks and bounds: what a level lets the levels below it do."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from tenant_apps.rulesets.types import LOCKS, Breach, Limit, LimitStep, Rule, Value

NUMBERS = frozenset({"int", "decimal"})


def declared(rule: Rule) -> Limit:
    """The bound that the declaration itself sets."""
    if rule.kind == "int":
        return Limit(
            least=None if rule.low is None else str(rule.low), most=None if rule.high is None else str(rule.high)
        )
    if rule.kind == "decimal":
        return Limit(least=rule.least, most=rule.most)
    if rule.kind == "flag":
        return Limit(choices=("true", "false"))
    return Limit(choices=tuple(code for code, _label in rule.choices) or None)


def within(rule: Rule, value: Value, limit: Limit) -> bool:
    """Does a value of the rule's type keep the bound? An empty decimal keeps none: it stands for no limit at all."""
    if rule.kind in NUMBERS:
        if limit.least is None and limit.most is None:
            return True
        if value == "":
            return False
        number = Decimal(str(value))
        return (limit.least is None or number >= Decimal(limit.least)) and (
            limit.most is None or number <= Decimal(limit.most)
        )
    if isinstance(value, list):
        return (limit.choices is None or all(code in limit.choices for code in value)) and set(limit.needs) <= {
            code for code in value if isinstance(code, str)
        }
    return limit.choices is None or spelled(value) in limit.choices


def spelled(value: Value) -> str:
    """A single value as the choices of a limit spell it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def narrowed(rule: Rule, above: Limit, limit: Limit) -> Limit | None:
    """Both bounds together and the stricter lock; None when no value could keep both."""
    least = _further(above.least, limit.least, up=True)
    most = _further(above.most, limit.most, up=False)
    choices = above.choices if limit.choices is None else limit.choices
    if above.choices is not None and limit.choices is not None:
        choices = tuple(code for code in above.choices if code in limit.choices)
    if least is not None and most is not None and Decimal(least) > Decimal(most):
        return None
    if choices == () and rule.kind != "codes":
        return None
    needs = tuple(dict.fromkeys((*above.needs, *limit.needs)))
    if choices is not None and not set(needs) <= set(choices):
        return None
    lock = max(above.lock, limit.lock, key=LOCKS.index)
    return Limit(lock, least, most, choices, needs, tuple(dict.fromkeys((*above.law, *limit.law))))


def forced(rule: Rule, value: Value, limit: Limit) -> Value:
    """The value nearest to `value` that keeps the bound."""
    if within(rule, value, limit):
        return value
    if rule.kind in NUMBERS:
        text = _nearest(value, narrowed(rule, declared(rule), limit) or limit)
        return int(text) if rule.kind == "int" else text
    allowed = limit.choices or ()
    if isinstance(value, list):
        kept = [code for code in value if isinstance(code, str) and (limit.choices is None or code in allowed)]
        return list(dict.fromkeys([*kept, *limit.needs]))
    if rule.kind == "flag":
        return allowed[0] == "true"
    ordered = [code for code, _label in rule.choices if code in allowed]
    return (ordered or list(allowed))[0]


def breach_of(rule: Rule, value: Value, limits: Sequence[LimitStep]) -> Breach | None:
    """The limit of a higher level that the value would pass, the highest level first."""
    for one in limits:
        if one.limit.lock != "open":
            return Breach("locked", one.level, one.source, one.limit)
        if not within(rule, value, one.limit):
            return Breach("bound", one.level, one.source, one.limit)
    return None


def add_limit(
    rule: Rule, limits: Sequence[LimitStep], limit: LimitStep, total: Limit
) -> tuple[LimitStep, Limit] | None:
    """The limit as it counts below, and all limits together; None when a higher level leaves it no room.

    Below a lock only a stricter lock counts, because a bound could change what is locked.
    """
    if total.lock != "open":
        if LOCKS.index(limit.limit.lock) <= LOCKS.index(total.lock):
            return None
        return replace(limit, limit=Limit(limit.limit.lock)), replace(total, lock=limit.limit.lock)
    together = narrowed(rule, total, limit.limit)
    if together is None or narrowed(rule, declared(rule), together) is None:
        return None
    return limit, together


def _further(one: str | None, other: str | None, *, up: bool) -> str | None:
    """The narrower of two ends: the greater of two lower ends (`up`), the smaller of two upper ends."""
    if one is None or other is None:
        return other if one is None else one
    return one if (Decimal(one) >= Decimal(other)) == up else other


def _nearest(value: Value, limit: Limit) -> str:
    if limit.least is not None and (value == "" or Decimal(str(value)) < Decimal(limit.least)):
        return limit.least
    return str(limit.most if limit.most is not None else limit.least)
