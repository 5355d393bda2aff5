"""Commands: questions and answers, changes and confirmations, drafts."""

from tenant_apps.trading.questions.commands.amend_event import AmendEvent, AmendLine, amend_event
from tenant_apps.trading.questions.commands.answer_question import AnswerQuestion, answer_question
from tenant_apps.trading.questions.commands.ask_question import AskQuestion, ask_question
from tenant_apps.trading.questions.commands.confirm_amendment import ConfirmAmendment, confirm_amendment
from tenant_apps.trading.questions.commands.keep_draft import (
    ChangeDraft,
    CopyEventDraft,
    DeleteDraft,
    SaveDraft,
    change_draft,
    copy_event_draft,
    delete_draft,
    save_draft,
)
from tenant_apps.trading.questions.commands.review_draft import (
    PublishDraft,
    ReturnDraft,
    SubmitDraft,
    UseDraft,
    publish_draft,
    return_draft,
    submit_draft,
    use_draft,
)

__all__ = [
    "AmendEvent",
    "AmendLine",
    "AnswerQuestion",
    "AskQuestion",
    "ChangeDraft",
    "ConfirmAmendment",
    "CopyEventDraft",
    "DeleteDraft",
    "PublishDraft",
    "ReturnDraft",
    "SaveDraft",
    "SubmitDraft",
    "UseDraft",
    "amend_event",
    "answer_question",
    "ask_question",
    "change_draft",
    "confirm_amendment",
    "copy_event_draft",
    "delete_draft",
    "publish_draft",
    "return_draft",
    "save_draft",
    "submit_draft",
    "use_draft",
]
