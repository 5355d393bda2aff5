"""Guests of a request: as the initiator and the marketplace see them, and as what each of them may do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import is_uuid
from tenant_apps.trading.engines.thread import guest_links
from tenant_apps.trading.engines.thread.models import Guest, GuestInvitation
from tenant_apps.trading.kernel import errors
from tenant_apps.trading.kernel.models import Deal, Lot, Participant

# All that a guest may do, in the one request it was asked into.
PERMISSIONS = frozenset(
    {
        "trading.view_event",
        "trading.join_event",
        "thread.send_quote",
        "thread.accept_counter",
        "thread.decline_request",
        "thread.withdraw_quote",
        "thread.accept_secrecy",
    }
)


@dataclass(frozen=True, slots=True)
class GuestLine:
    """One guest of a request. `name` is empty where companies are numbers until the award."""

    id: UUID
    name: str
    email: str
    state: str
    invited_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class GuestFacts:
    """One guest as the marketplace sees it: who asked it, what it has won, whether it asks to be admitted."""

    id: UUID
    company_id: UUID
    name: str
    contact: str
    email: str
    initiator: str
    asked_at: datetime | None
    admitted_at: datetime | None
    deals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuestDoor:
    """What a live link leads to. `is_open` says whether this browser proved to have the mail box."""

    actor: Actor
    guest_id: UUID
    company_id: UUID
    event_id: UUID
    lot_id: UUID
    initiator: str
    email: str
    language: str
    is_open: bool
    is_member: bool
    has_asked: bool


def door(link: str, cookie: str, now: datetime) -> GuestDoor | None:
    """None for every link that opens nothing: forged, foreign, withdrawn, run out, or of a suspended company."""
    found = guest_links.find(link, now)
    if found is None or found.guest.company.state == "suspended":
        return None
    guest, run = found.guest, found.trading_event
    return GuestDoor(
        actor=actor_of(found),
        guest_id=guest.pk,
        company_id=guest.company_id,
        event_id=run.pk,
        lot_id=Lot.objects.values_list("pk", flat=True).get(trading_event_id=run.pk),
        initiator=guest.initiator.name,
        email=masked(guest.email),
        language=guest.language,
        is_open=guest_links.is_open(found, cookie, now),
        is_member=guest.company.state == "active",
        has_asked=guest.asked_at is not None,
    )


def actor_of(invitation: GuestInvitation) -> Actor:
    """The guest as an actor: its own company and a handful of acts. No user, so nothing of an account."""
    guest = invitation.guest
    return Actor(
        kind="guest",
        id=str(guest.pk),
        display=_called(guest),
        company_id=guest.company_id,
        permissions=PERMISSIONS,
    )


def _called(guest: Guest) -> str:
    return f"{guest.contact}, {guest.company.name}"[:200]


def names_of_guests(guest_ids: Iterable[str]) -> Mapping[str, str]:
    """Names of guests, as the audit log asks for them."""
    rows = Guest.objects.select_related("company").filter(pk__in=[one for one in guest_ids if is_uuid(one)])
    return {str(row.pk): _called(row) for row in rows}


def as_guest(guest_id: UUID, event_id: UUID) -> Actor:
    """The guest of a request as an actor, without its link: for Kontor itself, where it acts in a guest's place."""
    rows = GuestInvitation.objects.select_related("guest__company")
    return actor_of(rows.get(guest_id=guest_id, trading_event_id=event_id))


def masked(email: str) -> str:
    """A mail address that its owner knows again and nobody else learns."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host}"


def guests_of(actor: Actor, lot_id: UUID) -> Sequence[GuestLine]:
    """Guests of a request, for its initiator and the marketplace; others get an unknown event."""
    run = Lot.objects.select_related("trading_event").filter(pk=lot_id).first()
    event = run.trading_event if run else None
    if event is None or actor.kind in ("anonymous", "guest") or actor.company_id not in (None, event.initiator_id):
        raise errors.event_unknown(lot_id)
    masks = event.rules.get("visibility") == "thread_masked" and not event.final_state and actor.company_id is not None
    rows = GuestInvitation.objects.filter(trading_event_id=event.pk).select_related("guest__company").order_by("id")
    joined = dict(Participant.objects.filter(trading_event_id=event.pk).values_list("company_id", "joined_at"))
    return [
        GuestLine(
            id=row.guest_id,
            name="" if masks else row.guest.company.name,
            email="" if masks else row.guest.email,
            state=_state(row, joined.get(row.guest.company_id)),
            invited_at=row.invited_at,
            expires_at=row.expires_at,
        )
        for row in rows
    ]


def _state(row: GuestInvitation, joined_at: datetime | None) -> str:
    if row.guest.company.state == "active":
        return "member"
    if row.withdrawn_at is not None:
        return "withdrawn"
    return "joined" if joined_at else "opened" if row.opened_at else "invited"


def waiting_guests(actor: Actor) -> Sequence[GuestFacts]:
    """Every guest, those first who ask to be admitted; for the marketplace alone."""
    if not actor.is_marketplace or actor.kind == "guest":
        return []
    rows = list(Guest.objects.select_related("company", "initiator").order_by("-id")[:500])
    won: dict[UUID, list[str]] = {row.company_id: [] for row in rows}
    for seller, buyer, number in (
        Deal.objects.visible_to(actor)
        .filter(origin="rfq", trading_event__in=GuestInvitation.objects.values("trading_event_id"))
        .values_list("seller_id", "buyer_id", "number")
    ):
        for party in (seller, buyer):
            if party in won:
                won[party].append(number)
    found = [
        GuestFacts(
            row.pk, row.company_id, row.company.name, row.contact, row.email, row.initiator.name, row.asked_at,
            row.admitted_at, tuple(won[row.company_id]),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.admitted_at is not None, one.asked_at is None))
