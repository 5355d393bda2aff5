"""Compliance as the API shows it: controls with their reasons, choices of profiles, the catalogue, a preview.

Profiles are chosen by people with a fresh proof of who they are; a key has none, so nothing here writes.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from shared_apps.foundation.actor import Actor
from shared_apps.profiles import laws
from tenant_apps.compliance import errors
from tenant_apps.compliance.queries import chosen, current_choice, lines_of, list_ways, preview
from tenant_apps.compliance.queries.choices import facts_of
from tenant_apps.compliance.types import ControlLine

Demand = bool | int | str | Sequence[str]


class ReasonRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What one profile demands and where it says so. `status` V: read in the primary text; others need counsel."""

    profile: str
    value: Demand
    source: str
    effective_from: date
    status: str
    decides: bool


class ControlRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One control as it results from all chosen profiles.

    `kept_by` is rule, software or evidence; `in_force` the marketplace's own value where a rule keeps it. `conflict` is
    empty, or says why the profiles contradict each other; `value` is null until somebody has decided.
    """

    key: str
    name: str
    value: Demand | None
    kept_by: str
    in_force: Any
    conflict: str
    needs_counsel: bool
    reasons: list[ReasonRecord]


class WayRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A way of trading under the chosen laws; `closed_by` cites the law that closes it, null where none does."""

    code: str
    is_built: bool
    closed_by: str | None


class ComplianceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is in force: the profiles, all controls, the twelve ways of trading, and the hash of all of it."""

    number: int
    home: str
    profiles: list[str]
    content_hash: str
    controls: list[ControlRecord]
    ways: list[WayRecord]


class LawRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A profile of the catalogue in its newest version."""

    profile: str
    version: str
    name: str
    description: str
    jurisdiction: str
    effective_from: date
    controls: int
    is_chosen: bool


class LawsRecord(msgspec.Struct, frozen=True, kw_only=True):
    data: list[LawRecord]


class ChoiceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One choice of profiles: proposed, in force, replaced, rejected or withdrawn."""

    number: int
    state: str
    edition: int
    profiles: dict[str, str]
    decisions: dict[str, Any]
    reason: str
    content_hash: str
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None
    decided_by: str
    ruleset: int | None


class ChangedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A control before and after; null where it is not demanded, or not decided."""

    key: str
    before: Demand | None
    after: Demand | None
    conflict: str


class PreviewRecord(msgspec.Struct, frozen=True, kw_only=True):
    profiles: list[str]
    data: list[ChangedRecord]


def compliance_record(actor: Actor) -> ComplianceRecord:
    """The controls everybody in this marketplace is under now; of the choice a company is told the profiles alone."""
    choice = current_choice()
    profiles = chosen()
    found = lines_of(profiles, choice.decisions if choice else {})
    return ComplianceRecord(
        number=choice.number if choice else 0,
        home=choice.home if choice else "",
        profiles=profiles,
        content_hash=choice.content_hash if choice else "",
        controls=[_control(one) for one in found],
        ways=[
            WayRecord(code=one.code, is_built=one.is_built, closed_by=one.ban.source if one.ban else None)
            for one in list_ways(profiles)
        ],
    )


def laws_record(actor: Actor) -> LawsRecord:
    here = chosen()
    found = [
        LawRecord(
            profile=law.profile, version=law.version, name=str(law.name), description=str(law.description),
            jurisdiction=law.jurisdiction, effective_from=law.effective_from, controls=len(law.controls),
            is_chosen=law.profile in here,
        )
        for law in laws.list_laws()
    ]  # fmt: skip
    return LawsRecord(data=found)


def choice_records(rows: Sequence[Any]) -> list[ChoiceRecord]:
    found = [facts_of(row) for row in rows]
    return [
        ChoiceRecord(
            number=one.number, state=one.state, edition=one.edition, profiles=dict(one.versions),
            decisions=dict(one.decisions), reason=one.reason, content_hash=one.content_hash,
            proposed_at=one.proposed_at, proposed_by=one.proposed_by, decided_at=one.decided_at,
            decided_by=one.decided_by, ruleset=one.ruleset,
        )
        for one in found
    ]  # fmt: skip


def preview_record(actor: Actor, profiles: str) -> PreviewRecord:
    """What another set, its codes joined by commas, would change; a company is told of none, as if there were none."""
    if not actor.is_marketplace:
        raise errors.no_profile(profiles)
    codes = [code for code in profiles.split(",") if code]
    known = {law.profile for law in laws.list_laws()}
    if unknown := [code for code in codes if code not in known]:
        raise errors.no_profile(unknown[0])
    choice = current_choice()
    changes = preview(chosen(), codes, choice.decisions if choice else {})
    data = [
        ChangedRecord(
            key=one.key,
            before=one.before.value if one.before else None,
            after=one.after.value if one.after else None,
            conflict=one.after.combined.conflict if one.after else "",
        )
        for one in changes
    ]
    return PreviewRecord(profiles=codes, data=data)


def _control(line: ControlLine) -> ControlRecord:
    return ControlRecord(
        key=line.key,
        name=line.name,
        value=line.value,
        kept_by=line.state,
        in_force=line.in_force,
        conflict=line.combined.conflict,
        needs_counsel=line.needs_counsel,
        reasons=[
            ReasonRecord(
                profile=one.profile, value=one.value, source=one.source, effective_from=one.effective_from,
                status=one.status, decides=one.decides,
            )
            for one in line.reasons
        ],
    )  # fmt: skip
