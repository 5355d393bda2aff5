"""Deposits for pages, panels and the API, cut to what the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from shared_apps.api.paging import cut
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import Money
from shared_apps.ui.lists import order_of
from tenant_apps.trading.deposits import errors
from tenant_apps.trading.deposits.decisions.owing import owed_of
from tenant_apps.trading.deposits.models import Deposit

PAGE = 40
SORTS = {"amount": ("currency", "amount_minor"), "asked": ("requested_at",)}
OPEN = ("requested", "blocked")


@dataclass(frozen=True, slots=True)
class DepositRow:
    """One deposit with what became of it; `owed` is what still has to be paid because of it."""

    id: UUID
    number: str
    kind: str
    state: str
    cover: str
    reference: str
    event_id: UUID | None
    event: str
    event_is_over: bool
    deal_id: UUID | None
    payer_id: UUID
    payer: str
    receiver_id: UUID
    receiver: str
    amount: Money
    applied: Money
    released: Money
    forfeited: Money
    penalty: Money
    owed: Money
    owed_by_payer: bool
    parts: Sequence[tuple[str, Money]]
    reason: str
    note: str
    requested_at: datetime
    reported_at: datetime | None
    blocked_at: datetime | None
    ended_at: datetime | None
    returned_at: datetime | None

    @property
    def left(self) -> Money:
        """What is still blocked."""
        return self.amount - self.applied - self.released - self.forfeited

    def partner_of(self, company_id: UUID | None) -> str:
        return self.receiver if company_id == self.payer_id else self.payer


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[DepositRow]
    next_cursor: str


def deposit_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Deposit]:
    """Deposits; `filters` are column values."""
    return Deposit.objects.visible_to(actor).filter(**filters)


def _listed(actor: Actor, filters: Mapping[str, str]) -> QuerySet[Deposit]:
    rows = Deposit.objects.visible_to(actor).select_related("payer", "receiver", "trading_event")
    view = filters.get("view", "")
    if view == "open":
        rows = rows.filter(state__in=OPEN)
    elif view == "owed":
        rows = rows.filter(_OWED)
    elif view in ("given", "held") and actor.company_id:
        rows = rows.filter(**{"payer_id" if view == "given" else "receiver_id": actor.company_id})
    for word in filters.get("q", "").split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(reference__icontains=word)
            | Q(trading_event__number__icontains=word)
            | Q(payer__name__icontains=word)
            | Q(receiver__name__icontains=word)
        )
    return rows


# Ended with money to be paid: what was released of money, what was forfeited of a guarantee.
_OWED = Q(ended_at__isnull=False, returned_at__isnull=True) & (
    Q(cover="money", released_minor__gt=0) | Q(cover="guarantee", forfeited_minor__gt=0)
)


def deposit_counts(actor: Actor) -> dict[str, int]:
    """How many each view has."""
    mine = actor.company_id
    return Deposit.objects.visible_to(actor).aggregate(
        all=Count("pk"),
        open=Count("pk", filter=Q(state__in=OPEN)),
        owed=Count("pk", filter=_OWED),
        given=Count("pk", filter=Q(payer_id=mine) if mine else Q()),
        held=Count("pk", filter=Q(receiver_id=mine) if mine else Q()),
    )


def deposit_page(actor: Actor, filters: Mapping[str, str], cursor: str | None) -> Page:
    found = cut(
        _listed(actor, filters), "deposits", cursor=cursor, limit=PAGE, sort=order_of(filters, SORTS)
    )  # fmt: skip
    return Page([_row(row) for row in found.rows], found.next_cursor)


def deposit_export(actor: Actor, filters: Mapping[str, str]) -> list[DepositRow]:
    return [_row(row) for row in _listed(actor, filters).order_by("-id").iterator(chunk_size=1000)]


def find_deposit(actor: Actor, deposit_id: UUID) -> DepositRow:
    """One deposit; the refusal does not tell whether it exists."""
    rows = Deposit.objects.visible_to(actor).select_related("payer", "receiver", "trading_event")
    row = rows.filter(pk=deposit_id).first()
    if row is None:
        raise errors.deposit_unknown(deposit_id)
    return _row(row)


def deposits_of_event(actor: Actor, event_id: UUID, most: int = 50) -> list[DepositRow]:
    """Deposits of one event, the actor's own or those it may see, oldest first."""
    rows = Deposit.objects.visible_to(actor).select_related("payer", "receiver", "trading_event")
    return [_row(row) for row in rows.filter(trading_event_id=event_id).order_by("id")[:most]]


def credited_deal_of(deposit_id: UUID) -> UUID | None:
    """The deal whose price a deposit counts towards, uncut; None for one that secures something else."""
    rows = Deposit.objects.filter(pk=deposit_id, kind="earnest")
    return rows.values_list("deal_id", flat=True).first()


def forfeited_by(event_id: UUID) -> set[UUID]:
    """Companies that lost a deposit in an event, uncut: they may not bid in its re-run."""
    rows = Deposit.objects.filter(trading_event_id=event_id, forfeited_minor__gt=0)
    return set(rows.values_list("payer_id", flat=True))


def _row(row: Deposit) -> DepositRow:
    owed = owed_of(row.cover, row.released_minor, row.forfeited_minor, row.penalty_minor)
    is_owed = row.ended_at is not None and row.returned_at is None
    run = row.trading_event
    return DepositRow(
        id=row.pk,
        number=row.number,
        kind=row.kind,
        state=row.state,
        cover=row.cover,
        reference=row.reference,
        event_id=row.trading_event_id,
        event=run.number if run else "",
        event_is_over=run is None or bool(run.final_state),
        deal_id=row.deal_id,
        payer_id=row.payer_id,
        payer=row.payer.name,
        receiver_id=row.receiver_id,
        receiver=row.receiver.name,
        amount=Money(row.amount_minor, row.currency),
        applied=Money(row.applied_minor, row.currency),
        released=Money(row.released_minor, row.currency),
        forfeited=Money(row.forfeited_minor, row.currency),
        penalty=Money(row.penalty_minor, row.currency),
        owed=Money(owed.minor if is_owed else 0, row.currency),
        owed_by_payer=owed.by_payer,
        parts=[(name, Money(int(minor), row.currency)) for name, minor in row.parts.items()],
        reason=row.reason,
        note=row.note,
        requested_at=row.requested_at,
        reported_at=row.reported_at,
        blocked_at=row.blocked_at,
        ended_at=row.ended_at,
        returned_at=row.returned_at,
    )
