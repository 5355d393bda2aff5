"""Addresses of home, books, settings, search and the branding's style sheet."""

from django.urls import URLPattern, path

from tenant_apps.workspace.web import pages, settings

app_name = "workspace"
urlpatterns: list[URLPattern] = [
    path("", pages.home_page, name="home"),
    path("search/", pages.search, name="search"),
    path("books/", pages.books_page, name="books"),
    path("branding.css", settings.branding_css, name="branding_css"),
    path("settings/", settings.settings_page, name="settings"),
    path("settings/reset/", settings.settings_reset, name="settings_reset"),
    path("settings/branding/", settings.branding_page, name="branding"),
    path("settings/history/", settings.history_page, name="settings_history"),
    path("settings/<slug:group>/", settings.settings_page, name="settings_group"),
]
