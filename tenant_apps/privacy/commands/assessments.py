"""Assessments of impact: record one; it is kept for years, and what needs one is published after it alone."""

from datetime import date
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from tenant_apps.privacy import errors
from tenant_apps.privacy.commands.steps import house_only, words
from tenant_apps.privacy.decisions.calendar import add_months
from tenant_apps.privacy.models import Assessment
from tenant_apps.privacy.queries.periods import number
from tenant_apps.privacy.types import ASSESSED_FOR, OUTCOMES
from tenant_apps.rulesets.commands import take_number


class RecordAssessment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`needed_for`: sensitive, automated_decision, entrust, provide, publish, cross_border, major_impact, high_risk.

    `outcome`: go, with_measures, ask_authority, stop. `replaces`: the one before it, about the same processing.
    """

    title: str
    needed_for: list[str]
    description: str
    risks: str
    measures: str
    outcome: str
    review_on: date | None = None
    replaces: UUID | None = None


class AssessmentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    assessment_id: UUID
    number: str
    keep_until: date


@command("privacy.record_assessment", input=RecordAssessment)
def record_assessment(ctx: Context, data: RecordAssessment) -> AssessmentAnswer:
    """Records what a processing means for people: risks, measures, and whether it may go on."""
    house_only(ctx)
    if not data.needed_for or not set(data.needed_for) <= set(ASSESSED_FOR):
        raise errors.bad("needed_for", _("Say what it was needed for."))
    if data.outcome not in OUTCOMES:
        raise errors.bad("outcome", _("Say what came of it."))
    if data.replaces is not None and not Assessment.objects.filter(pk=data.replaces).exists():
        raise errors.unknown("assessment")
    if data.review_on is not None and data.review_on < ctx.now.date():
        raise errors.bad("review_on", _("The next look is in the future."))
    row = Assessment.objects.create(
        number=take_number("PIA", ctx.now), title=words(data.title, "title", 160),
        needed_for=sorted(set(data.needed_for)), description=words(data.description, "description"),
        risks=words(data.risks, "risks"), measures=words(data.measures, "measures"), outcome=data.outcome,
        made_at=ctx.now, made_by=ctx.actor.display[:200], review_on=data.review_on, replaces_id=data.replaces,
        keep_until=add_months(ctx.now.date(), 12 * number("retention.assessment_years")),
    )  # fmt: skip
    ctx.audit(
        target="privacy.assessment", target_id=row.pk,
        facts={"number": row.number, "for": row.needed_for, "outcome": row.outcome},
    )  # fmt: skip
    return AssessmentAnswer(assessment_id=row.pk, number=row.number, keep_until=row.keep_until)
