"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.catalogue.web import licences, packs, pages

app_name = "catalogue"
urlpatterns: list[URLPattern] = [
    path("", pages.item_list_page, name="items"),
    path("new/", pages.item_new_page, name="item_new"),
    path("licences/", licences.licence_list_page, name="licences"),
    path("licences/new/", licences.licence_new_page, name="licence_new"),
    path("licences/hand-in/", licences.hand_in_page, name="hand_in"),
    path("licences/<uuid:requirement_id>/lift/", licences.licence_lift, name="licence_lift"),
    path("<uuid:item_id>/", pages.item_page, name="item"),
    path("<uuid:item_id>/edit/", pages.item_edit_page, name="item_edit"),
    path("<uuid:item_id>/packs/", packs.item_packs_page, name="item_packs"),
    path("<uuid:item_id>/retire/", pages.item_retire, name="item_retire"),
    path("<uuid:item_id>/activate/", pages.item_activate, name="item_activate"),
]
