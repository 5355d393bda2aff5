"""Addresses of SCIM 2.0."""

from django.urls import URLPattern

app_name = "scim"
urlpatterns: list[URLPattern] = []
