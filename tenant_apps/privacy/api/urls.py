"""Addresses of privacy, for keys of the marketplace. What people do about themselves they do as people, on pages."""

from typing import Any

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from shared_apps.commands import Command
from tenant_apps.privacy.api import records
from tenant_apps.privacy.commands import (
    acknowledge_request,
    add_to_breach,
    answer_request,
    ask_identity,
    carry_out_request,
    close_breach,
    collect_answer,
    confirm_identity,
    extend_request,
    lift_hold,
    lift_restriction,
    place_hold,
    publish_purpose,
    record_assessment,
    record_request,
    refuse_request,
    register_breach,
    retire_purpose,
    tell_of_breach,
)
from tenant_apps.privacy.permissions import VIEW_ASSESSMENT, VIEW_BREACH, VIEW_REQUEST, VIEW_RETENTION
from tenant_apps.privacy.queries import breaches, house, requests
from tenant_apps.privacy.types import REQUEST_KINDS, REQUEST_STATES, RISKS

TAG = "privacy"
OF_REQUEST: dict[str, Command[Any, Any]] = {
    "acknowledge": acknowledge_request, "ask-identity": ask_identity, "confirm-identity": confirm_identity,
    "extend": extend_request, "collect": collect_answer, "carry-out": carry_out_request, "answer": answer_request,
    "refuse": refuse_request, "lift-restriction": lift_restriction,
}  # fmt: skip
OF_BREACH: dict[str, Command[Any, Any]] = {"add": add_to_breach, "tell": tell_of_breach, "close": close_breach}

subject_requests = Listing(
    records.RequestRecord, requests.request_rows, records.request_records, VIEW_REQUEST,
    "Requests of people about their own data",
    filters=(
        Filter("state", "text", "Where it stands.", REQUEST_STATES),
        Filter("kind", "text", "What is asked for.", REQUEST_KINDS),
        Filter("number", "text", "The marketplace's number."),
    ),
)  # fmt: skip
subject_request = Read(records.RequestRecord, records.request_record, VIEW_REQUEST, "One request of a person")
all_breaches = Listing(
    records.BreachRecord, breaches.breach_rows, records.breach_records, VIEW_BREACH,
    "The register of breaches of personal data",
    filters=(Filter("risk", "text", "Risk for people.", RISKS), Filter("number", "text", "Its number.")),
)  # fmt: skip
one_breach = Read(records.BreachRecord, records.breach_record, VIEW_BREACH, "One breach with its clocks")
holds = Listing(records.HoldRecord, house.hold_rows, records.hold_records, VIEW_RETENTION, "Legal holds")
runs = Listing(
    records.RetentionRecord, house.run_rows, records.retention_records, VIEW_RETENTION,
    "What was removed after its time, and what was held back",
)  # fmt: skip
purposes = Listing(
    records.PurposeRecord, house.purpose_rows, records.purpose_records, VIEW_ASSESSMENT,
    "Purposes of using data of people, every version", filters=(Filter("code", "text", "One purpose."),),
)  # fmt: skip
assessments = Listing(
    records.AssessmentRecord, house.assessment_rows, records.assessment_records, VIEW_ASSESSMENT,
    "Assessments of impact",
)  # fmt: skip
processing = Read(
    records.ProcessingRecord, records.processing_record, "rulesets.view_settings",
    "Records of processing: what is kept of whom, why, how long, how protected",
)  # fmt: skip

urlpatterns: list[URLPattern] = [
    path(
        "privacy/requests",
        endpoint(
            TAG, get=subject_requests,
            post=Write(record_request, locate=lambda made: f"privacy/requests/{made.request_id}"),
        ),
    ),
    path("privacy/requests/<uuid:request_id>", endpoint(TAG, get=subject_request)),
    *(
        path(
            f"privacy/requests/<uuid:request_id>:{verb}",
            endpoint(TAG, post=Write(command, status=200, path={"request_id": "request_id"})),
        )
        for verb, command in OF_REQUEST.items()
    ),
    path(
        "privacy/breaches",
        endpoint(
            TAG, get=all_breaches,
            post=Write(register_breach, locate=lambda made: f"privacy/breaches/{made.breach_id}"),
        ),
    ),
    path("privacy/breaches/<uuid:breach_id>", endpoint(TAG, get=one_breach)),
    *(
        path(
            f"privacy/breaches/<uuid:breach_id>:{verb}",
            endpoint(TAG, post=Write(command, status=200, path={"breach_id": "breach_id"})),
        )
        for verb, command in OF_BREACH.items()
    ),
    path("privacy/holds", endpoint(TAG, get=holds, post=Write(place_hold))),
    path(
        "privacy/holds/<uuid:hold_id>:lift",
        endpoint(TAG, post=Write(lift_hold, status=200, path={"hold_id": "hold_id"})),
    ),
    path("privacy/retention-runs", endpoint(TAG, get=runs)),
    path("privacy/purposes", endpoint(TAG, get=purposes, post=Write(publish_purpose))),
    path(
        "privacy/purposes/<slug:code>:retire",
        endpoint(TAG, post=Write(retire_purpose, status=200, path={"code": "code"})),
    ),
    path("privacy/assessments", endpoint(TAG, get=assessments, post=Write(record_assessment))),
    path("privacy/processing", endpoint(TAG, get=processing)),
]  # fmt: skip
