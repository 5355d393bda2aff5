"""Addresses of pages about support."""

from django.urls import URLPattern, path

from tenant_apps.support.web import pages

app_name = "support"
urlpatterns: list[URLPattern] = [
    path("", pages.visits_page, name="visits"),
    path("standing/", pages.standing_give, name="standing"),
    path("standing/end/", pages.standing_end, name="standing_end"),
    path("leave/", pages.leave, name="leave"),
    path("enter/<uuid:visit_id>/", pages.enter_page, name="enter"),
    path("<uuid:visit_id>/", pages.visit_page, name="visit"),
    path("<uuid:visit_id>/refuse/", pages.visit_refuse, name="refuse"),
    path("<uuid:visit_id>/end/", pages.visit_end, name="end"),
]
