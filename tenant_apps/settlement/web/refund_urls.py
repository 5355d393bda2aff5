"""Addresses of the pages of refunds."""

from django.urls import URLPattern, path

from tenant_apps.settlement.web import refunds

app_name = "refunds"
urlpatterns: list[URLPattern] = [
    path("", refunds.refund_list_page, name="refunds"),
    path("new/", refunds.refund_new_page, name="new"),
    path("<uuid:refund_id>/", refunds.refund_page, name="refund"),
    path("<uuid:refund_id>/pay/", refunds.refund_pay, name="pay"),
    path("<uuid:refund_id>/send/", refunds.refund_send, name="send"),
    path("<uuid:refund_id>/withdraw/", refunds.refund_withdraw, name="withdraw"),
]
