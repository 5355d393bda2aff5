"""Addresses of privacy: what is one's own, and what the house does."""

from django.urls import URLPattern, path

from tenant_apps.privacy.web import breaches, house, own, requests

app_name = "privacy"
urlpatterns: list[URLPattern] = [
    path("my-data/", own.own_page, name="own"),
    path("my-data/requests/new/", own.own_request_new, name="own_request_new"),
    path("my-data/requests/<uuid:request_id>/", own.own_request_page, name="own_request"),
    path("my-data/requests/<uuid:request_id>/withdraw/", own.own_request_withdraw, name="own_request_withdraw"),
    path("my-data/requests/<uuid:request_id>/answer/<slug:form>/", own.own_answer, name="own_answer"),
    path("my-data/purposes/<slug:code>/<slug:act>/", own.own_consent, name="own_consent"),
    path("privacy/requests/", requests.request_list_page, name="requests"),
    path("privacy/requests/new/", requests.request_new_page, name="request_new"),
    path("privacy/requests/<uuid:request_id>/", requests.request_page, name="request"),
    path("privacy/requests/<uuid:request_id>/answer/<slug:form>/", requests.request_answer, name="request_answer"),
    path("privacy/requests/<uuid:request_id>/<slug:step>/", requests.request_step, name="request_step"),
    path("privacy/breaches/", breaches.breach_list_page, name="breaches"),
    path("privacy/breaches/new/", breaches.breach_new_page, name="breach_new"),
    path("privacy/breaches/<uuid:breach_id>/", breaches.breach_page, name="breach"),
    path("privacy/breaches/<uuid:breach_id>/more/", breaches.breach_more_page, name="breach_more"),
    path("privacy/breaches/<uuid:breach_id>/tell/<slug:duty>/", breaches.breach_tell, name="breach_tell"),
    path("privacy/breaches/<uuid:breach_id>/close/", breaches.breach_close, name="breach_close"),
    path("privacy/breaches/<uuid:breach_id>/export/", breaches.breach_export, name="breach_export"),
    path("privacy/retention/", house.retention_page, name="retention"),
    path("privacy/holds/new/", house.hold_new_page, name="hold_new"),
    path("privacy/holds/<uuid:hold_id>/lift/", house.hold_lift, name="hold_lift"),
    path("privacy/purposes/", house.purpose_list_page, name="purposes"),
    path("privacy/purposes/new/", house.purpose_new_page, name="purpose_new"),
    path("privacy/purposes/<slug:code>/retire/", house.purpose_retire, name="purpose_retire"),
    path("privacy/assessments/", house.assessment_list_page, name="assessments"),
    path("privacy/assessments/new/", house.assessment_new_page, name="assessment_new"),
    path("privacy/assessments/<uuid:assessment_id>/", house.assessment_page, name="assessment"),
    path("privacy/processing.csv", house.processing_csv, name="processing_csv"),
]
