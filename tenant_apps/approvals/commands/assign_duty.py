"""Say who answers for whom: the manager of a person, the owner of a cost centre. The former holder's duty ends."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.approvals import errors
from tenant_apps.approvals.commands.acting import company_of, member
from tenant_apps.approvals.models import ApproverDuty
from tenant_apps.approvals.types import DUTIES


class AssignDuty(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`kind` manager with `of_id`, whose manager `holder_id` is; `kind` cost_centre with `code`."""

    kind: str
    holder_id: UUID
    of_id: UUID | None = None
    code: str = ""
    label: str = ""
    company_id: UUID | None = None


class DutyAnswer(msgspec.Struct, frozen=True, kw_only=True):
    duty_id: UUID


class EndDuty(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    duty_id: UUID


@command("approvals.assign_duty", input=AssignDuty)
def assign_duty(ctx: Context, data: AssignDuty) -> DutyAnswer:
    """Name who answers for a person or a cost centre; who did so before does no more."""
    company_id = company_of(ctx, "approvals.assign_duty", data.company_id)
    code = data.code.strip()
    right = data.of_id is not None and not code if data.kind == "manager" else data.of_id is None and bool(code)
    if data.kind not in DUTIES or not right:
        raise errors.bad_duty()
    if len(code) > 40 or len(data.label) > 120:
        raise errors.bad_text("code" if len(code) > 40 else "label", 40 if len(code) > 40 else 120)
    member(company_id, data.holder_id, "holder_id")
    if data.of_id is not None:
        if data.of_id == data.holder_id:
            raise errors.same_person("holder_id")
        member(company_id, data.of_id, "of_id")
    before = ApproverDuty.objects.select_for_update().filter(
        company_id=company_id, kind=data.kind, of_id=data.of_id, code=code, until__isnull=True
    )
    for row in before:
        row.until = ctx.now
        row.save(update_fields=["until"])
    made = ApproverDuty.objects.create(
        company_id=company_id, kind=data.kind, of_id=data.of_id, code=code, label=data.label.strip(),
        holder_id=data.holder_id, since=ctx.now,
    )  # fmt: skip
    ctx.audit(
        target="approvals.duty",
        target_id=made.pk,
        facts={"kind": data.kind, "of": str(data.of_id or code), "holder": str(data.holder_id)},
    )
    return DutyAnswer(duty_id=made.pk)


@command("approvals.end_duty", input=EndDuty)
def end_duty(ctx: Context, data: EndDuty) -> DutyAnswer:
    """Let nobody answer for a person or a cost centre any more."""
    rows = ApproverDuty.objects.visible_to(ctx.actor).select_for_update()
    row = rows.filter(pk=data.duty_id, until__isnull=True).first()
    if row is None:
        raise errors.duty_unknown()
    row.until = ctx.now
    row.save(update_fields=["until"])
    ctx.audit(target="approvals.duty", target_id=row.pk, facts={"kind": row.kind, "of": str(row.of_id or row.code)})
    return DutyAnswer(duty_id=row.pk)
