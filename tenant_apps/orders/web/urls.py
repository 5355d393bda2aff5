"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.orders.web import groups, pages

app_name = "orders"
urlpatterns: list[URLPattern] = [
    path("", pages.order_list_page, name="orders"),
    path("new/", pages.order_new_page, name="new"),
    path("groups/", groups.group_list_page, name="groups"),
    path("groups/new/", groups.group_new_page, name="group_new"),
    path("groups/<uuid:group_id>/", groups.group_detail_page, name="group"),
    path("returns/", pages.return_list_page, name="returns"),
    path("returns/<uuid:return_id>/", pages.return_page, name="return"),
    path("<uuid:order_id>/", pages.order_page, name="order"),
    path("<uuid:order_id>/cancel/", pages.order_cancel, name="cancel"),
    path("<uuid:order_id>/return/", pages.return_new_page, name="return_new"),
]
