"""Quality claim (质量异议): goods came back or arrived damaged, and nobody has said what becomes of them.

What an app above knows of claims joins with `also("quality_claim", Source(…))`.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.quantity import plain
from tenant_apps.exceptions.commands import tell
from tenant_apps.exceptions.types import Ask, Found, Kind, Scan, Source, Step, declare
from tenant_apps.inventory.commands.quarantine_stock import EndQuarantine, release_quarantine, scrap_quarantine
from tenant_apps.inventory.events import QuarantineEnded, StockQuarantined
from tenant_apps.inventory.models import Quarantine

QUARANTINE = "inventory.quarantine"
# What expired or what a person put aside is no claim of anybody's.
CAUSES = ("returned", "damaged")


def _judge(quarantine_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    rows = Quarantine.objects.filter(pk__in=quarantine_ids, state="open", cause__in=CAUSES)
    for row in rows.select_related("item", "warehouse", "lot"):
        yield Found(
            row.pk, row.item.sku, row.warehouse.company_id,
            facts={
                "item": row.item.name, "quantity": [plain(row.quantity), row.item.unit], "cause": row.cause,
                "reason": row.reason, "warehouse": row.warehouse.name, "lot": row.lot.code if row.lot else "",
                "since": row.made_at.isoformat(),
            },
        )  # fmt: skip


def _of(event: StockQuarantined | QuarantineEnded) -> list[UUID]:
    return [event.quarantine_id]


QUALITY_CLAIM = declare(
    Kind(
        "quality_claim",
        _("Quality claim"),
        _("Goods came back or arrived damaged. They are kept back until somebody has looked at them."),
        icon="shield-x",
        hours=72,
        sources=(
            Source(
                QUARANTINE,
                Scan("inventory.Quarantine", "made_at", {"state": "open"}),
                _judge,
                lambda case: ("inventory:quarantine", ()),
                private=True,
                on={"inventory.stock_quarantined": _of, "inventory.quarantine_ended": _of},
            ),
        ),
        roles=("warehouse", "supplier"),
        labels={
            "item": (_("Item"), "text"),
            "quantity": (_("Kept back"), "quantity"),
            "cause": (_("Why"), "word"),
            "reason": (_("Reason"), "text"),
            "warehouse": (_("Warehouse"), "text"),
            "lot": (_("Batch"), "text"),
            "since": (_("Since"), "moment"),
        },
        words={"cause": {"returned": _("came back"), "damaged": _("arrived damaged")}},
        first=("tell",),
        steps=(
            tell(
                "tell",
                _("Ask the warehouse to look at them"),
                _("Its people get a letter with item and quantity."),
                to="own",
            ),
            Step(
                "release",
                _("They are good"),
                _("They can be sold again. Refused for an expired batch."),
                command=release_quarantine,
                asks=Ask(_("What was found")),
                subjects=(QUARANTINE,),
                data=lambda case, text: EndQuarantine(quarantine_id=case.subject_id, reason=text),
            ),
            Step(
                "scrap",
                _("Book them as a loss"),
                _("They leave the books of the warehouse for good."),
                command=scrap_quarantine,
                asks=Ask(_("What was found")),
                danger=True,
                subjects=(QUARANTINE,),
                data=lambda case, text: EndQuarantine(quarantine_id=case.subject_id, reason=text),
            ),
        ),
    )
)
