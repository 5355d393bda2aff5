"""Settings: levels, versions by content, what is refused."""

import pytest

from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.foundation import canonical
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.queries import current_version, effective, list_versions, values
from tenant_apps.rulesets.queries.values import forget
from tests.fixtures.people import SYSTEM


@pytest.fixture(autouse=True)
def _nothing_kept(tenant_a: TenantRef) -> None:
    """A version another test rolled back must not be remembered here."""
    forget()


def test_a_fresh_marketplace_has_a_first_version(tenant_a: TenantRef) -> None:
    number, content_hash = current_version()
    row = RulesetVersion.objects.get()
    assert (number, content_hash) == (1, row.content_hash)
    assert canonical.digest(row.content) == content_hash
    assert effective("general.name").level == "tenant"


def test_every_declared_key_has_a_value(tenant_a: TenantRef) -> None:
    found = values()
    assert {
        "branding.accent", "fulfilment.payment", "fulfilment.receipt", "fulfilment.shipping", "general.currency",
        "general.default_tax_rate", "general.languages", "general.name", "general.payment_days",
        "general.time_zone", "trading.modes",
    } <= set(found)  # fmt: skip
    assert found["general.name"] == "Market A"


def test_a_change_is_a_new_version_with_its_chain(tenant_a: TenantRef) -> None:
    before = effective("branding.accent")
    made = run(change_settings, SYSTEM, ChangeSettings(changes={"branding.accent": "#0C5A60"}, note="our colour"))
    found = effective("branding.accent")
    assert (made.number, made.changed) == (2, ["branding.accent"])
    assert (found.value, found.level) == ("#0c5a60", "tenant")
    assert found.chain == (*before.chain, ("tenant", "#0c5a60"))
    assert RulesetVersion.objects.get(number=1).content["tenant"].get("branding.accent") is None
    (line, _first) = list_versions()
    assert (line.number, line.note, line.changed) == (2, "our colour", (("branding.accent", None, "#0c5a60"),))
    assert AuditRecord.objects.filter(action="rulesets.change_settings").count() == 1
    assert OutboxMessage.objects.filter(name="rulesets.settings_changed").count() == 1


def test_taking_the_own_value_away_lets_the_level_below_count(tenant_a: TenantRef) -> None:
    before = effective("fulfilment.shipping")
    other = "manual" if before.value == "automatic" else "automatic"
    run(change_settings, SYSTEM, ChangeSettings(changes={"fulfilment.shipping": other}))
    assert effective("fulfilment.shipping").value == other
    run(change_settings, SYSTEM, ChangeSettings(changes={"fulfilment.shipping": None}))
    assert effective("fulfilment.shipping") == before


def test_nothing_changed_is_no_version(tenant_a: TenantRef) -> None:
    name = values()["general.name"]
    made = run(change_settings, SYSTEM, ChangeSettings(changes={"general.name": name, "branding.accent": None}))
    assert (made.number, made.changed) == (1, [])
    assert RulesetVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("general.currency", "EURO"),
        ("general.time_zone", "Mars/Base"),
        ("general.payment_days", "soon"),
        ("general.payment_days", -1),
        ("general.payment_days", True),
        ("general.default_tax_rate", 0.19),
        ("general.languages", ["tlh"]),
        ("general.name", "x" * 121),
        ("branding.accent", "red"),
        ("fulfilment.payment", "later"),
        ("no.such_key", "x"),
    ],
)
def test_a_value_that_does_not_fit_changes_nothing(tenant_a: TenantRef, key: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        run(change_settings, SYSTEM, ChangeSettings(changes={"general.tagline": "x", key: value}))
    assert refused.value.field == key
    assert RulesetVersion.objects.count() == 1


def test_an_edit_of_an_older_version_is_refused(tenant_a: TenantRef) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"general.tagline": "first"}, based_on=1))
    with pytest.raises(Conflict) as refused:
        run(change_settings, SYSTEM, ChangeSettings(changes={"general.tagline": "second"}, based_on=1))
    assert (refused.value.code, refused.value.facts) == ("rulesets.stale_version", {"version": 2})
    assert values()["general.tagline"] == "first"


def test_settings_need_their_permission(tenant_a: TenantRef) -> None:
    with pytest.raises(NotAllowed):
        run(change_settings, Actor(kind="user", id="x"), ChangeSettings(changes={"general.name": "Mine"}))
    assert values()["general.name"] == "Market A"


def test_another_marketplace_keeps_its_own(tenant_b: TenantRef, tenant_a: TenantRef) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"general.tagline": "only here"}))
    with scope.enter(tenant_b):
        assert (current_version()[0], values()["general.tagline"]) == (1, "")
    assert values()["general.tagline"] == "only here"
