"""Addresses of stock and warehouses."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from tenant_apps.inventory.api import lot_records, promise_records, records, reorder_urls, work_records
from tenant_apps.inventory.commands import (
    accept_difference,
    adjust_stock,
    approve_transfer,
    block_bin,
    cancel_count,
    cancel_transfer,
    claim_difference,
    close_transfer,
    count_difference,
    create_bin,
    create_warehouse,
    decide_count,
    dispatch_transfer,
    move_goods,
    plan_count,
    quarantine_stock,
    receive_stock,
    receive_transfer,
    record_count,
    release_quarantine,
    request_transfer,
    return_surplus,
    scrap_quarantine,
    set_opening_stock,
    settle_difference,
)
from tenant_apps.inventory.permissions import VIEW_STOCK
from tenant_apps.inventory.queries.counts import count_rows
from tenant_apps.inventory.queries.lots import balance_rows, bin_rows, lot_rows, quarantine_rows
from tenant_apps.inventory.queries.records import KINDS, level_rows, movement_rows, warehouse_rows
from tenant_apps.inventory.queries.transfers import difference_rows, transfer_rows

ITEM = Filter("item_id", "uuid", "One item.")
WAREHOUSE = Filter("warehouse_id", "uuid", "One warehouse.")

stock = Listing(
    records.StockRecord,
    level_rows,
    records.stock_records,
    VIEW_STOCK,
    "Stock of the company, per item and warehouse",
    filters=(ITEM, WAREHOUSE, Filter("sku", "text", "The supplier's article number.")),
)
movements = Listing(
    records.MovementRecord,
    movement_rows,
    records.movement_records,
    VIEW_STOCK,
    "Every change of stock on hand",
    filters=(
        ITEM,
        WAREHOUSE,
        Filter("kind", "text", "", KINDS),
        Filter("lot_id", "uuid", "One batch."),
        Filter("source_id", "uuid", "What caused it."),
    ),
    key="seq",
)
warehouses = Listing(
    records.WarehouseRecord,
    warehouse_rows,
    records.warehouse_records,
    VIEW_STOCK,
    "Warehouses of the company",
    filters=(Filter("company_id", "uuid", "Company whose they are."), Filter("code", "text")),
)

balances = Listing(
    lot_records.BalanceRecord,
    balance_rows,
    lot_records.balance_records,
    VIEW_STOCK,
    "What lies where, by bin, lot and owner",
    filters=(ITEM, WAREHOUSE, Filter("lot_id", "uuid", "One batch."), Filter("owner_id", "uuid", "Whose it is.")),
)
lots = Listing(
    lot_records.LotRecord, lot_rows, lot_records.lot_records, VIEW_STOCK, "Batches of the company's items",
    filters=(ITEM, Filter("code", "text", "The number on the goods.")),
)  # fmt: skip
lot = Read(lot_records.LotTraceRecord, lot_records.trace_record, VIEW_STOCK, "One batch and its whole way")
bins = Listing(
    lot_records.BinRecord, bin_rows, lot_records.bin_records, VIEW_STOCK, "Bins of the company's warehouses",
    filters=(WAREHOUSE, Filter("zone", "text")),
)  # fmt: skip
quarantines = Listing(
    lot_records.QuarantineRecord, quarantine_rows, lot_records.quarantine_records, VIEW_STOCK, "Goods kept back",
    filters=(ITEM, WAREHOUSE, Filter("state", "text", "", ("open", "released", "scrapped"))),
)  # fmt: skip
transfers = Listing(
    work_records.TransferSummary, transfer_rows, work_records.transfer_records, VIEW_STOCK,
    "Transfers between the company's warehouses",
    filters=(Filter("state", "text", "", ("requested", "approved", "dispatched", "closed", "cancelled")),),
)  # fmt: skip
differences = Listing(
    work_records.TransferDifferenceRecord, difference_rows, work_records.difference_records, VIEW_STOCK,
    "What of transfers arrived less or more than was sent",
    filters=(
        Filter("transfer_id", "uuid"), Filter("kind", "text", "", ("shortage", "surplus")),
        Filter("state", "text", "", ("open", "claimed", "accepted", "compensated", "refused", "returned")),
    ),
)  # fmt: skip
transfer = Read(work_records.TransferRecord, work_records.transfer_record, VIEW_STOCK, "One transfer with its goods")
counts = Listing(
    work_records.CountSummary, count_rows, work_records.count_records, VIEW_STOCK, "Counts of the company's warehouses",
    filters=(WAREHOUSE, Filter("state", "text", "", ("open", "closed", "cancelled"))),
)  # fmt: skip
count = Read(work_records.CountRecord, work_records.count_record, VIEW_STOCK, "One count with its sheet")

promise = Read(
    promise_records.PromiseRecord, promise_records.promise_record, VIEW_STOCK, "What can be promised for which day"
)  # fmt: skip

TRANSFER, COUNT, KEPT, LINE, BIN, DIFFERS = (
    {name: name} for name in ("transfer_id", "count_id", "quarantine_id", "line_id", "bin_id", "difference_id")
)  # fmt: skip

urlpatterns: list[URLPattern] = [
    *reorder_urls.urlpatterns,
    path("stock", endpoint("stock", get=stock)),
    path("stock:adjust", endpoint("stock", post=Write(adjust_stock, status=200))),
    path("stock:receive", endpoint("stock", post=Write(receive_stock))),
    path("stock/items/<uuid:item_id>/promise", endpoint("stock", get=promise)),
    path("stock/balances", endpoint("stock", get=balances)),
    path("stock/lots", endpoint("stock", get=lots)),
    path("stock/lots/<uuid:lot_id>", endpoint("stock", get=lot)),
    path("stock/bins", endpoint("stock", get=bins, post=Write(create_bin))),
    path("stock/bins/<uuid:bin_id>:block", endpoint("stock", post=Write(block_bin, status=200, path=BIN))),
    path(
        "stock/balances/<uuid:balance_id>:move",
        endpoint("stock", post=Write(move_goods, status=200, path={"balance_id": "balance_id"})),
    ),
    path("stock/quarantines", endpoint("stock", get=quarantines, post=Write(quarantine_stock))),
    path(
        "stock/quarantines/<uuid:quarantine_id>:release",
        endpoint("stock", post=Write(release_quarantine, status=200, path=KEPT)),
    ),
    path(
        "stock/quarantines/<uuid:quarantine_id>:scrap",
        endpoint("stock", post=Write(scrap_quarantine, status=200, path=KEPT)),
    ),
    path(
        "transfers",
        endpoint(
            "transfers",
            get=transfers,
            post=Write(request_transfer, locate=lambda made: f"transfers/{made.transfer_id}"),
        ),
    ),
    path("transfers/<uuid:transfer_id>", endpoint("transfers", get=transfer)),
    *(
        path(
            f"transfers/<uuid:transfer_id>:{verb}",
            endpoint("transfers", post=Write(command, status=200, path=TRANSFER)),
        )
        for verb, command in (
            ("approve", approve_transfer),
            ("dispatch", dispatch_transfer),
            ("receive", receive_transfer),
            ("close", close_transfer),
            ("cancel", cancel_transfer),
        )
    ),
    path("transfer-differences", endpoint("transfers", get=differences)),
    *(
        path(
            f"transfer-differences/<uuid:difference_id>:{verb}",
            endpoint("transfers", post=Write(command, status=200, path=DIFFERS)),
        )
        for verb, command in (
            ("count", count_difference),
            ("accept", accept_difference),
            ("claim", claim_difference),
            ("settle", settle_difference),
            ("return", return_surplus),
        )
    ),
    path(
        "counts",
        endpoint("counts", get=counts, post=Write(plan_count, locate=lambda made: f"counts/{made.count_id}")),
    ),
    path("counts/<uuid:count_id>", endpoint("counts", get=count)),
    path("counts/<uuid:count_id>:cancel", endpoint("counts", post=Write(cancel_count, status=200, path=COUNT))),
    path("counts/lines/<uuid:line_id>:record", endpoint("counts", post=Write(record_count, status=200, path=LINE))),
    path("counts/lines/<uuid:line_id>:decide", endpoint("counts", post=Write(decide_count, status=200, path=LINE))),
    path("stock/movements", endpoint("stock", get=movements)),
    path("warehouses", endpoint("stock", get=warehouses, post=Write(create_warehouse))),
    path(
        "warehouses/<uuid:warehouse_id>:open",
        endpoint("stock", post=Write(set_opening_stock, status=200, path={"warehouse_id": "warehouse_id"})),
    ),
]
