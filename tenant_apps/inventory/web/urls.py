"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.inventory.web import (
    bin_pages,
    count_pages,
    difference_pages,
    pages,
    reorder_pages,
    stock_pages,
    transfer_pages,
)

app_name = "inventory"
urlpatterns: list[URLPattern] = [
    path("", pages.stock_page, name="stock"),
    path("movements/", pages.movement_list_page, name="movements"),
    path("warehouses/", pages.warehouse_list_page, name="warehouses"),
    path("warehouses/new/", pages.warehouse_new_page, name="warehouse_new"),
    path("items/<uuid:item_id>/", stock_pages.item_page, name="item"),
    path("items/<uuid:item_id>/reorder/", reorder_pages.reorder_page, name="reorder"),
    path("alerts/", reorder_pages.alert_list_page, name="alerts"),
    path("supplies/", reorder_pages.supply_list_page, name="supplies"),
    path("supplies/new/", reorder_pages.supply_new_page, name="supply_new"),
    path("supplies/<uuid:supply_id>/<slug:step>/", reorder_pages.supply_step_page, name="supply_step"),
    path("bins/", bin_pages.bin_list_page, name="bins"),
    path("bins/new/", bin_pages.bin_new_page, name="bin_new"),
    path("bins/<uuid:bin_id>/", bin_pages.bin_page, name="bin"),
    path("bins/<uuid:bin_id>/block/", bin_pages.bin_block_page, name="bin_block"),
    path("balances/<uuid:balance_id>/move/", bin_pages.balance_move_page, name="balance_move"),
    path("lots/", bin_pages.lot_list_page, name="lots"),
    path("items/<uuid:item_id>/adjust/", pages.adjust_page, name="adjust"),
    path("lots/<uuid:lot_id>/", stock_pages.lot_page, name="lot"),
    path("receive/", stock_pages.receive_page, name="receive"),
    path("balances/<uuid:balance_id>/keep-back/", stock_pages.keep_back_page, name="keep_back"),
    path("quarantine/", stock_pages.quarantine_page, name="quarantine"),
    path("quarantine/<uuid:quarantine_id>/<slug:step>/", stock_pages.quarantine_end_page, name="quarantine_end"),
    path("transfers/", transfer_pages.transfer_list_page, name="transfers"),
    path("transfers/new/", transfer_pages.transfer_new_page, name="transfer_new"),
    path(
        "transfers/differences/<uuid:difference_id>/<slug:step>/",
        difference_pages.difference_step_page,
        name="difference_step",
    ),
    path("transfers/<uuid:transfer_id>/", transfer_pages.transfer_page, name="transfer"),
    path("transfers/<uuid:transfer_id>/receive/", transfer_pages.transfer_receive_page, name="transfer_receive"),
    path("transfers/<uuid:transfer_id>/close/", transfer_pages.transfer_close_page, name="transfer_close"),
    path("transfers/<uuid:transfer_id>/<slug:step>/", transfer_pages.transfer_step_page, name="transfer_step"),
    path("counts/", count_pages.count_list_page, name="counts"),
    path("counts/new/", count_pages.count_new_page, name="count_new"),
    path("counts/<uuid:count_id>/", count_pages.count_page, name="count"),
    path("counts/<uuid:count_id>/cancel/", count_pages.count_cancel_page, name="count_cancel"),
    path("counts/<uuid:count_id>/lines/<uuid:line_id>/", count_pages.count_line_page, name="count_line"),
    path("counts/<uuid:count_id>/lines/<uuid:line_id>/decide/", count_pages.count_decide_page, name="count_decide"),
]
