"""Keys, officers and envelopes of tenders, cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.engines.vault.decisions.state import VaultState, load_state
from tenant_apps.trading.engines.vault.models import OpenerKey, OpenerRequest, TenderOfficer
from tenant_apps.trading.kernel.models import Bid, Lot, Participant, TradingEvent


@dataclass(frozen=True, slots=True)
class OpenerKeyLine:
    """A registered key of a person."""

    id: UUID
    name: str
    company: str
    fingerprint: str
    created_at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """A person with a part in a tender. `is_me` is the viewer."""

    part: str
    number: int
    name: str
    fingerprint: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class OpenerRequestLine:
    """A company that was asked for an opener: `answer` is empty, `accepted` or `declined`."""

    id: UUID
    number: str
    title: str
    initiator: str
    company: str
    answer: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """A tender in which somebody is opener number `opener`; `is_due` says that there is something to do now."""

    lot_id: UUID
    number: str
    title: str
    initiator: str
    deadline: datetime
    opener: int
    fingerprint: str
    is_due: bool


def keys_to_choose(actor: Actor) -> list[OpenerKeyLine]:
    """Keys in use that this actor may name as openers, own company first."""
    rows = OpenerKey.objects.visible_to(actor).filter(retired_at__isnull=True).select_related("company")
    lines = [_key(actor, row) for row in rows.order_by("name", "id")]
    return sorted(lines, key=lambda line: not line.company)


def keys_for(actor: Actor, lot_id: UUID) -> list[OpenerKeyLine]:
    """The same for one tender, with those that other companies lend to it."""
    lent = OpenerRequest.objects.visible_to(actor).filter(
        lot_id=lot_id, answer="accepted", key__retired_at__isnull=True
    )
    known = keys_to_choose(actor)
    rows = [row.key for row in lent.select_related("key__company").order_by("id") if row.key]
    return known + [_key(actor, key) for key in rows if key.pk not in {line.id for line in known}]


def requests_of(actor: Actor, lot_id: UUID) -> list[OpenerRequestLine]:
    """Who was asked to lend an opener to a tender, for its initiator and the marketplace."""
    rows = OpenerRequest.objects.visible_to(actor).filter(lot_id=lot_id)
    return [_request(row) for row in rows.select_related("company", "lot__trading_event__initiator").order_by("id")]


def requests_to(actor: Actor) -> list[OpenerRequestLine]:
    """Requests to the own company that can still be answered, newest first."""
    if actor.company_id is None:
        return []
    rows = OpenerRequest.objects.visible_to(actor).filter(
        company_id=actor.company_id, answer="", lot__trading_event__final_state=""
    )
    found = rows.select_related("company", "lot__trading_event__initiator").order_by("-id")
    return [_request(row) for row in found if load_state(row.lot.engine_state).tender is None]


def openings_of(actor: Actor) -> list[OpeningLine]:
    """Tenders in which the person who asks is an opener and that are not over, the next deadline first."""
    rows = TenderOfficer.objects.filter(part="opener", person=actor.id, lot__trading_event__final_state="")
    found = []
    for row in rows.select_related("lot__trading_event__initiator"):
        run, state = row.lot.trading_event, load_state(row.lot.engine_state)
        came = state.to_open is not None and row.number in state.opening(state.to_open).openers
        found.append(
            OpeningLine(
                row.lot_id, run.number, run.title, run.initiator.name, state.deadline, row.number, row.fingerprint,
                is_due=state.to_open is not None and not came,
            )
        )  # fmt: skip
    return sorted(found, key=lambda line: line.deadline)


def lends_opener(lot_id: UUID, company_id: UUID) -> bool:
    """Whether a company lends an opener to a tender."""
    return OpenerRequest.objects.filter(lot_id=lot_id, company_id=company_id, answer="accepted").exists()


def own_key(actor: Actor) -> OpenerKeyLine | None:
    """The key in use of the person who asks."""
    row = OpenerKey.objects.visible_to(actor).filter(person=actor.id, retired_at__isnull=True).first()
    return _key(actor, row) if row else None


def officers_of(actor: Actor, lot_id: UUID) -> list[OfficerLine]:
    """Openers for everybody who sees the tender; scorers for the initiator and the marketplace alone.

    Whoever took part learns the scorers' names with the result.
    """
    run = TradingEvent.objects.visible_to(actor).filter(lots__pk=lot_id).first()
    if run is None:
        return []
    rows = TenderOfficer.objects.filter(lot_id=lot_id).order_by("part", "number")
    if actor.company_id not in (None, run.initiator_id) and not _knows_result(actor, run):
        rows = rows.filter(part="opener")
    return [OfficerLine(row.part, row.number, row.name, row.fingerprint, row.person == actor.id) for row in rows]


def _knows_result(actor: Actor, run: TradingEvent) -> bool:
    if not run.final_state or actor.company_id is None:
        return False
    mine = Participant.objects.filter(trading_event_id=run.pk, company_id=actor.company_id, joined_at__isnull=False)
    return mine.exists()


def own_number(actor: Actor, lot_id: UUID, part: str) -> int | None:
    """The number under which the actor has this part in the tender."""
    row = TenderOfficer.objects.filter(lot_id=lot_id, part=part, person=actor.id).first()
    return row.number if row else None


def can_see(actor: Actor, lot_id: UUID) -> bool:
    """Whether this is the lot of a tender that exists for the actor; for its openers it always does."""
    if own_number(actor, lot_id, "opener") is not None:
        return True
    return TradingEvent.objects.visible_to(actor).filter(lots__pk=lot_id, mode="sealed_tender").exists()


def state_of(lot_id: UUID) -> VaultState | None:
    """The tender's state: for decisions, never for a page."""
    lot = Lot.objects.filter(pk=lot_id, trading_event__mode="sealed_tender").first()
    return load_state(lot.engine_state) if lot else None


