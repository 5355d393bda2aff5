"""The gate: what a law forbids is forbidden in every spelling, and nothing else is."""

import itertools

import pytest

from shared_apps.profiles import laws, modes
from shared_apps.profiles.gate import first_ban, forbids, forbids_mode

BANS = laws.bans_of(["cn_trade"])


def test_the_gate_knows_all_twelve_ways() -> None:
    assert len(modes.ALL_CODES) == 12
    assert modes.CODES < modes.ALL_CODES
    assert {ban.mode for law in laws.list_laws() for ban in laws.bans_of([law.profile])} <= modes.ALL_CODES


@pytest.mark.parametrize("mode", sorted(modes.ALL_CODES))
@pytest.mark.parametrize("profile", [law.profile for law in laws.list_laws()])
def test_one_way_is_forbidden_under_one_law(profile: str, mode: str) -> None:
    expected = (profile, mode) == ("cn_trade", "order_book")
    assert (forbids_mode(laws.bans_of([profile]), mode) is not None) == expected


@pytest.mark.parametrize("given", [["spot_listing", "order_book"], "spot_listing, order_book", ("order_book",)])
def test_the_order_book_is_found_in_every_spelling(given: object) -> None:
    found = first_ban(BANS, "trading.modes", given)
    assert found is not None
    assert found.code == "order_book"
    assert "国发〔2011〕38号" in found.source
    assert found.status == "S"


def test_what_is_not_forbidden_passes() -> None:
    assert first_ban(BANS, "trading.modes", sorted(modes.CODES)) is None
    assert first_ban((), "trading.modes", ["order_book"]) is None
    assert first_ban(BANS, "sealed_tender.min_bidders", 3) is None
    assert first_ban(BANS, "general.name", "order_book") is None


@pytest.mark.parametrize(
    ("key", "value", "beside", "code"),
    [
        ("order_book.tick", "0.01", {}, "order_book"),
        ("sealed_tender.min_bidders", 2, {}, "tender_of_few"),
        ("sealed_tender.on_too_few", "negotiate", {}, "tender_negotiated"),
        ("forward_contract.assignable", True, {}, "assignable_forward"),
        ("forward_contract.assignable", "true", {"forward_contract.standardised": True}, "standardised_forward"),
        ("framework.standardised", True, {"framework.assignable": True}, "standardised_framework"),
        ("forward_contract.settlement", "cash", {}, "netted_forward"),
    ],
)
def test_combinations_are_found(key: str, value: object, beside: dict[str, object], code: str) -> None:
    found = first_ban(BANS, key, value, beside)
    assert found is not None
    assert found.code == code


def test_a_combination_needs_all_of_its_parts() -> None:
    for standardised, assignable in itertools.product([True, False], repeat=2):
        found = forbids(BANS, "framework", {"standardised": standardised, "assignable": assignable})
        assert (found is not None) == (standardised and assignable)
