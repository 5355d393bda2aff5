"""Questions about requests of the demo, a change of one, and a draft of the next."""

from typing import cast
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.kernel.queries.events import find_by_title
from tenant_apps.trading.questions.commands import (
    AmendEvent,
    AmendLine,
    AnswerQuestion,
    AskQuestion,
    ConfirmAmendment,
    SaveDraft,
    amend_event,
    answer_question,
    ask_question,
    confirm_amendment,
    save_draft,
)
from tenant_apps.trading.questions.queries import questions_of
from tenant_apps.workspace.demo.people import SEEDER
from tenant_apps.workspace.demo.plans import MarketPlan, Talk


def seed_talks(plan: MarketPlan, firms: dict[str, UUID]) -> None:
    """Talk about the requests nobody has talked about yet, where the marketplace offers them."""
    if "rfq" not in cast(list[str], effective("trading.modes").value):
        return
    for talk in plan.talks:
        found = find_by_title(talk.title)
        if found is not None and not questions_of(SEEDER, found[0]):
            _talk(talk, *found, firms, plan.currency)


def _talk(talk: Talk, event_id: UUID, initiator_id: UUID, firms: dict[str, UUID], currency: str) -> None:
    initiator = _seat(initiator_id)
    for firm, text, answer in talk.questions:
        made = run(ask_question, _seat(firms[firm]), AskQuestion(event_id=event_id, text=text))
        if answer:
            run(answer_question, initiator, AnswerQuestion(question_id=made.question_id, text=answer))
    if talk.more:
        lines = [AmendLine(line=line, quantity=quantity) for line, quantity in talk.more]
        done = run(amend_event, initiator, AmendEvent(event_id=event_id, reason=talk.reason, lines=lines))
        for firm in talk.confirms:
            run(confirm_amendment, _seat(firms[firm]), ConfirmAmendment(event_id=event_id, number=done.number))
    if talk.draft:
        content = {"side": "buy", "currency": currency, "title": talk.draft}
        run(save_draft, initiator, SaveDraft(mode="rfq", content=content))


def _seat(company_id: UUID) -> Actor:
    return Actor(kind="system", id="demo", display="demo", company_id=company_id, fresh_factor=True)
