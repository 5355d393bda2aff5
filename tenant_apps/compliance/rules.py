"""Makes a rule of every demand that lower floors declare, so that a marketplace sees and sets them in one place.

Whatever weakens separation of duties, access or records needs a second person; sign-in does not, because somebody
locked out must be able to help at once.
"""

from shared_apps.tenancy import policy
from tenant_apps.rulesets.types import Rule, declare

GUARDED = frozenset({"admin", "access", "log", "privacy"})


def rule_of(key: policy.Key) -> Rule:
    """The rule of a demand: same key, type, range and texts."""
    return Rule(
        key.key, key.kind, _value(key.default), key.label, key.help, key.unit, key.choices, key.low, key.high,
        key.longest, risk="high" if key.key.partition(".")[0] in GUARDED else "normal", check=key.check,
    )  # fmt: skip


def _value(default: policy.Value) -> policy.Value:
    return list(default) if isinstance(default, list) else default


declare(*(rule_of(key) for key in policy.KEYS.values()))
