"""Transfer difference (调拨差异): between two warehouses of a company more or less arrived than was sent."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.quantity import plain
from tenant_apps.exceptions.commands import tell
from tenant_apps.exceptions.types import Ask, Case, Found, Kind, Scan, Source, Step, declare
from tenant_apps.inventory.commands.differing import LIVE
from tenant_apps.inventory.commands.end_difference import (
    AcceptDifference,
    ClaimDifference,
    CountDifference,
    OneDifference,
    SettleDifference,
    accept_difference,
    claim_difference,
    count_difference,
    return_surplus,
    settle_difference,
)
from tenant_apps.inventory.events import TransferDiffers
from tenant_apps.inventory.models import TransferDifference

SHORTAGE, SURPLUS = "inventory.transfer_shortage", "inventory.transfer_surplus"


def _judge(kind: str) -> Callable[[Collection[UUID], datetime], Iterator[Found]]:
    def judge(difference_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
        rows = TransferDifference.objects.filter(pk__in=difference_ids, kind=kind, state__in=LIVE)
        of = "part__line__transfer"
        for row in rows.select_related("part__line__item", f"{of}__source", f"{of}__target"):
            yield _found(row)

    return judge


def _found(row: TransferDifference) -> Found:
    transfer, item = row.part.line.transfer, row.part.line.item
    return Found(
        row.pk, transfer.number, transfer.company_id,
        facts={
            "transfer_id": str(transfer.pk), "item": item.name, "differs": row.kind,
            "quantity": [plain(row.quantity), item.unit], "sent": [plain(row.part.sent), item.unit],
            "from": transfer.source.name, "to": transfer.target.name, "reason": row.reason,
            "claim": row.claim or None, "since": row.found_at.isoformat(),
        },
        amount_minor=row.value_minor or 0, currency=row.currency,
    )  # fmt: skip


def _link(case: Case) -> tuple[str, tuple[UUID, ...]]:
    return "inventory:transfer", (UUID(case.facts["transfer_id"]),)


def _of(kind: str) -> Callable[[TransferDiffers], list[UUID]]:
    return lambda event: [event.difference_id] if event.kind == kind else []


def _source(subject: str, kind: str) -> Source:
    return Source(
        subject,
        Scan("inventory.TransferDifference", "found_at", {"kind": kind, "state__in": LIVE}),
        _judge(kind),
        _link,
        on={"inventory.transfer_differs": _of(kind)},
    )


def _count(where: Literal["source", "target"], name: Any) -> Step:
    return Step(
        f"count_{where}",
        name,
        _("A count of the item is planned there; what it finds is booked by the count."),
        command=count_difference,
        rest_hours=24,
        data=lambda case, _text: CountDifference(difference_id=case.subject_id, where=where),
    )


def _answer(code: Literal["paid", "unpaid"], name: Any, effect: Any) -> Step:
    """What the carrier said to a claim."""
    return Step(
        code,
        name,
        effect,
        command=settle_difference,
        asks=Ask(_("What the carrier said")),
        subjects=(SHORTAGE,),
        danger=code == "unpaid",
        data=lambda case, text: SettleDifference(difference_id=case.subject_id, paid=code == "paid", reason=text),
    )


TRANSFER_DIFFERENCE = declare(
    Kind(
        "transfer_difference",
        _("Transfer differs"),
        _("More or less arrived in a warehouse than was sent from another. The books say what arrived."),
        icon="arrows-diff",
        hours=72,
        sources=(_source(SHORTAGE, "shortage"), _source(SURPLUS, "surplus")),
        roles=("warehouse",),
        labels={
            "item": (_("Item"), "text"),
            "differs": (_("What is wrong"), "word"),
            "quantity": (_("Difference"), "quantity"),
            "sent": (_("Sent"), "quantity"),
            "from": (_("Sent from"), "text"),
            "to": (_("Arrived at"), "text"),
            "reason": (_("Booked as"), "text"),
            "claim": (_("Claimed from the carrier"), "text"),
            "since": (_("Since"), "moment"),
        },
        words={"differs": {"shortage": _("less arrived"), "surplus": _("more arrived")}},
        first=("tell",),
        steps=(
            tell(
                "tell",
                _("Tell the people of the warehouse"),
                _("They get a letter with item and quantity, and look where the goods are."),
                to="own",
            ),
            _count("source", _("Count where they came from")),
            _count("target", _("Count where they arrived")),
            Step(
                "claim",
                _("Claim it from the carrier"),
                _("Kontor keeps carrier and number of the claim, and waits for the answer."),
                command=claim_difference,
                asks=Ask(_("Carrier and number of the claim")),
                subjects=(SHORTAGE,),
                rest_hours=72,
                data=lambda case, text: ClaimDifference(difference_id=case.subject_id, claim=text),
            ),
            _answer(
                "paid",
                _("The carrier pays"),
                _("After a claim: the difference is over, the stock stays as it is booked."),
            ),
            _answer(
                "unpaid",
                _("The carrier does not pay"),
                _("After a claim: the loss is yours, the stock stays as it is booked."),
            ),
            Step(
                "return",
                _("Send the surplus back"),
                _("A transfer back is asked for; refused if the goods are promised meanwhile."),
                command=return_surplus,
                subjects=(SURPLUS,),
                data=lambda case, _text: OneDifference(difference_id=case.subject_id),
            ),
            Step(
                "accept",
                _("Accept the difference"),
                _("The stock stays as it is booked, with your reason."),
                command=accept_difference,
                asks=Ask(_("Reason")),
                danger=True,
                data=lambda case, text: AcceptDifference(difference_id=case.subject_id, reason=text),
            ),
        ),
    )
)
