"""Say when a company asks for approvals: a policy, checked as it is saved, one immutable version after the other."""

from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from shared_apps.commands import Context, command
from shared_apps.foundation.canonical import digest
from tenant_apps.approvals import errors
from tenant_apps.approvals.commands.acting import company_of, members_of
from tenant_apps.approvals.decisions.expressions.checking import checked
from tenant_apps.approvals.decisions.expressions.nodes import BadExpression
from tenant_apps.approvals.models import ApprovalPolicy, ApprovalPolicyVersion
from tenant_apps.approvals.types import REGISTRY, SELECTORS, Field
from tenant_apps.identity.queries import list_roles

STEPS_MOST = 10
APPROVERS_MOST = 20


class ApproverIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`kind` is role, member, manager or cost_centre; `who` a role's code or a member's id."""

    kind: str
    who: str = ""


class StepIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Approvers side by side. `quorum` 0 is all, else how many must agree; `hours` 0 follows the marketplace's rule."""

    name: str
    approvers: list[ApproverIn]
    quorum: int = 1
    when: str = ""
    hours: int = 0


class SavePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Without `policy_id` a new policy; with it a new version, and `version` is the one that was read."""

    name: str
    steps: list[StepIn]
    kind: str = "orders.order"
    when: str = ""
    own_approval: bool = False
    note: str = ""
    policy_id: UUID | None = None
    version: int | None = None
    company_id: UUID | None = None


class SavedPolicy(msgspec.Struct, frozen=True, kw_only=True):
    policy_id: UUID
    version: int


class RetirePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    policy_id: UUID


@command("approvals.save_policy", input=SavePolicy, needs_fresh_factor=True, risk="high")
def save_policy(ctx: Context, data: SavePolicy) -> SavedPolicy:
    """Make an approval policy or change it. Requests that wait keep the version they were opened under."""
    company_id = company_of(ctx, "approvals.save_policy", data.company_id)
    check_policy(data, company_id)
    policy = _policy(ctx, data, company_id)
    content = content_of(data)
    ApprovalPolicyVersion.objects.create(
        policy=policy, number=policy.version, content=content, content_hash=digest(content),
        made_at=ctx.now, made_by=ctx.actor.display[:120], note=data.note,
    )  # fmt: skip
    ctx.audit(
        target="approvals.policy",
        target_id=policy.pk,
        facts={"name": policy.name, "version": policy.version, "hash": digest(content)},
    )
    return SavedPolicy(policy_id=policy.pk, version=policy.version)


@command("approvals.retire_policy", input=RetirePolicy, needs_fresh_factor=True, risk="high")
def retire_policy(ctx: Context, data: RetirePolicy) -> SavedPolicy:
    """Stop asking for the approvals of a policy. Requests that wait for them go on waiting."""
    policy = _locked(ctx, data.policy_id)
    policy.state = "retired"
    policy.save(update_fields=["state"])
    ctx.audit(target="approvals.policy", target_id=policy.pk, facts={"name": policy.name})
    return SavedPolicy(policy_id=policy.pk, version=policy.version)


def content_of(data: SavePolicy) -> dict[str, object]:
    """What a version keeps."""
    return {
        "when": data.when.strip(),
        "own_approval": data.own_approval,
        "steps": [
            {
                "name": step.name.strip(),
                "approvers": [{"kind": one.kind, "who": one.who} for one in step.approvers],
                "quorum": step.quorum,
                "when": step.when.strip(),
                "hours": step.hours,
            }
            for step in data.steps
        ],
    }


def check_condition(text: str, fields: tuple[Field, ...], field: str) -> None:
    """Refuse a condition that is none, naming the character; an empty one is always true."""
    if not text.strip():
        return
    try:
        checked(text, fields)
    except BadExpression as error:
        raise errors.bad_condition(field, error.code, error.at, error.word) from error


def check_policy(data: SavePolicy, company_id: UUID) -> None:
    """Refuse what cannot be a policy of the company, naming the field."""
    subject = REGISTRY.get(data.kind)
    if subject is None:
        raise errors.unknown_kind(data.kind)
    fields = subject.fields
    if not 1 <= len(data.name.strip()) <= 120:
        raise errors.bad_text("name", 120)
    if len(data.note) > 300:
        raise errors.bad_text("note", 300)
    check_condition(data.when, fields, "when")
    if not 1 <= len(data.steps) <= STEPS_MOST:
        raise errors.bad_steps(STEPS_MOST)
    roles = {one.code for one in list_roles(in_company=True, company_id=company_id)}
    members = {str(one.user_id) for one in members_of(company_id)}
    for number, step in enumerate(data.steps):
        at = f"steps[{number}]"
        if not 1 <= len(step.name.strip()) <= 120:
            raise errors.bad_text(f"{at}.name", 120)
        check_condition(step.when, fields, f"{at}.when")
        if not 1 <= len(step.approvers) <= APPROVERS_MOST:
            raise errors.bad_steps(STEPS_MOST)
        if not 0 <= step.quorum <= APPROVERS_MOST:
            raise errors.bad_quorum(f"{at}.quorum", step.quorum)
        if not 0 <= step.hours <= 2160:
            raise errors.bad_quorum(f"{at}.hours", step.hours)
        for index, one in enumerate(step.approvers):
            known = {"role": roles, "member": members}.get(one.kind)
            if one.kind not in SELECTORS or (known is not None and one.who not in known):
                raise errors.bad_approver(f"{at}.approvers[{index}]", one.kind, one.who)


def _policy(ctx: Context, data: SavePolicy, company_id: UUID) -> ApprovalPolicy:
    """The policy with the number of the version to be written; a new one, or the locked row counted up."""
    name = data.name.strip()
    try:
        with transaction.atomic(using=ctx.using):
            if data.policy_id is None:
                return ApprovalPolicy.objects.create(company_id=company_id, kind=data.kind, name=name)
            policy = _locked(ctx, data.policy_id)
            if data.version is not None and data.version != policy.version:
                raise errors.policy_moved_on(policy.version)
            policy.version, policy.name = policy.version + 1, name
            policy.save(update_fields=["version", "name"])
            return policy
    except IntegrityError as error:
        if "approval_policy_name" in str(error):
            raise errors.name_taken(name) from error
        raise


def _locked(ctx: Context, policy_id: UUID) -> ApprovalPolicy:
    rows = ApprovalPolicy.objects.visible_to(ctx.actor).select_for_update().filter(pk=policy_id, state="active")
    policy = rows.first()
    if policy is None:
        raise errors.policy_unknown()
    return policy
