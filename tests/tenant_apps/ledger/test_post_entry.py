"""Entries balance, are booked once and never change: checked in the command and again by the database."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared_apps.commands import Context
from shared_apps.foundation import clock
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.invariants import check_all
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.ledger.commands import LegIn, post_entry
from tenant_apps.ledger.errors import Unbalanced
from tenant_apps.ledger.models import Account, Entry, Leg
from tenant_apps.ledger.queries import balances, entries_for, list_entries, trial_balance, unbooked
from tests.fixtures.goods import acting_for
from tests.fixtures.people import SYSTEM, company

SOURCE = "tests.invoice"


def _post(legs: list[LegIn], source_id: UUID | None = None, currency: str = "EUR") -> UUID:
    ctx = Context(actor=SYSTEM, now=clock.now(scope.alias()), using=scope.alias())
    return post_entry(ctx, SOURCE, source_id or uuid4(), currency, "Invoice", date(2026, 3, 1), legs)


def _invoice(seller: UUID, buyer: UUID, net: int, tax: int) -> list[LegIn]:
    return [
        LegIn(seller, "receivable", net + tax),
        LegIn(seller, "sales", -net),
        LegIn(seller, "tax_out", -tax),
        LegIn(buyer, "purchases", net),
        LegIn(buyer, "tax_in", tax),
        LegIn(buyer, "payable", -net - tax),
    ]


def _now(statement: str, *values: Any) -> None:
    with connections[scope.alias()].cursor() as cursor:
        cursor.execute(statement, values)


def test_both_companies_books_balance(tenant_a: TenantRef) -> None:
    seller, buyer = company("Seller", sells=True), company("Buyer")
    _post(_invoice(seller, buyer, 10_000, 1_900))
    assert trial_balance() == trial_balance(seller) == trial_balance(buyer) == {"EUR": 0}
    assert {line.kind: line.balance_minor for line in balances(seller)} == {
        "receivable": 11_900,
        "sales": -10_000,
        "tax_out": -1_900,
    }
    assert [breach for breach in check_all() if breach.invariant.startswith("ledger.")] == []


def test_the_same_fact_is_booked_once(tenant_a: TenantRef) -> None:
    seller, buyer, fact = company("Seller", sells=True), company("Buyer"), uuid4()
    first = _post(_invoice(seller, buyer, 100, 0), fact)
    assert _post(_invoice(seller, buyer, 999, 0), fact) == first
    assert Entry.objects.count() == 1
    assert sum(Leg.objects.filter(amount_minor__gt=0).values_list("amount_minor", flat=True)) == 200
    other = uuid4()
    assert unbooked(SOURCE, [fact, other]) == [other]


def test_legs_that_do_not_sum_to_zero_are_not_booked(tenant_a: TenantRef) -> None:
    seller = company("Seller", sells=True)
    with pytest.raises(Unbalanced, match="off by 1 EUR"):
        _post([LegIn(seller, "receivable", 100), LegIn(seller, "sales", -99)])
    assert (Entry.objects.count(), Account.objects.count()) == (0, 0)


def test_legs_on_one_account_add_up_and_zeros_are_left_out(tenant_a: TenantRef) -> None:
    seller = company("Seller", sells=True)
    _post([
        LegIn(seller, "receivable", 60), LegIn(seller, "receivable", 40), LegIn(seller, "tax_out", 0),
        LegIn(seller, "sales", -100),
    ])  # fmt: skip
    assert sorted(Leg.objects.values_list("account__kind", "amount_minor")) == [("receivable", 100), ("sales", -100)]


def test_currencies_are_kept_apart(tenant_a: TenantRef) -> None:
    seller = company("Seller", sells=True)
    for currency in ("EUR", "CNY"):
        _post([LegIn(seller, "receivable", 100), LegIn(seller, "sales", -100)], currency=currency)
    assert trial_balance() == {"EUR": 0, "CNY": 0}
    assert Account.objects.count() == 4


def test_the_database_refuses_an_entry_that_does_not_balance(tenant_a: TenantRef) -> None:
    seller = company("Seller", sells=True)
    entry = _post([LegIn(seller, "receivable", 100), LegIn(seller, "sales", -100)])
    account = Account.objects.get(kind="sales")
    with pytest.raises(DatabaseError, match="off by 5 minor units"), transaction.atomic(using=scope.alias()):
        _now("INSERT INTO ledger_leg (entry_id, account_id, amount_minor) VALUES (%s, %s, 5)", entry, account.pk)
        _now("SET CONSTRAINTS ALL IMMEDIATE")
    assert Leg.objects.count() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_leg SET amount_minor = amount_minor * 2",
        "DELETE FROM ledger_leg",
        "UPDATE ledger_entry SET description = 'x'",
        "DELETE FROM ledger_entry",
    ],
)
def test_the_database_refuses_to_change_the_books(tenant_a: TenantRef, statement: str) -> None:
    seller = company("Seller", sells=True)
    _post([LegIn(seller, "receivable", 100), LegIn(seller, "sales", -100)])
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(using=scope.alias()):
        _now(statement)


def test_a_kind_nobody_knows_is_refused(tenant_a: TenantRef) -> None:
    seller = company("Seller", sells=True)
    with pytest.raises(DatabaseError), transaction.atomic(using=scope.alias()):
        _post([LegIn(seller, "pocket", 100), LegIn(seller, "sales", -100)])


def test_a_company_sees_its_own_legs_only(tenant_a: TenantRef) -> None:
    seller, buyer, stranger, fact = company("S", sells=True), company("B"), company("X"), uuid4()
    _post(_invoice(seller, buyer, 100, 19), fact)
    for actor in (acting_for(buyer), acting_for(seller)):
        (entry,) = entries_for([fact], actor)
        assert {leg.company_id for leg in entry.legs} == {actor.company_id}
        assert sum(leg.amount_minor for leg in entry.legs) == 0
    assert entries_for([fact], acting_for(stranger)) == list_entries(acting_for(stranger)) == []
    assert len(entries_for([fact], SYSTEM)[0].legs) == 6


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**12), st.integers(0, 10**11), st.sampled_from(["EUR", "CNY", "JPY"])),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_whatever_is_billed_the_books_balance(tenant_a: TenantRef, bills: list[tuple[int, int, str]]) -> None:
    with transaction.atomic(using=scope.alias()):
        mark = transaction.savepoint(using=scope.alias())
        seller, buyer = company(f"S {uuid7()}", sells=True), company(f"B {uuid7()}")
        for net, tax, currency in bills:
            if net + tax:
                _post(_invoice(seller, buyer, net, tax), currency=currency)
        expected: dict[str, int] = {}
        for net, tax, currency in bills:
            expected[currency] = expected.get(currency, 0) + net + tax
        assert set(trial_balance().values()) <= {0}
        owed = {line.currency: -line.balance_minor for line in balances(buyer) if line.kind == "payable"}
        assert owed == {currency: total for currency, total in expected.items() if total}
        transaction.savepoint_rollback(mark, using=scope.alias())
