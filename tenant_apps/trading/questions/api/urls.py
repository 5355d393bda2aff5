"""Addresses of questions, changes and drafts."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Listing, Write
from tenant_apps.trading.questions import commands
from tenant_apps.trading.questions.api import records
from tenant_apps.trading.questions.queries.amendments import amendment_rows
from tenant_apps.trading.questions.queries.questions import question_rows

VIEW = "trading.view_event"
HERE = {"event_id": "event_id"}

questions = Listing(
    records.QuestionRecord, question_rows, records.question_records, VIEW, "Questions about an event", for_actor=True
)
amendments = Listing(
    records.AmendmentRecord, amendment_rows, records.amendment_records, VIEW, "Changes of an event since it was out"
)

urlpatterns: list[URLPattern] = [
    path(
        "events/<uuid:event_id>/questions",
        endpoint("events", get=questions, post=Write(commands.ask_question, path=HERE)),
    ),
    path(
        "questions/<uuid:question_id>:answer",
        endpoint("events", post=Write(commands.answer_question, status=200, path={"question_id": "question_id"})),
    ),
    path(
        "events/<uuid:event_id>/amendments",
        endpoint("events", get=amendments, post=Write(commands.amend_event, path=HERE)),
    ),
    path(
        "events/<uuid:event_id>:confirm-amendment",
        endpoint("events", post=Write(commands.confirm_amendment, status=200, path=HERE)),
    ),
]
