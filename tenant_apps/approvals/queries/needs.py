"""What a company's policies ask for: of a subject now, of one that is only thought of, and of those of the past."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tenant_apps.approvals.decisions.facts import frozen, thawed
from tenant_apps.approvals.decisions.policies import Policy, WantedStep, steps_for
from tenant_apps.approvals.models import ApprovalPolicy, ApprovalPolicyVersion
from tenant_apps.approvals.types import REGISTRY, Needed, PolicySpec, Subject

# Companies with an active policy for orders, for who holds a connection of its own.
POLICIES_SQL = """
SELECT DISTINCT company_id FROM approvals_approvalpolicy
WHERE company_id = ANY(%s::uuid[]) AND kind = 'orders.order' AND state = 'active'
"""


class AskingCompany(msgspec.Struct, frozen=True):
    """A row of `POLICIES_SQL` where the database gives rows as objects."""

    company_id: UUID


@dataclass(frozen=True, slots=True)
class Tried:
    """One subject of the past, and the steps a policy would have asked for."""

    id: UUID
    title: str
    at: datetime
    steps: tuple[str, ...]


def policies_in_force(company_id: UUID, kind: str) -> list[Policy]:
    """The present versions of the company's active policies, in one statement."""
    rows = ApprovalPolicyVersion.objects.filter(
        policy__company_id=company_id, policy__kind=kind, policy__state="active"
    ).select_related("policy")
    return [policy_of(row) for row in rows.order_by("policy_id", "number") if row.number == row.policy.version]


def has_policies(company_ids: Iterable[UUID], kind: str) -> set[UUID]:
    """Those of the companies that have an active policy for a kind of subject."""
    rows = ApprovalPolicy.objects.filter(company_id__in=list(company_ids), kind=kind, state="active")
    return set(rows.values_list("company_id", flat=True))


def pinned_policies(version_ids: Sequence[UUID]) -> list[Policy]:
    """Versions as a request keeps them."""
    rows = ApprovalPolicyVersion.objects.filter(pk__in=list(version_ids)).select_related("policy")
    return [policy_of(row) for row in rows.order_by("policy_id")]


def policy_of(row: ApprovalPolicyVersion) -> Policy:
    return Policy(row.pk, row.policy.name, spec_of(row.content))


def spec_of(content: Mapping[str, Any]) -> PolicySpec:
    """What a version keeps, as the decisions read it."""
    return msgspec.convert(dict(content), PolicySpec)


def wanted_for(policies: Sequence[Policy], kind: str, facts: Mapping[str, Any]) -> list[WantedStep]:
    """Steps for facts as their owner gives them or as a request keeps them."""
    fields = REGISTRY[kind].fields
    return steps_for(policies, fields, thawed(fields, frozen(fields, facts)))


def needed_for(subject: Subject) -> list[Needed]:
    """The steps that a subject would need now; none when nothing has to be approved."""
    policies = policies_in_force(subject.company_id, subject.kind)
    if not policies:
        return []
    return [
        Needed(one.policy.name, one.spec.name, one.level) for one in wanted_for(policies, subject.kind, subject.facts)
    ]


def tried_on(company_id: UUID, kind: str, spec: PolicySpec, most: int = 100) -> list[Tried]:
    """What a policy would have asked for among the company's last subjects, newest first."""
    policy = Policy(UUID(int=0), "", spec)
    return [
        Tried(one.id, one.title, one.at, tuple(step.spec.name for step in wanted_for([policy], kind, one.facts)))
        for one in REGISTRY[kind].recent(company_id, most)
    ]
