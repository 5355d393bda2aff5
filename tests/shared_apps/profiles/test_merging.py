"""Merging: independent of order, idempotent, never weaker than any member, conflicts visible."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.profiles import laws
from shared_apps.profiles.merging import choices, combine, combine_all, keeps
from shared_apps.profiles.types import Decision, Demand

SINCE = date(2026, 1, 1)


def demand(value: Any, merge: str, law: str = "a", rank: str = "law", status: str = "V") -> Demand:
    return Demand(law, "1", "some.key", value, merge, rank, f"{law} 1", status, SINCE)  # type: ignore[arg-type]


NAMES = st.text(alphabet="abcdefgh", min_size=1, max_size=3)
NUMBERS = st.integers(min_value=0, max_value=500)
SETS = st.lists(st.sampled_from(["cn", "eu", "us", "sg"]), unique=True, min_size=1)


def members(values: st.SearchStrategy[Any], *rules: str) -> st.SearchStrategy[list[Demand]]:
    one = st.builds(
        demand, values, st.sampled_from(rules), law=NAMES, rank=st.sampled_from(["law", "standard"]),
        status=st.sampled_from("VSB"),
    )  # fmt: skip
    return st.lists(one, min_size=1, max_size=5)


ANY = st.one_of(
    members(NUMBERS, "min"), members(NUMBERS, "max"), members(NUMBERS, "min", "max"), members(st.booleans(), "or"),
    members(st.booleans(), "and"), members(SETS, "union"), members(SETS, "intersect"), members(NUMBERS, "conflict"),
    members(NUMBERS, "law_over_standard"), members(st.sampled_from(["x", "y"]), "or"),
)  # fmt: skip


@given(ANY, st.randoms())
def test_the_order_of_profiles_does_not_matter(given: list[Demand], random: Any) -> None:
    shuffled = list(given)
    random.shuffle(shuffled)
    assert combine(shuffled) == combine(given)


@given(ANY)
def test_the_same_profile_twice_changes_nothing(given: list[Demand]) -> None:
    once, twice = combine(given), combine([*given, *given])
    assert (once.value, once.conflict, once.floor, once.ceiling) == (
        twice.value, twice.conflict, twice.floor, twice.ceiling,
    )  # fmt: skip


@given(ANY)
def test_the_result_is_never_weaker_than_any_member(given: list[Demand]) -> None:
    found = combine(given)
    if found.conflict:
        assert found.value is None
        return
    laws_speak = any(one.rank == "law" for one in given)
    for one in given:
        if one.merge == "law_over_standard" and laws_speak and one.rank == "standard":
            continue
        assert found.value is not None
        assert keeps(found.value, one), one


@given(ANY)
def test_every_reason_is_kept_and_what_decides_is_among_them(given: list[Demand]) -> None:
    found = combine(given)
    assert sorted(map(repr, found.demands)) == sorted(map(repr, given))
    assert set(map(repr, found.decisive)) <= set(map(repr, given))
    assert bool(found.decisive) != bool(found.conflict)
    assert found.needs_counsel == any(one.status != "V" for one in found.decisive)


def test_a_naive_second_implementation_agrees() -> None:
    naive = {"min": min, "max": max}
    for rule, how in naive.items():
        for values in permutations([3, 7, 5]):
            assert combine([demand(value, rule) for value in values]).value == how(values)


def test_a_law_goes_before_a_standard() -> None:
    found = combine([demand(0, "law_over_standard", "asvs", "standard"), demand(90, "law_over_standard", "mlps")])
    assert found.value == 90
    assert [one.law for one in found.decisive] == ["mlps"]
    assert [one.law for one in found.demands] == ["asvs", "mlps"]


def test_a_floor_above_a_ceiling_waits_for_a_person() -> None:
    given = [demand(10, "max", "keep"), demand(5, "min", "forget")]
    found = combine(given)
    assert (found.conflict, found.floor, found.ceiling, found.is_open) == ("floor_above_ceiling", 10, 5, True)
    assert choices(found) == [5, 10]
    decided = combine(given, Decision(10, "The tax law binds us."))
    assert (decided.value, decided.is_open, decided.conflict) == (10, False, "floor_above_ceiling")
    assert [one.law for one in decided.decisive] == ["keep"]


def test_a_decision_for_what_nobody_demands_does_not_count() -> None:
    given = [demand(10, "max", "keep"), demand(5, "min", "forget")]
    assert combine(given, Decision(7, "In the middle.")).is_open


def test_a_decision_is_not_needed_where_there_is_no_conflict() -> None:
    assert combine([demand(10, "max"), demand(5, "max")], Decision(5, "Less.")).value == 10


@pytest.mark.parametrize(
    ("given", "conflict"),
    [
        ([demand("sm", "conflict"), demand("intl", "conflict", "b")], "values_differ"),
        ([demand(["cn"], "intersect"), demand(["eu"], "intersect", "b")], "nothing_left"),
        ([demand(True, "or"), demand(False, "and", "b")], "rules_differ"),
        ([demand(60, "law_over_standard"), demand(90, "law_over_standard", "b")], "values_differ"),
    ],
)
def test_what_no_rule_decides_is_a_conflict(given: list[Demand], conflict: str) -> None:
    assert combine(given).conflict == conflict


def test_the_known_conflicts_of_the_laws_show() -> None:
    mainland_and_eu = combine_all(laws.demands_of(["gdpr", "cn_data", "mlps_l3"]))
    assert {key for key, found in mainland_and_eu.items() if found.conflict} == {"transfer.allowed_regions"}
    assert mainland_and_eu["incident.authority_hours"].value == 4
    assert mainland_and_eu["privacy.dsr_due_days"].value == 15
    assert mainland_and_eu["auth.password_max_age_days"].value == 90
    assert mainland_and_eu["transfer.allowed_regions"].conflict == "nothing_left"
    assert combine_all(laws.demands_of(["gdpr"]))["auth.password_max_age_days"].value == 3650
