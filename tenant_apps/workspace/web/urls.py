"""Addresses of home, books, settings, search and the branding's style sheet."""

from django.urls import URLPattern, path

from tenant_apps.workspace.web import (
    pages,
    settings,
    settings_branding,
    settings_files,
    settings_history,
    settings_keys,
    settings_processing,
    settings_reference,
    settings_review,
    settings_sheets,
    settings_simulation,
)

app_name = "workspace"
urlpatterns: list[URLPattern] = [
    path("", pages.home_page, name="home"),
    path("search/", pages.search, name="search"),
    path("books/", pages.books_page, name="books"),
    path("branding.css", settings_branding.branding_css, name="branding_css"),
    path("settings/", settings.settings_page, name="settings"),
    path("settings/reset/", settings.settings_reset, name="settings_reset"),
    path("settings/search/", settings.settings_search, name="settings_search"),
    path("settings/branding/", settings_branding.branding_page, name="branding"),
    path("settings/branding/reset/", settings_branding.branding_reset, name="branding_reset"),
    path("settings/review/", settings_review.review_page, name="settings_review"),
    path("settings/review/publish/", settings_review.review_publish, name="settings_publish"),
    path("settings/review/decide/", settings_review.review_decide, name="settings_decide"),
    path("settings/review/discard/", settings_review.review_discard, name="settings_discard"),
    path("settings/sheets/", settings_sheets.sheet_list_page, name="settings_sheets"),
    path("settings/sheets/<slug:kind>/<str:code>/retire/", settings_sheets.sheet_retire, name="settings_sheet_retire"),
    path("settings/sheets/<slug:kind>/<str:code>/<slug:mode>/", settings_sheets.sheet_page, name="settings_sheet"),
    path("settings/simulation/<slug:mode>/", settings_simulation.simulation_page, name="settings_simulation"),
    path("settings/history/", settings_history.history_page, name="settings_history"),
    path("settings/history/restore/", settings_history.history_restore, name="settings_restore"),
    path("settings/history/cancel/", settings_history.history_cancel, name="settings_cancel"),
    path("settings/keys/", settings_keys.keys_page, name="settings_keys"),
    path("settings/keys/rotate/", settings_keys.keys_rotate, name="settings_keys_rotate"),
    path("settings/processing/", settings_processing.processing_page, name="settings_processing"),
    path("settings/processing/export/", settings_processing.processing_export, name="settings_processing_export"),
    path("settings/files/", settings_files.files_page, name="settings_files"),
    path("settings/files/export/", settings_files.files_export, name="settings_export"),
    path("settings/files/import/", settings_files.files_import, name="settings_import"),
    path("settings/files/compare/", settings_files.files_compare, name="settings_compare"),
    path("settings/files/preset/", settings_files.files_preset, name="settings_preset"),
    path("settings/<slug:group>/", settings.settings_page, name="settings_group"),
    path("settings/<slug:group>/rules/", settings_reference.reference_page, name="settings_reference"),
    path("settings/<slug:group>/rules/schema.json", settings_reference.reference_schema, name="settings_schema"),
]
