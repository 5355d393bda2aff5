"""What transfers to a country rest on: proposed by one person, put in force by another, ended by either."""

from datetime import date
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.egress.policies import MECHANISMS
from shared_apps.foundation.ids import uuid7
from tenant_apps.documents.commands import StoreDocument, store_document
from tenant_apps.parties.queries.countries import is_country
from tenant_apps.transfers import errors, reading
from tenant_apps.transfers.decisions.crossing import why_not
from tenant_apps.transfers.events import MechanismEnded, MechanismInForce
from tenant_apps.transfers.models import Mechanism

LARGEST_BYTES = 5 * 1024 * 1024
PDF = b"%PDF-"


class ProposeMechanism(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`country` is ISO 3166-1, or ZZ for recipients whose country nobody knows. `paper` is a PDF in base 64."""

    country: str
    mechanism: str
    reference: str = ""
    valid_from: date
    valid_until: date | None = None
    filed_on: date | None = None
    reason: str
    paper: bytes = b""


class DecideMechanism(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`edition` is the proposal that was looked at."""

    mechanism_id: UUID
    edition: int
    reason: str = ""


class EndMechanism(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    mechanism_id: UUID


class MechanismResult(msgspec.Struct, frozen=True, kw_only=True):
    mechanism_id: UUID
    country: str
    mechanism: str
    state: str
    edition: int


@command("transfers.propose_mechanism", input=ProposeMechanism, needs_fresh_factor=True, risk="high")
def propose_mechanism(ctx: Context, data: ProposeMechanism) -> MechanismResult:
    """Proposes what transfers to a country rest on, with its paper; a second person puts it in force."""
    house_only(ctx)
    country = data.country.strip().upper()
    if not (is_country(country) or country == "ZZ"):
        raise errors.bad("country", _("This is no country."), _("Use its two letters, such as JP."))
    if reading.home(country):
        raise errors.at_home(country)
    if data.mechanism not in dict(MECHANISMS) or data.mechanism not in reading.rules().route:
        raise errors.not_admitted(data.mechanism)
    if data.valid_until is not None and data.valid_until < data.valid_from:
        raise errors.bad("valid_until", _("It ends before it begins."))
    if not data.reason.strip():
        raise errors.bad("reason", _("It needs a reason."), _("Say why, for the record."))
    if data.paper and (not data.paper.startswith(PDF) or len(data.paper) > LARGEST_BYTES):
        raise errors.bad("paper", _("A PDF file of at most 5 MB is needed."))
    if Mechanism.objects.select_for_update().filter(country=country, state="proposed").exists():
        raise errors.proposal_waits(country)
    row = Mechanism(
        id=uuid7(), country=country, mechanism=data.mechanism, state="proposed", reference=data.reference.strip()[:120],
        valid_from=data.valid_from, valid_until=data.valid_until, filed_on=data.filed_on,
        reason=data.reason.strip()[:300], authors=[ctx.actor.id[:120]], proposed_at=ctx.now, proposed_by=name(ctx),
    )  # fmt: skip
    if data.paper:
        kept = StoreDocument(
            kind="transfer_paper", title=f"{country} {data.mechanism}", content=data.paper,
            content_type="application/pdf", company_ids=[], target="transfers.mechanism", target_id=row.pk,
        )  # fmt: skip
        row.document_id = ctx.call(store_document, kept).document_id
    row.save(force_insert=True)
    ctx.audit(target="transfers.mechanism", target_id=row.pk, facts=facts_of(row))
    return result(row)


@command("transfers.approve_mechanism", input=DecideMechanism, needs_fresh_factor=True, risk="high")
def approve_mechanism(ctx: Context, data: DecideMechanism) -> MechanismResult:
    """Puts a proposed mechanism in force, as its second person; the one before it ends."""
    row = _proposed(ctx, data)
    if ctx.actor.id in row.authors:
        raise errors.own_proposal()
    if why := why_not(reading.paper_of(row), reading.rules(), max(row.valid_from, reading.today(ctx.now))):
        raise errors.not_counting(why)
    Mechanism.objects.filter(country=row.country, state="in_force").update(state="ended", ended_at=ctx.now)
    row.state, row.decided_at, row.decided_by = "in_force", ctx.now, name(ctx)
    row.save()
    ctx.emit(MechanismInForce(mechanism_id=row.pk, country=row.country, mechanism=row.mechanism))
    ctx.audit(target="transfers.mechanism", target_id=row.pk, facts=facts_of(row))
    return result(row)


@command("transfers.reject_mechanism", input=DecideMechanism)
def reject_mechanism(ctx: Context, data: DecideMechanism) -> MechanismResult:
    """Rejects a proposed mechanism with a reason, or takes one's own proposal back."""
    row = _proposed(ctx, data)
    if not data.reason.strip():
        raise errors.bad("reason", _("It needs a reason."), _("Say why, for the record."))
    row.state = "withdrawn" if ctx.actor.id in row.authors else "rejected"
    row.decided_at, row.decided_by, row.reason = ctx.now, name(ctx), data.reason.strip()[:300]
    row.save()
    ctx.audit(target="transfers.mechanism", target_id=row.pk, facts=facts_of(row))
    return result(row)


@command("transfers.end_mechanism", input=EndMechanism, needs_fresh_factor=True, risk="high")
def end_mechanism(ctx: Context, data: EndMechanism) -> MechanismResult:
    """Ends a mechanism at once: what rested on it is blocked from now on."""
    house_only(ctx)
    row = Mechanism.objects.select_for_update().filter(pk=data.mechanism_id, state="in_force").first()
    if row is None:
        raise errors.unknown(data.mechanism_id)
    row.state, row.ended_at = "ended", ctx.now
    row.save(update_fields=["state", "ended_at"])
    ctx.emit(MechanismEnded(mechanism_id=row.pk, country=row.country))
    ctx.audit(target="transfers.mechanism", target_id=row.pk, facts=facts_of(row))
    return result(row)


def house_only(ctx: Context) -> None:
    if ctx.actor.kind != "system" and not ctx.actor.is_marketplace:
        raise errors.house_only()


def name(ctx: Context) -> str:
    return "" if ctx.actor.kind == "system" else (ctx.actor.display or ctx.actor.id)[:200]


def _proposed(ctx: Context, data: DecideMechanism) -> Mechanism:
    house_only(ctx)
    if ctx.actor.kind != "user":
        raise errors.person_needed()
    row = Mechanism.objects.select_for_update().filter(pk=data.mechanism_id).first()
    if row is None:
        raise errors.unknown(data.mechanism_id)
    if row.state != "proposed" or row.edition != data.edition:
        raise errors.moved(row.edition)
    return row


def facts_of(row: Mechanism) -> dict[str, str]:
    return {
        "country": row.country, "mechanism": row.mechanism, "state": row.state,
        "document": str(row.document_id or ""), "reference": row.reference,
    }  # fmt: skip


def result(row: Mechanism) -> MechanismResult:
    return MechanismResult(
        mechanism_id=row.pk, country=row.country, mechanism=row.mechanism, state=row.state, edition=row.edition
    )
