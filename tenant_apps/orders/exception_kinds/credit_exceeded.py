"""Credit exceeded (超出信用额度): more of a credit is used than its seller grants."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.money import Money
from tenant_apps.exceptions.commands import remind
from tenant_apps.exceptions.types import Ask, Case, Found, Kind, Scan, Source, Step, declare
from tenant_apps.orders.commands.prepaid_buyers import SetPrepaid, set_prepaid
from tenant_apps.spending.commands import GrantCredit, grant_credit
from tenant_apps.spending.events import LimitChanged
from tenant_apps.spending.queries import exceeded_credits


def _judge(limit_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    for row in exceeded_credits(limit_ids):
        yield Found(
            row.limit_id, row.currency, row.seller_id, row.buyer_id,
            facts={
                "granted": [str(Money(row.amount_minor, row.currency).amount), row.currency],
                "taken": [str(Money(row.taken_minor, row.currency).amount), row.currency],
                "buyer_id": str(row.buyer_id),
            },
            amount_minor=row.taken_minor - row.amount_minor, currency=row.currency,
        )  # fmt: skip


def _of(event: LimitChanged) -> list[UUID]:
    return [event.limit_id] if event.kind == "credit" else []


def _raise(case: Case, text: str) -> GrantCredit:
    return GrantCredit(
        buyer_id=UUID(case.facts["buyer_id"]), currency=case.currency, amount=text, grantor_id=case.company_id
    )


def _prepaid(case: Case, _text: str) -> SetPrepaid:
    return SetPrepaid(buyer_id=UUID(case.facts["buyer_id"]), seller_id=case.company_id, is_prepaid=True)


CREDIT_EXCEEDED = declare(
    Kind(
        "credit_exceeded",
        _("Credit exceeded"),
        _("A buyer has taken more on credit than its seller grants. No further order of it passes."),
        icon="gauge",
        hours=48,
        sources=(
            Source(
                "spending.credit",
                Scan(
                    "spending.SpendingLimit",
                    "created_at",
                    {"kind": "credit", "state": "active"},
                    back=timedelta(days=36500),
                ),
                _judge,
                lambda case: ("spending:limits", ()),
                on={"spending.limit_changed": _of},
            ),
        ),
        roles=("finance", "supplier"),
        labels={"granted": (_("Granted"), "money"), "taken": (_("Taken"), "money")},
        first=("remind",),
        steps=(
            remind(
                "remind",
                _("Ask the buyer to pay"),
                _("The buyer’s people get a letter with the amount that is too much."),
            ),
            Step(
                "raise",
                _("Raise the credit"),
                _("It is granted up to the amount that you write."),
                command=grant_credit,
                asks=Ask(_("New credit, such as 25000.00"), form="amount"),
                data=_raise,
            ),
            Step(
                "prepaid",
                _("Deliver only once it is paid"),
                _("From now on this buyer pays before its orders are accepted."),
                command=set_prepaid,
                data=_prepaid,
                danger=True,
            ),
        ),
    )
)
