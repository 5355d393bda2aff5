"""Address of running an event again."""

from django.urls import URLPattern, path

from tenant_apps.trading.second_try.web import pages

app_name = "second_try"
urlpatterns: list[URLPattern] = [path("events/<uuid:event_id>/rerun/", pages.rerun_page, name="rerun")]
