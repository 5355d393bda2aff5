"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.anomalies.web import pages, tuning

app_name = "anomalies"
urlpatterns: list[URLPattern] = [
    path("", pages.alert_list_page, name="alerts"),
    path("rules/", tuning.rule_list_page, name="rules"),
    path("rules/<slug:code>/", tuning.rule_page, name="rule"),
    path("<uuid:alert_id>/", pages.alert_page, name="alert"),
    path("<uuid:alert_id>/take/", pages.take, name="take"),
    path("<uuid:alert_id>/confirm/", pages.confirm, name="confirm"),
    path("<uuid:alert_id>/dismiss/", pages.dismiss, name="dismiss"),
    path("<uuid:alert_id>/release/", pages.release, name="release"),
]
