"""Requests for the owners of their subjects."""

from uuid import UUID

from tenant_apps.approvals import errors
from tenant_apps.approvals.models import ApprovalRequest
from tenant_apps.approvals.types import RequestFacts


def get_request(request_id: UUID) -> RequestFacts:
    """The request, for apps above; refuses an unknown id. Not cut by actor: never for a page."""
    row = ApprovalRequest.objects.filter(pk=request_id).first()
    if row is None:
        raise errors.request_unknown()
    return facts_of(row)


def find_of_subject(kind: str, subject_id: UUID) -> RequestFacts | None:
    """The last request of a subject, if there ever was one."""
    row = ApprovalRequest.objects.filter(kind=kind, subject_id=subject_id).order_by("-id").first()
    return facts_of(row) if row is not None else None


def facts_of(row: ApprovalRequest) -> RequestFacts:
    return RequestFacts(
        row.pk, row.number, row.kind, row.subject_id, row.state, row.reason, row.opened_at, row.decided_at
    )
