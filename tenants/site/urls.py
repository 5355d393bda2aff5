"""Addresses of the public site."""

from django.urls import URLPattern, path

from tenants.site import pages

app_name = "site"
urlpatterns: list[URLPattern] = [
    path("", pages.home_page, name="home"),
    path("sign-up/", pages.sign_up_page, name="sign_up"),
    path("sign-up/<str:token>/", pages.confirm_page, name="confirm"),
]
