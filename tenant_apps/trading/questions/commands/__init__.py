"""Commands: questions and answers, changes and confirmations, drafts."""

from tenant_apps.trading.questions.commands.amend_event import AmendEvent, AmendLine, amend_event
from tenant_apps.trading.questions.commands.answer_question import AnswerQuestion, answer_question
from tenant_apps.trading.questions.commands.ask_question import AskQuestion, ask_question
from tenant_apps.trading.questions.commands.confirm_amendment import ConfirmAmendment, confirm_amendment

__all__ = [
    "AmendEvent",
    "AmendLine",
    "AnswerQuestion",
    "AskQuestion",
    "ConfirmAmendment",
    "amend_event",
    "answer_question",
    "ask_question",
    "confirm_amendment",
]
