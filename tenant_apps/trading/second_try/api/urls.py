"""Address of running an event again; which event followed which, the records of events say."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Write
from tenant_apps.trading.second_try.commands import rerun_event

urlpatterns: list[URLPattern] = [
    path(
        "events/<uuid:event_id>:rerun",
        endpoint(
            "events",
            post=Write(rerun_event, path={"event_id": "event_id"}, locate=lambda made: f"events/{made.event_id}"),
        ),
    ),
]
