"""Addresses of the console, under `/console/` of the control host."""

from django.urls import URLPattern, path

from tenants.web import destroying, fleet, pages

app_name = "tenants"
urlpatterns: list[URLPattern] = [
    path("", pages.list_page, name="list"),
    path("marketplaces/new/", pages.new_page, name="new"),
    path("marketplaces/address/", pages.address_advice, name="address"),
    path("marketplaces/<uuid:tenant_id>/", pages.detail_page, name="marketplace"),
    path("marketplaces/<uuid:tenant_id>/retry/", pages.retry, name="retry"),
    path("marketplaces/<uuid:tenant_id>/roll-back/", pages.roll_back, name="roll_back"),
    path("marketplaces/<uuid:tenant_id>/keys/ask/", destroying.ask, name="ask_destruction"),
    path("marketplaces/<uuid:tenant_id>/keys/agree/", destroying.agree, name="agree_destruction"),
    path("marketplaces/<uuid:tenant_id>/keys/take-back/", destroying.take_back, name="take_back_destruction"),
    path("marketplaces/<uuid:tenant_id>/state/<slug:change>/", pages.change_state, name="change_state"),
    path("openings/<uuid:run_id>/", pages.run_page, name="run"),
    path("regions/", fleet.regions_page, name="regions"),
    path("migrations/", fleet.migrations_page, name="migrations"),
    path("migrations/<uuid:run_id>/", fleet.migration_page, name="migration"),
    path("jobs/", fleet.owed_page, name="owed"),
    path("jobs/messages/<int:seq>/again/", fleet.redeliver, name="redeliver"),
    path("jobs/<uuid:job_id>/again/", fleet.rerun, name="rerun"),
    path("audit/", fleet.audit_page, name="audit"),
]
