"""Addresses of deposits. They are asked for by events and deals, so none is made here."""

from typing import Any

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from shared_apps.commands import Command
from tenant_apps.trading.deposits.api import records
from tenant_apps.trading.deposits.commands import (
    confirm_deposit,
    forfeit_deposit,
    release_deposit,
    report_deposit,
    return_deposit,
)
from tenant_apps.trading.deposits.permissions import VIEW_DEPOSIT
from tenant_apps.trading.deposits.queries import deposit_rows
from tenant_apps.trading.deposits.types import KINDS, STATES

HERE = {"deposit_id": "deposit_id"}
deposit = Read(records.DepositRecord, records.deposit_record, VIEW_DEPOSIT, "One deposit")
deposits = Listing(
    records.DepositRecord,
    deposit_rows,
    records.deposit_records,
    VIEW_DEPOSIT,
    "Deposits that the company gives or holds",
    filters=(
        Filter("state", "text", "", STATES),
        Filter("kind", "text", "", KINDS),
        Filter("trading_event_id", "uuid", "Event it was asked for in."),
        Filter("deal_id", "uuid", "Deal it secures."),
        Filter("payer_id", "uuid", "Company that gives it."),
        Filter("receiver_id", "uuid", "Company that holds it."),
    ),
)
_ACTS: dict[str, Command[Any, Any]] = {
    "report": report_deposit, "confirm": confirm_deposit, "release": release_deposit, "forfeit": forfeit_deposit,
    "return": return_deposit,
}  # fmt: skip

urlpatterns: list[URLPattern] = [
    path("deposits", endpoint("deposits", get=deposits)),
    path("deposits/<uuid:deposit_id>", endpoint("deposits", get=deposit)),
    *(
        path(f"deposits/<uuid:deposit_id>:{verb}", endpoint("deposits", post=Write(act, status=200, path=HERE)))
        for verb, act in _ACTS.items()
    ),
]
