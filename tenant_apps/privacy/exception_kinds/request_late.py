"""Request late (个人信息请求逾期): somebody was not answered in the time the law gives."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tenant_apps.exceptions.commands import tell
from tenant_apps.exceptions.types import Case, Found, Kind, Scan, Source, Step, declare
from tenant_apps.privacy.models import SubjectRequest
from tenant_apps.privacy.permissions import VIEW_REQUEST
from tenant_apps.privacy.types import LIVE


def _judge(request_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    for row in SubjectRequest.objects.filter(pk__in=request_ids, state__in=LIVE, due_at__lt=now):
        facts = {"asked_for": row.kind, "received": row.received_at.isoformat(), "due": row.due_at.isoformat()}
        yield Found(row.pk, row.number, None, facts=facts, severity="high")


def _link(case: Case) -> tuple[str, tuple[UUID, ...]]:
    return "privacy:request", (case.subject_id,)


REQUEST_LATE = declare(
    Kind(
        "privacy_request_late",
        _("Request about personal data late"),
        _("Somebody asked about their own data and was not answered in the time the law gives."),
        icon="user",
        hours=24,
        sources=(
            Source("privacy.request", Scan("privacy.SubjectRequest", "due_at", {"state__in": LIVE}), _judge, _link),
        ),
        roles=("owner", "admin"),
        labels={
            "asked_for": (_("Asked for"), "text"), "received": (_("Came in"), "moment"), "due": (_("Due"), "moment"),
        },
        severity="high",
        first=("tell",),
        steps=(
            tell(
                "tell", _("Tell the people in charge"),
                _("They get a letter with the number; it says nothing of the person."), to="own",
            ),
            Step(
                "answer", _("Answer the request"), _("Its page says what comes next."), link=_link,
                permission=VIEW_REQUEST,
            ),
        ),
    )
)  # fmt: skip
