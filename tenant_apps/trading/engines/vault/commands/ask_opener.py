"""Ask another company to lend an opener for a tender, and answer such a request."""

from uuid import UUID

import msgspec
from django.db.models import QuerySet

from shared_apps.commands import Context, command
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.trading.engines.vault import errors
from tenant_apps.trading.engines.vault.commands.acts import initiator_of
from tenant_apps.trading.engines.vault.decisions.state import load_state
from tenant_apps.trading.engines.vault.models import OpenerKey, OpenerRequest
from tenant_apps.trading.kernel.errors import company_suspended, company_unknown
from tenant_apps.trading.kernel.models import Lot, Participant


class AskOpener(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    lot_id: UUID
    company_id: UUID


class OpenerAsked(msgspec.Struct, frozen=True, kw_only=True):
    request_id: UUID


class AnswerOpenerRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`accept`: with the key of the person who answers, who then opens."""

    request_id: UUID
    accept: bool


class OpenerAnswered(msgspec.Struct, frozen=True, kw_only=True):
    request_id: UUID
    answer: str


@command("vault.ask_opener", input=AskOpener)
def ask_opener(ctx: Context, data: AskOpener) -> OpenerAsked:
    """Ask a company that has no part in the tender for somebody who opens bids, before the openers are fixed.

    Locks the lot. Refuses companies that take part, the own one, and tenders whose openers are fixed.
    """
    initiator_id = initiator_of(ctx, data.lot_id)
    ctx.require("vault.ask_opener", initiator_id)
    lot = Lot.objects.select_for_update(of=("self",)).select_related("trading_event").get(pk=data.lot_id)
    if lot.trading_event.final_state or load_state(lot.engine_state).tender is not None:
        raise errors.openers_fixed()
    company = list_by_ids([data.company_id]).get(data.company_id)
    if company is None:
        raise company_unknown("company_id", data.company_id)
    if company.state != "active":
        raise company_suspended("company_id", company.name)
    if data.company_id == initiator_id or _takes_part(lot, data.company_id):
        raise errors.opener_takes_part("company_id")
    if OpenerRequest.objects.filter(lot_id=lot.pk, company_id=data.company_id).exists():
        raise errors.opener_asked("company_id")
    row = OpenerRequest.objects.create(lot_id=lot.pk, company_id=data.company_id, asked_at=ctx.now)
    ctx.audit(target="vault.opener_request", target_id=row.pk, facts={"number": lot.trading_event.number})
    return OpenerAsked(request_id=row.pk)


@command("vault.answer_opener_request", input=AnswerOpenerRequest)
def answer_opener_request(ctx: Context, data: AnswerOpenerRequest) -> OpenerAnswered:
    """Lend oneself as an opener with one's own key, or decline. The company then cannot bid in this tender.

    Locks the lot. Refuses people without a key in use, companies that have joined, and requests that were answered.
    """
    row = _asked(ctx).filter(pk=data.request_id).first()
    if row is None:
        raise errors.request_unknown("request_id")
    ctx.require("vault.answer_opener_request", row.company_id)
    lot = Lot.objects.select_for_update(of=("self",)).select_related("trading_event").get(pk=row.lot_id)
    row.refresh_from_db(fields=["answer"])
    if row.answer or lot.trading_event.final_state or load_state(lot.engine_state).tender is not None:
        raise errors.request_answered("request_id")
    if data.accept:
        key = OpenerKey.objects.filter(person=ctx.actor.id, retired_at__isnull=True).first()
        if key is None or key.company_id != row.company_id:
            raise errors.key_needed()
        if _takes_part(lot, row.company_id):
            raise errors.opener_takes_part("request_id")
        row.key = key
    row.answer, row.answered_at = "accepted" if data.accept else "declined", ctx.now
    row.save(update_fields=["key", "answer", "answered_at"])
    ctx.audit(target="vault.opener_request", target_id=row.pk, facts={"answer": row.answer})
    return OpenerAnswered(request_id=row.pk, answer=row.answer)


def _asked(ctx: Context) -> QuerySet[OpenerRequest]:
    """Requests to the actor's company; Kontor itself answers none."""
    if ctx.actor.company_id is None:
        return OpenerRequest.objects.none()
    return OpenerRequest.objects.filter(company_id=ctx.actor.company_id)


def _takes_part(lot: Lot, company_id: UUID) -> bool:
    rows = Participant.objects.filter(trading_event_id=lot.trading_event_id, company_id=company_id)
    return rows.filter(joined_at__isnull=False).exists()
