"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.catalogue.web import packs, pages

app_name = "catalogue"
urlpatterns: list[URLPattern] = [
    path("", pages.item_list_page, name="items"),
    path("new/", pages.item_new_page, name="item_new"),
    path("<uuid:item_id>/", pages.item_page, name="item"),
    path("<uuid:item_id>/edit/", pages.item_edit_page, name="item_edit"),
    path("<uuid:item_id>/packs/", packs.item_packs_page, name="item_packs"),
    path("<uuid:item_id>/retire/", pages.item_retire, name="item_retire"),
    path("<uuid:item_id>/activate/", pages.item_activate, name="item_activate"),
]
