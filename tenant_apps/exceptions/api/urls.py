"""Addresses of exceptions. They are opened by what finds them, so none is made here."""

from typing import Any

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Filter, Listing, Read, Write
from shared_apps.commands import Command
from tenant_apps.exceptions.api import records
from tenant_apps.exceptions.commands import (
    assign_exception,
    dismiss_exception,
    do_step,
    rest_exception,
    solve_exception,
    take_exception,
    write_on_exception,
)
from tenant_apps.exceptions.permissions import VIEW_EXCEPTION
from tenant_apps.exceptions.queries import exception_rows
from tenant_apps.exceptions.types import SEVERITIES, STATES

HERE = {"exception_id": "exception_id"}
one = Read(records.ExceptionRecord, records.exception_record, VIEW_EXCEPTION, "One exception with its playbook")
every = Listing(
    records.ExceptionSummary,
    exception_rows,
    records.exception_summaries,
    VIEW_EXCEPTION,
    "Exceptions of the company, and those that concern it",
    filters=(
        Filter("state", "text", "", STATES),
        Filter("severity", "text", "", SEVERITIES),
        Filter("kind", "text", "What kind of exception it is."),
        Filter("subject_id", "uuid", "What it is about: an order, a shipment, an invoice."),
        Filter("number", "text", "The marketplace's number."),
    ),
)
ACTS: dict[str, Command[Any, Any]] = {
    "take": take_exception,
    "assign": assign_exception,
    "do": do_step,
    "rest": rest_exception,
    "write": write_on_exception,
    "solve": solve_exception,
    "dismiss": dismiss_exception,
}

urlpatterns: list[URLPattern] = [
    path("exceptions", endpoint("exceptions", get=every)),
    path("exceptions/<uuid:exception_id>", endpoint("exceptions", get=one)),
    *(
        path(
            f"exceptions/<uuid:exception_id>:{verb}",
            endpoint("exceptions", post=Write(act, status=200, path=HERE)),
        )
        for verb, act in ACTS.items()
    ),
]
