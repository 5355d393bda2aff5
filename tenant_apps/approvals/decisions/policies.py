"""Which steps a subject needs: policies whose condition holds, their steps level by level.

Steps of one policy follow one another; the first steps of all policies stand side by side, then the second ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tenant_apps.approvals.decisions.expressions.checking import checked, names_in
from tenant_apps.approvals.decisions.expressions.working import holds
from tenant_apps.approvals.types import Field, PolicySpec, StepSpec


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of a policy as it is in force."""

    version_id: UUID
    name: str
    spec: PolicySpec


@dataclass(frozen=True, slots=True)
class WantedStep:
    """A step that is needed. `looks_at` are the fields whose change makes it start anew."""

    policy: Policy
    spec: StepSpec
    position: int
    level: int
    looks_at: frozenset[str]


def steps_for(policies: Sequence[Policy], fields: Sequence[Field], facts: Mapping[str, Any]) -> list[WantedStep]:
    """The steps that these facts need, by level; none when no policy asks for one."""
    found = []
    for policy in policies:
        looks_at = _looked_at(policy.spec.when, fields)
        if not _is_true(policy.spec.when, fields, facts):
            continue
        level = 0
        for position, step in enumerate(policy.spec.steps):
            if not _is_true(step.when, fields, facts):
                continue
            level += 1
            found.append(WantedStep(policy, step, position, level, looks_at | _looked_at(step.when, fields)))
    return sorted(found, key=lambda one: (one.level, one.policy.name, one.position))


def _is_true(text: str, fields: Sequence[Field], facts: Mapping[str, Any]) -> bool:
    return not text.strip() or holds(checked(text, fields), facts)


def _looked_at(text: str, fields: Sequence[Field]) -> frozenset[str]:
    if not text.strip():
        return frozenset()
    known = {one.name for one in fields}
    return names_in(checked(text, fields)) & known
