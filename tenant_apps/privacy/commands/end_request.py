"""Answer a request, or refuse it with the reason and the way to complain."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.privacy import errors
from tenant_apps.privacy.commands.open_request import RequestAnswer, answer_of
from tenant_apps.privacy.commands.steps import letter, locked, note, words
from tenant_apps.privacy.decisions.course import lacks
from tenant_apps.privacy.events import RequestClosed
from tenant_apps.privacy.models import SubjectRequest
from tenant_apps.privacy.queries.periods import codes
from tenant_apps.privacy.types import REFUSALS

# After these the recipients of the data are told (GDPR art. 19).
TELLS_RECIPIENTS = ("correct", "erase", "restrict")


class AnswerRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`text` is what the person reads. `recipients`: who was told of a correction, erasure or restriction."""

    request_id: UUID
    text: str
    recipients: str = ""


class RefuseRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`reason`: not_identified, unfounded, excessive, law_keeps, others_rights, nothing_held; `text` explains it."""

    request_id: UUID
    reason: str
    text: str


@command("privacy.answer_request", input=AnswerRequest, needs_fresh_factor=True, risk="high")
def answer_request(ctx: Context, data: AnswerRequest) -> RequestAnswer:
    """Answers a request and closes it; what it asks for must have been put together or done before."""
    row = locked(ctx, data.request_id, "answer")
    text = words(data.text, "text")
    if step := lacks(row.kind, collected=row.collected_at is not None, done=row.done_at is not None):
        raise errors.first(step)
    recipients = data.recipients.strip()[:500]
    if row.kind in TELLS_RECIPIENTS and "notify_recipients" in codes("privacy.rights") and not recipients:
        raise errors.recipients_missing()
    row.recipients = recipients
    return _closed(ctx, row, "answered", text)


@command("privacy.refuse_request", input=RefuseRequest, needs_fresh_factor=True, risk="high")
def refuse_request(ctx: Context, data: RefuseRequest) -> RequestAnswer:
    """Refuses a request; the person reads the reason, and where to complain."""
    row = locked(ctx, data.request_id, "refuse")
    if data.reason not in REFUSALS:
        raise errors.bad("reason", _("A refusal has a reason that the law knows."))
    row.refusal = data.reason
    return _closed(ctx, row, "refused", words(data.text, "text"))


def _closed(ctx: Context, row: SubjectRequest, state: str, text: str) -> RequestAnswer:
    row.state, row.answer = state, text
    row.closed_at, row.closed_by, row.paused_at = ctx.now, ctx.actor.display[:200], None
    row.acked_at = row.acked_at or ctx.now
    row.save(
        update_fields=[
            "state", "answer", "closed_at", "closed_by", "paused_at", "acked_at", "refusal", "recipients",
        ]
    )  # fmt: skip
    ctx.emit(RequestClosed(request_id=row.pk, number=row.number, state=state))
    note(ctx, row, "answer" if state == "answered" else "refuse")
    ctx.note.facts |= {"late": ctx.now > row.due_at, "refusal": row.refusal}
    letter(ctx, row, state)
    return answer_of(row)
