"""Every rule finds what it must, leaves alone what it must, and changes its mind when its settings change."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenant_apps.anomalies import places
from tenant_apps.anomalies.decisions import figures, travel
from tenant_apps.anomalies.decisions.judging import judge
from tenant_apps.anomalies.types import REGISTRY, Windows
from tests.proofs import proves
from tests.tenant_apps.anomalies.acts import (
    BERLIN,
    POTSDAM,
    RELAY,
    SYDNEY,
    act,
    codes,
    failed,
    judged,
    opened,
    paid,
    settings,
)

HOUR, DAY = 3600, 86_400
DENIED = [act("anomalies.note_denial", at, target="orders:order", target_id=f"id{at}") for at in (0, 60, 120)]


@proves("anomalies.a1_what")
def test_a_country_a_network_or_a_device_never_seen_of_somebody() -> None:
    home = [opened(-DAY)]
    assert codes([opened()], "A1") == []  # nothing to differ from
    assert codes([*home, opened()], "A1") == []
    assert codes([*home, opened(agent="renewed browser")], "A1") == []  # at home
    away = opened(place=SYDNEY, network="192.0.2.0/24", agent="chrome")
    assert codes([*home, away], "A1") == ["new_country", "new_network", "new_device"]
    assert codes([*home, away], "A1", a1_what=["device"]) == ["new_device"]
    assert codes([opened(-91 * DAY), away], "A1") == []  # the window holds 90 days
    nowhere = opened(place=None, network="192.0.2.0/24", agent="chrome")
    assert codes([*home, nowhere], "A1") == ["new_device"]  # without a table nothing is said of countries


@proves("anomalies.a2_speed", "anomalies.a2_distance")
def test_faster_than_anybody_travels() -> None:
    assert codes([opened(-2 * HOUR), opened(place=SYDNEY)], "A2") == ["too_fast"]
    assert codes([opened(-2 * HOUR), opened(place=RELAY)], "A2") == []
    assert codes([opened(-DAY + 60), opened(place=SYDNEY)], "A2") == []
    assert codes([opened(-2 * HOUR), opened(place=SYDNEY)], "A2", a2_speed=5000 * 2) == []
    assert codes([opened(-1), opened(place=POTSDAM)], "A2") == []
    assert codes([opened(-1), opened(place=POTSDAM)], "A2", a2_distance=20) == ["too_fast"]
    assert codes([opened(-2 * HOUR, place=None), opened(place=SYDNEY)], "A2") == []


def test_distances_are_those_of_the_globe() -> None:
    # Berlin to Sydney 16,090 km, pole to pole half of 2 * pi * 6371.0088.
    assert 16_050 <= travel.kilometres(BERLIN.points[0], SYDNEY.points[0]) <= 16_130
    assert travel.kilometres((90 * 3600, 0), (-90 * 3600, 0)) == 20_015
    assert travel.kilometres(BERLIN.points[0], BERLIN.points[0]) == 0
    assert travel.nearest((), BERLIN.points) is None
    france, spain = places.points_of()["FR"], places.points_of()["ES"]
    assert 500 < (travel.nearest(france, spain) or 0) < 1100


@proves("anomalies.a3_accounts", "anomalies.a3_everywhere", "anomalies.a3_ratio")
def test_passwords_tried_on_many_accounts() -> None:
    spray = [failed(at, f"account {at}") for at in range(20)]
    assert codes(spray[:19], "A3") == []
    assert codes(spray, "A3") == ["spray_network"]
    assert codes(spray[:5], "A3", a3_accounts=5) == ["spray_network"]
    assert codes([failed(at, "one account") for at in range(40)], "A3") == []
    slow = [failed(at * 60, f"account {at}") for at in range(20)]
    assert codes(slow, "A3") == []
    spread = [failed(at, f"account {at}", network=f"198.51.{at}.0/24") for at in range(60)]
    assert set(codes(spread, "A3")) == {"spray_everywhere"}
    assert codes(spread[:30], "A3") == [] and codes(spread[:30], "A3", a3_everywhere=30) == ["spray_everywhere"]
    calm = [act("accounts.sign_in", -DAY + at, facts={"outcome": "signed_in"}) for at in range(100)]
    assert "spray_ratio" in codes([*calm, *(failed(at, "one account") for at in range(25))], "A3")
    assert codes([*calm, *(failed(at, "one account") for at in range(25))], "A3", a3_ratio=100) == []


@proves("anomalies.a4_limit", "anomalies.a4_mad")
def test_a_payment_far_over_what_was_usual() -> None:
    usual = [paid(-DAY * (20 - at), 500_000 + 10_000 * (at % 5)) for at in range(12)]
    assert codes([*usual, paid(0, 5_000_000)], "A4") == ["large"]
    (found,) = judged([*usual, paid(0, 5_000_000)], "A4")
    assert found.measure["median"] == 515_000 and [one.code for one in found.bars] == [
        "amount", "median", "usual", "limit",
    ]  # fmt: skip
    assert codes([*usual, paid(0, 520_000)], "A4") == []
    assert codes([*usual, paid(0, 5_000_000)], "A4", a4_limit=Decimal(60_000)) == []
    assert codes([*usual, paid(0, 1_200_000)], "A4") == ["large"]
    assert codes([*usual, paid(0, 1_200_000)], "A4", a4_mad=50) == []
    assert codes([paid(0, 1_000_001)], "A4") == ["first_payee"] and codes([paid(0, 1_000_000)], "A4") == []
    assert codes([paid(0, 9_000_000, action="orders.place_order")], "A4") == []  # nobody's money is gone yet
    assert codes([*usual[:9], paid(0, 5_000_000)], "A4") == []  # too few to know


@proves("anomalies.a5_hours")
def test_money_sent_soon_after_the_payee_changed() -> None:
    change = act("parties.change_company", -71 * HOUR, target="parties.company", target_id="seller",
                 facts={"changed": ["tax_id"]})  # fmt: skip
    assert codes([change, paid(0, 100)], "A5") == ["payee_changed"]
    assert codes([change, paid(0, 100)], "A5", a5_hours=24) == []
    assert codes([change, paid(2 * HOUR, 100)], "A5") == []
    assert codes([change, paid(0, 100, payee="other")], "A5") == []


@proves("anomalies.a6_permissions", "anomalies.a6_from", "anomalies.a6_to")
def test_power_that_grows() -> None:
    def role(**facts: str) -> object:
        return act("identity.change_role", target="identity.membership", facts={"before": "buyer", **facts})

    assert codes([role(after="approver", user_id="someone")], "A6") == ["grown_self"]  # type: ignore[list-item]
    assert codes([role(after="admin", user_id="other")], "A6") == ["grown_head"]  # type: ignore[list-item]
    assert codes([role(after="seller", user_id="other")], "A6") == []  # type: ignore[list-item]
    key = act("accounts.create_api_key", target="accounts.api_key", target_id="k", facts={"permissions": 12})
    assert codes([key], "A6") == [] and codes([key], "A6", a6_permissions=12) == ["grown_key"]
    assert codes([key], "A6", a6_from=11) == ["grown_off_hours"]
    assert codes([key], "A6", a6_to=10) == ["grown_off_hours"]


@proves("anomalies.a7_rows", "anomalies.a7_times")
def test_much_that_is_taken_out() -> None:
    def export(after: int, rows: int) -> object:
        return act("workspace.export_log", after, facts={"rows": rows})

    assert codes([export(0, 6000), export(300, 4001)], "A7") == ["export_many"]  # type: ignore[list-item]
    assert codes([export(0, 6000), export(700, 4001)], "A7") == []  # type: ignore[list-item]
    assert codes([export(0, 6000)], "A7", a7_rows=5000) == ["export_many"]  # type: ignore[list-item]
    small = [export(-DAY * at, 300) for at in (5, 4, 3)]
    assert codes([*small, export(0, 1600)], "A7") == ["export_unlike"]  # type: ignore[list-item]
    assert codes([*small, export(0, 1600)], "A7", a7_times=6) == []  # type: ignore[list-item]


@proves("anomalies.a8_whom")
def test_a_sign_in_made_weaker() -> None:
    removed = act("accounts.remove_totp", target="accounts.user", target_id="p", actor_id="p", privileged=True)
    assert codes([removed], "A8") == ["factor_removed"]
    plain = act("accounts.remove_totp", target="accounts.user", target_id="p", actor_id="p")
    assert codes([plain], "A8") == [] and codes([plain], "A8", a8_whom="everybody") == ["factor_removed"]
    assert codes([opened(method="recovery_code", privileged=True)], "A8") == ["factor_recovery"]
    assert codes([opened(method="totp", privileged=True)], "A8") == []


def test_watching_made_weaker() -> None:
    def settled(after: int = 0, **changed: object) -> object:
        return act("rulesets.change_settings", after, facts={"changed": changed})

    assert codes([settled(**{"anomalies.a4": "off"})], "A9") == ["watch_off"]  # type: ignore[list-item]
    assert codes([settled(**{"anomalies.a4": "notify"})], "A9") == []  # type: ignore[list-item]
    longer, shorter = settled(**{"log.retention_days": 900}), settled(5, **{"log.retention_days": 200})
    assert codes([longer, shorter], "A9") == ["kept_shorter"]  # type: ignore[list-item]
    assert codes([shorter, longer], "A9") == []  # type: ignore[list-item]
    chosen = act("compliance.choose_profiles", facts={"before": ["gdpr", "iso_27001"], "after": ["gdpr"]})
    assert codes([chosen], "A9") == ["profile_gone"]


@proves("anomalies.a10_ids")
def test_ids_of_others() -> None:
    assert codes(DENIED, "A10") == ["foreign_ids"] and codes(DENIED, "A10", a10_ids=4) == []
    assert codes(DENIED[:2], "A10") == [] and codes([DENIED[0]] * 5, "A10") == []
    late = act("anomalies.note_denial", 400, target="orders:order", target_id="another")
    assert codes([*DENIED[:2], late], "A10") == []


@proves("anomalies.a11_sigma")
def test_much_faster_than_usual() -> None:
    calm = [act("orders.place_order", -DAY + 600 * at + 60 * one) for at in range(30) for one in range(1 + at % 3)]
    burst = [act("orders.place_order", at) for at in range(30)]
    found = codes([*calm, *burst], "A11")
    assert set(found) == {"pace_order"} and len(found) == 30 - 13
    assert len(codes([*calm, *burst], "A11", a11_sigma=4)) > len(found)
    assert codes(burst, "A11") == []  # nothing is usual yet
    assert codes([*calm, *(act("orders.place_order", at, actor_kind="system") for at in range(30))], "A11") == []


@proves("anomalies.a12_from", "anomalies.a12_to", "anomalies.a12_dormant")
def test_odd_hours_and_accounts_come_back() -> None:
    night = act("identity.retire_role", high_risk=True, hour=3, weekday=2)
    assert codes([night], "A12") == ["off_hours"] and codes([night], "A12", a12_from=2) == []
    evening = act("identity.retire_role", high_risk=True, hour=21, weekday=2)
    assert codes([evening], "A12") == ["off_hours"] and codes([evening], "A12", a12_to=22) == []
    assert codes([act("identity.retire_role", high_risk=True, hour=10, weekday=6)], "A12") == ["off_hours"]
    assert codes([act("identity.retire_role", high_risk=True, hour=3, company_id="c")], "A12") == []
    assert codes([opened(-61 * DAY - HOUR), opened()], "A12") == ["dormant"]
    assert codes([opened(-59 * DAY), opened()], "A12") == []
    assert codes([opened(-59 * DAY), opened()], "A12", a12_dormant=30) == ["dormant"]


@proves("anomalies.a13_intervals")
def test_goods_too_warm_and_sensors_silent() -> None:
    def reading(**facts: int) -> object:
        return act("telemetry.note_reading", actor_kind="system", target="telemetry.sensor", target_id="s", facts=facts)

    assert codes([reading(milli_celsius=8001, low=2000, high=8000)], "A13") == ["too_warm"]  # type: ignore[list-item]
    assert codes([reading(milli_celsius=1999, low=2000, high=8000)], "A13") == ["too_cold"]  # type: ignore[list-item]
    assert codes([reading(milli_celsius=8000, low=2000, high=8000)], "A13") == []  # type: ignore[list-item]
    silent = reading(silent_s=700, every_s=300)
    assert codes([silent], "A13") == ["sensor_silent"]  # type: ignore[list-item]
    assert codes([silent], "A13", a13_intervals=3) == []  # type: ignore[list-item]


@proves("anomalies.a14_hours")
def test_two_papers_alike() -> None:
    first, second = (paid(at, 12_345, action="invoicing.issue_invoice") for at in (0, 2 * HOUR))
    assert codes([first, second], "A14") == ["same_paper"] and codes([first, second], "A14", a14_hours=2) == []
    assert codes([first, paid(HOUR, 12_346, action="invoicing.issue_invoice")], "A14") == []
    one, again, other = (replace(act, facts={"order": number}) for act, number in zip(
        (first, second, second), ("O-2026-1", "O-2026-1", "O-2026-2"), strict=True))  # fmt: skip
    assert codes([one, again], "A14") == ["same_paper"] and codes([first, other], "A14") == ["same_paper"]
    assert codes([one, other], "A14") == [], "the same was ordered again"


@proves("anomalies.a15_seconds")
def test_kontors_own_books_and_log() -> None:
    def ill(**facts: object) -> object:
        return act("anomalies.health", actor_kind="system", facts=facts)

    assert codes([ill(breaches=2, which=["ledger.balanced"])], "A15") == ["invariant_broken"]  # type: ignore[list-item]
    assert codes([ill(late_s=6)], "A15") == ["seal_late"]  # type: ignore[list-item]
    assert codes([ill(late_s=6)], "A15", a15_seconds=10) == []  # type: ignore[list-item]
    assert codes([ill(silent_s=31)], "A15") == ["watch_silent"]  # type: ignore[list-item]


@proves(*(kind.key for kind in REGISTRY.values()))
def test_a_rule_that_is_off_judges_nothing_and_sees_all_the_same() -> None:
    acts = [opened(-DAY), *DENIED]
    found, left, _errors = judge(acts, Windows(), dict.fromkeys(REGISTRY, "off"), settings())
    assert found == [] and len(left) > len(acts)
    assert judge(acts, Windows(), dict.fromkeys(REGISTRY, "act"), settings())[0]


def test_what_was_there_before_the_watch_raises_nothing() -> None:
    modes = dict.fromkeys(REGISTRY, "notify")
    assert judge(DENIED, Windows(), modes, settings(), quiet=DENIED[-1].seq)[0] == []  # type: ignore[arg-type]


def test_one_rule_that_fails_keeps_no_other_from_judging() -> None:
    broken = act("rulesets.change_settings", facts={"changed": {"log.retention_days": "soon"}})
    before = act("rulesets.change_settings", -5, facts={"changed": {"log.retention_days": 900}})
    found, _left, errors = judge([before, broken, *DENIED], Windows(), dict.fromkeys(REGISTRY, "notify"), settings())
    assert [code for code, _error in errors] == ["A9"] and [one.kind.code for one in found if one.reasons] == ["A10"]


@pytest.mark.parametrize("kind", REGISTRY.values(), ids=lambda kind: kind.code)
def test_defaults_are_no_looser_than_the_loosest(kind: object) -> None:
    """What fires by default fires under the loosest settings too, else the tuning page would not know of it."""
    for one in kind.settings:  # type: ignore[attr-defined]
        assert one.loosest is not None, one.name


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=40))
def test_statistics_are_exact(values: list[int]) -> None:
    middle = figures.median(values)
    ordered = sorted(values)
    assert ordered[0] <= middle <= ordered[-1] and (2 * middle).denominator == 1
    assert figures.deviation(values, middle) >= middle / 100
    assert figures.variance(values) >= max(Fraction(sum(values), len(values)), 1)


def test_windows_sum_by_their_grain() -> None:
    acts = [act("orders.place_order", at) for at in (0, 1, 599, 600)]
    _found, left, _errors = judge(acts, Windows(), dict.fromkeys(REGISTRY, "off"), settings())
    paces = [(one.at, sight.value) for one, sight in left if sight.kind == "pace"]
    assert len(paces) == 4 and acts[3].at - acts[0].at == timedelta(minutes=10)
