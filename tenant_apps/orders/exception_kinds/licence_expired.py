"""Licence expired (资质到期): a paper of a company has passed its last day, and no other stands in for it."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tenant_apps.catalogue.queries import asked_by, branches_of, category_codes
from tenant_apps.exceptions.commands import tell
from tenant_apps.exceptions.types import Found, Kind, Scan, Source, Step, declare
from tenant_apps.orders.queries.concerned import Concerns, orders_concerned
from tenant_apps.parties.commands import SuspendCompany, suspend_company
from tenant_apps.parties.queries import expired_papers

# So many orders are named, the others counted.
NAMED = 5


def _judge(paper_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    papers = expired_papers(paper_ids, now.date())
    asked = asked_by({paper.kind for paper in papers}, now.date()) if papers else []
    branches = branches_of({category for _kind, _side, category, _supplier in asked})
    for paper in papers:
        needs = [
            Concerns(side, frozenset(branches[category]), supplier)
            for kind, side, category, supplier in asked
            if kind == paper.kind
        ]
        orders = orders_concerned(paper.company_id, needs)
        codes = category_codes(category for kind, _side, category, _supplier in asked if kind == paper.kind)
        yield Found(
            paper.id, paper.number or paper.kind, paper.company_id,
            facts={
                "paper": paper.kind, "number": paper.number, "issuer": paper.issuer,
                "ended": paper.valid_until.isoformat() if paper.valid_until else None,
                "company_id": str(paper.company_id), "categories": ", ".join(codes) or None,
                "orders": len(orders) or None, "numbers": ", ".join(orders[:NAMED]) or None,
            },
        )  # fmt: skip


LICENCE_EXPIRED = declare(
    Kind(
        "licence_expired",
        _("Licence expired"),
        _(
            "A paper of the company has run out. Orders for goods that need it are refused, and events that ask for it "
            "take no bid of the company and make no award to it."
        ),
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
            "categories": (_("Asked for by categories"), "text"),
            "orders": (_("Open orders concerned"), "count"),
            "numbers": (_("The newest of them"), "text"),
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
                "hand_in",
                _("Hand in the new paper"),
                _("With its copy; it counts once the marketplace has granted it."),
                link=lambda case: ("catalogue:hand_in", ()),
                permission="catalogue.hand_in_licence",
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