def envelopes_of(lot_id: UUID, seqs: Sequence[int], name: str) -> dict[int, Mapping[str, Any]]:
    """The sealed envelopes of these bids, as they stand in the ledger."""
    rows = Bid.objects.filter(lot_id=lot_id, seq__in=seqs).values_list("seq", "payload")
    return {seq: payload["envelopes"][name] for seq, payload in rows}


def secrets_so_far(lot_id: UUID, name: str) -> dict[int, dict[int, bytes]]:
    """What openers have handed in for one envelope: secrets by bid and opener."""
    found: dict[int, dict[int, bytes]] = {}
    acts = Bid.objects.filter(lot_id=lot_id, verdict="accepted", payload__act="open", payload__envelope=name)
    for payload in acts.order_by("seq").values_list("payload", flat=True):
        for seq, secret in payload["secrets"].items():
            found.setdefault(int(seq), {})[payload["opener"]] = bytes.fromhex(secret)
    return found


def to_unlock(actor: Actor, lot_id: UUID) -> dict[str, Any] | None:
    """What an opener's browser needs to do its part: the envelope's name and, by bid, its locked secret.

    None where there is nothing to open now, or nothing for this person.
    """
    number, state = own_number(actor, lot_id, "opener"), state_of(lot_id) if can_see(actor, lot_id) else None
    if number is None or state is None or state.to_open is None or number in state.opening(state.to_open).openers:
        return None
    companies = {bid.seq: str(bid.company) for bid in state.live}
    envelopes = envelopes_of(lot_id, list(companies), state.to_open)
    return {
        "lot": state.lot,
        "envelope": state.to_open,
        "opener": number,
        "bids": {
            str(seq): {"company": companies[seq], "to": one["secrets"][number - 1]["to"]}
            for seq, one in envelopes.items()
        },
    }


def _request(row: OpenerRequest) -> OpenerRequestLine:
    run = row.lot.trading_event
    return OpenerRequestLine(
        row.pk, run.number, run.title, run.initiator.name, row.company.name, row.answer, row.asked_at
    )


def _key(actor: Actor, row: OpenerKey) -> OpenerKeyLine:
    company = row.company.name if row.company else ""
    return OpenerKeyLine(row.pk, row.name, company, row.fingerprint, row.created_at, row.person == actor.id)
