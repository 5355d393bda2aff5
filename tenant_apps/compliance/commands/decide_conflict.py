"""Decide what the proposed profiles contradict each other in."""

from typing import Any

import msgspec

from shared_apps.commands import Context, command
from shared_apps.profiles import laws
from shared_apps.profiles.merging import choices, combine_all
from tenant_apps.compliance import errors
from tenant_apps.compliance.commands.choose_profiles import ChoiceResult, result_of
from tenant_apps.compliance.commands.proposing import actor_name, house_only, lock_choices, waiting
from tenant_apps.rulesets.queries import person_of


class DecideConflict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`value` is one of those that stand against each other."""

    edition: int
    key: str
    value: Any
    reason: str


@command(
    "compliance.decide_conflict",
    input=DecideConflict,
    permission="compliance.choose_profiles",
    needs_fresh_factor=True,
    risk="high",
)
def decide_conflict(ctx: Context, data: DecideConflict) -> ChoiceResult:
    """Decide, with a reason, between demands of proposed compliance profiles that contradict each other.

    Who decides takes part in the proposal and cannot approve it.
    """
    house_only(ctx)
    lock_choices(ctx)
    row = waiting(data.edition)
    reason = data.reason.strip()
    if not reason:
        raise errors.reason_missing()
    found = combine_all(laws.demands_of([one["profile"] for one in row.profiles])).get(data.key)
    if found is None or not found.conflict:
        raise errors.no_conflict(data.key)
    if data.value not in choices(found):
        raise errors.not_demanded(choices(found))
    person = person_of(ctx.actor)
    row.decisions = {
        **row.decisions, data.key: {"value": data.value, "reason": reason[:300], "by": actor_name(ctx)},
    }  # fmt: skip
    row.authors = [*row.authors, person] if person not in row.authors else row.authors
    row.edition += 1
    row.save()
    ctx.audit(
        target="compliance.profiles",
        target_id=str(row.number),
        facts={"key": data.key, "value": data.value, "reason": reason[:300]},
    )
    return result_of(row)
