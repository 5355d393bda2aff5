"""Addresses of questions, changes and drafts."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Edit, Filter, Listing, Read, Write
from tenant_apps.trading.questions import commands
from tenant_apps.trading.questions.api import records
from tenant_apps.trading.questions.queries.amendments import amendment_rows
from tenant_apps.trading.questions.queries.drafts import draft_rows
from tenant_apps.trading.questions.queries.questions import question_rows

VIEW = "trading.view_event"
SAVE = "trading.save_draft"
HERE = {"event_id": "event_id"}
DRAFT = {"draft_id": "draft_id"}

questions = Listing(
    records.QuestionRecord, question_rows, records.question_records, VIEW, "Questions about an event", for_actor=True
)
amendments = Listing(
    records.AmendmentRecord, amendment_rows, records.amendment_records, VIEW, "Changes of an event since it was out"
)
drafts = Listing(
    records.DraftRecord, draft_rows, records.draft_records, SAVE, "Drafts of the company's events",
    filters=(
        Filter("state", "text", "", ("draft", "review", "published")),
        Filter("mode", "text", "Code of the trading mode."),
    ),
    for_actor=True,
)  # fmt: skip
draft = Read(records.DraftRecord, records.draft_record, SAVE, "One draft with its content")

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
    path(
        "event-drafts",
        endpoint(
            "events",
            get=drafts,
            post=Write(commands.save_draft, locate=lambda made: f"event-drafts/{made.draft_id}"),
        ),
    ),
    path(
        "event-drafts/<uuid:draft_id>", endpoint("events", get=draft, patch=Edit(commands.change_draft, draft, DRAFT))
    ),
    path(
        "event-drafts/<uuid:draft_id>:delete",
        endpoint("events", post=Write(commands.delete_draft, status=200, path=DRAFT)),
    ),
    path(
        "event-drafts/<uuid:draft_id>:submit",
        endpoint("events", post=Write(commands.submit_draft, status=200, path=DRAFT)),
    ),
    path(
        "event-drafts/<uuid:draft_id>:return",
        endpoint("events", post=Write(commands.return_draft, status=200, path=DRAFT)),
    ),
    path(
        "event-drafts/<uuid:draft_id>:publish",
        endpoint(
            "events",
            post=Write(commands.publish_draft, path=DRAFT, locate=lambda made: f"events/{made.event_id}"),
        ),
    ),
    path(
        "events/<uuid:event_id>:copy-as-draft",
        endpoint(
            "events",
            post=Write(commands.copy_event_draft, path=HERE, locate=lambda made: f"event-drafts/{made.draft_id}"),
        ),
    ),
]
