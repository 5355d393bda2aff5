"""Answer a question. From then on everybody who sees the event reads both."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.trading.kernel.commands.running import lock_lot_of
from tenant_apps.trading.kernel.errors import event_over
from tenant_apps.trading.kernel.models import Participant
from tenant_apps.trading.questions import errors
from tenant_apps.trading.questions.commands.ask_question import QuestionResult, text_of
from tenant_apps.trading.questions.commands.telling import owe_mail
from tenant_apps.trading.questions.events import QuestionAnswered
from tenant_apps.trading.questions.models import Question


class AnswerQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    question_id: UUID
    text: str


@command("trading.answer_question", input=AnswerQuestion)
def answer_question(ctx: Context, data: AnswerQuestion) -> QuestionResult:
    """Answer a question for everybody. An answer is given once.

    Locks the lot. Only the initiator and the marketplace answer, and not after the event has ended.
    """
    known = Question.objects.filter(pk=data.question_id).values_list("trading_event_id", flat=True).first()
    if known is None:
        raise errors.question_unknown(data.question_id)
    running = lock_lot_of(ctx, known)
    run = running.run
    if ctx.actor.company_id not in (None, run.initiator_id):
        raise errors.question_unknown(data.question_id)
    ctx.require("trading.answer_question", run.initiator_id)
    if run.final_state:
        raise event_over(run.number)
    row = Question.objects.get(pk=data.question_id)
    if row.answered_at is not None:
        raise errors.already_answered(row.number)
    row.answer, row.answered_at = text_of(data.text, "text"), running.now
    row.save(update_fields=["answer", "answered_at"])
    joined = Participant.objects.filter(trading_event_id=run.pk, joined_at__isnull=False)
    readers = [row.company_id, *joined.values_list("company_id", flat=True)]
    owe_mail(ctx, "answered", run, readers)
    ctx.emit(QuestionAnswered(trading_event_id=run.pk, question_id=row.pk, number=row.number))
    ctx.audit(target="trading.trading_event", target_id=run.pk, facts={"number": run.number, "question": row.number})
    return QuestionResult(question_id=row.pk, number=row.number)
