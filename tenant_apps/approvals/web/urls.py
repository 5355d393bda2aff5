"""Addresses of the pages of approvals."""

from django.urls import URLPattern, path

from tenant_apps.approvals.web import pages, people, policies

app_name = "approvals"
urlpatterns: list[URLPattern] = [
    path("", pages.inbox_page, name="inbox"),
    path("policies/", policies.policy_list_page, name="policies"),
    path("policies/new/", policies.policy_new_page, name="policy_new"),
    path("policies/<uuid:policy_id>/", policies.policy_page, name="policy"),
    path("policies/<uuid:policy_id>/retire/", policies.policy_retire, name="policy_retire"),
    path("people/", people.people_page, name="people"),
    path("delegations/new/", people.delegation_new, name="delegation_new"),
    path("delegations/<uuid:delegation_id>/end/", people.delegation_end, name="delegation_end"),
    path("duties/new/", people.duty_new, name="duty_new"),
    path("duties/<uuid:duty_id>/end/", people.duty_end, name="duty_end"),
    path("<uuid:approval_id>/", pages.request_page, name="request"),
    path("<uuid:approval_id>/decide/", pages.request_decide, name="decide"),
    path("<uuid:approval_id>/withdraw/", pages.request_withdraw, name="withdraw"),
]
