"""Addresses of the reference page and of the OpenAPI document."""

from django.urls import URLPattern, path

from shared_apps.api.web import views

app_name = "api"
urlpatterns: list[URLPattern] = [
    path("", views.reference, name="reference"),
    path("v1/openapi.json", views.openapi, name="openapi"),
]
