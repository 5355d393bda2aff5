"""Addresses of pages about transfers."""

from django.urls import URLPattern, path

from tenant_apps.transfers.web import pages

app_name = "transfers"
urlpatterns: list[URLPattern] = [
    path("", pages.transfers_page, name="transfers"),
    path("seen/", pages.blocked_seen, name="seen"),
    path("flows/", pages.flows_page, name="flows"),
    path("mechanisms/new/", pages.mechanism_new, name="mechanism_new"),
    path("mechanisms/<uuid:mechanism_id>/", pages.mechanism_page, name="mechanism"),
    path("mechanisms/<uuid:mechanism_id>/approve/", pages.mechanism_approve, name="mechanism_approve"),
    path("mechanisms/<uuid:mechanism_id>/reject/", pages.mechanism_reject, name="mechanism_reject"),
    path("mechanisms/<uuid:mechanism_id>/end/", pages.mechanism_end, name="mechanism_end"),
    path("authorities/", pages.requests_page, name="requests"),
    path("authorities/new/", pages.request_new, name="request_new"),
    path("authorities/<uuid:request_id>/approve/", pages.request_approve, name="request_approve"),
    path("authorities/<uuid:request_id>/refuse/", pages.request_refuse, name="request_refuse"),
    path("authorities/<uuid:request_id>/hand-over/", pages.request_hand_over, name="request_hand_over"),
    path("residency/", pages.statements_page, name="statements"),
    path("residency/<str:day>/file/", pages.statement_file, name="statement_file"),
]
