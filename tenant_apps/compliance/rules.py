"""Makes a rule of every demand that lower floors declare, so that a marketplace sees and sets them in one place.

Whatever weakens separation of duties, access, records or what may leave needs a second person; sign-in does not,
because somebody locked out must be able to help at once.
"""

from collections.abc import Callable

from shared_apps.tenancy import policy
from tenant_apps.rulesets.types import BadValue, Rule, Value, declare

GUARDED = frozenset({"admin", "access", "log", "privacy", "transfer", "support"})


def rule_of(key: policy.Key) -> Rule:
    """The rule of a demand: same key, type, range and texts."""
    return Rule(
        key.key, key.kind, _value(key.default), key.label, key.help, key.unit, key.choices, key.low, key.high,
        key.longest, risk="high" if key.key.partition(".")[0] in GUARDED else "normal", check=_checked(key),
    )  # fmt: skip


def _checked(key: policy.Key) -> Callable[[Value], None] | None:
    """What the owner of a demand says of a value, as the rule book hears it."""
    if key.check is None:
        return None
    check = key.check

    def say(value: Value) -> None:
        try:
            check(value)
        except ValueError as error:
            raise BadValue(str(error)) from error

    return say


def _value(default: policy.Value) -> policy.Value:
    return list(default) if isinstance(default, list) else default


declare(*(rule_of(key) for key in policy.KEYS.values()))
