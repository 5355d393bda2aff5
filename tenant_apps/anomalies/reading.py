"""Read the log from where the watch stands, and add to each act what rules need to know of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth import get_user_model

from shared_apps.accounts.actors import standing_of
from shared_apps.audit.models import AuditRecord
from shared_apps.commands.registry import REGISTRY as COMMANDS
from shared_apps.foundation.money import MINOR_UNITS
from shared_apps.notary.models import Leaf
from tenant_apps.anomalies import places
from tenant_apps.anomalies.decisions.shared import OPENED
from tenant_apps.anomalies.types import Act, Paid
from tenant_apps.invoicing.queries import amounts_of as amounts_of_invoices
from tenant_apps.orders.queries import amounts_of as amounts_of_orders
from tenant_apps.payments.queries import amounts_of as amounts_of_payments
from tenant_apps.rulesets.queries import effective

# Targets whose acts are about money, and who knows how much: payer, payee, minor units, currency, number.
Amounts = Mapping[UUID, tuple[UUID, UUID, int, str, str]]
MONEY = {
    "payments.payment": amounts_of_payments,
    "payments.attempt": amounts_of_payments,
    "orders.order": amounts_of_orders,
    "invoicing.invoice": amounts_of_invoices,
}
# Acts of people whose power matters.
OF_PEOPLE = frozenset({
    OPENED, "accounts.remove_totp", "accounts.remove_passkey", "accounts.renew_recovery_codes",
    "accounts.set_password_by_link",
})  # fmt: skip


def read(seq: int, most: int) -> tuple[list[tuple[int, AuditRecord]], int]:
    """Rows of the log from place `seq` on, in their order, and the next place.

    The log's own order is that in which rows got their places after their commits, without gaps: what commits late
    gets a late place, and none is passed over. Rows whose time is over are gone, their places are not.
    """
    leaves = list(Leaf.objects.filter(seq__gte=seq).order_by("seq").values_list("seq", "entry_id")[:most])
    if not leaves:
        return [], seq
    rows = AuditRecord.objects.in_bulk([entry for _seq, entry in leaves])
    return [(at, rows[entry]) for at, entry in leaves if entry in rows], leaves[-1][0] + 1


def acts_of(rows: Iterable[tuple[int, AuditRecord]]) -> list[Act]:
    """The rows as acts, in the same order; what others know of them is asked for once for all."""
    rows = list(rows)
    amounts = _amounts(row for _seq, row in rows)
    powerful = _powerful({_person(row) for _seq, row in rows if row.action in OF_PEOPLE})
    zone = _zone()
    return [_act(seq, row, amounts, powerful, zone) for seq, row in rows]


def _act(
    seq: int, row: AuditRecord, amounts: Mapping[tuple[str, str], Paid], powerful: Collection[str], zone: ZoneInfo
) -> Act:
    here = row.at.astimezone(zone)
    command = COMMANDS.get(row.action)
    return Act(
        id=row.id, seq=seq, at=row.at, action=row.action, outcome=row.outcome, actor_kind=row.actor_kind,
        actor_id=row.actor_id, company_id=str(row.company_id or ""), target=row.target, target_id=row.target_id,
        session=row.session_hash, address=row.address, agent=row.agent_hash, facts=row.facts,
        paid=amounts.get((row.target, row.target_id)),
        place=places.find(row.address) if row.action == OPENED else None,
        hour=here.hour, weekday=here.weekday(), privileged=_person(row) in powerful,
        high_risk=command is not None and command.risk == "high",
    )  # fmt: skip


def _person(row: AuditRecord) -> str:
    return row.target_id if row.target == "accounts.user" and row.target_id else row.actor_id


def _amounts(rows: Iterable[AuditRecord]) -> dict[tuple[str, str], Paid]:
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        if row.target in MONEY and row.outcome == "done" and (one := _id(row.target_id)) is not None:
            wanted.setdefault(row.target, set()).add(one)
    found = {}
    for target, ids in wanted.items():
        for pk, (payer, payee, minor, currency, number) in MONEY[target](ids).items():
            digits = MINOR_UNITS.get(currency, 2)
            found[target, str(pk)] = Paid(str(payer), str(payee), minor, currency, number, digits)
    return found


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _powerful(people: Collection[str]) -> set[str]:
    """Those who work for the marketplace or administer a company."""
    ids = [one for text in people if (one := _id(text)) is not None]
    if not ids:
        return set()
    found = set()
    for user in get_user_model().objects.filter(pk__in=ids):
        standing = standing_of(user)  # type: ignore[arg-type]
        heads = "identity.invite_person" in standing.permissions
        if heads or any(seat.company_id is None for seat in standing.seats):
            found.add(str(user.pk))
    return found


def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(str(effective("general.time_zone").value))
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def rows_of(ids: Sequence[UUID]) -> dict[UUID, AuditRecord]:
    """Audit rows by id, for the evidence of an alert."""
    return AuditRecord.objects.in_bulk(list(ids))
