"""A mode that exists only in tests of the rule book, and people who change rules."""

from collections.abc import Iterator

import pytest

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.rulesets.types import REGISTRY, Rule, declare

MODE = (
    Rule("test_mode.format", "choice", "live", "Format", choices=(("live", "Live"), ("turns", "Turns")), at_event=True),
    Rule("test_mode.step", "decimal", "1", "Step", least="0.01", at_event=True, depends_on=("format", ("live",))),
    Rule("test_mode.window", "int", 300, "Window", low=0, high=86_400, at_event=True),
    Rule("test_mode.fee", "decimal", "0.01", "Fee"),
    Rule("test_mode.reserve", "decimal", "", "Reserve", optional=True, least="0.01", at_event=True),
    Rule("test_mode.secret", "flag", True, "Secret", risk="high"),
)
MAY = frozenset({"rulesets.change_settings", "rulesets.publish_draft", "rulesets.approve_draft"})


@pytest.fixture
def mode(tenant_a: TenantRef) -> Iterator[None]:
    declare(*MODE)
    forget()
    yield
    for rule in MODE:
        del REGISTRY[rule.key]
    forget()


def manager(name: str, permissions: frozenset[str] = MAY) -> Actor:
    """Somebody of the marketplace who may change rules."""
    return Actor(
        kind="user", id=name, display=name.title(), user_id=uuid7(), permissions=permissions, fresh_factor=True
    )
