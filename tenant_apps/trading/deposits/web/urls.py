"""Addresses of the pages of deposits."""

from django.urls import URLPattern, path

from tenant_apps.trading.deposits.web import pages

app_name = "deposits"
urlpatterns: list[URLPattern] = [
    path("", pages.deposit_list_page, name="deposits"),
    path("<uuid:deposit_id>/", pages.deposit_page, name="deposit"),
    path("<uuid:deposit_id>/report/", pages.deposit_report, name="report"),
    path("<uuid:deposit_id>/confirm/", pages.deposit_confirm, name="confirm"),
    path("<uuid:deposit_id>/release/", pages.deposit_release, name="release"),
    path("<uuid:deposit_id>/forfeit/", pages.deposit_forfeit, name="forfeit"),
    path("<uuid:deposit_id>/return/", pages.deposit_return, name="return"),
]
