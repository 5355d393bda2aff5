"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.orders.web import groups, pages, part_numbers, recurring, sheets, splitting

app_name = "orders"
urlpatterns: list[URLPattern] = [
    path("", pages.order_list_page, name="orders"),
    path("new/", sheets.order_new_page, name="new"),
    path("quick/", sheets.sheet_list_page, name="sheets"),
    path("quick/lookup/", sheets.lookup, name="lookup"),
    path("quick/<uuid:sheet_id>/", sheets.sheet_page, name="sheet"),
    path("quick/<uuid:sheet_id>/order/", sheets.sheet_order, name="sheet_order"),
    path("quick/<uuid:sheet_id>/again/", sheets.sheet_again, name="sheet_again"),
    path("quick/<uuid:sheet_id>/job/", sheets.sheet_job, name="sheet_job"),
    path("quick/<uuid:sheet_id>/to-correct/", sheets.sheet_faults, name="sheet_faults"),
    path("recurring/", recurring.recurring_list_page, name="recurring_list"),
    path("recurring/<uuid:recurring_id>/", recurring.recurring_page, name="recurring"),
    path("recurring/<uuid:recurring_id>/<slug:verb>/", recurring.recurring_act, name="recurring_act"),
    path("<uuid:order_id>/recurring/", recurring.recurring_new_page, name="recurring_new"),
    path("part-numbers/", part_numbers.part_numbers_page, name="part_numbers"),
    path("part-numbers/<uuid:part_number_id>/forget/", part_numbers.part_forget, name="part_forget"),
    path("groups/", groups.group_list_page, name="groups"),
    path("groups/new/", groups.group_new_page, name="group_new"),
    path("groups/<uuid:group_id>/", groups.group_detail_page, name="group"),
    path("returns/", pages.return_list_page, name="returns"),
    path("returns/<uuid:return_id>/", pages.return_page, name="return"),
    path("<uuid:order_id>/", pages.order_page, name="order"),
    path("<uuid:order_id>/cancel/", pages.order_cancel, name="cancel"),
    path("<uuid:order_id>/again/", sheets.order_again, name="again"),
    path("<uuid:order_id>/return/", pages.return_new_page, name="return_new"),
    path("<uuid:order_id>/split/", splitting.split_page, name="split"),
    path("<uuid:order_id>/unsplit/", splitting.order_unsplit, name="unsplit"),
    path("<uuid:order_id>/delivery/", splitting.delivery_page, name="delivery"),
    path("deliveries/", splitting.deliveries_page, name="deliveries"),
    path("deliveries/join/", splitting.deliveries_join, name="join"),
    path("deliveries/<uuid:delivery_id>/undo/", splitting.delivery_undo, name="undo_delivery"),
    path("queue/", splitting.queue_page, name="queue"),
    path("queue/<uuid:item_id>/serve/", splitting.queue_serve, name="serve"),
    path("terms/", splitting.terms_page, name="terms"),
    path("terms/<uuid:warehouse_id>/", splitting.terms_set, name="terms_set"),
    path("terms/customers/<uuid:company_id>/", splitting.grade_set, name="grade_set"),
]
