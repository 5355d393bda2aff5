"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.orders.web import drafts, pages

app_name = "orders"
urlpatterns: list[URLPattern] = [
    path("", pages.order_list_page, name="orders"),
    path("new/", pages.order_new_page, name="new"),
    path("drafts/", drafts.draft_list_page, name="drafts"),
    path("drafts/new/", drafts.draft_new_page, name="draft_new"),
    path("drafts/<uuid:order_draft_id>/", drafts.draft_page, name="draft"),
    path("drafts/<uuid:order_draft_id>/submit/", drafts.draft_submit, name="draft_submit"),
    path("drafts/<uuid:order_draft_id>/place/", drafts.draft_place, name="draft_place"),
    path("drafts/<uuid:order_draft_id>/withdraw/", drafts.draft_withdraw, name="draft_withdraw"),
    path("returns/", pages.return_list_page, name="returns"),
    path("returns/<uuid:return_id>/", pages.return_page, name="return"),
    path("<uuid:order_id>/", pages.order_page, name="order"),
    path("<uuid:order_id>/cancel/", pages.order_cancel, name="cancel"),
    path("<uuid:order_id>/return/", pages.return_new_page, name="return_new"),
]
