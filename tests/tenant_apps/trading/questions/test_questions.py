"""Questions and answers: who may ask and until when, who reads what, and who learns who asked."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.kernel.commands import (
    CancelEvent,
    EventLine,
    EventResult,
    JoinEvent,
    PublishEvent,
    cancel_event,
    join_event,
    publish_event,
)
from tenant_apps.trading.questions.commands import AnswerQuestion, AskQuestion, answer_question, ask_question
from tenant_apps.trading.questions.decisions.asking import MOST_OPEN, Asker, why_not_ask
from tenant_apps.trading.questions.models import Question
from tenant_apps.trading.questions.queries import questions_of
from tests.fixtures.api import caller
from tests.fixtures.people import SYSTEM, person
from tests.fixtures.trade import Market, kilos
from tests.proofs import proves

MODES = ["rfq", "english_auction", "reverse_auction", "dutch_auction", "sealed_tender"]


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))


def in_hours(hours: float) -> datetime:
    return clock.now(scope.alias()) + timedelta(hours=hours)


def request(market: Market, *, hours: float = 48, **told: Any) -> EventResult:
    wish: dict[str, Any] = {
        "mode": "rfq", "side": "buy", "currency": "EUR", "title": "Steel",
        "lines": [EventLine(quantity=kilos("100"), need="Steel")], "ends_at": in_hours(hours),
    }  # fmt: skip
    return run(publish_event, market.as_buyer(), PublishEvent(**(wish | told)))


def ask(actor: Any, made: EventResult, text: str = "Which alloy?") -> UUID:
    return run(ask_question, actor, AskQuestion(event_id=made.event_id, text=text)).question_id


def refused(act: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


def test_an_answer_is_for_everybody_and_names_nobody(market: Market) -> None:
    made = request(market, rules={"questions_from": "members"})
    seller, other, buyer = market.as_seller(), market.acting(market.other_seller), market.as_buyer()
    run(join_event, seller, JoinEvent(event_id=made.event_id))
    question = ask(seller, made)
    assert [one.text for one in questions_of(seller, made.event_id)] == ["Which alloy?"]
    assert questions_of(other, made.event_id) == []
    assert questions_of(buyer, made.event_id)[0].asker == "Seller Ltd"
    assert refused(lambda: run(answer_question, other, AnswerQuestion(question_id=question, text="No"))).status == 404
    run(answer_question, buyer, AnswerQuestion(question_id=question, text="S235"))
    shown = questions_of(other, made.event_id)[0]
    assert (shown.answer, shown.asker, shown.is_own) == ("S235", "", False)
    own = questions_of(seller, made.event_id)[0]
    assert own.is_own and own.asker == ""
    again = refused(lambda: run(answer_question, buyer, AnswerQuestion(question_id=question, text="S355")))
    assert again.code == "trading.already_answered"


@pytest.mark.parametrize(
    ("visibility", "name"), [("thread", "Seller Ltd"), ("thread_masked", "#1")]
)  # fmt: skip
def test_a_masked_initiator_reads_the_number_of_who_asked(market: Market, visibility: str, name: str) -> None:
    made = request(market, rules={"visibility": visibility})
    run(join_event, market.as_seller(), JoinEvent(event_id=made.event_id))
    ask(market.as_seller(), made)
    assert questions_of(market.as_buyer(), made.event_id)[0].asker == name
    assert questions_of(market.as_marketplace(), made.event_id)[0].asker == "Seller Ltd"


def test_the_initiator_of_a_tender_learns_neither_name_nor_number(market: Market) -> None:
    wish = PublishEvent(
        mode="sealed_tender", side="buy", currency="EUR", quantity=kilos("5"), need="Steel", ends_at=in_hours(48)
    )
    made = run(publish_event, market.as_buyer(), wish)
    run(join_event, market.as_seller(), JoinEvent(event_id=made.event_id, item_id=market.items["steel"]))
    ask(market.as_seller(), made)
    assert questions_of(market.as_buyer(), made.event_id)[0].asker == ""
    run(cancel_event, SYSTEM, CancelEvent(event_id=made.event_id, reason="no_demand"))
    assert questions_of(market.as_buyer(), made.event_id)[0].asker == "Seller Ltd"


@proves(*(f"{mode}.questions_from" for mode in MODES), *(f"{mode}.questions_end_hours" for mode in MODES))
def test_the_rules_say_who_may_ask_and_until_when() -> None:
    now = datetime.fromisoformat("2026-03-29T10:00:00+00:00")
    stranger, invited, joined = Asker(), Asker(is_invited=True), Asker(has_joined=True)

    def why(asker: Asker, allowed: str, hours: int = 0, left: int = 5) -> str | None:
        rules = {"questions_from": allowed, "questions_end_hours": hours}
        return why_not_ask(rules, asker, is_over=False, end_at=now + timedelta(hours=left), now=now)

    assert [why(one, "participants") for one in (stranger, invited, joined)] == ["not_for_you", "not_for_you", None]
    assert [why(one, "invited") for one in (stranger, invited, joined)] == ["not_for_you", None, None]
    assert [why(one, "members") for one in (stranger, invited, joined)] == [None, None, None]
    assert why(joined, "nobody") == "questions_closed"
    assert [why(joined, "members", hours) for hours in (0, 4, 5)] == [None, None, "too_late"]
    assert why(Asker(is_initiator=True), "members") == "own_event"
    assert why(Asker(has_joined=True, open_questions=MOST_OPEN), "members") == "too_many_open"
    over = why_not_ask({"questions_from": "members"}, joined, is_over=True, end_at=None, now=now)
    assert over == "over"


def test_what_the_rules_forbid_is_refused_and_leaves_no_question(market: Market) -> None:
    made = request(market, rules={"questions_end_hours": 47})
    seller = market.as_seller()
    assert refused(lambda: ask(seller, made)).code == "trading.not_for_you"
    run(join_event, seller, JoinEvent(event_id=made.event_id))
    assert refused(lambda: ask(seller, made, "  ")).field == "text"
    ask(seller, made)
    late = request(market, rules={"questions_end_hours": 49})
    run(join_event, seller, JoinEvent(event_id=late.event_id))
    assert refused(lambda: ask(seller, late)).code == "trading.question_too_late"
    hidden = request(market, audience="named", invite=[market.other_seller])
    assert refused(lambda: ask(seller, hidden)).status == 404
    assert Question.objects.count() == 1


def test_people_are_told_by_mail_without_what_was_said(market: Market) -> None:
    person("buyer", "b@buyer.example", company_id=market.buyer)
    person("supplier", "s@seller.example", company_id=market.seller)
    person("warehouse", "w@seller.example", company_id=market.seller)
    made = request(market)
    run(join_event, market.as_seller(), JoinEvent(event_id=made.event_id))
    question = ask(market.as_seller(), made)
    jobs.run_due()
    run(answer_question, market.as_buyer(), AnswerQuestion(question_id=question, text="S235"))
    jobs.run_due()
    sent = [(one.to, one.body) for one in mail.outbox if "Steel" in one.body]
    assert [to for to, _body in sent] == [["b@buyer.example"], ["s@seller.example"]]
    assert all("alloy" not in body and "S235" not in body and str(made.event_id) in body for _to, body in sent)


def test_questions_over_the_api(market: Market, tenant_a: TenantRef) -> None:
    made = request(market)
    run(join_event, market.as_seller(), JoinEvent(event_id=made.event_id))
    rights = ("trading.view_event", "trading.ask_question", "trading.answer_question")
    seller = caller(tenant_a, *rights, company_id=market.seller)
    buyer = caller(tenant_a, *rights, company_id=market.buyer)
    other = caller(tenant_a, *rights, company_id=market.other_seller)
    address = f"events/{made.event_id}/questions"
    asked = json.loads(seller.post(address, {"text": "Which alloy?"}).content)
    assert json.loads(other.get(address).content)["data"] == []
    assert other.post(f"questions/{asked['question_id']}:answer", {"text": "x"}).status_code == 404
    assert buyer.post(f"questions/{asked['question_id']}:answer", {"text": "S235"}).status_code == 200
    told = json.loads(other.get(address).content)["data"][0]
    assert (told["text"], told["answer"], told["asker"]) == ("Which alloy?", "S235", "")
