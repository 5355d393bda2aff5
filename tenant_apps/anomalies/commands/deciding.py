"""Take an alert, confirm or dismiss it, and end what it holds."""

from uuid import UUID

import msgspec

from shared_apps.audit.models import AuditRecord
from shared_apps.commands import Context, command
from tenant_apps.anomalies import errors
from tenant_apps.anomalies.commands.deeds import release
from tenant_apps.anomalies.events import AlertDecided
from tenant_apps.anomalies.models import Alert, Hold, Judgement
from tenant_apps.anomalies.types import LIVE


class TakeAlert(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    alert_id: UUID


class DecideAlert(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`note` says why, in 3 to 300 characters."""

    alert_id: UUID
    note: str


class AlertAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`released`: how much of what was held goes on."""

    alert_id: UUID
    number: str
    state: str
    released: int = 0


@command("anomalies.take_alert", input=TakeAlert)
def take_alert(ctx: Context, data: TakeAlert) -> AlertAnswer:
    """Take an alert to look into it; who took it before hands it over."""
    row = _live(ctx, data.alert_id)
    row.owner_id, row.owner_name, row.state = ctx.actor.user_id, _who(ctx), "taken"
    row.save(update_fields=["owner", "owner_name", "state"])
    return _told(ctx, row)


@command("anomalies.confirm_alert", input=DecideAlert, needs_fresh_factor=True, risk="high")
def confirm_alert(ctx: Context, data: DecideAlert) -> AlertAnswer:
    """Confirm that an alert is right. What it holds stays held until somebody ends it."""
    row = _decided(ctx, data, "confirmed")
    return _told(ctx, row)


@command("anomalies.dismiss_alert", input=DecideAlert, needs_fresh_factor=True, risk="high")
def dismiss_alert(ctx: Context, data: DecideAlert) -> AlertAnswer:
    """Say, with the reason, that an alert is none. What it held goes on."""
    row = _decided(ctx, data, "dismissed")
    return _told(ctx, row, released=release(ctx, row))


@command("anomalies.release_holds", input=DecideAlert, needs_fresh_factor=True, risk="high")
def release_holds(ctx: Context, data: DecideAlert) -> AlertAnswer:
    """End, with the reason, what an alert holds, whatever became of the alert."""
    row = _locked(ctx, data.alert_id)
    _second(ctx, row)
    note = _text(data.note)
    released = release(ctx, row)
    row.deeds = [*row.deeds, {"deed": "release", "what": "all", "id": note[:200], "at": ctx.now.isoformat()}]
    row.save(update_fields=["deeds"])
    return _told(ctx, row, released=released)


def _locked(ctx: Context, alert_id: UUID) -> Alert:
    row = Alert.objects.visible_to(ctx.actor).select_for_update(of=("self",)).filter(pk=alert_id).first()
    if row is None:
        raise errors.unknown()
    return row


def _live(ctx: Context, alert_id: UUID) -> Alert:
    row = _locked(ctx, alert_id)
    if row.state not in LIVE:
        raise errors.over(row.number)
    return row


def _decided(ctx: Context, data: DecideAlert, state: str) -> Alert:
    row = _live(ctx, data.alert_id)
    _second(ctx, row)
    row.note = _text(data.note)
    row.state, row.decided_at, row.decided_by = state, ctx.now, _who(ctx)
    row.save(update_fields=["state", "note", "decided_at", "decided_by"])
    ctx.emit(AlertDecided(alert_id=row.pk, number=row.number, rule=row.rule, verdict=state))
    return row


def _second(ctx: Context, row: Alert) -> None:
    """Where four eyes are asked for, whoever did what the alert is about does not decide it."""
    if not row.needs_second or ctx.actor.kind == "system":
        return
    acts = Judgement.objects.filter(alert=row).values("act_id")
    own = AuditRecord.objects.filter(pk__in=acts, actor_id=ctx.actor.id).exists()
    if own or row.subject_id == ctx.actor.id:
        raise errors.about_you(row.number)


def _text(text: str) -> str:
    text = text.strip()
    if not 3 <= len(text) <= 300:
        raise errors.text_needed()
    return text


def _who(ctx: Context) -> str:
    return "" if ctx.actor.kind == "system" else (ctx.actor.display or ctx.actor.id)[:120]


def _told(ctx: Context, row: Alert, released: int = 0) -> AlertAnswer:
    held = Hold.objects.filter(alert=row, released_at__isnull=True).count()
    ctx.audit(
        target="anomalies.alert", target_id=row.pk,
        facts={"number": row.number, "rule": row.rule, "state": row.state, "released": released, "held": held},
    )  # fmt: skip
    return AlertAnswer(alert_id=row.pk, number=row.number, state=row.state, released=released)
