"""Demands of lower floors: rules of the marketplace, bounded by its laws, answered where they are asked."""

import pytest

from shared_apps.commands import run
from shared_apps.profiles import laws
from shared_apps.tenancy import policy
from tenant_apps.compliance.queries.choices import level_of
from tenant_apps.compliance.rules import rule_of
from tenant_apps.rulesets.commands import ChangeSettings, EditDraft, change_settings, edit_draft
from tenant_apps.rulesets.decisions.limits import checked_limit
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.rulesets.types import REGISTRY, checked
from tests.fixtures.people import SYSTEM
from tests.tenant_apps.compliance.people import ANNA, adopt, refused

pytestmark = pytest.mark.usefixtures("tenant_a", "demands")


def test_every_demand_is_a_rule() -> None:
    for key, declared in policy.KEYS.items():
        rule = REGISTRY[key]
        assert (rule.kind, rule.low, rule.high) == (declared.kind, declared.low, declared.high)
        assert checked(rule, declared.default) == declared.default


def test_separation_access_and_records_need_a_second_person() -> None:
    assert {key: rule_of(one).risk for key, one in policy.KEYS.items() if key.startswith(("admin.", "log."))} == {
        key: "high" for key in policy.KEYS if key.startswith(("admin.", "log."))
    }
    assert rule_of(policy.KEYS["session.idle_minutes"]).risk == "normal"


def test_the_marketplaces_own_value_is_the_answer() -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"session.idle_minutes": 45}))
    forget()
    assert policy.value("session.idle_minutes") == 45


def test_level_3_binds_and_lets_be_stricter() -> None:
    adopt("gdpr", "mlps_l3")
    assert policy.value("session.idle_minutes") == 30
    assert policy.value("admin.separation") == "three_roles"
    assert policy.value("auth.mfa_required") == ["marketplace"]
    assert policy.value("auth.password_complexity") is True
    assert policy.value("auth.password_max_age_days") > 0
    run(change_settings, SYSTEM, ChangeSettings(changes={"session.idle_minutes": 10}))
    run(change_settings, SYSTEM, ChangeSettings(changes={"auth.mfa_required": ["marketplace", "everybody"]}))
    forget()
    assert policy.value("session.idle_minutes") == 10
    assert policy.value("auth.mfa_required") == ["marketplace", "everybody"]


@pytest.mark.parametrize(
    ("key", "weaker"),
    [
        ("session.idle_minutes", 31),
        ("auth.password_complexity", False),
        ("auth.password_max_age_days", 91),
        ("auth.mfa_required", ["admins"]),
        ("admin.separation", "none"),
    ],
)
def test_what_is_weaker_is_refused_with_its_source(key: str, weaker: object) -> None:
    adopt("gdpr", "mlps_l3")
    found = refused(edit_draft, ANNA, EditDraft(changes={key: weaker}))
    assert (found.code, found.field) == ("rulesets.out_of_bounds", key)
    assert "GB/T 22239-2019" in str(found.message)
    assert found.facts["law"][0]["source"].startswith("GB/T 22239-2019")


def test_the_bands_of_transfers_abroad_bind() -> None:
    adopt("gdpr", "cross_border")
    held = {name: policy.value(f"transfer.{name}") for name in ("exempt_below", "assessment_from", "basis", "route")}
    held["route"] = sorted(held["route"])
    assert held == {
        "exempt_below": 100_000, "assessment_from": 1_000_000, "basis": True,
        "route": ["assessment", "certification", "standard_contract"],
    }  # fmt: skip
    assert policy.value("transfer.sensitive_assessment_from") == 10_000
    assert policy.value("transfer.allowed_regions") == ["eu"]


def test_what_was_not_read_in_the_primary_text_carries_its_mark() -> None:
    adopt("gdpr", "mlps_l3")
    believed = refused(edit_draft, ANNA, EditDraft(changes={"session.idle_minutes": 31}))
    assert "Check with counsel." in str(believed.message)
    read = refused(edit_draft, ANNA, EditDraft(changes={"admin.separation": "none"}))
    assert "counsel" not in str(read.message)


def test_a_standard_recommends_and_a_law_binds() -> None:
    recommended, bound = level_of(["gdpr"]), level_of(["gdpr", "mlps_l3"])
    assert recommended.values["auth.password_max_age_days"] == 3650
    assert "auth.password_max_age_days" not in recommended.limits
    assert bound.limits["auth.password_max_age_days"] == {
        "least": "1", "most": "90", "law": ["mlps_l3:auth.password_max_age_days"],
    }  # fmt: skip
    assert "auth.password_max_age_days" not in bound.values


@pytest.mark.parametrize("profile", [law.profile for law in laws.list_laws()])
def test_what_a_profile_demands_fits_the_rules(profile: str) -> None:
    """No bound that no value keeps, no code nobody declares: it would stop the profile from being chosen."""
    level = level_of([profile])
    for key, limit in level.limits.items():
        checked_limit(REGISTRY[key], {part: found for part, found in limit.items() if part != "law"})
        assert limit["law"] if key != "trading.modes" else True
    for key, value in level.values.items():
        checked(REGISTRY[key], value)
    for demand in laws.demands_of([profile]):
        rule = REGISTRY.get(demand.key)
        if rule is not None and isinstance(demand.value, list) and demand.merge == "union":
            assert set(demand.value) <= {code for code, _label in rule.choices}, demand.key


def test_a_key_that_no_rule_knows_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(policy.KEYS, "auth.unheard", policy.Key("auth.unheard", "flag", False, "or", "x"))
    with pytest.raises(KeyError):
        policy.value("auth.unheard")
