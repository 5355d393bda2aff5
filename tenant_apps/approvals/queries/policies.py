"""Policies for their pages and the API, cut to what the actor may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from shared_apps.foundation.actor import Actor
from tenant_apps.approvals import errors
from tenant_apps.approvals.models import ApprovalPolicy, ApprovalPolicyVersion
from tenant_apps.approvals.queries.needs import spec_of
from tenant_apps.approvals.types import PolicySpec


@dataclass(frozen=True, slots=True)
class PolicyShown:
    """A policy with what its present version says."""

    id: UUID
    company_id: UUID
    kind: str
    name: str
    state: str
    version: int
    content_hash: str
    made_at: datetime
    made_by: str
    note: str
    spec: PolicySpec


def policy_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[ApprovalPolicy]:
    """Policies; `filters` are column values."""
    return ApprovalPolicy.objects.visible_to(actor).filter(**filters)


def list_policies(actor: Actor, *, state: str = "active") -> list[PolicyShown]:
    """Policies in one state, with what they say."""
    return shown(list(policy_rows(actor, {"state": state}).order_by("name")[:200]))


def find_policy(actor: Actor, policy_id: UUID) -> PolicyShown:
    """One policy; the refusal does not tell whether it exists."""
    found = shown(list(policy_rows(actor, {"pk": policy_id})))
    if not found:
        raise errors.policy_unknown()
    return found[0]


def versions_of(policy_id: UUID) -> list[ApprovalPolicyVersion]:
    """All versions of a policy, newest first. The caller has looked whether the reader may see it."""
    return list(ApprovalPolicyVersion.objects.filter(policy_id=policy_id).order_by("-number")[:50])


def shown(rows: list[ApprovalPolicy]) -> list[PolicyShown]:
    """Policies with their present versions, in one statement for all of them."""
    versions = {
        (one.policy_id, one.number): one
        for one in ApprovalPolicyVersion.objects.filter(policy_id__in=[row.pk for row in rows])
    }
    found = []
    for row in rows:
        version = versions[row.pk, row.version]
        found.append(
            PolicyShown(
                row.pk, row.company_id, row.kind, row.name, row.state, row.version, version.content_hash,
                version.made_at, version.made_by, version.note, spec_of(version.content),
            )
        )  # fmt: skip
    return found
