"""Ask the initiator of an event. The answer is for everybody who sees the event."""

from uuid import UUID

import msgspec
from django.db.models import Max

from shared_apps.commands import Context, command
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.kernel.commands import acting_company
from tenant_apps.trading.kernel.commands.running import RunningLot, end_shown, lock_lot_of
from tenant_apps.trading.kernel.errors import company_unknown, event_unknown
from tenant_apps.trading.kernel.models import Participant
from tenant_apps.trading.questions import errors
from tenant_apps.trading.questions.commands.telling import owe_mail
from tenant_apps.trading.questions.decisions.asking import LONGEST, Asker, why_not_ask
from tenant_apps.trading.questions.events import QuestionAsked
from tenant_apps.trading.questions.models import Question


class AskQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    event_id: UUID
    text: str
    company_id: UUID | None = None


class QuestionResult(msgspec.Struct, frozen=True, kw_only=True):
    question_id: UUID
    number: int


@command("trading.ask_question", input=AskQuestion)
def ask_question(ctx: Context, data: AskQuestion) -> QuestionResult:
    """Ask a question about an event.

    Locks the lot. Refuses companies that the rules do not let ask, and questions after their time.
    """
    company_id = acting_company(ctx, "trading.ask_question", data.company_id, field="company_id")
    if company_id not in list_by_ids([company_id]):
        raise company_unknown("company_id", company_id)
    running = lock_lot_of(ctx, data.event_id)
    run = running.run
    row = Participant.objects.filter(trading_event_id=run.pk, company_id=company_id).first()
    if run.audience == "named" and row is None and company_id != run.initiator_id:
        raise event_unknown(data.event_id)
    asker = asker_of(running, company_id, row)
    end = end_shown(run)
    over = bool(run.final_state) or (run.paused_at is None and end is not None and end <= running.now)
    why = why_not_ask(run.rules, asker, is_over=over, end_at=end, now=running.now)
    if why is not None:
        raise errors.may_not_ask(why)
    last = Question.objects.filter(trading_event_id=run.pk).aggregate(last=Max("number"))["last"]
    made = Question.objects.create(
        trading_event_id=run.pk, number=(last or 0) + 1, company_id=company_id, text=text_of(data.text, "text"),
        asked_at=running.now,
    )  # fmt: skip
    owe_mail(ctx, "asked", run, [run.initiator_id])
    ctx.emit(QuestionAsked(trading_event_id=run.pk, question_id=made.pk, number=made.number))
    ctx.audit(target="trading.trading_event", target_id=run.pk, facts={"number": run.number, "question": made.number})
    return QuestionResult(question_id=made.pk, number=made.number)


def asker_of(running: RunningLot, company_id: UUID, row: Participant | None) -> Asker:
    waiting = Question.objects.filter(
        trading_event_id=running.run.pk, company_id=company_id, answered_at__isnull=True
    ).count()
    return Asker(
        is_initiator=company_id == running.run.initiator_id,
        is_invited=row is not None and row.invited_at is not None,
        has_joined=row is not None and row.joined_at is not None,
        open_questions=waiting,
    )


def text_of(text: str, field: str) -> str:
    """The text without what surrounds it; refuses an empty one and one that is too long."""
    found = text.strip()
    if not found:
        raise errors.text_needed(field)
    if len(found) > LONGEST:
        raise errors.text_too_long(field, LONGEST)
    return found
