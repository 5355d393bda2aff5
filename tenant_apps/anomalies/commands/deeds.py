"""What a rule does by itself: each deed is a command of the app that owns the thing, in the alert's transaction."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from shared_apps.accounts.commands import (
    AskProofAnew,
    EndSessionsOf,
    RevokeApiKey,
    ShutOutNetwork,
    ask_proof_anew,
    end_sessions_of,
    revoke_api_key,
    shut_out_network,
)
from shared_apps.commands import Context
from shared_apps.foundation.refusals import Refusal
from tenant_apps.anomalies.models import Alert, Hold
from tenant_apps.anomalies.types import REGISTRY, Deed
from tenant_apps.logistics.commands import HoldShipment, ReleaseShipment, hold_shipment, release_shipment
from tenant_apps.logistics.queries import list_of_order

# How long somebody whose sign-in was made weaker moves no money.
COOL_DOWN = timedelta(hours=24)
SHUT_OUT_MINUTES = 15
ORDER = "orders.order"


def do_deeds(ctx: Context, alert: Alert, target: str, target_id: str) -> None:
    """Do what the rule may do, and write into the alert what was done; a refusal is written down, not raised."""
    for deed in REGISTRY[alert.rule].deeds:
        for done in _ACTS[deed](ctx, alert, target, target_id):
            told = {**done, "deed": deed, "at": ctx.now.isoformat()}
            if not any(_same(one, told) for one in alert.deeds):
                alert.deeds = [*alert.deeds, told]


def _same(one: dict[str, str], other: dict[str, str]) -> bool:
    return all(one.get(name) == other.get(name) for name in ("deed", "what", "id", "refused"))


def _try(ctx: Context, what: str, thing: str, act: Callable[[], object]) -> list[dict[str, str]]:
    try:
        with ctx.attempt():
            act()
    except Refusal as refusal:
        return [{"what": what, "id": thing, "refused": refusal.code}]
    return [{"what": what, "id": thing}]


def _hold(ctx: Context, alert: Alert, target: str, target_id: str) -> list[dict[str, str]]:
    if target == ORDER:
        return _hold_order(ctx, alert, target_id)
    what = {"pair": "pair", "user": "user"}.get(alert.subject_kind, "all")
    subject = "" if what == "all" else alert.subject_id
    until = ctx.now + COOL_DOWN if alert.rule == "A8" else None
    Hold.objects.bulk_create(
        [Hold(alert=alert, what=what, subject_id=subject, began_at=ctx.now, until=until)], ignore_conflicts=True
    )
    return [{"what": what, "id": subject}]


def _hold_files(ctx: Context, alert: Alert, target: str, target_id: str) -> list[dict[str, str]]:
    """Whoever takes out too much gets no further file until somebody has looked."""
    if alert.subject_kind not in ("user", "api_key"):
        return []
    held = Hold(alert=alert, what="files", subject_id=alert.subject_id, began_at=ctx.now)
    Hold.objects.bulk_create([held], ignore_conflicts=True)
    return [{"what": "files", "id": alert.subject_id}]


def _hold_order(ctx: Context, alert: Alert, order_id: str) -> list[dict[str, str]]:
    """The shipments of the order that have not left: goods wait until somebody has looked."""
    done = []
    for shipment in list_of_order(UUID(order_id)):
        if shipment.state == "planned" and shipment.held_at is None:
            data = HoldShipment(shipment_id=shipment.id, reason=f"Alert {alert.number}")
            done += _try(ctx, "shipment", str(shipment.id), lambda data=data: ctx.call(hold_shipment, data))  # type: ignore[misc]
    return done or [{"what": "order", "id": order_id, "refused": "anomalies.nothing_to_hold"}]


def _step_up(ctx: Context, alert: Alert, target: str, target_id: str) -> list[dict[str, str]]:
    if alert.subject_kind != "user":
        return []
    data = AskProofAnew(user_id=UUID(alert.subject_id))
    return _try(ctx, "user", alert.subject_id, lambda: ctx.call(ask_proof_anew, data))


def _lock(ctx: Context, alert: Alert, target: str, target_id: str) -> list[dict[str, str]]:
    if alert.subject_kind == "user":
        ended = EndSessionsOf(user_id=UUID(alert.subject_id))
        return _try(ctx, "user", alert.subject_id, lambda: ctx.call(end_sessions_of, ended))
    if alert.subject_kind == "api_key":
        revoked = RevokeApiKey(key_id=UUID(alert.subject_id))
        return _try(ctx, "api_key", alert.subject_id, lambda: ctx.call(revoke_api_key, revoked))
    return []


def _shut_out(ctx: Context, alert: Alert, target: str, target_id: str) -> list[dict[str, str]]:
    if alert.subject_id == "*":
        return []
    data = ShutOutNetwork(network=alert.subject_id, minutes=SHUT_OUT_MINUTES)
    return _try(ctx, "network", alert.subject_id, lambda: ctx.call(shut_out_network, data))


_ACTS: dict[Deed, Callable[[Context, Alert, str, str], list[dict[str, str]]]] = {
    "hold": _hold,
    "hold_files": _hold_files,
    "step_up": _step_up,
    "lock": _lock,
    "shut_out": _shut_out,
}


def release(ctx: Context, alert: Alert) -> int:
    """End everything that the alert holds; return how much that was."""
    count = Hold.objects.filter(alert=alert, released_at__isnull=True).update(released_at=ctx.now)
    for one in alert.deeds:
        if one.get("what") == "shipment" and not one.get("refused"):
            data = ReleaseShipment(shipment_id=UUID(one["id"]))
            done = _try(ctx, "shipment", one["id"], lambda data=data: ctx.call(release_shipment, data))  # type: ignore[misc]
            count += 0 if done[0].get("refused") else 1
    return count
