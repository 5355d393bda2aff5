"""Classes of records that retention knows here: accounts, requests, consents, breaches, assessments, papers."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, time
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from shared_apps.commands import Context
from shared_apps.crypto import keys
from shared_apps.foundation import clock
from shared_apps.tenancy import scope
from tenant_apps.documents.commands import RemoveDocuments, remove_documents
from tenant_apps.exceptions.queries import orders_in_trouble
from tenant_apps.identity.queries import without_role
from tenant_apps.parties.queries import ended_papers
from tenant_apps.privacy.commands.carry_out import erase
from tenant_apps.privacy.models import Assessment, Breach, BreachDuty, ConsentAct, SubjectRequest
from tenant_apps.privacy.types import Candidate, RecordClass, declare, keeps


def _accounts(before: datetime, limit: int) -> Iterator[Candidate]:
    for user_id, since, companies in without_role(before, limit):
        yield Candidate(user_id, since, user_id, companies)


def _erase_accounts(ctx: Context, ids: list[UUID]) -> int:
    for user_id in ids:
        erase(ctx, user_id, "")
    return len(ids)


def _requests(before: datetime, limit: int) -> Iterator[Candidate]:
    rows = SubjectRequest.objects.filter(closed_at__lt=before).exclude(outcome__has_key="forgotten")
    for row in rows.order_by("closed_at", "id").only("id", "closed_at", "subject_id")[:limit]:
        assert row.closed_at is not None
        yield Candidate(row.pk, row.closed_at, row.subject_id)


def _forget_requests(ctx: Context, ids: list[UUID]) -> int:
    """The key of a request goes, and with it name, words and answer; number, kind and dates stay."""
    for row in SubjectRequest.objects.select_for_update().filter(pk__in=ids).only("id", "outcome"):
        outcome = {**row.outcome, "forgotten": ctx.now.isoformat()}
        SubjectRequest.objects.filter(pk=row.pk).update(outcome=outcome, email_index=None, content=None)
        keys.destroy_person(row.pk)
    return len(ids)


def _consents(before: datetime, limit: int) -> Iterator[Candidate]:
    """Acts about a purpose of which the newest one ended it before the moment."""
    newest = ConsentAct.objects.filter(user_id=OuterRef("user_id"), code=OuterRef("code"))
    later = newest.filter(at__gte=before)
    still = newest.filter(id__gt=OuterRef("id"))
    ended = ConsentAct.objects.filter(~Exists(later), ~Exists(still), act__in=("withdrawn", "lifted"))
    for row in ended.order_by("at", "id")[:limit]:
        yield Candidate(row.pk, row.at, row.user_id)


def _forget_consents(ctx: Context, ids: list[UUID]) -> int:
    gone = 0
    for row in ConsentAct.objects.filter(pk__in=ids):
        gone += ConsentAct.objects.filter(user_id=row.user_id, code=row.code, id__lte=row.pk).delete()[0]
    return gone


def _breaches(before: datetime, limit: int) -> Iterator[Candidate]:
    for row in Breach.objects.filter(closed_at__lt=before).order_by("closed_at", "id")[:limit]:
        assert row.closed_at is not None
        yield Candidate(row.pk, row.closed_at)


def _forget_breaches(ctx: Context, ids: list[UUID]) -> int:
    BreachDuty.objects.filter(breach_id__in=ids).delete()
    Breach.objects.filter(pk__in=ids).delete()
    return len(ids)


def _assessments(before: datetime, limit: int) -> Iterator[Candidate]:
    """Those that another one replaced, and whose years are over; one that still holds stays, however old."""
    replaced = Assessment.objects.filter(replaces__isnull=False).values("replaces")
    rows = Assessment.objects.filter(pk__in=replaced, made_at__lt=before)
    for row in rows.filter(keep_until__lt=clock.now(scope.alias()).date()).order_by("made_at", "id")[:limit]:
        yield Candidate(row.pk, row.made_at)


def _forget_assessments(ctx: Context, ids: list[UUID]) -> int:
    Assessment.objects.filter(pk__in=ids).delete()
    return len(ids)


def _papers(before: datetime, limit: int) -> Iterator[Candidate]:
    """Licences and certificates that ended, whose copies companies handed in."""
    for paper_id, company_id, over in ended_papers(before.date(), limit):
        yield Candidate(paper_id, datetime.combine(over, time(), UTC), None, (company_id,))


def _remove_papers(ctx: Context, ids: list[UUID]) -> int:
    ctx.call(remove_documents, RemoveDocuments(target="parties.qualification", target_ids=ids))
    return len(ids)


declare(
    RecordClass(
        "papers", _("Papers of companies"),
        _("Copies of licences and certificates are removed; number and dates stay."),
        "retention.paper_years", "years", _papers, _remove_papers, most="retention.paper_most_years",
        from_year_end=True, once=True,
    )
)  # fmt: skip
declare(
    RecordClass(
        "accounts", _("Accounts nobody can use"),
        _("Name, mail address and network addresses become unreadable; what they did stays."),
        "retention.account_months", "months", _accounts, _erase_accounts,
    )
)  # fmt: skip
declare(
    RecordClass(
        "requests", _("Requests of people"), _("Name, words and answer become unreadable; number and dates stay."),
        "retention.request_months", "months", _requests, _forget_requests,
    )
)  # fmt: skip
declare(
    RecordClass(
        "consents", _("Consents that were taken back"), _("The acts about this purpose are deleted."),
        "retention.consent_months", "months", _consents, _forget_consents,
    )
)  # fmt: skip
declare(
    RecordClass(
        "breaches", _("Closed breaches"), _("Deleted from the register."), "retention.breach_years", "years",
        _breaches, _forget_breaches,
    )
)  # fmt: skip
declare(
    RecordClass(
        "assessments", _("Assessments that were replaced"), _("Deleted."), "retention.assessment_years", "years",
        _assessments, _forget_assessments,
    )
)  # fmt: skip


def _in_trouble(record_class: str, candidates: Sequence[Candidate]) -> Collection[UUID]:
    """An open exception keeps the order it is about, with its deliveries and papers."""
    troubled = orders_in_trouble([one.order_id for one in candidates if one.order_id is not None])
    return [one.id for one in candidates if one.order_id in troubled]


keeps("exceptions", _in_trouble)
