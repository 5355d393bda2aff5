"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.inventory.web import pages

app_name = "inventory"
urlpatterns: list[URLPattern] = [
    path("", pages.stock_page, name="stock"),
    path("movements/", pages.movement_list_page, name="movements"),
    path("warehouses/", pages.warehouse_list_page, name="warehouses"),
    path("warehouses/new/", pages.warehouse_new_page, name="warehouse_new"),
    path("items/<uuid:item_id>/adjust/", pages.adjust_page, name="adjust"),
]
