"""A demand of a lower floor as a rule, whether or not its owner declares it yet."""

from collections.abc import Iterator

import pytest

from shared_apps.tenancy import policy
from tenant_apps.compliance.rules import rule_of
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.rulesets.types import REGISTRY

KEYS = (
    policy.Key("session.idle_minutes", "int", 240, "min", "Idle", low=1, high=1440),
    policy.Key("log.retention_days", "int", 183, "max", "Retention", low=183, high=36500),
    policy.Key("auth.password_complexity", "flag", False, "or", "Complexity"),
    policy.Key("auth.password_max_age_days", "int", 0, "min", "Age", low=0, high=3650),
    policy.Key(
        "auth.mfa_required", "codes", [], "union", "Sides", choices=(("marketplace", "House"), ("company", "Company"))
    ),
    policy.Key(
        "auth.mfa_allowed", "codes", ["totp"], "intersect", "Kinds",
        choices=(("totp", "App"), ("passkey", "Passkey"), ("recovery", "Codes"), ("sms", "Text message")),
    ),
    policy.Key(
        "admin.separation", "choice", "none", "or", "Separation", choices=(("none", "None"), ("three_roles", "Three"))
    ),
)  # fmt: skip


@pytest.fixture
def demands(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The demands above, unless the apps that keep them declare them themselves."""
    for key in KEYS:
        if key.key not in policy.KEYS:
            monkeypatch.setitem(policy.KEYS, key.key, key)
            monkeypatch.setitem(REGISTRY, key.key, rule_of(key))
    forget()
    yield
    forget()
