"""Limits above a rule's amount count once a second person has confirmed them."""

from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Conflict, Invalid, NotFound
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.spending.commands import (
    DecideLimit,
    GrantCredit,
    RejectLimit,
    SetBudget,
    confirm_limit,
    grant_credit,
    reject_limit,
    set_budget,
)
from tenant_apps.spending.models import LimitProposal, SpendingLimit
from tests.fixtures.trade import SYSTEM, Market, assert_sound
from tests.proofs import proves


def person(market: Market, company: UUID, name: str) -> Actor:
    rights = market.as_seller().permissions
    return Actor(kind="user", id=name, display=name, company_id=company, permissions=rights)


def granted(market: Market, who: Actor, amount: str | None) -> UUID | None:
    return run(grant_credit, who, GrantCredit(buyer_id=market.buyer, currency="EUR", amount=amount)).proposal_id


@proves("spending.second_person_above")
def test_above_the_amount_another_person_of_the_company_confirms(market: Market) -> None:
    ann, bob = person(market, market.seller, "ann"), person(market, market.seller, "bob")
    assert granted(market, ann, "90000") is None, "without the rule one person is enough"
    run(change_settings, SYSTEM, ChangeSettings(changes={"spending.second_person_above": "5000.005"}))
    assert granted(market, ann, "80000") is None, "lowering needs nobody"
    assert granted(market, ann, "5000") is None
    first = granted(market, ann, "5000.01")
    assert first is not None
    assert SpendingLimit.objects.get().amount_minor == 500_000
    for who, error in ((ann, Conflict), (market.as_buyer(), NotFound)):
        with pytest.raises(error):
            run(confirm_limit, who, DecideLimit(proposal_id=first))
    second = granted(market, ann, None)
    assert second is not None, "no limit is above every amount"
    with pytest.raises(Conflict) as replaced:
        run(confirm_limit, bob, DecideLimit(proposal_id=first))
    assert replaced.value.code == "spending.proposal_over"
    run(confirm_limit, bob, DecideLimit(proposal_id=second))
    assert SpendingLimit.objects.get().amount_minor is None
    assert granted(market, ann, "7000") is None, "what stands was confirmed, this is less"
    assert_sound()


def test_a_rejected_proposal_changes_nothing_and_says_why(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"spending.second_person_above": "0"}))
    ann, bob = person(market, market.buyer, "ann"), person(market, market.buyer, "bob")
    data = SetBudget(currency="EUR", code="K-1", amount="10", every="month", carry_over="rest")
    proposal = run(set_budget, ann, data).proposal_id
    assert proposal is not None
    with pytest.raises(Invalid):
        run(reject_limit, bob, RejectLimit(proposal_id=proposal, reason=""))
    run(reject_limit, bob, RejectLimit(proposal_id=proposal, reason="not this year"))
    assert (LimitProposal.objects.get().state, SpendingLimit.objects.count()) == ("rejected", 0)
    again = run(set_budget, ann, data).proposal_id
    assert again is not None
    assert run(confirm_limit, bob, DecideLimit(proposal_id=again)).limit_id is not None
    assert SpendingLimit.objects.filter(series__isnull=False).count() == 2, "this month and the next"
    assert_sound()
