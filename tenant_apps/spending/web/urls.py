"""Addresses of the pages of spending."""

from django.urls import URLPattern, path

from tenant_apps.spending.web import pages

app_name = "spending"
urlpatterns: list[URLPattern] = [
    path("", pages.limits_page, name="limits"),
    path("budgets/", pages.budget_set, name="budget"),
    path("credits/", pages.credit_set, name="credit"),
    path("proposals/<uuid:proposal_id>/confirm/", pages.proposal_confirm, name="confirm"),
    path("proposals/<uuid:proposal_id>/reject/", pages.proposal_reject, name="reject"),
    path("<uuid:limit_id>/close/", pages.limit_close, name="close"),
]
