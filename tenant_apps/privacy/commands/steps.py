"""What every step of a request shares: the row under lock, the line of its history, the letter that is owed."""

from uuid import UUID

from shared_apps.commands import Context
from shared_apps.outbox import jobs
from tenant_apps.privacy import errors
from tenant_apps.privacy.decisions import course
from tenant_apps.privacy.models import RequestStep, SubjectRequest

LETTER = "privacy.letter"
LONGEST = 4000


def house_only(ctx: Context) -> None:
    """Refuse companies: the marketplace answers for data of people, whoever they trade for."""
    if not ctx.actor.is_marketplace:
        raise errors.house_only()


def own_id(ctx: Context) -> UUID:
    """The person who acts, about themselves; refused for keys, guests and Kontor itself."""
    if ctx.actor.user_id is None or ctx.actor.kind != "user":
        raise errors.person_only()
    return ctx.actor.user_id


def locked(ctx: Context, request_id: UUID, step: str) -> SubjectRequest:
    """The request as the house works on it, under lock, in a state from which the step may be made."""
    house_only(ctx)
    row = SubjectRequest.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise errors.unknown_request()
    if row.subject_id is not None and row.subject_id == ctx.actor.user_id:
        raise errors.oneself()
    if not course.may(step, row.state):
        raise errors.wrong_state(row.state)
    return row


def words(text: str, field: str, longest: int = LONGEST) -> str:
    """A text that must be there."""
    found = text.strip()
    if not 1 <= len(found) <= longest:
        raise errors.text_missing(field, longest)
    return found


def note(ctx: Context, row: SubjectRequest, act: str, text: str = "") -> None:
    """One line of the history, and the act's row in the log; words of people stay out of the latter."""
    RequestStep.objects.create(request=row, act=act, text=text, by=ctx.actor.display[:200], at=ctx.now)
    ctx.audit(
        target="privacy.request", target_id=row.pk,
        facts={"number": row.number, "kind": row.kind, "state": row.state, "due_at": row.due_at.isoformat()},
    )  # fmt: skip


def letter(ctx: Context, row: SubjectRequest, purpose: str) -> None:
    """Owe a mail to whoever asked, at the address they gave; without one somebody writes by other means."""
    if row.email:
        jobs.enqueue(
            LETTER, f"Mail: {purpose}", {"request_id": str(row.pk), "purpose": purpose}, at=ctx.now,
            asked_by=ctx.actor.display,
        )  # fmt: skip
