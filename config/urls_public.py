"""Addresses of the control host: public site and console."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("shared_apps.ui.web.urls")),
    path("", include("shared_apps.accounts.web.urls")),
    path("console/operators/", include("shared_apps.operators.web.urls")),
    path("console/", include("tenants.web.urls")),
    path("", include("tenants.site.urls")),
]
