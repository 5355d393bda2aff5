"""Try, confirm, cancel: a partner promises something for a while, then keeps or drops it, each once in effect.

All three may come twice, late, or in any order. A cancel that comes before its try leaves a tombstone, and the try that
comes after it is refused. What nobody confirms in time expires by the database's clock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from shared_apps.foundation import clock, faults
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.refusals import Conflict
from shared_apps.outbox import relay
from shared_apps.outbox.sagas.models import Reservation
from shared_apps.tenancy import scope

log = structlog.get_logger(__name__)

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Partner:
    """Who promises. Each function runs in the transaction of the reservation's row; `drop` gets why."""

    name: str
    attempt: Callable[[Any, UUID, Mapping[str, Any], datetime | None], Answer]
    keep: Callable[[Any, UUID], Answer]
    drop: Callable[[Any, UUID, str], None]


REGISTRY: dict[str, Partner] = {}


def declare(partner: Partner) -> Partner:
    """Make a partner known by its name."""
    if REGISTRY.setdefault(partner.name, partner) is not partner:
        raise RuntimeError(f"two partners are named {partner.name}")
    return partner


def attempt(ctx: Any, partner: Partner, key: UUID, terms: Mapping[str, Any], *, expires_at: datetime | None) -> Answer:
    """Try: promise `terms` under `key`. Again is the same answer; after a cancel it is refused."""
    fresh = Reservation(id=uuid7(), partner=partner.name, key=key, expires_at=expires_at, at=ctx.now)
    Reservation.objects.bulk_create([fresh], ignore_conflicts=True)
    row = _locked(partner, key)
    if row is None:  # cleaned away between the two statements
        raise over(key)
    if row.state == "cancelled":
        raise over(key)
    if row.pk == fresh.pk:
        row.answer = dict(partner.attempt(ctx, key, terms, expires_at))
        row.save(update_fields=["answer"])
        faultpoint(f"tcc.{partner.name}.try")
    return dict(row.answer)


def fix(ctx: Any, partner: Partner, key: UUID) -> None:
    """The promise will be confirmed: from now on it does not expire by itself. Refused once it has expired."""
    row = _locked(partner, key)
    if row is None or row.state == "cancelled" or _is_late(row, ctx.now):
        raise over(key)
    row.expires_at = None
    row.save(update_fields=["expires_at"])


def confirm(ctx: Any, partner: Partner, key: UUID) -> Answer:
    """Confirm what was tried. Again is the same answer; refused after a cancel or when its time is over."""
    row = _locked(partner, key)
    if row is None or row.state == "cancelled" or _is_late(row, ctx.now):
        raise over(key)
    if row.state == "tried":
        row.answer = {**row.answer, **partner.keep(ctx, key)}
        row.state, row.ended_at, row.expires_at = "confirmed", ctx.now, None
        row.save(update_fields=["answer", "state", "ended_at", "expires_at"])
        faultpoint(f"tcc.{partner.name}.confirm")
    return dict(row.answer)


def cancel(ctx: Any, partner: Partner, key: UUID, why: str = "asked") -> bool:
    """Cancel; False when there was nothing left to cancel. Refused once it is confirmed."""
    tomb = Reservation(
        id=uuid7(), partner=partner.name, key=key, state="cancelled", why="empty", at=ctx.now, ended_at=ctx.now
    )
    Reservation.objects.bulk_create([tomb], ignore_conflicts=True)
    row = _locked(partner, key)
    if row is None or row.pk == tomb.pk or row.state == "cancelled":
        return False
    if row.state == "confirmed":
        raise Conflict(
            "outbox.confirmed_already",
            _("This is confirmed and cannot be taken back here."),
            remedy=_("Cancel what came of it instead."),
        )
    partner.drop(ctx, key, why)
    row.state, row.why, row.ended_at = "cancelled", why, ctx.now
    row.save(update_fields=["state", "why", "ended_at"])
    faultpoint(f"tcc.{partner.name}.cancel")
    return True


def expire_due(limit: int = 100) -> int:
    """Cancel what was tried and has expired, each in a transaction of its own; return how many."""
    using = scope.alias()
    ended = 0
    passed: list[UUID] = []
    while ended + len(passed) < limit:
        try:
            with transaction.atomic(using=using):
                now = clock.now(using)
                due = Reservation.objects.filter(state="tried", expires_at__lte=now, partner__in=list(REGISTRY))
                rows = due.exclude(pk__in=passed).select_for_update(skip_locked=True)
                row = rows.order_by("expires_at").first()
                if row is None:
                    break
                passed.append(row.pk)
                _expire(REGISTRY[row.partner], row)
                faultpoint("tcc.expire.before_commit")
            passed.pop()
            ended += 1
        except Exception as error:
            log.warning("tcc.expiry_failed", error=f"{type(error).__name__}: {error}")
    return ended


def _expire(partner: Partner, row: Reservation) -> None:
    if relay.system_context is None:
        raise RuntimeError("no command runner is registered")
    with override("en"), relay.system_context("tcc.expiry") as ctx:
        cancel(ctx, partner, row.key, "expired")
        ctx.audit(target="outbox.reservation", target_id=row.key, facts={"partner": partner.name})
        ctx.finish(f"tcc.{partner.name}.expire")


def _locked(partner: Partner, key: UUID) -> Reservation | None:
    return Reservation.objects.select_for_update().filter(partner=partner.name, key=key).first()


def _is_late(row: Reservation, now: datetime) -> bool:
    return row.state == "tried" and row.expires_at is not None and row.expires_at <= now


def over(key: UUID) -> Conflict:
    """What is answered to a try after its cancel, and to a confirm after the time is over."""
    return Conflict(
        "outbox.reservation_over",
        _("This reservation has expired or was cancelled."),
        remedy=_("Start again; nothing of it is kept."),
        facts={"key": str(key)},
    )


def _points() -> list[str]:
    return [f"tcc.{name}.{act}" for name in REGISTRY for act in ("try", "confirm", "cancel")]


faults.SOURCES.append(_points)
