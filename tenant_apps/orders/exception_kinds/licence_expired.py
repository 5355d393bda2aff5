"""Licence expired (资质到期): a paper of a company has passed its last day, and no other stands in for it."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tenant_apps.exceptions.commands import tell
from tenant_apps.exceptions.types import Found, Kind, Scan, Source, Step, declare
from tenant_apps.parties.commands import SuspendCompany, suspend_company
from tenant_apps.parties.queries import expired_papers


def _judge(paper_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    for paper in expired_papers(paper_ids, now.date()):
        yield Found(
            paper.id, paper.number or paper.kind, paper.company_id,
            facts={
                "paper": paper.kind, "number": paper.number, "issuer": paper.issuer,
                "ended": paper.valid_until.isoformat() if paper.valid_until else None,
                "company_id": str(paper.company_id),
            },
        )  # fmt: skip


LICENCE_EXPIRED = declare(
    Kind(
        "licence_expired",
        _("Licence expired"),
        _("A paper of the company has run out. Events that ask for it take no bid and make no award to the company."),
        icon="license-off",
        hours=168,
        severity="high",
        sources=(
            Source(
                "parties.qualification",
                Scan("parties.Qualification", "valid_until", {"state": "granted"}, back=None),
                _judge,
                lambda case: ("parties:company", (UUID(case.facts["company_id"]),)),
            ),
        ),
        roles=("company_admin",),
        labels={
            "paper": (_("Paper"), "text"),
            "number": (_("Number"), "text"),
            "issuer": (_("Issued by"), "text"),
            "ended": (_("Last day"), "day"),
        },
        first=("tell",),
        steps=(
            tell(
                "tell",
                _("Tell the marketplace"),
                _("Its administrators get a letter that the paper has run out."),
                to="house",
            ),
            Step(
                "record",
                _("Record the new paper"),
                _("The marketplace records it once it has seen it."),
                side="house",
                link=lambda case: ("parties:qualification_new", (UUID(case.facts["company_id"]),)),
                permission="parties.record_qualification",
            ),
            Step(
                "suspend",
                _("Suspend the company"),
                _("It finishes its deals and starts none."),
                side="house",
                command=suspend_company,
                danger=True,
                data=lambda case, _text: SuspendCompany(company_id=UUID(case.facts["company_id"])),
            ),
        ),
    )
)
