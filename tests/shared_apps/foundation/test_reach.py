"""Bounds of rights: what a grant covers, what a thing must be to lie inside, and which acts can be bounded at all."""

from random import Random
from uuid import UUID

import pytest

from shared_apps.foundation import permissions
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import NOTHING, within
from shared_apps.foundation.reach import Grant, Limit, Reach, about, carried

W1, W2 = UUID(int=1), UUID(int=2)


def actor_with(*grants: Grant, whole: frozenset[str] = frozenset()) -> Actor:
    held = whole.union(*(grant.permissions for grant in grants))
    return Actor(kind="user", id="one", permissions=held, narrowed=grants)


def test_no_bound_covers_every_bound_and_no_bound_covers_none() -> None:
    free, bound = Reach(), Reach(warehouses=frozenset({W1}))
    assert free.covers(bound) and free.covers(free)
    assert not bound.covers(free)
    assert bound.covers(bound) and not bound.covers(Reach(warehouses=frozenset({W1, W2})))


def test_a_limit_in_another_currency_is_over_every_limit() -> None:
    reach = Reach(limit=Limit(100_00, "EUR"))
    assert reach.meets(about(amount=Limit(100_00, "EUR")))
    assert not reach.meets(about(amount=Limit(100_01, "EUR")))
    assert not reach.meets(about(amount=Limit(1, "USD")))
    assert not reach.covers(Reach(limit=Limit(1, "USD")))


def test_a_thing_in_no_warehouse_and_one_in_two_lie_outside_one_warehouse() -> None:
    reach = Reach(warehouses=frozenset({W1}))
    assert reach.meets(about(warehouses=[W1]))
    assert not reach.meets(about(warehouses=[]))
    assert not reach.meets(about(warehouses=[W1, W2]))


def test_what_hides_more_covers_nothing_that_hides_less() -> None:
    assert Reach().covers(Reach(hidden=frozenset({"prices"})))
    assert not Reach(hidden=frozenset({"prices"})).covers(Reach())


def test_covering_means_that_whatever_lies_in_the_one_lies_in_the_other() -> None:
    """Against the definition itself: all things of a small world, tried one by one."""
    random = Random(20261127)
    people, shelves, places = ["user:a", "user:b"], ["wire", "steel"], [W1, W2]

    def some(values: list[object]) -> frozenset[object] | None:
        return None if random.random() < 0.3 else frozenset(one for one in values if random.random() < 0.6)

    def reach() -> Reach:
        limit = None if random.random() < 0.4 else Limit(random.choice([0, 5, 10]), random.choice(["EUR", "USD"]))
        return Reach(some(people), some(shelves), some(places), limit)  # type: ignore[arg-type]

    things = [
        about(people=[who], categories=[shelf], warehouses=[place], amount=Limit(minor, currency))
        for who in people for shelf in shelves for place in places
        for minor in (0, 5, 10) for currency in ("EUR", "USD")
    ]  # fmt: skip
    for _ in range(2000):
        one, other = reach(), reach()
        if one.covers(other):
            assert all(one.meets(thing) for thing in things if other.meets(thing)), (one, other)


def test_who_holds_a_right_whole_has_no_bounds_and_who_lacks_it_has_none_that_could_be_met() -> None:
    bound = Grant(frozenset({"x.do"}), Reach(warehouses=frozenset({W1})))
    who = actor_with(bound, whole=frozenset({"x.view"}))
    assert who.reaches("x.view") is None
    assert who.reaches("x.do") == (bound.reach,)
    assert who.reaches("x.other") == ()
    assert who.may_about("x.do", about(warehouses=[W1])) and not who.may_about("x.do", about(warehouses=[W2]))
    assert not who.may_about("x.other", about(warehouses=[W1]))


def test_two_grants_reach_what_either_reaches() -> None:
    who = actor_with(
        Grant(frozenset({"x.do"}), Reach(warehouses=frozenset({W1}))),
        Grant(frozenset({"x.do"}), Reach(warehouses=frozenset({W2}))),
    )
    assert who.may_about("x.do", about(warehouses=[W1])) and who.may_about("x.do", about(warehouses=[W2]))
    assert not who.may_about("x.do", about(warehouses=[W1, W2])), "no single grant reaches both"


def test_fields_are_hidden_only_where_every_grant_hides_them() -> None:
    hides = Grant(frozenset({"x.view"}), Reach(hidden=frozenset({"contacts"})))
    shows = Grant(frozenset({"x.view"}), Reach(warehouses=frozenset({W1})))
    assert actor_with(hides).hides("x.view", "contacts")
    assert not actor_with(hides, shows).hides("x.view", "contacts")
    assert not actor_with(whole=frozenset({"x.view"})).hides("x.view", "contacts")


def test_a_key_carries_the_bounds_of_its_maker_and_reaches_its_own_things() -> None:
    grant = Grant(frozenset({"x.do", "x.view"}), Reach(people=frozenset({"user:a"})))
    rights, narrowed = carried("api_key:k", frozenset({"x.do", "x.more"}), frozenset({"x.do", "x.view"}), [grant])
    assert rights == {"x.do"}
    assert narrowed == (Grant(frozenset({"x.do"}), Reach(people=frozenset({"user:a", "api_key:k"}))),)


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "LOOKED_AT", {})
    monkeypatch.setattr(permissions, "UNTOUCHED", [])
    monkeypatch.setattr("shared_apps.foundation.cutting.LOOKED_AT", permissions.LOOKED_AT)
    permissions.narrow("x.view", by=("warehouses",))
    permissions.untouched("x.view_*", "x.view", by=("amount",))


@pytest.mark.usefixtures("declared")
def test_a_right_is_held_within_bounds_only_where_each_is_looked_at_or_has_no_bearing() -> None:
    assert permissions.can_be_narrowed("x.view", frozenset({"warehouses", "amount"}))
    assert permissions.can_be_narrowed("x.view_all", frozenset({"amount"}))
    assert not permissions.can_be_narrowed("x.view_all", frozenset({"warehouses"}))
    assert not permissions.can_be_narrowed("x.unheard_of", frozenset({"amount"}))


@pytest.mark.usefixtures("declared")
def test_rows_are_cut_by_the_bounds_and_a_bound_without_a_column_shows_nothing() -> None:
    who = actor_with(Grant(frozenset({"x.view"}), Reach(warehouses=frozenset({W1}))))
    assert str(within(who, "x.view", warehouses="place_id")) == str(NOTHING | within_of("place_id"))
    assert within(who, "x.view") == NOTHING | NOTHING
    assert within(who, "x.other", warehouses="place_id") == NOTHING, "not held, and everything else is narrowed"
    assert not within(actor_with(), "x.other"), "here for another right, cut by the company alone"
    free = actor_with(Grant(frozenset({"x.view"}), Reach(limit=Limit(1, "EUR"))))
    assert not within(free, "x.view", warehouses="place_id"), "a bound without bearing cuts nothing"


def within_of(column: str) -> object:
    from django.db.models import Q

    return Q(**{f"{column}__in": frozenset({W1})})
