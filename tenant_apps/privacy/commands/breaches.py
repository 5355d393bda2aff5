"""The register of breaches: register one, add what became known, tell who must be told, close it."""

from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.privacy import errors
from tenant_apps.privacy.commands.steps import house_only, words
from tenant_apps.privacy.decisions.breaches import duties, is_late
from tenant_apps.privacy.events import BreachRegistered
from tenant_apps.privacy.models import Breach, BreachDuty
from tenant_apps.privacy.queries.periods import clocks
from tenant_apps.privacy.types import BREACH_KINDS, RISKS, ROLES
from tenant_apps.rulesets.commands import take_number

LONG = 4000
MOST_PEOPLE = 2_000_000_000


class RegisterBreach(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`role`: controller or processor. `aware_at`: when it became known; clocks run from there.

    `risk` for people: unlikely, risk, high. `is_major`: relatively major or above, as the authority grades incidents.
    """

    title: str
    what: str
    role: str
    risk: str
    aware_at: datetime | None = None
    began_at: datetime | None = None
    kinds: list[str] = []
    persons: int | None = None
    records: int | None = None
    is_major: bool = False
    consequences: str = ""
    measures: str = ""
    contact_point: str = ""


class AddToBreach(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What became known since; None stays as it is. A higher risk starts its clocks from when the breach was known."""

    breach_id: UUID
    what: str | None = None
    risk: str | None = None
    is_major: bool | None = None
    kinds: list[str] | None = None
    persons: int | None = None
    records: int | None = None
    consequences: str | None = None
    measures: str | None = None
    contact_point: str | None = None


class TellOfBreach(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`duty`: authority, controller, final, subjects. `reference` of the report, or `waived_why` it is not needed.

    `told_at` is when it was told, now if left out; after its time, `late_why` gives the reasons for the delay.
    """

    breach_id: UUID
    duty: str
    reference: str = ""
    waived_why: str = ""
    late_why: str = ""
    told_at: datetime | None = None


class CloseBreach(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`lessons`: what was learnt, and what keeps it from happening again."""

    breach_id: UUID
    lessons: str


class BreachAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`duties`: who must still be told, and until when."""

    breach_id: UUID
    number: str
    duties: dict[str, datetime]


@command("privacy.register_breach", input=RegisterBreach)
def register_breach(ctx: Context, data: RegisterBreach) -> BreachAnswer:
    """Puts a breach of personal data into the register and starts the clocks of whoever must be told."""
    house_only(ctx)
    aware = data.aware_at or ctx.now
    if aware.tzinfo is None or aware > ctx.now:
        raise errors.bad("aware_at", _("It became known now or before, not in the future."))
    if data.began_at is not None and (data.began_at.tzinfo is None or data.began_at > aware):
        raise errors.bad("began_at", _("It began before it became known."))
    if data.role not in ROLES:
        raise errors.bad("role", _("Say whether the data is the marketplace’s own or processed for somebody else."))
    row = Breach(
        number=take_number("BR", ctx.now), title=words(data.title, "title", 160), role=data.role, aware_at=aware,
        began_at=data.began_at, risk=data.risk, is_major=data.is_major, what=words(data.what, "what"),
        kinds=sorted(set(data.kinds)), persons=data.persons, records=data.records,
        consequences=data.consequences.strip(), measures=data.measures.strip(),
        contact_point=data.contact_point.strip(), registered_at=ctx.now, registered_by=ctx.actor.display[:200],
    )  # fmt: skip
    _check(row)
    row.save(force_insert=True)
    _start(row)
    ctx.emit(BreachRegistered(breach_id=row.pk, number=row.number, risk=row.risk))
    return _noted(ctx, row)


@command("privacy.add_to_breach", input=AddToBreach)
def add_to_breach(ctx: Context, data: AddToBreach) -> BreachAnswer:
    """Adds what became known since; reports may follow in phases."""
    row = _open(ctx, data.breach_id)
    for name in ("what", "consequences", "measures", "contact_point"):
        given = getattr(data, name)
        if given is not None:
            setattr(row, name, given.strip())
    for name in ("risk", "is_major", "persons", "records"):
        if getattr(data, name) is not None:
            setattr(row, name, getattr(data, name))
    if data.kinds is not None:
        row.kinds = sorted(set(data.kinds))
    words(row.what, "what")
    _check(row)
    row.save()
    _start(row)
    return _noted(ctx, row)


@command("privacy.tell_of_breach", input=TellOfBreach)
def tell_of_breach(ctx: Context, data: TellOfBreach) -> BreachAnswer:
    """Records that the authority, the controller or the people were told, or why they need not be."""
    row = _open(ctx, data.breach_id)
    duty = BreachDuty.objects.select_for_update().filter(breach=row, kind=data.duty).first()
    if duty is None:
        raise errors.unknown("duty")
    if duty.done_at is not None:
        raise errors.done_already()
    told = data.told_at or ctx.now
    if told.tzinfo is None or not row.aware_at <= told <= ctx.now:
        raise errors.bad("told_at", _("They were told after it became known, and not in the future."))
    if data.waived_why.strip():
        duty.waived_why = words(data.waived_why, "waived_why", 500)
    else:
        duty.reference = words(data.reference, "reference", 200)
        if is_late(duty.due_at, told):
            if not data.late_why.strip():
                raise errors.late_reason_missing()
            duty.late_why = words(data.late_why, "late_why", 500)
    duty.done_at, duty.by = told, ctx.actor.display[:200]
    duty.save(update_fields=["done_at", "by", "reference", "late_why", "waived_why"])
    return _noted(ctx, row)


@command("privacy.close_breach", input=CloseBreach)
def close_breach(ctx: Context, data: CloseBreach) -> BreachAnswer:
    """Closes a breach once everybody was told who must be; it stays in the register."""
    row = _open(ctx, data.breach_id)
    if BreachDuty.objects.filter(breach=row, done_at__isnull=True).exists():
        raise errors.duties_open()
    row.lessons, row.closed_at, row.closed_by = words(data.lessons, "lessons"), ctx.now, ctx.actor.display[:200]
    row.save(update_fields=["lessons", "closed_at", "closed_by"])
    return _noted(ctx, row)


def _open(ctx: Context, breach_id: UUID) -> Breach:
    house_only(ctx)
    row = Breach.objects.select_for_update().filter(pk=breach_id).first()
    if row is None:
        raise errors.unknown("breach")
    if row.closed_at is not None:
        raise errors.done_already()
    return row


def _check(row: Breach) -> None:
    if row.risk not in RISKS:
        raise errors.bad("risk", _("There is no such risk."))
    if not set(row.kinds) <= set(BREACH_KINDS):
        raise errors.bad("kinds", _("There is no such kind of data."))
    for name in ("persons", "records"):
        value = getattr(row, name)
        if value is not None and not 0 <= value <= MOST_PEOPLE:
            raise errors.bad(name, _("Write a number of at least 0."))
    for name in ("consequences", "measures"):
        if len(getattr(row, name)) > LONG:
            raise errors.text_missing(name, LONG)
    if len(row.contact_point) > 300:
        raise errors.text_missing("contact_point", 300)


def _start(row: Breach) -> None:
    """The clocks that follow from role and risk; one that runs already is not moved."""
    for kind, due in duties(row.role, row.risk, is_major=row.is_major, aware_at=row.aware_at, clocks=clocks()).items():
        BreachDuty.objects.get_or_create(breach=row, kind=kind, defaults={"due_at": due})


def _noted(ctx: Context, row: Breach) -> BreachAnswer:
    left = dict(BreachDuty.objects.filter(breach=row, done_at__isnull=True).values_list("kind", "due_at"))
    ctx.audit(
        target="privacy.breach", target_id=row.pk,
        facts={"number": row.number, "risk": row.risk, "role": row.role, "open": sorted(left)},
    )  # fmt: skip
    return BreachAnswer(breach_id=row.pk, number=row.number, duties=left)
