"""Breach not reported (个人信息泄露逾期未报告): whoever must be told of a breach was not told in time."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tenant_apps.exceptions.commands import tell
from tenant_apps.exceptions.types import Case, Found, Kind, Scan, Source, Step, declare
from tenant_apps.privacy.models import BreachDuty
from tenant_apps.privacy.permissions import VIEW_BREACH


def _judge(duty_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    rows = BreachDuty.objects.filter(pk__in=duty_ids, done_at__isnull=True, due_at__lt=now).select_related("breach")
    for row in rows:
        facts = {"duty": row.kind, "due": row.due_at.isoformat(), "breach_id": str(row.breach_id)}
        yield Found(row.pk, row.breach.number, None, facts=facts, severity="high")


def _link(case: Case) -> tuple[str, tuple[UUID, ...]]:
    return "privacy:breach", (UUID(case.facts["breach_id"]),)


BREACH_LATE = declare(
    Kind(
        "privacy_breach_late",
        _("Breach not reported in time"),
        _("The authority, the controller or the people concerned had to be told of a breach, and were not."),
        icon="shield-lock",
        hours=1,
        sources=(
            Source(
                "privacy.breach_duty", Scan("privacy.BreachDuty", "due_at", {"done_at__isnull": True}), _judge, _link
            ),
        ),
        roles=("owner", "admin"),
        labels={"duty": (_("Who must be told"), "word"), "due": (_("Due"), "moment")},
        words={
            "duty": {
                "authority": _("the authority"), "controller": _("the controller"),
                "final": _("the authority, with the final report"), "subjects": _("the people concerned"),
            }
        },
        severity="high",
        first=("tell",),
        steps=(
            tell(
                "tell", _("Tell the people in charge"), _("They get a letter with the number of the breach."), to="own"
            ),
            Step(
                "report", _("Report it"), _("Its page has the content that a report needs, and its export."),
                link=_link, permission=VIEW_BREACH,
            ),
        ),
    )
)  # fmt: skip
