"""Requests of foreign authorities: entered with their document, approved by two people, handed over or refused.

PIPL 41, Data Security Law 36 and GDPR 48: nothing that lies here is handed to one without approval.
"""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.commands import Context, command
from shared_apps.egress import flows, policies
from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy import policy
from tenant_apps.documents.commands import StoreDocument, store_document
from tenant_apps.parties.queries.countries import is_country
from tenant_apps.transfers import errors, reading
from tenant_apps.transfers.commands.mechanisms import LARGEST_BYTES, PDF, house_only
from tenant_apps.transfers.events import AuthorityAnswered
from tenant_apps.transfers.models import AuthorityRequest

AUTHORITY = flows.declare(
    "transfers.authority",
    "authority",
    gettext_lazy("Handed to a foreign authority"),
    ("business", "personal", "sensitive"),
    to="recipient",
    purpose="authority",
    basis="duty",
)


class EnterRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`paper` is the request itself, a PDF in base 64; without one it cannot be approved."""

    authority: str
    country: str
    subject: str
    reference: str = ""
    paper: bytes = b""


class DecideRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    request_id: UUID
    reason: str = ""


class RequestResult(msgspec.Struct, frozen=True, kw_only=True):
    request_id: UUID
    number: int
    state: str
    approvals: int
    needed: int


@command("transfers.enter_request", input=EnterRequest)
def enter_request(ctx: Context, data: EnterRequest) -> RequestResult:
    """Enters what a foreign authority asks for. Nothing is handed over by that."""
    house_only(ctx)
    country = data.country.strip().upper()
    if not is_country(country):
        raise errors.bad("country", _("This is no country."), _("Use its two letters, such as JP."))
    if reading.home(country):
        raise errors.at_home(country)
    for field in ("authority", "subject"):
        if not getattr(data, field).strip():
            raise errors.bad(field, _("Say who asks, and what for."))
    if data.paper and (not data.paper.startswith(PDF) or len(data.paper) > LARGEST_BYTES):
        raise errors.bad("paper", _("A PDF file of at most 5 MB is needed."))
    last = AuthorityRequest.objects.select_for_update().order_by("-number").first()
    row = AuthorityRequest(
        id=uuid7(), number=(last.number if last else 0) + 1, authority=data.authority.strip()[:200], country=country,
        subject=data.subject.strip()[:300], reference=data.reference.strip()[:120], entered_by=ctx.actor.id[:120],
        entered_at=ctx.now,
    )  # fmt: skip
    if data.paper:
        kept = StoreDocument(
            kind="authority_request", title=f"{country} {row.number}", content=data.paper,
            content_type="application/pdf", company_ids=[], target="transfers.request", target_id=row.pk,
        )  # fmt: skip
        row.document_id = ctx.call(store_document, kept).document_id
    row.save(force_insert=True)
    _say(ctx, row)
    return _result(row)


@command("transfers.approve_request", input=DecideRequest, needs_fresh_factor=True, risk="high")
def approve_request(ctx: Context, data: DecideRequest) -> RequestResult:
    """Approves that something is handed to a foreign authority; the last of those whom the law asks for opens it."""
    row = _open(ctx, data)
    if row.document_id is None:
        raise errors.not_approved()
    # With two, whoever entered it may be one of them; nobody counts twice.
    if ctx.actor.id in row.approvers or (needed() == 1 and ctx.actor.id == row.entered_by):
        raise errors.own_proposal()
    row.approvers = [*row.approvers, ctx.actor.id[:120]]
    if len(row.approvers) >= needed():
        row.state, row.decided_at = "approved", ctx.now
    row.save()
    _say(ctx, row)
    return _result(row)


@command("transfers.refuse_request", input=DecideRequest, permission="transfers.approve_request")
def refuse_request(ctx: Context, data: DecideRequest) -> RequestResult:
    """Refuses a request of a foreign authority, with the reason."""
    row = _open(ctx, data)
    if not data.reason.strip():
        raise errors.bad("reason", _("It needs a reason."), _("Say why, for the record."))
    row.state, row.decided_at, row.decided_reason = "refused", ctx.now, data.reason.strip()[:300]
    row.save()
    _say(ctx, row)
    return _result(row)


@command("transfers.hand_over", input=DecideRequest, needs_fresh_factor=True, risk="high")
def hand_over(ctx: Context, data: DecideRequest) -> RequestResult:
    """Notes that an approved request was answered; from now on nothing more goes to that authority."""
    house_only(ctx)
    row = AuthorityRequest.objects.select_for_update().filter(pk=data.request_id).first()
    if row is None:
        raise errors.unknown(data.request_id)
    if row.state != "approved":
        raise errors.not_approved()
    row.state, row.handed_over_at = "handed_over", ctx.now
    row.save()
    _say(ctx, row)
    return _result(row)


def needed() -> int:
    """How many people must approve."""
    return 2 if policy.value(policies.AUTHORITY) == "approval" else 1


def _open(ctx: Context, data: DecideRequest) -> AuthorityRequest:
    house_only(ctx)
    if ctx.actor.kind != "user":
        raise errors.person_needed()
    row = AuthorityRequest.objects.select_for_update().filter(pk=data.request_id).first()
    if row is None:
        raise errors.unknown(data.request_id)
    if row.state != "open":
        raise errors.not_open(row.state)
    return row


def _say(ctx: Context, row: AuthorityRequest) -> None:
    if row.state != "open":
        ctx.emit(AuthorityAnswered(request_id=row.pk, state=row.state))
    facts = {"number": row.number, "country": row.country, "state": row.state, "approvals": len(row.approvers)}
    ctx.audit(target="transfers.request", target_id=row.pk, facts=facts)


def _result(row: AuthorityRequest) -> RequestResult:
    return RequestResult(
        request_id=row.pk, number=row.number, state=row.state, approvals=len(row.approvers), needed=needed()
    )
