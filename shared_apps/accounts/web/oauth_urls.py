"""Addresses of OAuth 2.0 below those of the API of a marketplace."""

from django.urls import URLPattern, path

from shared_apps.accounts.web import oauth

app_name = "oauth"
urlpatterns: list[URLPattern] = [
    path("token", oauth.token, name="token"),
    path("revoke", oauth.revoke, name="revoke"),
    path("introspect", oauth.introspect, name="introspect"),
]
