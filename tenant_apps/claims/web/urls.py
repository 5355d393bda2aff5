"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.claims.web import pages

app_name = "claims"
urlpatterns: list[URLPattern] = [
    path("", pages.claim_list_page, name="claims"),
    path("orders/<uuid:order_id>/", pages.claim_new_page, name="new"),
    path("<uuid:claim_id>/", pages.claim_page, name="claim"),
    path("<uuid:claim_id>/answer/", pages.claim_answer, name="answer"),
    path("<uuid:claim_id>/agree/", pages.claim_agree, name="agree"),
    path("<uuid:claim_id>/escalate/", pages.claim_escalate, name="escalate"),
    path("<uuid:claim_id>/decide/", pages.claim_decide, name="decide"),
    path("<uuid:claim_id>/withdraw/", pages.claim_withdraw, name="withdraw"),
]
