"""Addresses of the pages of this app."""

from django.urls import URLPattern, path

from tenant_apps.trading.kernel.web import events, pages

app_name = "trading"
urlpatterns: list[URLPattern] = [
    path("deals/", pages.deal_list_page, name="deals"),
    path("events/", events.event_list_page, name="events"),
    path("events/new/<slug:mode>/", events.publish_event_page, name="event_publish"),
    path("events/<uuid:event_id>/", events.event_page, name="event"),
    path("events/<uuid:event_id>/room/", events.event_room, name="event_room"),
    path("events/<uuid:event_id>/join/", events.join, name="event_join"),
    path("events/<uuid:event_id>/pause/", events.pause, name="event_pause"),
    path("events/<uuid:event_id>/resume/", events.resume, name="event_resume"),
    path("events/<uuid:event_id>/time/", events.move, name="event_time"),
    path("events/<uuid:event_id>/cancel/", events.cancel, name="event_cancel"),
    path("events/<uuid:event_id>/audit-file/", events.lot_audit_file, name="event_audit_file"),
]
